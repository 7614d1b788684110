#include "judge/compare.h"

#include "base/idna.h"
#include "judge/compare-claims.h"
#include "syntax/taglist.h"

#define B_MIN 4 /* characters of header.b that tell signatures apart */

static void
comparison_free_cb(gpointer comparison)
{
	eml_comparison_free(comparison);
}

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void
add_arg(GPtrArray *args, const char *text)
{
	g_ptr_array_add(args, g_bytes_new(text, strlen(text)));
}

static EmlComparison *
comparison_new(const char *method,
	       const char *subject,
	       EmlReceiverClaim *claim,
	       EmlResult rechecked)
{
	EmlComparison *self = g_new0(EmlComparison, 1);

	self->method = method;
	self->subject = g_strdup(subject);
	self->dkim = -1;
	self->claimed = claim != NULL ? g_strdup(claim->word) : NULL;
	self->claimed_by = claim != NULL ? g_strdup(claim->who) : NULL;
	self->claimed_field = claim != NULL ? (gint)claim->field : -1;
	self->rechecked = rechecked;
	self->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	add_arg(self->args, claim != NULL ? claim->word : "nothing");
	add_arg(self->args,
		rechecked < EML_RESULT_LAST ? eml_result_word(rechecked) : "not evaluated");
	if (claim != NULL)
		claim->used = TRUE;
	return self;
}

static void
decide(EmlComparison *self, EmlCompareVerdict verdict, const char *why)
{
	self->verdict = verdict;
	self->why = why;
}

/* What can be said before looking at the kind of check; FALSE if that must be looked at: the
 * receiver says pass, the re-check does not. */
static gboolean
decide_common(EmlComparison *self, const EmlReceiverClaim *claim)
{
	const gboolean claimed_pass = claim != NULL && claim->result == EML_RESULT_PASS;

	if (claim == NULL)
		decide(self, EML_COMPARE_RECHECK_ONLY, "compare-no-claim");
	else if (self->rechecked == EML_RESULT_LAST)
		decide(self, EML_COMPARE_CLAIM_ONLY, "compare-not-rechecked");
	else if (self->rechecked == EML_RESULT_TEMPERROR)
		decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-dns-failed");
	else if (claim->result == EML_RESULT_TEMPERROR || claim->result == EML_RESULT_LAST)
		decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-claim-unclear");
	else if (claim->result == self->rechecked)
		decide(self, EML_COMPARE_AGREE, "compare-same");
	else if (!claimed_pass && self->rechecked != EML_RESULT_PASS)
		decide(self, EML_COMPARE_AGREE, "compare-other-word");
	else if (self->rechecked == EML_RESULT_PASS)
		decide(self, EML_COMPARE_DISAGREE, "compare-passes-now");
	else
		return FALSE;
	return TRUE;
}

/* The domain of an address or a bare domain, in lower-case A-labels; NULL if there is none. The
 * caller owns it. */
static char *
domain_of(const char *text)
{
	const char *at = text != NULL ? strrchr(text, '@') : NULL;
	const char *name = at != NULL ? at + 1 : text;

	return name != NULL && *name != '\0' ? eml_idna_to_ascii(eml_slice(name)) : NULL;
}

/* TRUE if the claim says that it is about another domain or identity than the one that was
 * evaluated now. */
static gboolean
is_other_identity(const EmlReceiverClaim *claim, const EmlSpfResult *spf)
{
	const char *mail_from = eml_receiver_claim_property(claim, "smtp", "mailfrom");
	const char *helo = eml_receiver_claim_property(claim, "smtp", "helo");
	g_autofree char *domain = NULL;

	if (claim->spf_domain != NULL)
		mail_from = claim->spf_domain;
	if (spf->identity == EML_SPF_MAIL_FROM && *mail_from == '\0' && *helo != '\0')
		return TRUE;
	domain = domain_of(spf->identity == EML_SPF_MAIL_FROM ? mail_from : helo);
	return domain != NULL && spf->domain != NULL && !g_str_equal(domain, spf->domain);
}

