#include "judge/claimed.h"

#include "base/idna.h"
#include "base/psl.h"
#include "judge/forged.h"
#include "judge/words.h"

/* What the receiver wrote, gathered. */
typedef struct {
	const char *from_domain;
	const char *receiver;
	const EmlAuthresResult *dmarc;	   /* the first of the receiver's */
	const EmlAuthresResult *aligned;   /* the best aligned dkim or spf result; NULL = none */
	const char *dmarc_by, *aligned_by; /* who wrote them; NULL if the field does not say */
	gboolean any;
	GString *list; /* "spf=pass dkim=pass" */
} Gathered;

/* Best first. */
static const EmlResult order[] = {
    EML_RESULT_PASS,	  EML_RESULT_SOFTFAIL, EML_RESULT_NEUTRAL,   EML_RESULT_POLICY,
    EML_RESULT_TEMPERROR, EML_RESULT_FAIL,     EML_RESULT_PERMERROR, EML_RESULT_NONE,
};

static guint
rank(EmlResult result)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(order) && order[i] != result)
		i++;
	return i;
}

/* Where a method writes the identity that it authenticated; the first that is there counts. */
static const struct {
	const char *method, *ptype, *property;
} identities[] = {
    {"dmarc", "header", "from"}, {"dkim", "header", "d"}, {"dkim", "header", "i"},
    {"spf", "smtp", "mailfrom"}, {"spf", "smtp", "mail"}, /* Gmail, until it took the registered
							     name */
    {"spf", "smtp", "helo"},
};

char *
eml_claimed_domain(const EmlAuthresResult *result)
{
	for (gsize i = 0; i < G_N_ELEMENTS(identities); i++) {
		const char *value = NULL;
		const char *at = NULL;

		if (!g_str_equal(result->method, identities[i].method))
			continue;
		value = eml_authres_property(result, identities[i].ptype, identities[i].property);
		if (value == NULL || *value == '\0')
			continue;
		at = strrchr(value, '@');
		return eml_idna_to_ascii(eml_slice(at != NULL ? at + 1 : value));
	}
	return NULL;
}

/* Of a DMARC result about another author nothing is said of this one. */
static void
gather_dmarc(Gathered *all, const EmlAuthresResult *result, const char *domain, const char *who)
{
	if (all->dmarc != NULL || result->mapped == EML_RESULT_LAST ||
	    (domain != NULL && g_strcmp0(domain, all->from_domain) != 0))
		return;
	all->dmarc = result;
	all->dmarc_by = who;
}

static void
gather_result(Gathered *all, const EmlAuthresResult *result, const char *who)
{
	g_autofree char *domain = eml_claimed_domain(result);

	all->any = TRUE;
	g_string_append_printf(all->list, "%s%s=%s", all->list->len > 0 ? " " : "", result->method,
			       result->result);
	if (g_str_equal(result->method, "dmarc")) {
		gather_dmarc(all, result, domain, who);
		return;
	}
	if (domain == NULL || all->from_domain == NULL ||
	    !eml_psl_same_organization(domain, all->from_domain))
		return;
	if (rank(result->mapped) <
	    (all->aligned != NULL ? rank(all->aligned->mapped) : G_N_ELEMENTS(order))) {
		all->aligned = result;
		all->aligned_by = who;
	}
}

static gboolean
same_id(const EmlClaimField *a, const EmlClaimField *b)
{
	return g_strcmp0(a->authres->authserv_id, b->authres->authserv_id) == 0;
}

/* TRUE if doubtful results stand where filters write, so that to name the server helps. */
static gboolean
any_under_border(const EmlClaims *claims)
{
	for (guint i = 0; i < claims->authres->len; i++) {
		const EmlClaimField *field = g_ptr_array_index(claims->authres, i);

		if (field->trust.trust == EML_TRUST_DOUBTFUL &&
		    field->trust.why == EML_TRUST_WHY_UNDER_BORDER)
			return TRUE;
	}
	return FALSE;
}

/* All fields of that trust. Of the receiver's where the Received fields told them from the
 * sender's; in a weeded header block, where --trust alone names them, the topmost of an id: below
 * it a sender may have written the same name (interface contract, section 3). */
static void
gather(Gathered *all, const EmlClaims *claims, EmlTrust trust)
{
	const EmlClaimField *topmost = NULL;

	for (guint i = 0; i < claims->authres->len; i++) {
		const EmlClaimField *field = g_ptr_array_index(claims->authres, i);

		if (field->trust.trust != trust)
			continue;
		if (topmost != NULL && !claims->traced && same_id(topmost, field))
			continue;
		if (topmost == NULL)
			topmost = field;
		for (guint j = 0; j < field->authres->results->len; j++)
			gather_result(all, g_ptr_array_index(field->authres->results, j),
				      field->authres->authserv_id);
	}
	all->receiver = topmost != NULL && topmost->authres->authserv_id != NULL
			    ? topmost->authres->authserv_id
			    : claims->receiver;
}

