/* What the receiver claimed about a check: known before the first DNS answer. */
#include "tui/rows-build.h"

static const char *
property(const EmlAuthresResult *result, const char *const (*wanted)[2], gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const char *value = eml_authres_property(result, wanted[i][0], wanted[i][1]);

		if (value != NULL)
			return value;
	}
	return NULL;
}

/* The identity that the claim is about, RFC 8601 section 2.7. */
static const char *
identity_of(const EmlAuthresResult *result)
{
	static const char *const spf[][2] = {{"smtp", "mailfrom"}, {"smtp", "helo"}};
	static const char *const dkim[][2] = {{"header", "d"}, {"header", "i"}};
	static const char *const dmarc[][2] = {{"header", "from"}};

	if (g_str_equal(result->method, "spf"))
		return property(result, spf, G_N_ELEMENTS(spf));
	if (g_str_equal(result->method, "dkim"))
		return property(result, dkim, G_N_ELEMENTS(dkim));
	return property(result, dmarc, G_N_ELEMENTS(dmarc));
}

static const EmlAuthresResult *
result_of(const EmlClaimField *claim, const char *method)
{
	for (guint i = 0; i < claim->authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(claim->authres->results, i);

		if (g_str_equal(result->method, method))
			return result;
	}
	return NULL;
}

/* The receiver's topmost result of the method, in the field that the comparison used if there is
 * one. */
static const EmlAuthresResult *
receivers_result(const EmlReport *report,
		 const char *method,
		 gint wanted_field,
		 const EmlClaimField **ret_claim)
{
	const GPtrArray *claims = report->claims->authres;

	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);
		const EmlAuthresResult *result = NULL;

		if (!eml_report_speaks(claim, method) || claim->authres == NULL)
			continue;
		if (wanted_field >= 0 && claim->field != (guint)wanted_field)
			continue;
		result = result_of(claim, method);
		if (result != NULL) {
			*ret_claim = claim;
			return result;
		}
	}
	return NULL;
}

static const EmlComparison *
comparison_of(const EmlReport *report, const char *method, gint dkim)
{
	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		if (g_str_equal(one->method, method) && one->dkim == dkim)
			return one;
	}
	return NULL;
}

/* A DKIM claim belongs to a signature only once the comparison says so. */
void
eml_row_claim_find(const EmlReport *report, const char *method, gint dkim, EmlRowClaim *ret_claim)
{
	const EmlComparison *one = comparison_of(report, method, dkim);
	const EmlClaimField *claim = NULL;
	const EmlAuthresResult *result = NULL;

	*ret_claim = (EmlRowClaim){.field = -1, .comparison = one};
	if (one != NULL) {
		ret_claim->word = g_strdup(one->claimed);
		ret_claim->by = g_strdup(one->claimed_by);
		ret_claim->field = one->claimed_field;
		if (one->claimed == NULL || dkim >= 0)
			return;
	} else if (dkim >= 0) {
		ret_claim->wait = report->dkim_state != EML_CHECK_DONE;
		return;
	}
	result = receivers_result(report, method, ret_claim->field, &claim);
	if (result == NULL)
		return;
	ret_claim->detail = g_strdup(identity_of(result));
	if (one != NULL)
		return;
	ret_claim->word = g_strdup(result->result);
	ret_claim->by = g_strdup(claim->authres->authserv_id);
	ret_claim->field = (gint)claim->field;
}

void
eml_row_claim_clear(EmlRowClaim *self)
{
	g_clear_pointer(&self->word, g_free);
	g_clear_pointer(&self->detail, g_free);
	g_clear_pointer(&self->by, g_free);
}
