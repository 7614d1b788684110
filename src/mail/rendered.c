#include "mail/rendered.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mail/meaning.h"
#include "mail/rendered-body.h"
#include "mail/shown-text.h"

#define MANY 50 /* fields of one name: they are compared in their order only */

struct EmlRendered {
	EmlMessage *block; /* the shown fields as a message without a body */
	char *body;	   /* UTF-8 */
	char *message_id;
	char *bare_id; /* of it what no form changes */
	gint64 date;
};

/* Whether a raw field is what a reader shows. */
typedef enum { UNLIKE, UNSURE, LIKE } Likeness;

static const char *const address_fields[] = {
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Return-Path",
    "Resent-From",
    "Resent-To",
    "Resent-Cc",
    "Resent-Sender",
    "Resent-Bcc",
    "Delivered-To",
    "Errors-To",
    "Envelope-To",
    "X-Original-To",
    "Mail-Reply-To",
    "Mail-Followup-To",
    "Disposition-Notification-To",
};

static EmlSlice
value_of(const EmlMessage *message, const char *name)
{
	const gint at = eml_message_find(message, name, -1);

	return at >= 0 ? eml_message_field(message, (guint)at)->value
		       : (EmlSlice){0}; /* not negative */
}

/* In small letters, without blanks, brackets, quotes and what is not ASCII. */
static char *
bare(EmlSlice text)
{
	GString *out = g_string_sized_new(text.len);

	for (gsize i = 0; i < text.len; i++)
		if (text.data[i] > ' ' && text.data[i] < 127 &&
		    strchr("<>\"\\", text.data[i]) == NULL)
			g_string_append_c(out, g_ascii_tolower(text.data[i]));
	return g_string_free(out, FALSE);
}

/* "<" a word ">" */
static gboolean
is_usual_id(EmlSlice value)
{
	for (gsize i = 1; i + 1 < value.len; i++)
		if (value.data[i] <= ' ' || value.data[i] > '~' ||
		    strchr("<>\"\\()", value.data[i]) != NULL)
			return FALSE;
	return value.len > 2 && value.data[0] == '<' && value.data[value.len - 1] == '>';
}

