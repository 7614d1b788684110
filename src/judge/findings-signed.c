/* What a signature that passes leaves open: fields that stand twice, bytes behind l=, and what says
 * how the body is shown (RFC 6376 sections 8.2 and 8.15). */
#include "judge/finding.h"
#include "judge/tail.h"
#include "judge/words.h"

static gboolean
any_signature_passes(const EmlReport *report)
{
	for (gint i = eml_dkim_next(report->dkim, -1); i >= 0; i = eml_dkim_next(report->dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, (guint)i);

		if (signature->result == EML_RESULT_PASS)
			return TRUE;
	}
	return FALSE;
}

static void
duplicate_fields(EmlFindings *found)
{
	/* RFC 5322 section 3.6: at most one of each; From is its own finding */
	static const char *const single[] = {"Sender",	   "Reply-To",	   "To",      "Cc",
					     "Bcc",	   "Message-ID",   "Subject", "In-Reply-To",
					     "References", "Content-Type", "Date"};

	if (!any_signature_passes(found->report))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(single); i++) {
		const guint n = eml_message_count(found->report->message, single[i]);

		if (n > 1)
			eml_finding_with_number(
			    eml_finding_with(
				eml_finding_add(
				    found, "finding-duplicate-field", EML_TONE_BAD,
				    EML_WEIGHT_SHOWN,
				    eml_message_find(found->report->message, single[i], -1)),
				single[i]),
			    n);
	}
}

static gboolean
leaves_all(const EmlDkimResult *signature)
{
	return eml_tail_is_open(signature) && !eml_dkim_covers(signature, "Content-Type");
}

/* Passing signatures with l= of which the test holds: EmlDkimResult, borrowed. */
static GPtrArray *
signatures_with_length(const EmlReport *report, gboolean (*test)(const EmlDkimResult *signature))
{
	GPtrArray *all = g_ptr_array_new();

	for (gint i = eml_dkim_next(report->dkim, -1); i >= 0; i = eml_dkim_next(report->dkim, i)) {
		EmlDkimResult *signature = g_ptr_array_index(report->dkim, (guint)i);

		if (signature->result == EML_RESULT_PASS && signature->has_length &&
		    test(signature))
			g_ptr_array_add(all, signature);
	}
	return all;
}

/* "a.example and b.example", each name once. */
static char *
domains_of(const GPtrArray *signatures)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < signatures->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(signatures, i);

		if (!g_ptr_array_find_with_equal_func(names, signature->domain, g_str_equal, NULL))
			g_ptr_array_add(names, signature->domain);
	}
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" and ", (char **)names->pdata);
}

/* One finding, however many signatures leave it open. */
static EmlFinding *
length_finding(EmlFindings *found, const char *id, EmlTone tone, const GPtrArray *signatures)
{
	EmlFinding *one = NULL;

	if (signatures->len == 0)
		return NULL;
	one = eml_finding_add(found, id, tone, EML_WEIGHT_SHOWN, -1);
	for (guint i = 0; i < signatures->len; i++)
		eml_finding_field(
		    one, (gint)((const EmlDkimResult *)g_ptr_array_index(signatures, i))->field);
	return one;
}

/* An aligned signature that passes and leaves nothing open; NULL if there is none. */
static const EmlDkimResult *
covers_all(const EmlReport *report)
{
	const GPtrArray *dkim = report->dkim;

	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, (guint)i);

		if (signature->result == EML_RESULT_PASS && !eml_tail_is_open(signature) &&
		    eml_report_is_aligned(report, (guint)i))
			return signature;
	}
	return NULL;
}

/* l=: what none of those signatures covers is the smallest of their tails. Red where the answer
 * hangs on them. */
static void
unsigned_tail(EmlFindings *found)
{
	g_autoptr(GPtrArray) tails = signatures_with_length(found->report, eml_tail_is_open);
	g_autofree char *domains = domains_of(tails);
	const EmlDkimResult *least = tails->len > 0 ? g_ptr_array_index(tails, 0) : NULL;
	const EmlDkimResult *whole = covers_all(found->report);
	const gboolean alone = g_str_has_prefix(found->report->verdict.id, "verdict-unsigned-tail");
	EmlFinding *one = length_finding(
	    found, whole != NULL ? "finding-unsigned-tail-covered" : "finding-unsigned-tail",
	    alone ? EML_TONE_BAD : EML_TONE_WARN, tails);
	g_autofree EmlPlain *words = NULL;

	if (one == NULL)
		return;
	for (guint i = 1; i < tails->len; i++) {
		const EmlDkimResult *other = g_ptr_array_index(tails, i);

		least = other->unsigned_tail < least->unsigned_tail ? other : least;
	}
	words = eml_tail_words(found->report->message, least);
	eml_finding_with_number(eml_finding_with(one, domains), least->unsigned_tail);
	eml_finding_with(one, words);
	if (whole != NULL)
		eml_finding_with(one, whole->domain);
}

