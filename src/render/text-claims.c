/* Whose claims count, and what the words of a receiver's own in them mean. */
#include "render/text-parts.h"

#include "judge/words.h"

#define MAX_SAID 6U /* results of a field that does not count */

/* "dis=NONE: as far as DMARC goes, …": those of the field that the table knows. Array of char *. */
static GPtrArray *
vendor_lines(const EmlClaimField *claim)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const guint n = claim->authres != NULL ? claim->authres->results->len : 0;

	/* what a forger wrote needs no explanation */
	for (guint i = 0; i <= n && !eml_report_asks_forged(claim); i++) {
		g_autoptr(GPtrArray) words = NULL;

		if (i < n)
			words = eml_words_vendor(g_ptr_array_index(claim->authres->results, i));
		else if (claim->spf != NULL)
			words = eml_words_vendor_spf(claim->spf);
		for (guint k = 0; words != NULL && k < words->len; k++) {
			const EmlVendorWord *word = g_ptr_array_index(words, k);

			g_ptr_array_add(lines,
					g_strdup_printf("%s: %s", word->raw, word->words->title));
		}
	}
	return lines;
}

/* The receiver's own fields explain first, the fuller kind before Received-SPF. */
static guint
order_of(const EmlClaimField *claim)
{
	const gboolean own = claim->trust.trust == EML_TRUST_RECEIVER;

	return (own ? 0u : 2u) + (claim->authres != NULL ? 0u : 1u);
}

/* Under which field each line is printed, since often several fields hold the same words. char * →
 * EmlClaimField. */
static GHashTable *
owners_of(const GPtrArray *claims)
{
	GHashTable *owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint order = 0; order < 4; order++)
		for (guint i = 0; i < claims->len; i++) {
			EmlClaimField *claim = g_ptr_array_index(claims, i);
			g_autoptr(GPtrArray) lines = vendor_lines(claim);

			for (guint k = 0; order_of(claim) == order && k < lines->len; k++)
				if (!g_hash_table_contains(owners, g_ptr_array_index(lines, k)))
					g_hash_table_insert(
					    owners, g_strdup(g_ptr_array_index(lines, k)), claim);
		}
	return owners;
}

/* alone: nothing above says that its words stand elsewhere. */
static void
explain_words(EmlOut *out,
	      const EmlReport *report,
	      const EmlClaimField *claim,
	      GHashTable *owners,
	      gboolean alone)
{
	g_autoptr(GPtrArray) lines = vendor_lines(claim);
	const EmlClaimField *other = NULL;
	guint shown = 0;

	for (guint k = 0; k < lines->len; k++) {
		const EmlClaimField *owner =
		    g_hash_table_lookup(owners, g_ptr_array_index(lines, k));
		g_autofree EmlPlain *plain = eml_plain(eml_slice(g_ptr_array_index(lines, k)));

		if (owner != claim) {
			other = owner;
			continue;
		}
		eml_out_pad(out, 4);
		eml_out_wrapped(out, plain, 6, 4);
		shown++;
	}
	if (alone && other != NULL && shown == 0) {
		g_autofree char *line =
		    g_strdup_printf("its words are explained under line %u",
				    eml_report_line(report, (gint)other->field));

		eml_out_pad(out, 4);
		eml_out_wrapped(out, line, 6, 4);
	}
}

/* "spf=pass, dkim=pass": what a field says that does not count, in few words. */
static char *
said_by(const EmlClaimField *claim)
{
	GString *text = g_string_new(NULL);
	const guint n = claim->authres != NULL ? claim->authres->results->len : 0;

	for (guint i = 0; i < MIN(n, MAX_SAID); i++) {
		const EmlAuthresResult *result = g_ptr_array_index(claim->authres->results, i);

		g_string_append_printf(text, "%s%s=%s", i > 0 ? ", " : "", result->method,
				       result->result);
	}
	if (n > MAX_SAID)
		g_string_append_printf(text, " and %u more", n - MAX_SAID);
	if (claim->spf != NULL &&
	    (claim->spf->result < EML_RESULT_LAST || claim->spf->result_raw != NULL))
		g_string_append(text, claim->spf->result < EML_RESULT_LAST
					  ? eml_result_word(claim->spf->result)
					  : claim->spf->result_raw);
	return g_string_free(text, FALSE);
}

static void
claim_line(EmlOut *out, const EmlReport *report, const EmlClaimField *claim)
{
	g_autofree EmlPlain *header = eml_plain(eml_slice(claim->header));
	g_autofree EmlPlain *why = eml_words_claim_text(report, claim);
	const EmlForged *forged = eml_report_forged(report, claim);
	const gboolean shown = forged != NULL && eml_report_shows_forged(forged->kind);
	const char *id = claim->authres != NULL ? claim->authres->authserv_id : NULL;
	g_autofree EmlPlain *who = eml_plain(eml_slice(id));
	g_autofree char *said = said_by(claim);
	g_autofree EmlPlain *says = eml_plain(eml_slice(said));
	g_autofree char *line = g_strdup_printf(
	    "line %u  %s%s%s %s%s%s%s: %s", eml_report_line(report, (gint)claim->field), header,
	    *who != '\0' ? " of " : "", who, *says != '\0' ? "says " : "", says,
	    *says != '\0' ? "; it " : "",
	    shown				     ? "is forged"
	    : claim->trust.trust == EML_TRUST_SEALED ? "is its sealer's word only"
						     : "does not count",
	    why);

	eml_out_sign(out, eml_report_tone_of(report, claim));
	eml_out_wrapped(out, line, 2, 1);
}

