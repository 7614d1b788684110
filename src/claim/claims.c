#include "claim/claims.h"

#include "claim/trust.h"

static const char *const trust_words[EML_TRUST_LAST] = {
    [EML_TRUST_RECEIVER] = "receiver", [EML_TRUST_OTHER] = "other",
    [EML_TRUST_SEALED] = "sealed",     [EML_TRUST_FORGEABLE] = "forgeable",
    [EML_TRUST_DOUBTFUL] = "doubtful",
};

const char *
eml_trust_word(EmlTrust trust)
{
	return trust < EML_TRUST_LAST ? trust_words[trust] : NULL;
}

static void
find_receiver(const EmlReceiver *receiver, EmlClaims *claims)
{
	const char *name = NULL;
	const EmlHop *hop = eml_receiver_host(receiver, &name);

	for (guint i = 0; i < claims->authres->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims->authres, i);

		if (claim->trust.trust != EML_TRUST_RECEIVER || claim->elsewhere ||
		    claim->authres->authserv_id == NULL)
			continue;
		claims->receiver = g_ascii_strdown(claim->authres->authserv_id, -1);
		claims->receiver_field = (gint)claim->field;
		claims->receiver_source =
		    claim->trust.why == EML_TRUST_WHY_OPTION ? "option" : "authentication-results";
		return;
	}
	if (hop == NULL)
		return;
	claims->receiver = g_strdup(name);
	claims->receiver_field = (gint)hop->field;
	claims->receiver_source = hop->border ? "border-received" : "received";
}

static void
claim_field_free_cb(gpointer claim)
{
	eml_claim_field_free(claim);
}

EmlClaims *
eml_claims_new(const EmlMessage *message, const EmlHops *hops, const char *const *trust)
{
	g_autoptr(EmlTrustWalk) walk = eml_trust_walk_new(message, hops, trust);
	EmlClaims *self = g_new0(EmlClaims, 1);

	self->authres = g_ptr_array_new_with_free_func(claim_field_free_cb);
	self->received_spf = g_ptr_array_new_with_free_func(claim_field_free_cb);
	self->receiver_field = -1;
	self->traced = hops->hops->len > 0;
	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlClaimForm form =
		    eml_claim_form(eml_field_name(eml_message_field(message, i)));
		EmlClaimField *claim =
		    form != EML_FORM_NONE ? eml_claim_field_new(message, i, form) : NULL;

		eml_trust_walk_take(walk, i, form, claim);
		if (claim != NULL)
			g_ptr_array_add(claim->spf != NULL ? self->received_spf : self->authres,
					claim);
	}
	find_receiver(eml_trust_walk_receiver(walk), self);
	return self;
}

void
eml_claims_free(EmlClaims *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->authres);
	g_ptr_array_unref(self->received_spf);
	g_free(self->receiver);
	g_free(self);
}
