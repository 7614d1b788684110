#include "render/text-parts.h"

#include "base/clock.h"
#include "judge/words.h"
#include "render/cells.h"

#define CHECK_COLUMNS 12
#define MAX_SUBJECT 400 /* characters */
#define MAX_WRITTEN 100 /* bytes of a Date */
#define MAX_ADDRESSES 10U
#define MIN_CLAIM_COLUMNS 9
#define RESULT_COLUMNS 9U

static void
from_line(EmlOut *out, const EmlFacts *facts)
{
	g_autoptr(GString) from = g_string_new(NULL);

	for (guint i = 0; i < facts->from->len; i++) {
		g_autofree char *text = eml_meaning_mailbox_text(g_ptr_array_index(facts->from, i));

		g_string_append_printf(from, "%s%s", i > 0 ? ", " : "", text);
	}
	eml_text_line(out, "From", facts->from->len > 0 ? from->str : "(none)");
}

/* A Subject of many lines would bury the verdict. */
static void
subject_line(EmlOut *out, const char *subject)
{
	const glong len = g_utf8_strlen(subject, -1);
	g_autofree char *start = NULL;
	g_autofree char *line = NULL;

	if (len <= MAX_SUBJECT) {
		eml_text_line(out, "Subject", subject);
		return;
	}
	start = g_utf8_substring(subject, 0, MAX_SUBJECT);
	line = g_strdup_printf("%s… (%ld characters more)", start, len - MAX_SUBJECT);
	eml_text_line(out, "Subject", line);
}

/* "2010-10-12T16:21:05Z (as written: Tue, 12 Oct 2010 11:21:05 -0500)": in another zone it may be
 * another day. */
static void
date_line(EmlOut *out, const EmlReport *report)
{
	const gint field = eml_message_find(report->message, "Date", -1);
	const EmlSlice value =
	    field >= 0 ? eml_slice_strip(eml_message_field(report->message, (guint)field)->value)
		       : (EmlSlice){NULL, 0};
	g_autoptr(GString) unfolded = eml_meaning_unfolded(value);
	g_autofree char *written =
	    eml_slice_dup(eml_slice_n(unfolded->str, MIN(unfolded->len, MAX_WRITTEN)));
	gint64 seconds = 0;
	gint offset = 0;
	const gboolean readable = field >= 0 && eml_meaning_date(value, &seconds, &offset);
	g_autofree char *date = readable ? eml_clock_format(seconds) : g_strdup("(unreadable)");
	g_autofree char *line = g_strdup_printf("%s (as written: %s%s)", date, written,
						unfolded->len > MAX_WRITTEN ? "…" : "");

	if (field < 0)
		eml_text_line(out, "Date", "(none)");
	else
		eml_text_line(out, "Date", readable && offset == 0 ? date : line);
}

/* Who sent it for the author, and to whom an answer goes, where that is another address. */
static void
other_line(EmlOut *out, const EmlReport *report, const char *name)
{
	const gint field = eml_message_find(report->message, name, -1);
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	gboolean differs = FALSE;

	if (field < 0)
		return;
	all = eml_meaning_addresses(eml_message_field(report->message, (guint)field)->value);
	for (guint i = 0; i < all->len; i++) {
		const EmlMailbox *one = g_ptr_array_index(all, i);
		gboolean is_author = FALSE;

		for (guint k = 0; k < report->facts->from->len; k++) {
			const EmlMailbox *author = g_ptr_array_index(report->facts->from, k);

			is_author =
			    is_author || g_ascii_strcasecmp(author->address, one->address) == 0;
		}
		differs = differs || !is_author;
		if (i < MAX_ADDRESSES) {
			g_autofree char *mailbox = eml_meaning_mailbox_text(one);

			g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", mailbox);
		}
	}
	if (all->len > MAX_ADDRESSES)
		g_string_append_printf(text, " and %u more", all->len - MAX_ADDRESSES);
	if (differs)
		eml_text_line(out, name, text->str);
}

static void
head(EmlOut *out, const EmlReport *report)
{
	const EmlFacts *facts = report->facts;

	eml_text_line(out, "File", report->file);
	from_line(out, facts);
	other_line(out, report, "Sender");
	other_line(out, report, "Reply-To");
	subject_line(out, facts->subject != NULL ? facts->subject : "(none)");
	date_line(out, report);
}