EmlRendered *
eml_rendered_new(EmlSlice block, EmlSlice body, const char *charset)
{
	char *text = eml_meaning_charset(block, eml_slice(charset));
	g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	const EmlSlice id =
	    message != NULL ? eml_slice_strip(value_of(message, "Message-ID")) : (EmlSlice){0};
	EmlRendered *self = NULL;

	if (id.len == 0 || eml_message_find(message, "Date", -1) < 0 ||
	    eml_message_find(message, "From", -1) < 0 ||
	    eml_message_n_fields(message) > EML_MAX_SHOWN_FIELDS)
		return NULL;
	self = g_new0(EmlRendered, 1);
	self->body = eml_meaning_charset(body, eml_slice(charset));
	self->bare_id = bare(id);
	if (is_usual_id(id) && eml_message_count(message, "Message-ID") == 1)
		self->message_id = eml_slice_dup(eml_slice_part(id, 1, id.len - 1));
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
	g_free(self->body);
	g_free(self->message_id);
	g_free(self->bare_id);
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

static gboolean
has(EmlSlice text, const char *word)
{
	return text.data != NULL && memmem(text.data, text.len, word, strlen(word)) != NULL;
}

/* All of it is ASCII that no reader changes. */
static gboolean
is_plain(EmlSlice text)
{
	for (gsize i = 0; i < text.len; i++)
		if ((text.data[i] < ' ' || text.data[i] > '~') &&
		    (text.data[i] == '\0' || strchr("\t\r\n", text.data[i]) == NULL))
			return FALSE;
	return TRUE;
}

/* Nothing is left that another reader may decode in another way. */
static gboolean
is_understood(EmlSlice raw, EmlSlice decoded)
{
	return is_plain(raw) && !has(decoded, "=?") && !has(decoded, "\357\277\275"); /* U+FFFD */
}

/* The shown text is the raw one as it is written, or decoded. */
static Likeness
text_likeness(EmlSlice shown, EmlSlice raw)
{
	g_autofree char *written = eml_utf8_repair(raw);
	g_autofree char *decoded = eml_meaning_words(raw);

	if (eml_shown_text_is(shown, eml_slice(written)) ||
	    eml_shown_text_is(shown, eml_slice(decoded)))
		return LIKE;
	return is_understood(raw, eml_slice(decoded)) ? UNLIKE : UNSURE;
}

static Likeness
date_likeness(EmlSlice shown, EmlSlice raw)
{
	gint64 a = 0;
	gint64 b = 0;

	if (eml_meaning_date(shown, &a, NULL) && eml_meaning_date(raw, &b, NULL) && a == b)
		return LIKE;
	return text_likeness(shown, raw);
}

/* The id may be in the value, in some form. */
static gboolean
may_hold_id(EmlSlice value, const char *bare_id)
{
	g_autofree char *text = bare(value);

	return strstr(text, bare_id) != NULL || !is_plain(value) || has(value, "=?") ||
	       has(value, "(");
}

static Likeness
id_likeness(EmlSlice shown, EmlSlice raw)
{
	const Likeness likeness = text_likeness(shown, raw);
	g_autofree char *id = bare(shown);

	return likeness == UNLIKE && may_hold_id(raw, id) ? UNSURE : likeness;
}

static gboolean
same_address(const EmlMailbox *shown, const EmlMailbox *raw)
{
	const char *a = strrchr(shown->address, '@');
	const char *b = strrchr(raw->address, '@');

	if (g_str_equal(shown->address, raw->address))
		return TRUE;
	return a != NULL && b != NULL && shown->domain != NULL &&
	       g_strcmp0(shown->domain, raw->domain) == 0 &&
	       eml_slice_equal(eml_slice_n(shown->address, (gsize)(a - shown->address)),
			       eml_slice_n(raw->address, (gsize)(b - raw->address)));
}

static gboolean
same_display(const char *shown, const char *raw)
{
	return shown == NULL || raw == NULL ? shown == raw
					    : eml_shown_text_is(eml_slice(shown), eml_slice(raw));
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

		if (!same_address(left, right) || !same_display(left->display, right->display))
			return FALSE;
	}
	return TRUE;
}

/* What is a difference for one reader of addresses need not be one for another. */
static Likeness
address_likeness(EmlSlice shown, EmlSlice raw)
{
	const Likeness likeness = text_likeness(shown, raw);
	g_autofree char *text = eml_slice_dup(raw);

	if (likeness != LIKE && same_mailboxes(shown, raw))
		return LIKE;
	return likeness == UNLIKE && strpbrk(text, "()\\:;,[]\"") != NULL ? UNSURE : likeness;
}

static Likeness
likeness_of(const char *name, EmlSlice shown, EmlSlice raw)
{
	if (g_ascii_strcasecmp(name, "Message-ID") == 0)
		return id_likeness(shown, raw);
	if (g_ascii_strcasecmp(name, "Date") == 0)
		return date_likeness(shown, raw);
	for (gsize i = 0; i < G_N_ELEMENTS(address_fields); i++)
		if (g_ascii_strcasecmp(name, address_fields[i]) == 0)
			return address_likeness(shown, raw);
	return text_likeness(shown, raw);
}

/* The likest of that name in the message. */
static Likeness
best_likeness(EmlSlice shown, const EmlMessage *message, const char *name)
{
	Likeness best = UNLIKE;

	for (gint i = eml_message_find(message, name, -1); i >= 0 && best != LIKE;
	     i = eml_message_find(message, name, i))
		best =
		    MAX(best, likeness_of(name, shown,
					  eml_message_field(message, (guint)i)->value)); /* >= 0 */
	return best;
}

/* LIKE if the shown fields of that name are the message's, all of them, in their order; UNLIKE if
 * one of them can be none of the message's. */
