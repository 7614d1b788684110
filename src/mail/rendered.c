#include "mail/rendered.h"

#include "mail/meaning.h"

struct EmlRendered {
	EmlMessage *block; /* the shown fields as a message without a body */
	char *message_id;
	gint64 date;
};

/* Fields of which all that are shown must be the same in the message, in the same order. */
static const char *const compared[] = {
    "Authentication-Results", "Received-SPF", "DKIM-Signature", "ARC-Authentication-Results",
    "ARC-Message-Signature",  "ARC-Seal",     "Received",	"List-Unsubscribe",
};

static EmlSlice
value_of(const EmlMessage *message, const char *name)
{
	const gint at = eml_message_find(message, name, -1);

	return at >= 0 ? eml_message_field(message, (guint)at)->value
		       : (EmlSlice){0}; /* not negative */
}

EmlRendered *
eml_rendered_new(EmlSlice block)
{
	g_autoptr(GBytes) bytes = g_bytes_new(block.data, block.len);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autofree char *id = NULL;
	EmlRendered *self = NULL;

	if (message == NULL || eml_message_find(message, "Date", -1) < 0 ||
	    eml_message_find(message, "From", -1) < 0)
		return NULL;
	id = eml_meaning_message_id(value_of(message, "Message-ID"));
	if (id == NULL || *id == '\0')
		return NULL;
	self = g_new0(EmlRendered, 1);
	self->message_id = g_steal_pointer(&id);
	if (!eml_meaning_date(value_of(message, "Date"), &self->date, NULL))
		self->date = 0;
	self->block = g_steal_pointer(&message);
	return self;
}

void
eml_rendered_free(EmlRendered *self)
{
	if (self == NULL)
		return;
	eml_message_unref(self->block);
	g_free(self->message_id);
	g_free(self);
}

const char *
eml_rendered_message_id(const EmlRendered *self)
{
	return self->message_id;
}

gint64
eml_rendered_date(const EmlRendered *self)
{
	return self->date;
}

/* What is left of a text where readers differ: folding is theirs, and what their character set has
 * not, or what could move a cursor, they show as one or several '?'. The caller owns it. */
static char *
essence(EmlSlice text)
{
	GString *out = g_string_sized_new(text.len);

	for (gsize i = 0; i < text.len; i++) {
		const char byte = text.data[i];

		if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
			continue;
		if (byte > ' ' && byte < 127 && byte != '?')
			g_string_append_c(out, byte);
		else if (out->len == 0 || out->str[out->len - 1] != '?')
			g_string_append_c(out, '?');
	}
	return g_string_free(out, FALSE);
}

/* The shown text is the raw one as it is written, or decoded. */
static gboolean
same_text(EmlSlice shown, EmlSlice raw)
{
	g_autofree char *wanted = essence(shown);
	g_autofree char *written = essence(raw);
	g_autofree char *decoded = NULL;
	g_autofree char *meant = NULL;

	if (g_str_equal(wanted, written))
		return TRUE;
	decoded = eml_meaning_words(raw);
	meant = essence(eml_slice(decoded));
	return g_str_equal(wanted, meant);
}

static gboolean
same_date(EmlSlice shown, EmlSlice raw)
{
	gint64 a = 0;
	gint64 b = 0;

	if (same_text(shown, raw))
		return TRUE;
	return eml_meaning_date(shown, &a, NULL) && eml_meaning_date(raw, &b, NULL) && a == b;
}

/* Readers write addresses anew: quotes, comments and the form of the domain may differ. */
static gboolean
same_mailboxes(EmlSlice shown, EmlSlice raw)
{
	g_autoptr(GPtrArray) a = eml_meaning_addresses(shown);
	g_autoptr(GPtrArray) b = eml_meaning_addresses(raw);

	if (a->len != b->len || a->len == 0)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		const EmlMailbox *left = g_ptr_array_index(a, i);
		const EmlMailbox *right = g_ptr_array_index(b, i);
		const gboolean same_address =
		    g_ascii_strcasecmp(left->address, right->address) == 0;

		if (!same_address &&
		    (left->domain == NULL || g_strcmp0(left->domain, right->domain) != 0))
			return FALSE;
		if (left->display != NULL && right->display != NULL &&
		    !same_text(eml_slice(left->display), eml_slice(right->display)))
			return FALSE;
	}
	return TRUE;
}

/* All shown fields of that name, one by one. */
static gboolean
same_fields(const EmlMessage *shown, const EmlMessage *message, const char *name)
{
	gint a = eml_message_find(shown, name, -1);
	gint b = -1;

	if (a < 0)
		return TRUE;
	for (; a >= 0; a = eml_message_find(shown, name, a)) {
		b = eml_message_find(message, name, b);
		if (b < 0 ||
		    !same_text(eml_message_field(shown, (guint)a)->value,
			       eml_message_field(message, (guint)b)->value)) /* not negative */
			return FALSE;
	}
	return eml_message_find(message, name, b) < 0;
}

gboolean
eml_rendered_matches(const EmlRendered *self, const EmlMessage *message)
{
	const EmlSlice from = value_of(self->block, "From");
	const EmlSlice raw_from = value_of(message, "From");
	g_autofree char *id = eml_meaning_message_id(value_of(message, "Message-ID"));

	if (g_strcmp0(id, self->message_id) != 0 ||
	    !same_date(value_of(self->block, "Date"), value_of(message, "Date")) ||
	    !(same_text(from, raw_from) || same_mailboxes(from, raw_from)))
		return FALSE;
	if (eml_message_find(self->block, "Subject", -1) >= 0 &&
	    !same_text(value_of(self->block, "Subject"), value_of(message, "Subject")))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(compared); i++)
		if (!same_fields(self->block, message, compared[i]))
			return FALSE;
	return TRUE;
}