static void
open_length(EmlFindings *found)
{
	g_autoptr(GPtrArray) types = signatures_with_length(found->report, leaves_all);
	const gboolean alone = g_str_has_prefix(found->report->verdict.id, "verdict-unsigned-tail");

	unsigned_tail(found);
	if (covers_all(found->report) == NULL)
		length_finding(found, "finding-length-content-type",
			       alone ? EML_TONE_BAD : EML_TONE_WARN, types);
}

/* In these the bytes of ASCII text are other letters (those that mail is known to be attacked with;
 * UTF-7 is an oddity of its own). */
static gboolean
is_no_ascii(const char *charset)
{
	static const char *const names[] = {
	    "utf-16", "utf16", "utf-32", "utf32", "ucs-",   "ucs2",   "ucs4",	 "hz",
	    "ebcdic", "cp037", "ibm037", "cp500", "ibm500", "cp1047", "ibm1047", "iso-10646"};

	for (gsize i = 0; charset != NULL && i < G_N_ELEMENTS(names); i++)
		if (eml_slice_starts_with_ci(eml_slice(charset), names[i]))
			return TRUE;
	return FALSE;
}

/* How the same bytes would look after Content-Type was replaced: what a message that was written
 * with that type does not have. Another boundary leaves the parts of the first one outside of the
 * new ones; another charset or kind of multipart shows other letters, or another part. NULL: it
 * looks as it was written. */
static const char *
type_replaced(const EmlParts *parts)
{
	static const EmlPartOddity oddities[] = {
	    EML_PART_TEXT_OUTSIDE,     EML_PART_UNTOLD, EML_PART_EMPTY,
	    EML_PART_NO_BOUNDARY,      EML_PART_NO_END, EML_PART_BEHIND_END,
	    EML_PART_DELIMITER_LONGER, EML_PART_UTF_7,
	};
	const EmlPart *all =
	    parts != NULL && parts->complete ? g_ptr_array_index(parts->parts, 0) : NULL;

	for (guint i = 1; all != NULL && i < parts->parts->len; i++) {
		const EmlPart *part = g_ptr_array_index(parts->parts, i);

		if (part->depth != 1)
			continue;
		if ((part->oddities & 1u << EML_PART_DELIMITER_LONGER) != 0)
			return eml_part_oddity_id(EML_PART_DELIMITER_LONGER);
		if (g_str_equal(all->type, "multipart/alternative") &&
		    g_strcmp0(part->disposition, "attachment") == 0)
			return "type-hides-text";
	}
	for (gsize i = 0; all != NULL && i < G_N_ELEMENTS(oddities); i++)
		if ((all->oddities & 1u << oddities[i]) != 0)
			return eml_part_oddity_id(oddities[i]);
	return all != NULL && is_no_ascii(all->charset) ? "type-charset" : NULL;
}

/* Without l=, too: whoever changes the type of the body, or where its parts end, changes what is
 * shown. Many senders leave it open, so it is a finding only where the body looks as if that was
 * used. One passing signature that covers the field is enough. */
static void
unsigned_type(EmlFindings *found)
{
	const EmlReport *report = found->report;
	const gint field = eml_message_find(report->message, "Content-Type", -1);
	const char *how = type_replaced(report->parts);
	const GPtrArray *dkim = how != NULL ? report->dkim : NULL;
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	g_autofree char *domains = NULL;
	EmlFinding *one = NULL;

	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		EmlDkimResult *signature = g_ptr_array_index(dkim, (guint)i);

		if (signature->result != EML_RESULT_PASS)
			continue;
		if (eml_tail_is_open(signature) || eml_dkim_covers(signature, "Content-Type"))
			return; /* with l= it is said in stronger words */
		g_ptr_array_add(open, signature);
	}
	domains = domains_of(open);
	one = length_finding(found, "finding-content-type-unsigned", EML_TONE_WARN, open);
	if (one == NULL)
		return;
	eml_finding_with(eml_finding_with(one, domains), eml_words_title(how));
	eml_finding_field(one, field);
}

void
eml_findings_signed(EmlFindings *self)
{
	duplicate_fields(self);
	open_length(self);
	unsigned_type(self);
}