static void
verdict(EmlOut *out, const EmlReport *report)
{
	const EmlWords *words = eml_words_by_id(report->verdict.id);
	const char *title = words != NULL ? words->title : report->verdict.id;
	g_autofree EmlPlain *sentence = eml_words_expand(title, report->verdict.args);
	g_autofree EmlPlain *advice = eml_words_advice(report->verdict.id, report->verdict.args);
	const EmlTone tone = report->verdict.tone;
	const char *word = eml_cell_status(report);

	eml_out_newline(out);
	eml_out_sign(out, tone);
	eml_out_plain(out, " ");
	eml_out_toned(out, tone, word);
	eml_out_plain(out, "  ");
	eml_out_wrapped(out, sentence, eml_plain_width(word) + 4, eml_plain_width(word) + 4);
	eml_text_advice(out, advice);
	eml_text_hypothetical(out, report->hypothetical, report->envelope);
}

/* The rows of the table, gathered before the first is written: the columns are as wide as what
 * stands in them. */
typedef struct {
	EmlPlain *check, *claimed;
	EmlPlain *verified, *more; /* a result, and what there is to say about it */
	EmlTone tone;
} Row;

static void
row_clear(gpointer data)
{
	Row *self = data;

	g_free(self->check);
	g_free(self->claimed);
	g_free(self->verified);
	g_free(self->more);
}

static void
row(GArray *rows,
    const char *check,
    const char *claimed,
    EmlTone tone,
    const char *verified,
    const char *more)
{
	const Row one = {eml_plain(eml_slice(check)), eml_plain(eml_slice(claimed)),
			 eml_plain(eml_slice(verified)), eml_plain(eml_slice(more)), tone};

	g_array_append_val(rows, one);
}

/* The comparison of that check; NULL if there is none. */
static const EmlComparison *
comparison(const EmlReport *report, const char *method, gint dkim)
{
	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		if (g_str_equal(one->method, method) && one->dkim == dkim)
			return one;
	}
	return NULL;
}

static const char *
claimed_word(const EmlComparison *one)
{
	return one != NULL && one->claimed != NULL ? one->claimed : "-";
}

/* Of what is not compared. */
static const char *
receivers_word(const EmlReport *report, const char *method)
{
	const char *word = eml_report_receivers_word(report, method);

	return word != NULL ? word : "-";
}

/* "for a.example, aligned"; of another result the term that gave it. */
static char *
spf_text(const EmlReport *report, const EmlSpfResult *spf)
{
	GString *text = g_string_new(NULL);

	if (spf->domain != NULL)
		g_string_append_printf(text, "for %s", spf->domain);
	if (eml_report_spf_is_helo(report)) {
		g_string_append_printf(text, "; %s", eml_words_title("shown-helo-only"));
		return g_string_free(text, FALSE);
	}
	if (spf->result < EML_RESULT_LAST && report->envelope->doubt != EML_DOUBT_NONE)
		g_string_append_printf(text, ", %s", eml_words_title("shown-address-doubtful"));
	else if (spf->result == EML_RESULT_PASS && report->dmarc != NULL)
		g_string_append(text, report->dmarc->spf_aligned ? ", aligned" : ", not aligned");
	else if (spf->mechanism != NULL)
		g_string_append_printf(text, ", by %s", spf->mechanism);
	if (report->gateway != NULL && spf->result != EML_RESULT_PASS)
		g_string_append_printf(text, "; %s", eml_words_title("shown-of-gateway"));
	return g_string_free(text, FALSE);
}

static void
spf_row(GArray *rows, const EmlReport *report)
{
	const EmlComparison *one = comparison(report, "spf", -1);
	g_autofree char *more = spf_text(report, report->spf);
	g_autofree char *guess =
	    one != NULL && one->claimed_guess
		? g_strdup_printf("%s (%s)", one->claimed, eml_words_title("shown-best-guess"))
		: NULL;

	row(rows,
	    eml_words_title(eml_report_spf_identity(report) == EML_SPF_HELO ? "shown-spf-helo"
									    : "shown-spf"),
	    guess != NULL ? guess : claimed_word(one), eml_tone_of_result(report->spf->result),
	    eml_cell_spf(report->spf), more);
}

/* A claim that has no check beside it stands in the column all the same. */
static void
unchecked_spf_row(GArray *rows, const EmlReport *report)
{
	const EmlComparison *one = eml_report_unchecked_spf(report);
	g_autofree char *more = one != NULL && one->subject != NULL
				    ? g_strdup_printf("for %s", one->subject)
				    : g_strdup("");

	if (one != NULL)
		row(rows, eml_cell_unchecked_spf(one), one->claimed, EML_TONE_NOTE,
		    eml_words_title("shown-not-checked"), more);
}

/* For information: no policy looks at it. */
static void
helo_row(GArray *rows, const EmlReport *report)
{
	const EmlSpfResult *helo = report->spf_helo;
	const char *claimed = eml_report_receivers_helo_word(report);
	g_autofree char *more = g_strdup_printf("for %s", helo->domain);

	row(rows, eml_words_title("shown-spf-helo"), claimed != NULL ? claimed : "-",
	    eml_tone_of_result(helo->result), eml_cell_result(helo->result), more);
}

