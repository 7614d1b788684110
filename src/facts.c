#include "facts.h"

#include "base/utf8.h"
#include "syntax/mailbox-list.h"

static gboolean
has_string(const GPtrArray *strings, const char *wanted)
{
	for (guint i = 0; i < strings->len; i++)
		if (g_str_equal(g_ptr_array_index(strings, i), wanted))
			return TRUE;
	return FALSE;
}

static void
add_authors(EmlFacts *self, EmlSlice value)
{
	g_autoptr(GPtrArray) mailboxes = eml_meaning_addresses(value);

	self->n_from_fields++;
	for (guint i = 0; i < mailboxes->len; i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(mailboxes, i);

		if (mailbox->domain != NULL && !has_string(self->from_domains, mailbox->domain))
			g_ptr_array_add(self->from_domains, g_strdup(mailbox->domain));
	}
	g_ptr_array_extend_and_steal(self->from, g_steal_pointer(&mailboxes));
}

/* An author for whom no domain can speak, beside one for whom a domain does: whoever looks at the
 * From field may take either for the sender ("ceo@victim.example\0, x@sender.example"), so the
 * first counts as a domain of its own. */
static void
add_unusable_author(EmlFacts *self)
{
	const guint n = self->from_domains->len;

	for (guint i = 0; n > 0 && i < self->from->len; i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(self->from, i);
		const char *at = strrchr(mailbox->address, '@');

		if (mailbox->domain == NULL && at != NULL &&
		    !has_string(self->from_domains, at + 1))
			g_ptr_array_add(self->from_domains, g_strdup(at + 1));
	}
}

static const EmlField *
first_field(const EmlMessage *message, const char *name)
{
	const gint i = eml_message_find(message, name, -1);

	return i >= 0 ? eml_message_field(message, (guint)i) : NULL;
}

static char *
first_address(EmlSlice value)
{
	g_autoptr(GPtrArray) mailboxes = eml_meaning_addresses(value);
	const EmlMailbox *first = mailboxes->len > 0 ? g_ptr_array_index(mailboxes, 0) : NULL;

	return first != NULL ? g_strdup(first->address) : g_strdup("");
}

/* What the bytes beyond ASCII are; `ret_any`: there are some. */
static gboolean
is_utf8(EmlSlice bytes, gboolean *ret_any)
{
	*ret_any = FALSE;
	for (gsize at = 0; at < bytes.len;) {
		EmlUtf8Char one;

		if ((guchar)bytes.data[at] < 0x80) {
			at++;
			continue;
		}
		*ret_any = TRUE;
		one = eml_utf8_char_at(eml_slice_part(bytes, at, bytes.len));
		if (!one.valid)
			return FALSE;
		at += one.len;
	}
	return TRUE;
}

static gboolean
has_lost(EmlSlice bytes)
{
	static const char sign[] = "\xef\xbf\xbd"; /* U+FFFD */

	for (gsize at = 0; at + 3 <= bytes.len; at++)
		if (memcmp(bytes.data + at, sign, 3) == 0)
			return TRUE;
	return FALSE;
}

static void
sort_bytes(EmlFacts *self, const EmlMessage *message)
{
	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		gboolean any = FALSE;
		const gboolean utf8 = is_utf8(eml_message_field(message, i)->whole, &any);

		if (any)
			g_array_append_val(utf8 ? self->with_utf8 : self->not_utf8, i);
		if (any && has_lost(eml_message_field(message, i)->whole))
			g_array_append_val(self->with_lost, i);
	}
}

/* The first of the lines that are folded to the field's and hold blanks only, counted from 0; 0 if
 * there is none. */
static guint
blank_line_of(EmlSlice whole)
{
	gboolean blank = FALSE;
	guint line = 0;

	for (gsize i = 0; i < whole.len; i++) {
		if (whole.data[i] == '\n') {
			if (blank && line > 0)
				return line;
			line++;
			blank = TRUE;
		} else if (strchr(" \t\r", whole.data[i]) == NULL || whole.data[i] == '\0') {
			blank = FALSE;
		}
	}
	return blank && line > 0 && whole.data[whole.len - 1] != '\n' ? line : 0;
}

static void
find_blank_line(EmlFacts *self, const EmlMessage *message)
{
	for (guint i = 0; i < eml_message_n_fields(message) && self->blank_field < 0; i++) {
		const EmlField *field = eml_message_field(message, i);
		const guint line = blank_line_of(field->whole);

		if (line == 0)
			continue;
		self->blank_field = (gint)i; /* an index */
		self->blank_line = field->line + line;
	}
}

static void
mailbox_free_cb(gpointer mailbox)
{
	eml_mailbox_free(mailbox);
}

EmlFacts *
eml_facts_new(const EmlMessage *message)
{
	EmlFacts *self = g_new0(EmlFacts, 1);
	const EmlField *field = NULL;

	self->from = g_ptr_array_new_with_free_func(mailbox_free_cb);
	self->from_domains = g_ptr_array_new_with_free_func(g_free);
	self->malformed_from = -1;
	self->with_utf8 = g_array_new(FALSE, FALSE, sizeof(guint));
	self->not_utf8 = g_array_new(FALSE, FALSE, sizeof(guint));
	self->with_lost = g_array_new(FALSE, FALSE, sizeof(guint));
	self->blank_field = -1;
	for (gint i = eml_message_find(message, "From", -1); i >= 0;
	     i = eml_message_find(message, "From", i)) {
		const EmlSlice value = eml_message_field(message, (guint)i)->value;

		add_authors(self, value);
		if (self->malformed_from < 0 && !eml_mailbox_list_is_valid(value))
			self->malformed_from = i;
	}
	sort_bytes(self, message);
	find_blank_line(self, message);
	add_unusable_author(self);
	if ((field = first_field(message, "Message-ID")) != NULL)
		self->message_id = eml_meaning_message_id(field->value);
	if ((field = first_field(message, "Date")) != NULL)
		self->has_date = eml_meaning_date(field->value, &self->date, NULL);
	if ((field = first_field(message, "Subject")) != NULL)
		self->subject = eml_meaning_known_words(field->value);
	if ((field = first_field(message, "Return-Path")) != NULL)
		self->return_path = first_address(field->value);
	return self;
}

void
eml_facts_free(EmlFacts *self)
{
	if (self == NULL)
		return;
	g_free(self->message_id);
	g_free(self->subject);
	g_ptr_array_unref(self->from);
	g_ptr_array_unref(self->from_domains);
	g_free(self->return_path);
	g_array_unref(self->with_utf8);
	g_array_unref(self->not_utf8);
	g_array_unref(self->with_lost);
	g_free(self);
}
