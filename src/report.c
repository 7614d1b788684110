#include "report.h"

static const char *const status_words[EML_STATUS_LAST] = {
    [EML_STATUS_AUTHENTICATED] = "authenticated",
    [EML_STATUS_UNAUTHENTICATED] = "unauthenticated",
    [EML_STATUS_UNDECIDED] = "undecided",
};

static const char *const compare_words[EML_COMPARE_LAST] = {
    [EML_COMPARE_AGREE] = "agree",
    [EML_COMPARE_DISAGREE] = "disagree",
    [EML_COMPARE_CLAIM_ONLY] = "claim-only",
    [EML_COMPARE_RECHECK_ONLY] = "recheck-only",
    [EML_COMPARE_NOT_COMPARABLE] = "not-comparable",
};

const char *
eml_status_word(EmlStatus status)
{
	return status < EML_STATUS_LAST ? status_words[status] : NULL;
}

const char *
eml_compare_word(EmlCompareVerdict verdict)
{
	return verdict < EML_COMPARE_LAST ? compare_words[verdict] : NULL;
}

EmlReport *
eml_report_ref(EmlReport *self)
{
	g_atomic_int_inc(&self->references);
	return self;
}

void
eml_report_unref(EmlReport *self)
{
	if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
		return;
	g_clear_pointer(&self->verdict.args, g_ptr_array_unref);
	g_clear_pointer(&self->comparisons, g_ptr_array_unref);
	g_clear_pointer(&self->gateway, g_free);
	g_clear_pointer(&self->forged, g_hash_table_unref);
	g_clear_pointer(&self->findings, g_ptr_array_unref);
	g_clear_pointer(&self->dns, g_ptr_array_unref);
	g_clear_pointer(&self->dns_numbers, g_array_unref);
	if (self->release != NULL)
		self->release(self->shared);
	g_free(self);
}

gboolean
eml_report_is_hypothetical(const EmlReport *self)
{
	return self->hypothetical != NULL || eml_envelope_is_supposed(self->envelope);
}

guint
eml_report_line(const EmlReport *self, gint field)
{
	return field >= 0 ? eml_message_field(self->message, (guint)field)->line : 0;
}

gboolean
eml_report_is_aligned(const EmlReport *self, guint signature)
{
	EmlAlignment aligned = EML_ALIGNED_NO;

	if (self->dkim_aligned == NULL)
		return FALSE;
	aligned = g_array_index(self->dkim_aligned, EmlAlignment, signature);
	return self->dmarc->strict_dkim ? aligned == EML_ALIGNED_STRICT : aligned != EML_ALIGNED_NO;
}

guint
eml_report_question(const EmlReport *self, const EmlStep *step)
{
	if (step->slot == 0 || self->dns_numbers == NULL || step->slot >= self->dns_numbers->len)
		return 0;
	return g_array_index(self->dns_numbers, guint, step->slot);
}

/* "spf=pass smtp.helo=x" without a MAIL FROM, RFC 8601 section 2.7.2. */
static const char *
helo_word_of(const EmlAuthres *authres)
{
	for (guint i = 0; i < authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(authres->results, i);

		if (g_str_equal(result->method, "spf") &&
		    eml_authres_property(result, "smtp", "helo") != NULL &&
		    eml_authres_property(result, "smtp", "mailfrom") == NULL)
			return result->result;
	}
	return NULL;
}

gboolean
eml_report_speaks(const EmlClaimField *claim, const char *method)
{
	const gboolean of_session = g_str_equal(method, "spf") || g_str_equal(method, "iprev");

	return claim->trust.trust == EML_TRUST_RECEIVER && !(of_session && claim->elsewhere);
}

const EmlComparison *
eml_report_unchecked_spf(const EmlReport *self)
{
	gboolean checked = FALSE; /* that of the session comes first */

	for (guint i = 0; i < self->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(self->comparisons, i);

		if (!g_str_equal(one->method, "spf"))
			continue;
		if (checked)
			return one;
		checked = TRUE;
	}
	return NULL;
}

const char *
eml_report_receivers_helo_word(const EmlReport *self)
{
	const EmlClaims *claims = self->claims;

	for (guint i = 0; i < claims->authres->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims->authres, i);
		const char *word =
		    eml_report_speaks(claim, "spf") ? helo_word_of(claim->authres) : NULL;

		if (word != NULL)
			return word;
	}
	for (guint i = 0; i < claims->received_spf->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims->received_spf, i);

		if (eml_report_speaks(claim, "spf") &&
		    g_strcmp0(eml_received_spf_get(claim->spf, "identity"), "helo") == 0 &&
		    claim->spf->result < EML_RESULT_LAST)
			return eml_result_word(claim->spf->result);
	}
	return NULL;
}

