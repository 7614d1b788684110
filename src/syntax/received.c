#include "syntax/received.h"

#include "base/cursor.h"
#include "syntax/abnf.h"
#include "syntax/ip-text.h"
#include "syntax/received-parts.h"

static const EmlReceivedPart *
part_at(const GArray *parts, guint i)
{
	return &g_array_index(parts, EmlReceivedPart, i);
}

/* "by authid <x>" (Exim), "by uid 99": not the clause of RFC 5321. */
static gboolean
is_by(const GArray *parts, guint i)
{
	return eml_received_is_word(part_at(parts, i), "by") &&
	       !(i + 1 < parts->len && (eml_received_is_word(part_at(parts, i + 1), "authid") ||
					eml_received_is_word(part_at(parts, i + 1), "uid")));
}

/* The first and the last "by" among the first n parts; n if there is none. */
static guint
first_by(const GArray *parts, guint n)
{
	for (guint i = 0; i < n; i++)
		if (is_by(parts, i))
			return i;
	return n;
}

static guint
last_by(const GArray *parts, guint n)
{
	for (guint i = n; i > 0; i--)
		if (is_by(parts, i - 1))
			return i - 1;
	return n;
}

/* The last "by", since what a sender may have said in his HELO name stands before it; but behind
 * the envelope sender, which Exim repeats in a comment ("(envelope-from <"x) by y ("@z>)"), only
 * the sender says "by". parts->len if there is none. */
static guint
find_by(const GArray *parts)
{
	const guint first = first_by(parts, parts->len);
	guint n = parts->len;

	for (guint i = parts->len; i > first + 1; i--)
		if (part_at(parts, i - 1)->kind == EML_PART_GROUP &&
		    eml_slice_starts_with_ci(part_at(parts, i - 1)->text, "envelope-"))
			n = i - 1;
	return first < n ? last_by(parts, n) : parts->len;
}

/* The word after the first such clause word at or behind `start`; empty if there is none. */
static EmlSlice
clause(const GArray *parts, guint start, const char *name)
{
	for (guint i = start; i + 1 < parts->len; i++)
		if (eml_received_is_word(part_at(parts, i), name) &&
		    part_at(parts, i + 1)->kind == EML_PART_WORD)
			return part_at(parts, i + 1)->text;
	return (EmlSlice){NULL, 0};
}

/* With protocol types of RFC 3848 and RFC 6531, and names that stand for one: a further word is not
 * part of it ("SMTP mgrt 8979437"). */
static gboolean
is_protocol(EmlSlice word)
{
	static const char *const tails[] = {"SMTP",  "SMTPA", "SMTPS",	"SMTPSA", "LMTP",
					    "LMTPA", "LMTPS", "LMTPSA", "HTTP",	  "HTTPS",
					    "MMS",   "mapi",  "local"};
	static const char *const heads[] = {"", "E", "UTF8"};

	for (guint i = 0; i < G_N_ELEMENTS(tails); i++)
		for (guint j = 0; j < G_N_ELEMENTS(heads); j++)
			if (word.len == strlen(heads[j]) + strlen(tails[i]) &&
			    eml_slice_starts_with_ci(word, heads[j]) &&
			    eml_slice_ends_with_ci(word, tails[i]))
				return TRUE;
	return FALSE;
}

/* The words up to the next clause, comment or ";": "Microsoft SMTP Server"; comments between "with"
 * and the protocol (qmail) are passed over. */
static void
read_with(EmlReceived *self, const GArray *parts, guint start)
{
	EmlSlice with = {NULL, 0};
	guint i = start;

	while (i < parts->len && !eml_received_is_word(part_at(parts, i), "with"))
		i++;
	i++;
	while (i < parts->len && part_at(parts, i)->kind == EML_PART_GROUP)
		i++;
	for (; i < parts->len && part_at(parts, i)->kind == EML_PART_WORD; i++) {
		const EmlSlice word = part_at(parts, i)->text;

		if (eml_received_is_clause(part_at(parts, i)))
			break;
		if (with.data == NULL)
			with = word;
		with.len = (gsize)(word.data + word.len - with.data);
		if (is_protocol(with))
			break;
	}
	if (with.len > 0)
		self->with = eml_abnf_unfold(with);
}

static char *
dup_or_null(EmlSlice text)
{
	return text.len > 0 ? eml_slice_dup(text) : NULL;
}

static void
read_for(EmlReceived *self, const GArray *parts, guint start)
{
	EmlSlice to = clause(parts, start, "for");

	if (to.len >= 2 && to.data[0] == '<' && eml_slice_find(to, '>') > 0)
		to = eml_slice_part(to, 1, (gsize)eml_slice_find(to, '>'));
	self->for_ = dup_or_null(to);
}