static void
add_arg(GPtrArray *args, const char *text)
{
	g_ptr_array_add(args, g_bytes_new(text, strlen(text)));
}

static EmlPlain *
expand(const char *id, const Gathered *all)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	add_arg(args, all->from_domain != NULL ? all->from_domain : "the sender");
	add_arg(args, all->receiver != NULL ? all->receiver : "the receiving server");
	add_arg(args, all->list->str);
	return eml_words_expand(eml_words_title(id), args);
}

static EmlClaimed *
said(const Gathered *all, const char *word, EmlClaimedBasis basis, const char *id)
{
	EmlClaimed *self = g_new0(EmlClaimed, 1);

	self->word = word;
	self->basis = basis;
	self->text = expand(id, all);
	if (all->any)
		self->details[0] = expand("claimed-detail", all);
	return self;
}

static const EmlAuthresResult *
best_of(const Gathered *all)
{
	return all->dmarc != NULL ? all->dmarc : all->aligned;
}

/* Nothing tells whether the receiver wrote them: what would, the settings line, is the detail. NULL
 * if there are none. */
static EmlClaimed *
said_doubtful(const EmlClaims *claims, const char *from_domain)
{
	g_autoptr(GString) list = g_string_new(NULL);
	Gathered all = {.from_domain = from_domain, .list = list};
	const gboolean helps = any_under_border(claims);
	EmlClaimed *self = NULL;

	gather(&all, claims, EML_TRUST_DOUBTFUL);
	if (!all.any)
		return NULL;
	self = said(&all, "unknown", EML_CLAIMED_DOUBTFUL,
		    helps ? "claimed-doubtful" : "claimed-at-end");
	g_clear_pointer(&self->details[0], g_free);
	if (helps)
		self->details[0] = expand("claimed-setting", &all);
	if (best_of(&all) != NULL && best_of(&all)->mapped == EML_RESULT_PASS)
		self->untrue = expand("claimed-untrue", &all);
	return self;
}

EmlClaimed *
eml_claimed_new(const EmlClaims *claims, const EmlHops *hops, const char *from_domain)
{
	g_autoptr(GString) list = g_string_new(NULL);
	Gathered all = {.from_domain = from_domain, .list = list};
	EmlClaimed *doubtful = NULL;

	gather(&all, claims, EML_TRUST_RECEIVER);
	if (eml_forged_any(claims, hops))
		return said(&all, "forged", EML_CLAIMED_FORGED, "claimed-forged");
	if (all.dmarc != NULL)
		return said(&all, eml_result_word(all.dmarc->mapped), EML_CLAIMED_BY_DMARC,
			    "claimed-dmarc");
	if (all.aligned != NULL)
		return said(&all, eml_result_word(all.aligned->mapped), EML_CLAIMED_BY_ALIGNED,
			    "claimed-aligned");
	if (all.any)
		return said(&all, eml_result_word(EML_RESULT_NONE), EML_CLAIMED_UNALIGNED,
			    "claimed-unaligned");
	doubtful = said_doubtful(claims, from_domain);
	return doubtful != NULL ? doubtful
				: said(&all, "unknown", EML_CLAIMED_NOTHING, "claimed-nothing");
}

gboolean
eml_claimed_best(const EmlClaims *claims,
		 const EmlHops *hops,
		 const char *from_domain,
		 EmlClaimedBest *ret_best)
{
	g_autoptr(GString) list = g_string_new(NULL);
	Gathered all = {.from_domain = from_domain, .list = list};

	gather(&all, claims, EML_TRUST_RECEIVER);
	ret_best->result = best_of(&all);
	ret_best->receiver = all.dmarc != NULL ? all.dmarc_by : all.aligned_by;
	if (ret_best->receiver == NULL)
		ret_best->receiver = all.receiver;
	return !eml_forged_any(claims, hops) && ret_best->result != NULL;
}

EmlClaimed *
eml_claimed_unknown(const char *id)
{
	EmlClaimed *self = g_new0(EmlClaimed, 1);

	self->word = "unknown";
	self->text = eml_words_expand(eml_words_by_id(id)->title, NULL);
	return self;
}

void
eml_claimed_free(EmlClaimed *self)
{
	if (self == NULL)
		return;
	g_free(self->text);
	g_free(self->untrue);
	for (gsize i = 0; i < G_N_ELEMENTS(self->details); i++)
		g_free(self->details[i]);
	g_free(self);
}
