#include "judge/conflict.h"

#include "judge/comparison.h"

#define B_MIN 4 /* characters of header.b that tell signatures apart */

/* TRUE unless both name a domain and those differ. */
static gboolean
may_be_same_domain(const char *a, const char *b)
{
	g_autofree char *left = eml_comparison_domain(a);
	g_autofree char *right = eml_comparison_domain(b);

	return left == NULL || right == NULL || g_str_equal(left, right);
}

static const char *
mail_from_of(const EmlReceiverClaim *claim)
{
	return claim->spf_domain != NULL ? claim->spf_domain
					 : eml_receiver_claim_property(claim, "smtp", "mailfrom");
}

/* The HELO name, if the claim is about that: RFC 8601 section 2.7.2 names the identity that was
 * checked; fields that name both are about MAIL FROM. */
static const char *
helo_of(const EmlReceiverClaim *claim)
{
	if (claim->spf_helo != NULL)
		return claim->spf_helo;
	return *mail_from_of(claim) == '\0' ? eml_receiver_claim_property(claim, "smtp", "helo")
					    : "";
}

static gboolean
same_spf(const EmlReceiverClaim *a, const EmlReceiverClaim *b)
{
	const gboolean helo_a = *helo_of(a) != '\0', helo_b = *helo_of(b) != '\0';

	if (helo_a != helo_b)
		return FALSE;
	return helo_a ? may_be_same_domain(helo_of(a), helo_of(b))
		      : may_be_same_domain(mail_from_of(a), mail_from_of(b));
}

static const char *
signer_of(const EmlReceiverClaim *claim)
{
	const char *d = eml_receiver_claim_property(claim, "header", "d");

	return *d != '\0' ? d : eml_receiver_claim_property(claim, "header", "i");
}

/* Two signatures of one domain are common, so b=, or the selector, must say that it is one. */
static gboolean
same_signature(const EmlReceiverClaim *a, const EmlReceiverClaim *b)
{
	const char *b_a = eml_receiver_claim_property(a, "header", "b");
	const char *b_b = eml_receiver_claim_property(b, "header", "b");
	const char *s_a = eml_receiver_claim_property(a, "header", "s");
	const char *s_b = eml_receiver_claim_property(b, "header", "s");

	if (strlen(b_a) >= B_MIN && strlen(b_b) >= B_MIN)
		return strncmp(b_a, b_b, MIN(strlen(b_a), strlen(b_b))) == 0;
	return *s_a != '\0' && g_ascii_strcasecmp(s_a, s_b) == 0 && *signer_of(a) != '\0' &&
	       *signer_of(b) != '\0' && may_be_same_domain(signer_of(a), signer_of(b));
}

gboolean
eml_claims_same_identity(const EmlReceiverClaim *a, const EmlReceiverClaim *b)
{
	if (!g_str_equal(a->method, b->method) || a->other_session || b->other_session)
		return FALSE;
	if (g_str_equal(a->method, "spf"))
		return same_spf(a, b);
	if (g_str_equal(a->method, "dkim"))
		return same_signature(a, b);
	return may_be_same_domain(eml_receiver_claim_property(a, "header", "from"),
				  eml_receiver_claim_property(b, "header", "from"));
}

static gboolean
is_answer(const EmlReceiverClaim *claim)
{
	return claim->result != EML_RESULT_LAST && claim->result != EML_RESULT_TEMPERROR;
}

gboolean
eml_claims_contradict(const EmlReceiverClaim *a, const EmlReceiverClaim *b)
{
	return is_answer(a) && is_answer(b) &&
	       (a->result == EML_RESULT_PASS) != (b->result == EML_RESULT_PASS);
}

GArray *
eml_conflicts(const GArray *claims)
{
	GArray *conflicts = g_array_new(FALSE, FALSE, sizeof(EmlConflict));

	for (guint i = 1; i < claims->len; i++) {
		const EmlReceiverClaim *second = &g_array_index(claims, EmlReceiverClaim, i);

		for (guint k = 0; k < i; k++) {
			const EmlReceiverClaim *first = &g_array_index(claims, EmlReceiverClaim, k);
			const EmlConflict conflict = {first, second};

			if (!eml_claims_same_identity(first, second) ||
			    !eml_claims_contradict(first, second))
				continue;
			g_array_append_val(conflicts, conflict);
			break;
		}
	}
	return conflicts;
}