/* Groups behind "by" first: they are the receiver's for certain. */
static void
read_tls(EmlReceived *self, const GArray *parts, guint by)
{
	for (guint i = by; i < parts->len; i++)
		if (part_at(parts, i)->kind == EML_PART_GROUP &&
		    eml_received_read_tls(self, part_at(parts, i)->text))
			return;
	for (guint i = by; i > 0; i--)
		if (part_at(parts, i - 1)->kind == EML_PART_GROUP &&
		    eml_received_read_tls(self, part_at(parts, i - 1)->text))
			return;
}

/* "2018-09-28", or "Fri," before a word that begins with a digit */
static gboolean
starts_date(const GArray *parts, guint i)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	EmlSlice word = part_at(parts, i)->text;

	if (part_at(parts, i)->kind != EML_PART_WORD)
		return FALSE;
	if (word.len == strlen("2018-09-28") && word.data[4] == '-' && word.data[7] == '-' &&
	    g_ascii_isdigit(word.data[0]) && g_ascii_isdigit(word.data[9]))
		return TRUE;
	if (word.len > 0 && word.data[word.len - 1] == ',')
		word.len--;
	for (guint day = 0; day < G_N_ELEMENTS(days); day++)
		if (eml_slice_equal_ci(word, eml_slice(days[day])))
			return i + 1 < parts->len && part_at(parts, i + 1)->text.len > 0 &&
			       g_ascii_isdigit(part_at(parts, i + 1)->text.data[0]);
	return FALSE;
}

/* Without what Go's time adds: " m=+555016.7" */
static EmlSlice
without_monotonic(EmlSlice date)
{
	const gsize len = date.len;

	while (date.len > 0 && date.data[date.len - 1] != '=')
		date.len--;
	if (date.len >= strlen(" m=") && eml_slice_ends_with_ci(date, " m="))
		return eml_slice_strip(eml_slice_part(date, 0, date.len - strlen(" m=")));
	date.len = len;
	return date;
}

/* The bytes from the part to the end of the value, without ";" at their end. */
static EmlSlice
date_from(EmlSlice value, const char *start)
{
	EmlSlice date =
	    eml_slice_strip(eml_slice_part(value, (gsize)(start - value.data), value.len));

	while (date.len > 0 && date.data[date.len - 1] == ';')
		date = eml_slice_strip(eml_slice_part(date, 0, date.len - 1));
	return without_monotonic(date);
}

/* The text behind the last ";" that is followed by any; without one (SendGrid) from the word that
 * looks like a date. */
static EmlSlice
find_date(EmlSlice value, const GArray *parts)
{
	guint last = parts->len;

	while (last > 0 && part_at(parts, last - 1)->kind == EML_PART_SEMICOLON)
		last--;
	for (guint i = last; i > 0; i--)
		if (part_at(parts, i - 1)->kind == EML_PART_SEMICOLON)
			return date_from(value, part_at(parts, i - 1)->text.data + 1);
	for (guint i = 0; i < last; i++)
		if (starts_date(parts, i))
			return date_from(value, part_at(parts, i)->text.data);
	return (EmlSlice){NULL, 0};
}

/* The parts behind "from" and before "by", or before the first other clause if there is no "by".
 * "from" counts only as the first word: a comment may stand before it. */
static void
read_from(EmlReceived *self, const GArray *parts, guint by)
{
	guint start = 0, end = 0;

	while (start < parts->len && part_at(parts, start)->kind == EML_PART_GROUP)
		start++;
	if (start == parts->len || !eml_received_is_word(part_at(parts, start), "from"))
		return;
	start++;
	end = start;
	while (end < by && (by < parts->len || (part_at(parts, end)->kind != EML_PART_SEMICOLON &&
						!eml_received_is_clause(part_at(parts, end)))))
		end++;
	if (start < parts->len)
		eml_received_read_from(self, part_at(parts, start), end - start);
}

/* With several "by" the first or the last may be the sender's; where the address depends on which
 * it is, the other one is kept as well. */
static void
read_other(EmlReceived *self, const GArray *parts, guint by)
{
	const guint others[] = {first_by(parts, parts->len), last_by(parts, parts->len)};

	for (gsize i = 0; i < G_N_ELEMENTS(others) && self->other_ip == NULL; i++) {
		EmlReceived *reading = NULL;

		if (others[i] == by)
			continue;
		reading = g_new0(EmlReceived, 1);
		read_from(reading, parts, others[i]);
		if (reading->from_ip != NULL && g_strcmp0(reading->from_ip, self->from_ip) != 0)
			self->other_ip = g_steal_pointer(&reading->from_ip);
		eml_received_free(reading);
	}
}

static char *
comment_at(const GArray *parts, guint i)
{
	if (i >= parts->len || part_at(parts, i)->kind != EML_PART_GROUP)
		return NULL;
	return eml_abnf_unfold(eml_slice_strip(part_at(parts, i)->text));
}