/* "for a.example, aligned"; first what decides without a key. */
static char *
dkim_text(const EmlReport *report, guint i)
{
	const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
	const gboolean open = signature->result == EML_RESULT_LAST;
	GString *text = g_string_new(NULL);
	g_autofree char *length = eml_cell_length(signature);

	if (length != NULL)
		g_string_append_printf(text, "%s, ", length);
	if (!signature->counts) {
		g_string_append(text, eml_cell_uncounted(signature));
		return g_string_free(text, FALSE);
	}
	if (eml_cell_cannot_pass(signature))
		g_string_append_printf(text, "%s, ", eml_words_title("shown-body-changed"));
	g_string_append_printf(text, "for %s",
			       signature->domain != NULL ? signature->domain
							 : eml_words_title("shown-no-domain"));
	if (report->dkim_aligned != NULL)
		g_string_append(text, g_array_index(report->dkim_aligned, EmlAlignment, i) !=
					      EML_ALIGNED_NO
					  ? ", aligned"
					  : ", not aligned");
	if (signature->result == EML_RESULT_PERMERROR && !signature->key.found)
		g_string_append_printf(text, ", %s", eml_words_title("shown-no-key"));
	if (open && signature->body_hash == EML_HALF_MATCH)
		g_string_append_printf(text, ", %s", eml_words_title("shown-body-matches"));
	return g_string_free(text, FALSE);
}

static void
dkim_row(GArray *rows, const EmlReport *report, guint i)
{
	const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
	g_autofree char *check = g_strdup_printf("DKIM #%u", i + 1);
	const gboolean hopeless = signature->counts && eml_cell_cannot_pass(signature);
	g_autofree char *verified =
	    g_strconcat(eml_cell_signature(signature), hopeless ? ":" : "", NULL);
	g_autofree char *more = dkim_text(report, i);

	row(rows, check, claimed_word(comparison(report, "dkim", (gint)i)),
	    eml_tone_of_signature(signature), verified, more);
}

static void
dmarc_row(GArray *rows, const EmlReport *report)
{
	const EmlDmarcResult *dmarc = report->dmarc;
	g_autofree char *more = eml_cell_dmarc_policy(report);

	row(rows, "DMARC", claimed_word(comparison(report, "dmarc", -1)),
	    eml_cell_dmarc_tone(report), eml_cell_result(dmarc->result), more);
}

static void
arc_row(GArray *rows, const EmlReport *report)
{
	const EmlArcResult *arc = report->arc;
	const gboolean hopeless = eml_cell_arc_cannot_pass(arc);
	g_autofree char *by = eml_arc_sealers(arc);
	g_autofree char *verified = g_strconcat(eml_cell_arc(arc), hopeless ? ":" : "", NULL);
	g_autofree char *more =
	    g_strconcat(hopeless ? eml_words_title("shown-body-changed") : "", hopeless ? ", " : "",
			arc->result == EML_RESULT_NONE ? "no ARC fields" : by, NULL);

	row(rows, "ARC", receivers_word(report, "arc"), eml_tone_of_information(arc->result),
	    verified, more);
}

static void
unsubscribe_row(GArray *rows, const EmlUnsubscribe *self)
{
	EmlTone tone = EML_TONE_NOTE;
	const char *note = NULL;
	const char *word = eml_cell_unsubscribe(self, &tone, &note);

	row(rows, "Unsubscribe", "-", tone, word, note);
}

static void
iprev_row(GArray *rows, const EmlReport *report)
{
	const EmlIprevResult *iprev = report->iprev;

	row(rows, "Reverse DNS", receivers_word(report, "iprev"),
	    eml_tone_of_information(iprev->result), eml_cell_iprev(iprev),
	    eml_cell_iprev_note(iprev));
}

static GArray *
rows_of(const EmlReport *report)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(Row));

	g_array_set_clear_func(rows, row_clear);
	if (report->spf != NULL)
		spf_row(rows, report);
	unchecked_spf_row(rows, report);
	if (report->spf_helo != NULL)
		helo_row(rows, report);
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++)
		dkim_row(rows, report, i);
	if (report->dkim != NULL && eml_dkim_n_counting(report->dkim) == 0)
		row(rows, "DKIM", claimed_word(comparison(report, "dkim", -1)), EML_TONE_NOTE,
		    eml_cell_result(EML_RESULT_NONE), "no signature");
	if (report->dmarc != NULL)
		dmarc_row(rows, report);
	if (report->arc != NULL)
		arc_row(rows, report);
	if (report->unsubscribe != NULL)
		unsubscribe_row(rows, report->unsubscribe);
	if (report->iprev != NULL)
		iprev_row(rows, report);
	return rows;
}

