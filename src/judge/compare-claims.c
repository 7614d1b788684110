#include "judge/compare-claims.h"

static const char *const compared[] = {"spf", "dkim", "dmarc"};

static const char *
compared_method(const char *method)
{
	for (gsize i = 0; i < G_N_ELEMENTS(compared); i++)
		if (g_str_equal(method, compared[i]))
			return compared[i];
	return NULL;
}

static void
add_authres(GArray *all, const EmlClaimField *field)
{
	for (guint i = 0; i < field->authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(field->authres->results, i);
		const EmlReceiverClaim claim = {
		    .method = compared_method(result->method),
		    .word = result->result,
		    .result = result->mapped,
		    .who = field->authres->authserv_id,
		    .field = field->field,
		    .detail = result,
		};

		if (claim.method != NULL)
			g_array_append_val(all, claim);
	}
}

/* Without a result word (mox has written such fields) it claims nothing. */
static void
add_received_spf(GArray *all, const EmlClaimField *field, const char *receiver)
{
	const EmlReceiverClaim claim = {
	    .method = "spf",
	    .word = field->spf->result != EML_RESULT_LAST ? eml_result_word(field->spf->result)
							  : field->spf->result_raw,
	    .result = field->spf->result,
	    .who = receiver,
	    .field = field->field,
	    .spf_domain = eml_received_spf_get(field->spf, "envelope-from"),
	};

	if (claim.word != NULL)
		g_array_append_val(all, claim);
}

GArray *
eml_receiver_claims(const EmlClaims *claims)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(EmlReceiverClaim));

	for (guint i = 0; i < claims->authres->len; i++) {
		const EmlClaimField *field = g_ptr_array_index(claims->authres, i);

		if (field->trust.trust == EML_TRUST_RECEIVER)
			add_authres(all, field);
	}
	for (guint i = 0; i < claims->received_spf->len; i++) {
		const EmlClaimField *field = g_ptr_array_index(claims->received_spf, i);

		if (field->trust.trust == EML_TRUST_RECEIVER &&
		    eml_receiver_claim_first(all, "spf") == NULL)
			add_received_spf(all, field, claims->receiver);
	}
	return all;
}

EmlReceiverClaim *
eml_receiver_claim_first(GArray *claims, const char *method)
{
	for (guint i = 0; i < claims->len; i++) {
		EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, i);

		if (!claim->used && g_str_equal(claim->method, method))
			return claim;
	}
	return NULL;
}

const char *
eml_receiver_claim_property(const EmlReceiverClaim *claim, const char *ptype, const char *property)
{
	const char *value =
	    claim->detail != NULL ? eml_authres_property(claim->detail, ptype, property) : NULL;

	return value != NULL ? value : "";
}
