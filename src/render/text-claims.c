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
	for (guint i = 0; i <= n && claim->trust.trust != EML_TRUST_FORGEABLE; i++) {
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

static void
explain_words(EmlOut *out, const EmlReport *report, const EmlClaimField *claim, GHashTable *owners)
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
	if (other != NULL && shown == 0) {
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
	static const EmlTone tones[EML_TRUST_LAST] = {
	    [EML_TRUST_RECEIVER] = EML_TONE_GOOD,
	    [EML_TRUST_OTHER] = EML_TONE_NOTE,
	    [EML_TRUST_SEALED] = EML_TONE_NOTE,
	    [EML_TRUST_FORGEABLE] = EML_TONE_BAD,
	};
	static const char *const counts[EML_TRUST_LAST] = {
	    [EML_TRUST_RECEIVER] = "counts",
	    [EML_TRUST_OTHER] = "does not count",
	    [EML_TRUST_SEALED] = "is its sealer's word only",
	    [EML_TRUST_FORGEABLE] = "does not count",
	};
	g_autofree EmlPlain *header = eml_plain(eml_slice(claim->header));
	g_autofree EmlPlain *why = eml_words_trust_text(&claim->trust, report->message);
	const char *id = claim->authres != NULL ? claim->authres->authserv_id : NULL;
	g_autofree EmlPlain *who = eml_plain(eml_slice(id));
	g_autofree char *said =
	    claim->trust.trust != EML_TRUST_RECEIVER ? said_by(claim) : g_strdup("");
	g_autofree EmlPlain *says = eml_plain(eml_slice(said));
	g_autofree char *line = g_strdup_printf(
	    "line %u  %s%s%s %s%s%s%s: %s", eml_report_line(report, (gint)claim->field), header,
	    *who != '\0' ? " of " : "", who, *says != '\0' ? "says " : "", says,
	    *says != '\0' ? "; it " : "", counts[claim->trust.trust], why);

	eml_out_sign(out, tones[claim->trust.trust]);
	eml_out_wrapped(out, line, 2, 1);
}

void
eml_text_claims(EmlOut *out, const EmlReport *report)
{
	g_autoptr(GPtrArray) claims = eml_report_claim_fields(report);
	g_autoptr(GHashTable) owners = owners_of(claims);

	if (claims->len > 0)
		eml_text_heading(out, "Whose claims count");
	for (guint i = 0; i < claims->len; i++) {
		claim_line(out, report, g_ptr_array_index(claims, i));
		explain_words(out, report, g_ptr_array_index(claims, i), owners);
	}
}