/* What is said once of all fields of one writer; NULL of those of which each has a reason of its
 * own. */
static const char *
said_once(const EmlReport *report, const EmlClaimField *claim)
{
	const EmlForged *forged = eml_report_forged(report, claim);

	if (claim->trust.trust == EML_TRUST_RECEIVER)
		return claim->trust.why == EML_TRUST_WHY_OPTION ? "shown-named-counts"
								: "shown-receiver-counts";
	return forged != NULL && forged->kind == EML_FORGED_DOUBTFUL
		   ? eml_words_doubtful(claim->trust.why)
		   : NULL;
}

/* TRUE if it is said of both together. Several hosts of the receiver are one receiver. */
static gboolean
is_said_with(const EmlReport *report, const EmlClaimField *a, const EmlClaimField *b)
{
	const char *id = said_once(report, a);

	return g_strcmp0(id, said_once(report, b)) == 0 &&
	       (g_strcmp0(id, "shown-receiver-counts") == 0 ||
		g_strcmp0(a->trust.arg, b->trust.arg) == 0);
}

/* The fields from the i-th on of which that is said together with it. Borrowed. */
static GPtrArray *
writers_fields(const EmlReport *report, const GPtrArray *claims, guint i)
{
	const EmlClaimField *first = g_ptr_array_index(claims, i);
	GPtrArray *all = g_ptr_array_new();

	for (; i < claims->len; i++)
		if (is_said_with(report, first, g_ptr_array_index(claims, i)))
			g_ptr_array_add(all, g_ptr_array_index(claims, i));
	return all;
}

/* "2, 5 and 9" */
static char *
lines_of(const EmlReport *report, const GPtrArray *claims)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);

		g_string_append_printf(text, "%s%u",
				       i == 0		      ? ""
				       : i == claims->len - 1 ? " and "
							      : ", ",
				       eml_report_line(report, (gint)claim->field));
	}
	return g_string_free(text, FALSE);
}

/* The one by the lowest host, which is next to the border. */
static const EmlClaimField *
lowest_writer(const GPtrArray *claims)
{
	const EmlClaimField *lowest = g_ptr_array_index(claims, 0);

	for (guint i = 1; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);

		if (claim->trust.because > lowest->trust.because)
			lowest = claim;
	}
	return lowest;
}

static void
writer_line(EmlOut *out, const EmlReport *report, const GPtrArray *claims)
{
	const EmlClaimField *first = lowest_writer(claims);
	g_autofree char *lines = lines_of(report, claims);
	const char *name = first->trust.arg != NULL ? first->trust.arg : "?";
	g_autofree char *n = g_strdup_printf("%u", claims->len);
	g_autofree char *because =
	    g_strdup_printf("%u", eml_report_line(report, first->trust.because));
	const char *texts[] = {name, lines, n, because};
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree EmlPlain *line = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_ptr_array_add(args, g_bytes_new(texts[i], strlen(texts[i])));
	line = eml_words_expand(eml_words_title(said_once(report, first)), args);
	eml_out_sign(out, eml_report_tone_of(report, first));
	eml_out_pad(out, 1);
	eml_out_wrapped(out, line, 2, 2);
}

/* What the fields say that may be a filter's, and by which line of the settings they would count.
 */
static void
offer_setting(EmlOut *out, const EmlReport *report, const GPtrArray *claims)
{
	g_autofree char *setting = eml_report_setting_for(report, g_ptr_array_index(claims, 0));
	g_autofree EmlPlain *plain = eml_plain(eml_slice(setting));
	g_autoptr(GString) said = g_string_new("in doubt: ");
	g_autofree EmlPlain *says = NULL;

	if (setting == NULL)
		return;
	for (guint i = 0; i < MIN(claims->len, MAX_SAID); i++) {
		g_autofree char *one = said_by(g_ptr_array_index(claims, i));

		g_string_append_printf(said, "%s%s", i > 0 ? ", " : "", one);
	}
	says = eml_plain(eml_slice(said->str));
	eml_out_pad(out, 4);
	eml_out_wrapped(out, says, 6, 4);
	eml_out_pad(out, 4);
	eml_out_plain(out, plain);
	eml_out_newline(out);
}

void
eml_text_claims(EmlOut *out, const EmlReport *report)
{
	g_autoptr(GPtrArray) claims = eml_report_claim_fields(report);
	g_autoptr(GHashTable) owners = owners_of(claims);
	g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);

	if (claims->len > 0)
		eml_text_heading(out, "Whose claims count");
	for (guint i = 0; i < claims->len; i++) {
		EmlClaimField *claim = g_ptr_array_index(claims, i);
		g_autoptr(GPtrArray) all = NULL;

		if (said_once(report, claim) == NULL) {
			claim_line(out, report, claim);
			explain_words(out, report, claim, owners, TRUE);
		} else if (!g_hash_table_contains(told, claim)) {
			all = writers_fields(report, claims, i);
			writer_line(out, report, all);
			offer_setting(out, report, all);
		}
		for (guint k = 0; all != NULL && k < all->len; k++) {
			g_hash_table_add(told, g_ptr_array_index(all, k));
			explain_words(out, report, g_ptr_array_index(all, k), owners, FALSE);
		}
	}
}
