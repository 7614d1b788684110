#include "claim/claim-field.h"

#include "claim/host.h"
#include "claim/spf-comment.h"

static const struct {
	const char *name;
	EmlClaimForm form;
} forms[] = {
    {"Authentication-Results", EML_FORM_AUTHRES},
    {"ARC-Authentication-Results", EML_FORM_ARC},
    {"Authentication-Results-Original", EML_FORM_ORIGINAL},
    {"Received-SPF", EML_FORM_RECEIVED_SPF},
};

/* X-Authentication-Results, X-Original-Authentication-Results, X-MS-Exchange-Authentication-Results
 * and the like */
static gboolean
is_copy(EmlSlice name)
{
	const char *wanted = "authentication-results";

	if (!eml_slice_starts_with_ci(name, "X-"))
		return FALSE;
	for (gsize at = 2; at < name.len; at++)
		if (eml_slice_starts_with_ci(eml_slice_part(name, at, name.len), wanted))
			return TRUE;
	return FALSE;
}

EmlClaimForm
eml_claim_form(EmlSlice field_name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
		if (eml_slice_equal_ci(field_name, eml_slice(forms[i].name)))
			return forms[i].form;
	return is_copy(field_name) ? EML_FORM_COPY : EML_FORM_NONE;
}

static char *
standard_name(EmlSlice field_name, EmlClaimForm form)
{
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
		if (forms[i].form == form)
			return g_strdup(forms[i].name);
	return eml_slice_dup(field_name);
}

static char *
spf_mail_from(const EmlReceivedSpf *spf)
{
	const char *identity = eml_received_spf_get(spf, "identity");
	const char *from = eml_received_spf_get(spf, "envelope-from");

	if (identity != NULL && g_ascii_strcasecmp(identity, "helo") == 0)
		return NULL;
	return from != NULL ? g_strdup(from) : eml_spf_comment_mail_from(spf->comment);
}

EmlClaimField *
eml_claim_field_new(const EmlMessage *message, guint field, EmlClaimForm form)
{
	const EmlField *bytes = eml_message_field(message, field);
	EmlClaimField *self = g_new0(EmlClaimField, 1);

	self->field = field;
	self->header = standard_name(eml_field_name(bytes), form);
	if (form == EML_FORM_RECEIVED_SPF)
		self->spf = eml_received_spf_parse(bytes->value);
	else
		self->authres = eml_authres_parse(bytes->value, form == EML_FORM_ARC);
	if (self->spf != NULL)
		self->spf_mail_from = spf_mail_from(self->spf);
	return self;
}

void
eml_claim_field_free(EmlClaimField *self)
{
	if (self == NULL)
		return;
	g_free(self->header);
	eml_authres_free(self->authres);
	eml_received_spf_free(self->spf);
	g_free(self->spf_mail_from);
	g_free(self->trust.arg);
	g_free(self);
}

/* "google.com: domain of …": a host and a colon open the comment (standards B.8). */
static char *
opening_host(const char *comment)
{
	const char *start = comment != NULL ? comment + strspn(comment, " \t\r\n") : "";
	const gsize len = strcspn(start, ": \t\r\n");
	g_autofree char *word = g_strndup(start, len);

	return start[len] == ':' ? eml_host_name(word) : NULL;
}

static char *
receiver_name(const EmlReceivedSpf *spf)
{
	const char *value = eml_received_spf_get(spf, "receiver");
	const char *at = value != NULL ? strrchr(value, '@') : NULL;

	if (value == NULL || g_ascii_strcasecmp(value, "unknown") == 0)
		return NULL;
	return eml_host_name(at != NULL ? at + 1 : value);
}

EmlClaimNames
eml_claim_names(const EmlClaimField *self)
{
	EmlClaimNames names = {{NULL, NULL}};

	if (self->authres != NULL && self->authres->authserv_id != NULL)
		names.name[0] = g_ascii_strdown(self->authres->authserv_id, -1);
	if (self->spf == NULL)
		return names;
	names.name[0] = opening_host(self->spf->comment);
	names.name[names.name[0] != NULL ? 1 : 0] = receiver_name(self->spf);
	return names;
}

void
eml_claim_names_clear(EmlClaimNames *self)
{
	for (guint i = 0; i < G_N_ELEMENTS(self->name); i++)
		g_clear_pointer(&self->name[i], g_free);
}

const char *
eml_claim_only_method(const EmlClaimField *self)
{
	const char *method = NULL;

	for (guint i = 0; self->authres != NULL && i < self->authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(self->authres->results, i);

		if (method != NULL && strcmp(method, result->method) != 0)
			return NULL;
		method = result->method;
	}
	return method;
}

/* What filters of a receiver write beside their results: OpenDKIM, OpenDMARC, OpenARC, sid-milter,
 * milter-greylist, ClamAV, SpamAssassin, rspamd, amavis; state of 2026-11-24. */
gboolean
eml_claim_is_of_filter(EmlSlice field_name)
{
	static const char *const beginnings[] = {"Authentication-Results",
						 "Received-SPF",
						 "ARC-",
						 "DKIM-Filter",
						 "DMARC-Filter",
						 "X-SenderID",
						 "X-Greylist",
						 "X-Virus-",
						 "X-Spam",
						 "X-Rspamd-",
						 "X-Amavis-"};

	for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (eml_slice_starts_with_ci(field_name, beginnings[i]))
			return TRUE;
	return FALSE;
}