static EmlComparison *
compare_spf(const EmlReport *report, GArray *claims)
{
	EmlReceiverClaim *claim = eml_receiver_claim_first(claims, "spf");
	EmlComparison *self =
	    comparison_new("spf", report->spf->domain, claim, report->spf->result);

	if (claim != NULL && report->spf->result != EML_RESULT_LAST &&
	    is_other_identity(claim, report->spf))
		decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-identity");
	else if (decide_common(self, claim))
		return self;
	else if (report->envelope->doubt != EML_DOUBT_NONE)
		decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-address-doubtful");
	else
		decide(self, EML_COMPARE_DISAGREE, "compare-record-changed");
	return self;
}

/* Why a signature that the receiver found right does not pass now. */
static const struct {
	EmlStepCode reason;
	EmlCompareVerdict verdict;
	const char *why;
} dkim_reasons[] = {
    {EML_STEP_DKIM_KEY_MISSING, EML_COMPARE_NOT_COMPARABLE, "compare-key-gone"},
    {EML_STEP_DKIM_KEY_NO_DATA, EML_COMPARE_NOT_COMPARABLE, "compare-key-gone"},
    {EML_STEP_DKIM_KEY_REVOKED, EML_COMPARE_NOT_COMPARABLE, "compare-key-gone"},
    {EML_STEP_DKIM_WRONG_KEY, EML_COMPARE_NOT_COMPARABLE, "compare-key-changed"},
    {EML_STEP_DKIM_KEY_TYPE_DIFFERS, EML_COMPARE_NOT_COMPARABLE, "compare-key-changed"},
    {EML_STEP_DKIM_SIGNATURE_DIFFERS, EML_COMPARE_DISAGREE, "compare-headers-altered"},
    {EML_STEP_DKIM_HEADERS_CHANGED, EML_COMPARE_DISAGREE, "compare-headers-altered"},
    {EML_STEP_DKIM_BODY_HASH_DIFFERS, EML_COMPARE_DISAGREE, "compare-body-altered"},
    {EML_STEP_DKIM_LENGTH_BEYOND, EML_COMPARE_DISAGREE, "compare-body-altered"},
    {EML_STEP_DKIM_EXPIRED, EML_COMPARE_NOT_COMPARABLE, "compare-expired"},
    {EML_STEP_DKIM_NO_BODY, EML_COMPARE_NOT_COMPARABLE, "compare-no-body"},
    {EML_STEP_DKIM_BODY_UNREADABLE, EML_COMPARE_NOT_COMPARABLE, "compare-no-body"},
};

static void
decide_dkim(EmlComparison *self, const EmlDkimResult *signature)
{
	decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-local-policy");
	for (gsize i = 0; i < G_N_ELEMENTS(dkim_reasons); i++)
		if (dkim_reasons[i].reason == signature->reason)
			decide(self, dkim_reasons[i].verdict, dkim_reasons[i].why);
}

/* The b= of the field without white space; empty if there is none. The caller owns it. */
static char *
b_of(const EmlReport *report, const EmlDkimResult *signature)
{
	const EmlField *field = eml_message_field(report->message, signature->field);
	g_autoptr(EmlTagList) tags = NULL;
	g_autoptr(GString) b = g_string_new(NULL);
	const EmlTag *tag = NULL;
	gsize at = 0;

	eml_taglist_parse(field->value, &tags, &at);
	tag = tags != NULL ? eml_taglist_get(tags, "b") : NULL;
	for (gsize i = 0; tag != NULL && i < tag->value.len; i++)
		if (!g_ascii_isspace(tag->value.data[i]))
			g_string_append_c(b, tag->value.data[i]);
	return g_string_free(g_steal_pointer(&b), FALSE);
}

/* How surely the claim is about the signature: 0 = it is not. */
static guint
match_of(const EmlReceiverClaim *claim, const EmlDkimResult *signature, const char *b)
{
	const char *claimed_b = eml_receiver_claim_property(claim, "header", "b");
	const char *selector = eml_receiver_claim_property(claim, "header", "s");
	g_autofree char *domain = domain_of(eml_receiver_claim_property(claim, "header", "d"));

	if (strlen(claimed_b) >= B_MIN)
		return g_str_has_prefix(b, claimed_b) ? 3 : 0;
	if (domain == NULL)
		domain = domain_of(eml_receiver_claim_property(claim, "header", "i"));
	if (domain == NULL || signature->domain == NULL || !g_str_equal(domain, signature->domain))
		return 0;
	if (*selector == '\0' || signature->selector == NULL)
		return 1;
	return g_ascii_strcasecmp(selector, signature->selector) == 0 ? 2 : 0;
}