gboolean
eml_report_has_claims(const EmlReport *self)
{
	const GPtrArray *lists[] = {self->claims->authres, self->claims->received_spf};

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
		for (guint i = 0; i < lists[l]->len; i++)
			if (((const EmlClaimField *)g_ptr_array_index(lists[l], i))->trust.trust ==
			    EML_TRUST_RECEIVER)
				return TRUE;
	return FALSE;
}

gboolean
eml_report_asks_forged(const EmlClaimField *claim)
{
	return claim->trust.trust == EML_TRUST_FORGEABLE ||
	       claim->trust.trust == EML_TRUST_DOUBTFUL;
}

gboolean
eml_report_shows_forged(EmlForgedKind kind)
{
	return kind <= EML_FORGED_LOWER;
}

const EmlForged *
eml_report_forged(const EmlReport *self, const EmlClaimField *claim)
{
	return self->forged != NULL
		   ? g_hash_table_lookup(self->forged, GUINT_TO_POINTER(claim->field))
		   : NULL;
}

const char *
eml_report_word_of(const EmlReport *self, const EmlClaimField *claim)
{
	const EmlForged *forged = eml_report_forged(self, claim);

	if (forged == NULL)
		return eml_trust_word(claim->trust.trust);
	return eml_report_shows_forged(forged->kind) ? "forged" : "doubtful";
}

EmlTone
eml_report_tone_of(const EmlReport *self, const EmlClaimField *claim)
{
	const EmlForged *forged = eml_report_forged(self, claim);

	if (forged != NULL)
		return eml_report_shows_forged(forged->kind) ? EML_TONE_BAD : EML_TONE_WARN;
	return claim->trust.trust == EML_TRUST_RECEIVER ? EML_TONE_GOOD : EML_TONE_NOTE;
}

char *
eml_report_setting_for(const EmlReport *self, const EmlClaimField *claim)
{
	const EmlForged *forged = eml_report_forged(self, claim);

	return forged != NULL && forged->kind == EML_FORGED_DOUBTFUL
		   ? g_strdup_printf("trust = %s", claim->trust.arg)
		   : NULL;
}

static gint
by_field(gconstpointer a, gconstpointer b)
{
	const EmlClaimField *const *first = a, *const *second = b;

	return (*first)->field < (*second)->field ? -1 : (*first)->field > (*second)->field;
}

GPtrArray *
eml_report_claim_fields(const EmlReport *self)
{
	const GPtrArray *lists[] = {self->claims->authres, self->claims->received_spf};
	GPtrArray *all = g_ptr_array_new();

	for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
		for (guint i = 0; i < lists[l]->len; i++)
			g_ptr_array_add(all, g_ptr_array_index(lists[l], i));
	g_ptr_array_sort(all, by_field);
	return all;
}

EmlSpfIdentity
eml_report_spf_identity(const EmlReport *self)
{
	return self->spf != NULL && self->spf->domain != NULL ? self->spf->identity
							      : EML_SPF_MAIL_FROM;
}

gboolean
eml_report_checks_helo(const EmlReport *self)
{
	const EmlSpfInput session = {
	    .ip = self->envelope->ip.value,
	    .helo = self->envelope->helo.value,
	    .mail_from = self->envelope->mail_from.value,
	};
	EmlSpfInput helo;

	return eml_spf_helo_beside(&session, &helo);
}

gboolean
eml_report_spf_is_helo(const EmlReport *self)
{
	return eml_report_spf_identity(self) == EML_SPF_HELO &&
	       self->envelope->mail_from.value == NULL;
}

const char *
eml_report_receivers_word(const EmlReport *self, const char *method)
{
	for (guint i = 0; i < self->claims->authres->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(self->claims->authres, i);

		if (!eml_report_speaks(claim, method))
			continue;
		for (guint k = 0; k < claim->authres->results->len; k++) {
			const EmlAuthresResult *result =
			    g_ptr_array_index(claim->authres->results, k);

			if (g_str_equal(result->method, method))
				return result->result;
		}
	}
	return NULL;
}

void
eml_comparison_free(EmlComparison *self)
{
	if (self == NULL)
		return;
	g_free(self->subject);
	g_free(self->claimed);
	g_free(self->claimed_by);
	g_clear_pointer(&self->args, g_ptr_array_unref);
	g_free(self);
}

void
eml_finding_free(EmlFinding *self)
{
	if (self == NULL)
		return;
	g_clear_pointer(&self->args, g_ptr_array_unref);
	g_clear_pointer(&self->fields, g_array_unref);
	g_free(self);
}

void
eml_dns_line_free(EmlDnsLine *self)
{
	if (self == NULL)
		return;
	eml_dns_question_unref(self->question);
	eml_dns_answer_unref(self->answer);
	g_free(self);
}
