#include "judge/compare-claims.h"

#include "base/limits.h"

static const char *const compared[] = {"spf", "dkim", "dmarc"};

static const char *
compared_method(const char *method)
{
	for (gsize i = 0; i < G_N_ELEMENTS(compared); i++)
		if (g_str_equal(method, compared[i]))
			return compared[i];
	return NULL;
}

/* "best guess record for domain of a@b.example designates 192.0.2.1 …", as Google writes. Looked
 * for before the address, which is the sender's word. */
static gboolean
is_guess(const char *comment)
{
	static const char guess[] = "best guess record for ";
	const char *domain = comment != NULL ? strstr(comment, "domain of ") : NULL;
	const gsize before = domain != NULL ? (gsize)(domain - comment) : 0; /* not negative */

	return before >= strlen(guess) && memcmp(domain - strlen(guess), guess, strlen(guess)) == 0;
}

static gboolean
has_guess(const GPtrArray *comments)
{
	for (guint i = 0; i < comments->len; i++)
		if (is_guess(g_ptr_array_index(comments, i)))
			return TRUE;
	return FALSE;
}

/* The name that --trust gives its writer; NULL if it is not by --trust that it counts. */
static const char *
named_by_option(const EmlClaimField *field)
{
	return field->trust.why == EML_TRUST_WHY_OPTION ? field->trust.arg : NULL;
}

static void
add_authres(GArray *all, const EmlClaimField *field)
{
	for (guint i = 0; i < field->authres->results->len && all->len < EML_MAX_COMPARED_CLAIMS;
	     i++) {
		const EmlAuthresResult *result = g_ptr_array_index(field->authres->results, i);
		const EmlReceiverClaim claim = {
		    .method = compared_method(result->method),
		    .word = result->result,
		    .result = result->mapped,
		    .who = field->authres->authserv_id != NULL ? field->authres->authserv_id
							       : named_by_option(field),
		    .field = field->field,
		    .detail = result,
		    .all = field->authres->results,
		    .guess = g_str_equal(result->method, "spf") && has_guess(result->comments),
		    .other_session = field->elsewhere && g_str_equal(result->method, "spf"),
		};

		if (claim.method != NULL)
			g_array_append_val(all, claim);
	}
}

/* Without a result word (mox has written such fields) it claims nothing. */
static void
add_received_spf(GArray *all, const EmlClaimField *field, const char *receiver)
{
	const char *identity = eml_received_spf_get(field->spf, "identity");
	const gboolean helo = identity != NULL && g_ascii_strcasecmp(identity, "helo") == 0;
	const EmlReceiverClaim claim = {
	    .method = "spf",
	    .word = field->spf->result != EML_RESULT_LAST ? eml_result_word(field->spf->result)
							  : field->spf->result_raw,
	    .result = field->spf->result,
	    .who = named_by_option(field) != NULL ? named_by_option(field) : receiver,
	    .field = field->field,
	    .guess = is_guess(field->spf->comment),
	    .spf_domain = field->spf_mail_from,
	    .spf_helo = helo ? eml_received_spf_get(field->spf, "helo") : NULL,
	    .other_session = field->elsewhere,
	};

	if (claim.word != NULL && all->len < EML_MAX_COMPARED_CLAIMS)
		g_array_append_val(all, claim);
}

static GArray *
gather(const EmlClaims *claims, gboolean every_received_spf)
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
		    (every_received_spf || field->elsewhere ||
		     eml_receiver_claim_first(all, "spf") == NULL))
			add_received_spf(all, field, claims->receiver);
	}
	return all;
}

GArray *
eml_receiver_claims(const EmlClaims *claims)
{
	return gather(claims, FALSE);
}

GArray *
eml_receiver_claims_all(const EmlClaims *claims)
{
	return gather(claims, TRUE);
}

GArray *
eml_receiver_claims_of(const EmlClaimField *field)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(EmlReceiverClaim));

	if (field->authres != NULL)
		add_authres(all, field);
	else
		add_received_spf(all, field, NULL);
	return all;
}

EmlReceiverClaim *
eml_receiver_claim_first(GArray *claims, const char *method)
{
	for (guint i = 0; i < claims->len; i++) {
		EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, i);

		if (!claim->used && !claim->other_session && g_str_equal(claim->method, method))
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
