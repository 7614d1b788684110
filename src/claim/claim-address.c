#include "claim/claim-address.h"

#include "claim/address.h"
#include "claim/spf-comment.h"

static void
offer(GPtrArray *out, const char *text)
{
	EmlAddress address;

	if (eml_address_parse(text, &address) && eml_address_is_public(&address))
		g_ptr_array_add(out, eml_address_text(&address));
}

static void
offer_comment(GPtrArray *out, const char *comment)
{
	g_autofree char *address = eml_spf_comment_address(comment);

	offer(out, address);
}

/* Where an Authentication-Results field names the client: RFC 8601 section 2.7.3 (iprev), RFC 8617
 * section 6 (arc), OpenARC and Amazon SES in their own spelling. The gateway.spf of Gmail speaks of
 * another machine than the border. */
static const struct {
	const char *method; /* NULL: any but gateway.spf */
	const char *ptype, *property;
} address_properties[] = {
    {NULL, "smtp", "remote-ip"},
    {NULL, "smtp", "client-ip"},
    {"iprev", "policy", "iprev"},
    {"spf", NULL, "client-ip"},
};

/* A HELO name that the receiver repeats without quotes may hold blanks, and then what looks like a
 * further property is the sender's. */
static const char *
property_before_helo(const EmlAuthresResult *result, const char *ptype, const char *property)
{
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *found = g_ptr_array_index(result->properties, i);

		if (strcmp(found->property, property) == 0 && g_strcmp0(found->ptype, ptype) == 0)
			return found->value;
		if (strcmp(found->property, "helo") == 0)
			return NULL;
	}
	return NULL;
}

static void
offer_result(GPtrArray *out, const EmlAuthresResult *result)
{
	if (strcmp(result->method, "gateway.spf") == 0)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(address_properties); i++) {
		const char *method = address_properties[i].method;

		if (method == NULL || strcmp(method, result->method) == 0)
			offer(out, property_before_helo(result, address_properties[i].ptype,
							address_properties[i].property));
	}
	if (strcmp(result->method, "spf") != 0)
		return;
	for (guint i = 0; i < result->comments->len; i++)
		offer_comment(out, g_ptr_array_index(result->comments, i));
}

GPtrArray *
eml_claim_addresses(const EmlClaimField *claim)
{
	GPtrArray *out = g_ptr_array_new_with_free_func(g_free);

	if (claim->spf != NULL) {
		offer(out, eml_received_spf_get(claim->spf, "client-ip"));
		offer_comment(out, claim->spf->comment);
		return out;
	}
	for (guint i = 0; i < claim->authres->results->len; i++)
		offer_result(out, g_ptr_array_index(claim->authres->results, i));
	return out;
}

static gboolean
names(const EmlMessage *message, guint field, EmlClaimForm form, const char *address)
{
	EmlClaimField *claim = eml_claim_field_new(message, field, form);
	g_autoptr(GPtrArray) all = eml_claim_addresses(claim);
	const gboolean found = all->len > 0 && strcmp(g_ptr_array_index(all, 0), address) == 0;

	eml_claim_field_free(claim);
	return found;
}

gboolean
eml_claim_run_names(const EmlMessage *message, guint field, const char *address)
{
	gboolean had[EML_FORM_RECEIVED_SPF + 1] = {FALSE};

	for (guint i = field + 1; address != NULL && i < eml_message_n_fields(message); i++) {
		const EmlSlice name = eml_field_name(eml_message_field(message, i));
		const EmlClaimForm form = eml_claim_form(name);

		if (!eml_claim_is_of_filter(name))
			return FALSE;
		if ((form != EML_FORM_AUTHRES && form != EML_FORM_RECEIVED_SPF) || had[form])
			continue;
		had[form] = TRUE;
		if (names(message, i, form, address))
			return TRUE;
	}
	return FALSE;
}