/* "by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024)" */
static void
read_by_name(EmlReceived *self, const GArray *parts, guint by)
{
	g_autoptr(GArray) words = NULL;

	if (self->by == NULL || g_ascii_strcasecmp(self->by, "localhost") != 0 ||
	    by + 2 >= parts->len || part_at(parts, by + 2)->kind != EML_PART_GROUP)
		return;
	words = eml_received_words(part_at(parts, by + 2)->text);
	if (words->len != 2 || g_array_index(words, EmlSlice, 1).data[0] != '[')
		return;
	self->by_name = eml_slice_dup(g_array_index(words, EmlSlice, 0));
	self->by_filter =
	    by + 3 < parts->len && part_at(parts, by + 3)->kind == EML_PART_GROUP &&
	    eml_slice_starts_with_ci(eml_slice_strip(part_at(parts, by + 3)->text), "amavis");
}

/* "by A.example (2001:db8::1)" (Exchange), "by mx (mxweb012 [192.0.2.17])"; not a version, "by mx
 * (Example 1.2.3.4)". */
static void
read_by_ip(EmlReceived *self, const GArray *parts, guint by)
{
	g_autoptr(GArray) words = NULL;

	if (self->by == NULL || by + 2 >= parts->len ||
	    part_at(parts, by + 2)->kind != EML_PART_GROUP)
		return;
	words = eml_received_words(part_at(parts, by + 2)->text);
	if (words->len == 1 ||
	    (words->len == 2 && g_array_index(words, EmlSlice, 1).data[0] == '['))
		self->by_ip = eml_ip_canonical(g_array_index(words, EmlSlice, words->len - 1));
}

/* Up to the ";" or the end. */
static char *
all_words(EmlSlice value, const GArray *parts)
{
	gsize end = value.len;

	for (guint i = 0; i < parts->len; i++)
		if (part_at(parts, i)->kind == EML_PART_SEMICOLON) {
			end = (gsize)(part_at(parts, i)->text.data - value.data);
			break;
		}
	value = eml_slice_strip(eml_slice_part(value, 0, end));
	return value.len > 0 ? eml_abnf_unfold(value) : NULL;
}

/* What a field without "from" says of how the message came there. */
static void
read_instead(EmlReceived *self, EmlSlice value, const GArray *parts, guint by)
{
	if (self->from != NULL || self->from_ip != NULL)
		return;
	self->via = dup_or_null(clause(parts, by < parts->len ? by : 0, "via"));
	self->comment = comment_at(parts, 0);
	if (self->comment == NULL)
		self->comment = comment_at(parts, by + 2);
	if (self->by == NULL && self->via == NULL && self->comment == NULL && self->with == NULL)
		self->unread = all_words(value, parts);
}

EmlReceived *
eml_received_parse(EmlSlice value)
{
	EmlReceived *self = g_new0(EmlReceived, 1);
	g_autoptr(GArray) parts = eml_received_parts(value);
	const guint by = find_by(parts);
	const guint tail = by < parts->len ? by : 0;

	self->date = find_date(value, parts);
	read_from(self, parts, by);
	read_other(self, parts, by);
	if (by + 1 < parts->len && part_at(parts, by + 1)->kind == EML_PART_WORD)
		self->by = eml_slice_dup(part_at(parts, by + 1)->text);
	read_by_name(self, parts, by);
	read_by_ip(self, parts, by);
	read_with(self, parts, tail);
	self->id = dup_or_null(clause(parts, tail, "id"));
	if (self->id == NULL)
		self->id = dup_or_null(clause(parts, 0, "id"));
	read_for(self, parts, tail);
	read_instead(self, value, parts, by);
	self->origin =
	    eml_received_origin((const EmlReceivedPart *)(const void *)parts->data, parts->len);
	read_tls(self, parts, tail);
	/* Microsoft: "over TLS secured channel" */
	if (self->tls == NULL && eml_slice_equal(clause(parts, tail, "over"), eml_slice("TLS")))
		self->tls = g_strdup("TLS");
	return self;
}

gboolean
eml_received_by_lmtp(const EmlReceived *self)
{
	const EmlSlice with = eml_slice(self->with != NULL ? self->with : "");

	return eml_slice_starts_with_ci(with, "lmtp") || eml_slice_starts_with_ci(with, "utf8lmtp");
}

void
eml_received_free(EmlReceived *self)
{
	if (self == NULL)
		return;
	g_free(self->from);
	g_free(self->from_name);
	g_free(self->from_ip);
	g_free(self->other_ip);
	g_free(self->by);
	g_free(self->by_name);
	g_free(self->by_ip);
	g_free(self->with);
	g_free(self->tls);
	g_free(self->cipher);
	g_free(self->id);
	g_free(self->for_);
	g_free(self->via);
	g_free(self->comment);
	g_free(self->unread);
	g_free(self);
}