/* The claim that fits the signature best; NULL if none does. */
static EmlReceiverClaim *
claim_of_signature(const EmlReport *report, const EmlDkimResult *signature, GArray *claims)
{
	g_autofree char *b = b_of(report, signature);
	EmlReceiverClaim *best = NULL;
	guint most = 0;

	for (guint i = 0; i < claims->len; i++) {
		EmlReceiverClaim *claim = &g_array_index(claims, EmlReceiverClaim, i);
		const guint match = !claim->used && g_str_equal(claim->method, "dkim")
					? match_of(claim, signature, b)
					: 0;

		if (match > most) {
			most = match;
			best = claim;
		}
	}
	return best;
}

static EmlComparison *
compare_signature(const EmlReport *report, guint i, GArray *claims)
{
	const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
	EmlReceiverClaim *claim = claim_of_signature(report, signature, claims);
	g_autofree char *subject =
	    g_strdup_printf("%s/%s", signature->domain != NULL ? signature->domain : "?",
			    signature->selector != NULL ? signature->selector : "?");
	EmlComparison *self = comparison_new("dkim", subject, claim, signature->result);

	self->dkim = (gint)i;
	if (!decide_common(self, claim))
		decide_dkim(self, signature);
	return self;
}

/* Claims about signatures that the message does not have. */
static void
compare_left_over(const EmlReport *report, GArray *claims, GPtrArray *all)
{
	EmlReceiverClaim *claim = NULL;

	while ((claim = eml_receiver_claim_first(claims, "dkim")) != NULL) {
		const gboolean none = claim->result == EML_RESULT_NONE && report->dkim->len == 0;
		EmlComparison *self = NULL;

		if (claim->result == EML_RESULT_NONE && !none) {
			claim->used = TRUE;
			continue;
		}
		self =
		    comparison_new("dkim", NULL, claim, none ? EML_RESULT_NONE : EML_RESULT_LAST);
		if (none)
			decide(self, EML_COMPARE_AGREE, "compare-same");
		else
			decide(self, EML_COMPARE_CLAIM_ONLY, "compare-signature-missing");
		g_ptr_array_add(all, self);
	}
}

/* TRUE if the result hangs on something that could not be compared: then DMARC cannot either. */
static gboolean
hangs_on_uncomparable(const EmlReport *report, const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const EmlComparison *one = g_ptr_array_index(all, i);
		const gboolean aligned = one->dkim >= 0 && report->dkim_aligned != NULL &&
					 g_array_index(report->dkim_aligned, EmlAlignment,
						       (guint)one->dkim) != EML_ALIGNED_NO;

		if (one->verdict == EML_COMPARE_NOT_COMPARABLE &&
		    (aligned || g_str_equal(one->method, "spf")))
			return TRUE;
	}
	return FALSE;
}

static EmlComparison *
compare_dmarc(const EmlReport *report, GArray *claims, const GPtrArray *all)
{
	EmlReceiverClaim *claim = eml_receiver_claim_first(claims, "dmarc");
	EmlComparison *self =
	    comparison_new("dmarc", report->dmarc->domain, claim, report->dmarc->result);
	g_autofree char *domain =
	    claim != NULL ? domain_of(eml_receiver_claim_property(claim, "header", "from")) : NULL;

	if (domain != NULL && report->dmarc->domain != NULL &&
	    !g_str_equal(domain, report->dmarc->domain))
		decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-other-identity");
	else if (decide_common(self, claim))
		return self;
	else if (hangs_on_uncomparable(report, all))
		decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-follows");
	else
		decide(self, EML_COMPARE_DISAGREE, "compare-follows");
	return self;
}

GPtrArray *
eml_compare(const EmlReport *report)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(comparison_free_cb);
	g_autoptr(GArray) claims = eml_receiver_claims(report->claims);

	if (report->spf != NULL)
		g_ptr_array_add(all, compare_spf(report, claims));
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++)
		g_ptr_array_add(all, compare_signature(report, i, claims));
	if (report->dkim != NULL)
		compare_left_over(report, claims, all);
	if (report->dmarc != NULL)
		g_ptr_array_add(all, compare_dmarc(report, claims, all));
	return all;
}