/* By what stands in it; but words that a sender chose get no more than a part of the line. */
static guint
claim_columns(const GArray *rows, guint columns)
{
	guint words = MIN_CLAIM_COLUMNS;

	for (guint i = 0; i < rows->len; i++)
		words = MAX(words, eml_plain_width(g_array_index(rows, Row, i).claimed));
	return MIN(words, columns / 3);
}

/* Who wrote it, where that is another than the receiver at the border. */
static const char *
claimant_elsewhere(const EmlClaimField *claim)
{
	return claim->elsewhere && claim->trust.arg != NULL ? claim->trust.arg : NULL;
}

/* "Claimed by mx.a.example (lines 3, 4)": whole, since the column hangs on that name. */
static void
claimant(EmlOut *out, const EmlReport *report, const GPtrArray *claims, const char *elsewhere)
{
	g_autofree EmlPlain *name =
	    eml_plain(eml_slice(elsewhere != NULL ? elsewhere : report->claims->receiver));
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *text = NULL;
	guint n = 0;

	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *one = g_ptr_array_index(claims, i);

		if (one->trust.trust == EML_TRUST_RECEIVER &&
		    g_strcmp0(claimant_elsewhere(one), elsewhere) == 0)
			g_string_append_printf(lines, "%s%u", n++ > 0 ? ", " : "",
					       eml_report_line(report, (gint)one->field));
	}
	if (n == 0)
		return;
	text = g_strdup_printf("Claimed by %s (%s %s)", *name != '\0' ? name : "the receiver",
			       n > 1 ? "lines" : "line", lines->str);
	eml_out_wrapped(out, text, 0, 0);
}

static void
claimants(EmlOut *out, const EmlReport *report)
{
	g_autoptr(GPtrArray) claims = eml_report_claim_fields(report);
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);

	claimant(out, report, claims, NULL);
	for (guint i = 0; i < claims->len; i++) {
		const char *name = claimant_elsewhere(g_ptr_array_index(claims, i));

		if (name != NULL && g_hash_table_add(told, (gpointer)name)) /* only read */
			claimant(out, report, claims, name);
	}
}

/* The column of claims is empty although there are fields that claim something. */
static void
none_counts(EmlOut *out, const EmlReport *report)
{
	g_autoptr(GPtrArray) claims = eml_report_claim_fields(report);
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree char *number = g_strdup_printf("%u", claims->len);
	g_autofree EmlPlain *text = NULL;

	for (guint i = 0; i < claims->len; i++)
		if (((const EmlClaimField *)g_ptr_array_index(claims, i))->trust.trust ==
		    EML_TRUST_RECEIVER)
			return;
	if (claims->len == 0)
		return;
	g_ptr_array_add(args, g_bytes_new(number, strlen(number)));
	text = eml_words_expand(eml_words_by_id("shown-none-counts")->why, args);
	eml_out_wrapped(out, text, 0, 0);
}

static void
table_line(EmlOut *out, const Row *self, guint claim)
{
	const guint width = eml_plain_width(self->verified);
	const guint before = CHECK_COLUMNS + claim + 3;

	eml_out_cell(out, EML_TONE_PLAIN, self->check, CHECK_COLUMNS);
	eml_out_cell(out, EML_TONE_PLAIN, self->claimed, claim);
	eml_out_plain(out, " ");
	eml_out_sign(out, self->tone);
	eml_out_plain(out, " ");
	if (*self->more == '\0') {
		eml_out_wrapped(out, self->verified, before, before);
		return;
	}
	eml_out_plain(out, self->verified);
	eml_out_wrapped(out, self->more, before + MAX(width, RESULT_COLUMNS) + 1, before + width);
}

static void
table(EmlOut *out, const EmlReport *report)
{
	g_autoptr(GArray) rows = rows_of(report);
	const guint claim = claim_columns(rows, eml_out_columns(out));

	eml_out_newline(out);
	claimants(out, report);
	eml_out_cell(out, EML_TONE_PLAIN, "check", CHECK_COLUMNS);
	eml_out_cell(out, EML_TONE_PLAIN, "claimed", claim);
	eml_out_plain(out, "   ");
	eml_out_plain(out, eml_words_title(report->offline && report->hypothetical == NULL
					       ? "shown-without-dns"
					       : "shown-verified"));
	eml_out_newline(out);
	for (guint i = 0; i < rows->len; i++)
		table_line(out, &g_array_index(rows, Row, i), claim);
	if (report->claims->authres->len + report->claims->received_spf->len == 0)
		eml_out_wrapped(out, eml_words_by_id("shown-no-claims")->why, 0, 0);
	none_counts(out, report);
}

void
eml_text_summary(EmlOut *out, const EmlReport *report)
{
	head(out, report);
	verdict(out, report);
	table(out, report);
}
