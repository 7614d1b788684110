#include "judge/comparison.h"
#include "syntax/taglist.h"

#define B_MIN 4 /* characters of header.b that tell signatures apart */

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
decide_dkim(EmlComparison *self, const EmlReport *report, const EmlDkimResult *signature)
{
	gint64 arrived = 0;

	eml_comparison_decide(self, EML_COMPARE_NOT_COMPARABLE, "compare-local-policy");
	if (signature->body_hash == EML_HALF_MISMATCH) {
		/* needs no key: whatever became of that, the body is another one */
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-body-altered");
		return;
	}
	if (signature->reason == EML_STEP_DKIM_EXPIRED && eml_hops_time(report->hops, &arrived) &&
	    signature->expires_at <= arrived)
		return; /* on arrival already, and the receiver did not mind (RFC 6376 section 3.5)
			 */
	for (gsize i = 0; i < G_N_ELEMENTS(dkim_reasons); i++)
		if (dkim_reasons[i].reason == signature->reason)
			eml_comparison_decide(self, dkim_reasons[i].verdict, dkim_reasons[i].why);
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

#define MATCH_SURE 2

/* How surely the claim is about the signature: 0 = it is not, MATCH_SURE = no other one. */
static guint
match_of(const EmlReceiverClaim *claim, const EmlDkimResult *signature, const char *b)
{
	const char *claimed_b = eml_receiver_claim_property(claim, "header", "b");
	const char *written = eml_receiver_claim_property(claim, "header", "s");
	/* Yahoo writes "@bounce"; a selector has no "@" (RFC 6376 section 3.1) */
	const char *selector = *written == '@' ? written + 1 : written;
	g_autofree char *domain =
	    eml_comparison_domain(eml_receiver_claim_property(claim, "header", "d"));

	if (strlen(claimed_b) >= B_MIN)
		return g_str_has_prefix(b, claimed_b) ? 3 : 0;
	if (domain == NULL)
		domain = eml_comparison_domain(eml_receiver_claim_property(claim, "header", "i"));
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
		} else if (match >= MATCH_SURE) {
			claim->used = TRUE; /* says it once more; if otherwise, it is a conflict */
		}
	}
	return best;
}

/* Something on the way changed what was signed. */
static gboolean
is_altered(const EmlDkimResult *signature)
{
	return signature->body_hash == EML_HALF_MISMATCH ||
	       signature->header_signature == EML_HALF_HEADERS_CHANGED ||
	       signature->header_signature == EML_HALF_MISMATCH;
}

/* The body hash needs no DNS: another one is a check that differs, though it has no result. */
static gboolean
is_altered_since(const EmlDkimResult *signature, const EmlReceiverClaim *claim)
{
	return claim != NULL && claim->result == EML_RESULT_PASS &&
	       signature->result == EML_RESULT_LAST && signature->body_hash == EML_HALF_MISMATCH;
}

static EmlComparison *
compare_signature(const EmlReport *report, guint i, GArray *claims)
{
	const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
	EmlReceiverClaim *claim = claim_of_signature(report, signature, claims);
	g_autofree char *subject =
	    g_strdup_printf("%s/%s", signature->domain != NULL ? signature->domain : "?",
			    signature->selector != NULL ? signature->selector : "?");
	EmlComparison *self = eml_comparison_new("dkim", subject, claim, signature->result);

	self->dkim = (gint)i;
	if (is_altered_since(signature, claim))
		eml_comparison_decide(self, EML_COMPARE_DISAGREE, "compare-body-altered");
	else if (!eml_comparison_decide_common(self, claim))
		decide_dkim(self, report, signature);
	else if (is_altered(signature))
		eml_comparison_explain_by_forwarding(self, report);
	return self;
}

/* Claims about signatures that the message does not have. */
static void
compare_left_over(const EmlReport *report, GArray *claims, GPtrArray *all)
{
	EmlReceiverClaim *claim = NULL;

	while ((claim = eml_receiver_claim_first(claims, "dkim")) != NULL) {
		const gboolean none =
		    claim->result == EML_RESULT_NONE && eml_dkim_n_counting(report->dkim) == 0;
		EmlComparison *self = NULL;

		if (claim->result == EML_RESULT_NONE && !none) {
			claim->used = TRUE;
			continue;
		}
		self = eml_comparison_new("dkim", NULL, claim,
					  none ? EML_RESULT_NONE : EML_RESULT_LAST);
		if (none)
			eml_comparison_decide(self, EML_COMPARE_AGREE, "compare-same");
		else
			eml_comparison_decide(self, EML_COMPARE_CLAIM_ONLY,
					      "compare-signature-missing");
		g_ptr_array_add(all, self);
	}
}

void
eml_compare_dkim(const EmlReport *report, GArray *claims, GPtrArray *all)
{
	for (gint i = eml_dkim_next(report->dkim, -1); i >= 0; i = eml_dkim_next(report->dkim, i))
		g_ptr_array_add(all, compare_signature(report, (guint)i, claims));
	compare_left_over(report, claims, all);
}