static Likeness
fields_likeness(const EmlMessage *shown, const EmlMessage *message, const char *name)
{
	gint a = eml_message_find(shown, name, -1);
	gint b = eml_message_find(message, name, -1);
	Likeness worst = LIKE;

	while (a >= 0 && b >= 0 &&
	       likeness_of(name, eml_message_field(shown, (guint)a)->value,
			   eml_message_field(message, (guint)b)->value) == LIKE) { /* >= 0 */
		a = eml_message_find(shown, name, a);
		b = eml_message_find(message, name, b);
	}
	if (a < 0 && b < 0)
		return LIKE;
	if (eml_message_count(shown, name) > MANY || eml_message_count(message, name) > MANY)
		return UNSURE;
	for (a = eml_message_find(shown, name, -1); a >= 0 && worst != UNLIKE;
	     a = eml_message_find(shown, name, a))
		worst = MIN(worst, best_likeness(eml_message_field(shown, (guint)a)->value, message,
						 name)); /* >= 0 */
	return MIN(worst, UNSURE);
}

/* The length of the field name in front; *ret_odd: readers may show another one. A search in a
 * large folder spends its time here. */
static gsize
name_length(EmlSlice field, gboolean *ret_odd)
{
	gsize i = 0;

	*ret_odd = FALSE;
	for (; i < field.len && field.data[i] != ':'; i++)
		*ret_odd = *ret_odd || field.data[i] < ' ' || field.data[i] > '~' ||
			   (field.data[i] == '?' && i > 0 && field.data[i - 1] == '=');
	return i < field.len ? i : 0;
}

/* Readers see other fields, or another end of the header. */
static gboolean
is_odd(const EmlMessage *message)
{
	static const char *const anomalies[] = {"bare-cr", "nul", "no-colon"};

	for (gsize i = 0; i < G_N_ELEMENTS(anomalies); i++)
		if (g_strv_contains(eml_message_anomalies(message), anomalies[i]))
			return TRUE;
	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		gboolean odd = FALSE;

		name_length(field->whole, &odd);
		if (odd || eml_field_name(field).len < field->name.len)
			return TRUE;
	}
	return FALSE;
}

/* All shown fields, each name once. */
static Likeness
header_likeness(const EmlMessage *shown, const EmlMessage *message)
{
	Likeness worst = LIKE;

	for (guint i = 0; i < eml_message_n_fields(shown) && worst != UNLIKE; i++) {
		g_autofree char *name = eml_slice_dup(eml_field_name(eml_message_field(shown, i)));

		if (eml_message_find(shown, name, -1) == (gint)i) /* at most EML_MAX_FIELDS */
			worst = MIN(worst, fields_likeness(shown, message, name));
	}
	return worst == UNLIKE && is_odd(message) ? UNSURE : worst;
}

/* Where two fields say how the body is written, or the header's end is doubtful, a reader may see
 * other parts in it. */
static gboolean
is_body_clear(const EmlMessage *message)
{
	return !is_odd(message) && eml_message_count(message, "Content-Type") <= 1 &&
	       eml_message_count(message, "Content-Transfer-Encoding") <= 1;
}

EmlMatch
eml_rendered_match(const EmlRendered *self, const EmlMessage *message)
{
	const Likeness likeness = header_likeness(self->block, message);
	EmlMatch match = EML_MATCH_HEADER;

	if (likeness != LIKE)
		return likeness == UNLIKE ? EML_MATCH_NOT : EML_MATCH_UNSURE;
	match = eml_rendered_body_match(eml_slice(self->body), message);
	return match == EML_MATCH_OTHER_TEXT && !is_body_clear(message) ? EML_MATCH_HEADER : match;
}

gboolean
eml_rendered_is_header(EmlSlice block, const EmlMessage *message)
{
	g_autoptr(GBytes) bytes = g_bytes_new(block.data, block.len);
	g_autoptr(EmlMessage) shown = eml_message_new(bytes, NULL);

	return shown != NULL && eml_message_n_fields(shown) <= EML_MAX_SHOWN_FIELDS &&
	       header_likeness(shown, message) == LIKE;
}

EmlIdMatch
eml_rendered_id_match(const EmlRendered *self, EmlSlice field)
{
	gboolean odd = FALSE;
	const gsize len = name_length(field, &odd);

	if (len == 0)
		return EML_ID_OTHER;
	if (odd)
		return EML_ID_ODD;
	if (strchr("Mm", field.data[0]) == NULL || !eml_slice_starts_with_ci(field, "Message-ID"))
		return EML_ID_OTHER;
	return may_hold_id(eml_slice_part(field, len, field.len), self->bare_id) ? EML_ID_MATCH
										 : EML_ID_OTHER;
}
