#include "syntax/dkim-sig.h"

#include "base/idna.h"
#include "base/limits.h"
#include "syntax/base64.h"
#include "syntax/dkim-name.h"

#define FAULT_NONE EML_FAULT_LAST
#define MAX_SECONDS G_GINT64_CONSTANT(999999999999)

typedef EmlSigFaultKind (*ParseTag)(EmlDkimSig *sig, EmlSlice value);

/* sig-v-tag: the value is "1" */
static EmlSigFaultKind
parse_v(G_GNUC_UNUSED EmlDkimSig *sig, EmlSlice value)
{
	return eml_slice_equal(value, eml_slice("1")) ? FAULT_NONE : EML_FAULT_VERSION;
}

/* sig-a-tag; ABNF literals have no case */
static EmlSigFaultKind
parse_a(EmlDkimSig *sig, EmlSlice value)
{
	static const char *const words[EML_ALGORITHM_LAST] = {
	    [EML_ALGORITHM_RSA_SHA256] = "rsa-sha256",
	    [EML_ALGORITHM_ED25519_SHA256] = "ed25519-sha256",
	    [EML_ALGORITHM_RSA_SHA1] = "rsa-sha1",
	};

	for (guint i = 0; i < EML_ALGORITHM_LAST; i++)
		if (eml_slice_equal_ci(value, eml_slice(words[i])))
			sig->algorithm = (EmlAlgorithm)i;
	return sig->algorithm != EML_ALGORITHM_LAST ? FAULT_NONE : EML_FAULT_ALGORITHM;
}

static EmlSigFaultKind
parse_b(EmlDkimSig *sig, EmlSlice value)
{
	sig->b = eml_base64_decode(value);
	return sig->b != NULL ? FAULT_NONE : EML_FAULT_VALUE;
}

static EmlSigFaultKind
parse_bh(EmlDkimSig *sig, EmlSlice value)
{
	sig->bh = eml_base64_decode(value);
	return sig->bh != NULL ? FAULT_NONE : EML_FAULT_VALUE;
}

static EmlCanon
canon_of(EmlSlice word)
{
	if (eml_slice_equal_ci(word, eml_slice("simple")))
		return EML_CANON_SIMPLE;
	return eml_slice_equal_ci(word, eml_slice("relaxed")) ? EML_CANON_RELAXED : EML_CANON_LAST;
}

/* sig-c-tag: the body is simple if only one is named */
static EmlSigFaultKind
parse_c(EmlDkimSig *sig, EmlSlice value)
{
	const gssize slash = eml_slice_find(value, '/');

	sig->header_canon =
	    canon_of(eml_slice_part(value, 0, slash < 0 ? value.len : (gsize)slash));
	if (slash >= 0)
		sig->body_canon = canon_of(eml_slice_part(value, (gsize)slash + 1, value.len));
	return sig->header_canon != EML_CANON_LAST && sig->body_canon != EML_CANON_LAST
		   ? FAULT_NONE
		   : EML_FAULT_CANON;
}

/* RFC 8617 section 4.1.3 */
static EmlSigFaultKind
parse_cv(EmlDkimSig *sig, EmlSlice value)
{
	const EmlResult cv = eml_result_from_word(value);

	if (cv != EML_RESULT_NONE && cv != EML_RESULT_PASS && cv != EML_RESULT_FAIL)
		return EML_FAULT_VALUE;
	sig->cv = cv;
	return FAULT_NONE;
}

/* sig-d-tag */
static EmlSigFaultKind
parse_d(EmlDkimSig *sig, EmlSlice value)
{
	if (!eml_dkim_is_name(value, 2))
		return EML_FAULT_DOMAIN;
	sig->domain = eml_slice_dup_lower(value);
	return FAULT_NONE;
}

/* hdr-name = field-name = 1*ftext, RFC 5322 section 3.6.8 */
static gboolean
is_field_name(EmlSlice name)
{
	for (gsize i = 0; i < name.len; i++)
		if (name.data[i] < 33 || name.data[i] > 126)
			return FALSE;
	return name.len > 0;
}

/* sig-h-tag = hdr-name *( [FWS] ":" [FWS] hdr-name ) */
static EmlSigFaultKind
parse_h(EmlDkimSig *sig, EmlSlice value)
{
	EmlSlice name;

	while (eml_dkim_take_item(&value, &name)) {
		if (!is_field_name(name))
			return EML_FAULT_VALUE;
		if (sig->signed_names->len == EML_MAX_SIGNED_HEADERS)
			return EML_FAULT_TOO_MANY;
		g_ptr_array_add(sig->signed_names, eml_slice_dup_lower(name));
	}
	return FAULT_NONE;
}

static gboolean
take_digits(EmlSlice value, gsize max_digits, guint64 *ret_number)
{
	guint64 number = 0;

	if (value.len == 0 || value.len > max_digits)
		return FALSE;
	for (gsize i = 0; i < value.len; i++) {
		const guint digit = (guint)g_ascii_digit_value(value.data[i]);

		if (!g_ascii_isdigit(value.data[i]))
			return FALSE;
		number = number > (G_MAXUINT64 - digit) / 10 ? G_MAXUINT64 : number * 10 + digit;
	}
	*ret_number = number;
	return TRUE;
}

/* ARC: instance, RFC 8617 section 4.2.1: 1 to 50 */
static EmlSigFaultKind
parse_instance(EmlDkimSig *sig, EmlSlice value)
{
	guint64 number = 0;

	if (!take_digits(value, 2, &number) || number < 1 || number > EML_MAX_ARC_SETS)
		return EML_FAULT_VALUE;
	sig->instance = (guint)number; /* at most 50 */
	return FAULT_NONE;
}

/* sig-i-tag = [ Local-part ] "@" domain-name, dkim-quoted-printable. The local-part is not looked
 * at. */
static EmlSigFaultKind
parse_i(EmlDkimSig *sig, EmlSlice value)
{
	g_autoptr(GBytes) decoded = NULL;
	EmlSlice text;
	gsize at = 0;

	if (sig->kind != EML_SIG_DKIM)
		return parse_instance(sig, value);
	sig->identity = eml_dkim_without_fws(value);
	decoded = eml_dkim_qp_decode(value);
	if (decoded == NULL)
		return EML_FAULT_IDENTITY;
	text = (EmlSlice){g_bytes_get_data(decoded, NULL), g_bytes_get_size(decoded)};
	for (at = text.len; at > 0 && text.data[at - 1] != '@'; at--)
		;
	if (at == 0 || !eml_dkim_is_name(eml_slice_part(text, at, text.len), 2))
		return EML_FAULT_IDENTITY;
	sig->identity_domain = eml_slice_dup_lower(eml_slice_part(text, at, text.len));
	return FAULT_NONE;
}

/* sig-l-tag = 1*76DIGIT */
static EmlSigFaultKind
parse_l(EmlDkimSig *sig, EmlSlice value)
{
	sig->has_length = take_digits(value, 76, &sig->length);
	return sig->has_length ? FAULT_NONE : EML_FAULT_VALUE;
}

/* sig-q-tag: methods that are not known are passed over */
static EmlSigFaultKind
parse_q(G_GNUC_UNUSED EmlDkimSig *sig, EmlSlice value)
{
	EmlSlice method;

	while (eml_dkim_take_item(&value, &method))
		if (eml_slice_equal_ci(method, eml_slice("dns/txt")))
			return FAULT_NONE;
	return EML_FAULT_QUERY;
}

/* sig-s-tag */
static EmlSigFaultKind
parse_s(EmlDkimSig *sig, EmlSlice value)
{
	if (!eml_dkim_is_name(value, 1))
		return EML_FAULT_SELECTOR;
	sig->selector = eml_slice_dup(value);
	return FAULT_NONE;
}

/* 1*12DIGIT; more digits count as the largest such number (section 3.5, x=: "MAY consider any value
 * longer than 12 digits to be infinite"). */
static EmlSigFaultKind
take_time(EmlSlice value, gint64 *ret_seconds)
{
	guint64 number = 0;

	if (!take_digits(value, G_MAXSIZE, &number))
		return EML_FAULT_VALUE;
	*ret_seconds = number > (guint64)MAX_SECONDS ? MAX_SECONDS : (gint64)number; /* fits */
	return FAULT_NONE;
}

static EmlSigFaultKind
parse_t(EmlDkimSig *sig, EmlSlice value)
{
	return take_time(value, &sig->signed_at);
}

static EmlSigFaultKind
parse_x(EmlDkimSig *sig, EmlSlice value)
{
	return take_time(value, &sig->expires_at);
}

static EmlSigFaultKind
parse_z(G_GNUC_UNUSED EmlDkimSig *sig, G_GNUC_UNUSED EmlSlice value)
{
	return FAULT_NONE; /* diagnostic only */
}

enum {
	IN_DKIM = 1 << EML_SIG_DKIM,
	IN_AMS = 1 << EML_SIG_ARC_MESSAGE,
	IN_SEAL = 1 << EML_SIG_ARC_SEAL
};
enum {
	IN_NONE = 0,
	IN_BOTH = IN_DKIM | IN_AMS,
	IN_ARC = IN_AMS | IN_SEAL,
	IN_ALL = IN_BOTH | IN_SEAL
};

/* RFC 6376 section 3.5; RFC 8617 sections 4.1.2 and 4.1.3. A tag that is not known in a field is
 * passed over there. */
static const struct {
	const char *name;
	guint known_in, required_in, refused_in;
	ParseTag parse;
} rules[] = {
    {"v", IN_DKIM, IN_DKIM, IN_NONE, parse_v}, {"a", IN_ALL, IN_ALL, IN_NONE, parse_a},
    {"b", IN_ALL, IN_ALL, IN_NONE, parse_b},   {"bh", IN_BOTH, IN_BOTH, IN_NONE, parse_bh},
    {"c", IN_BOTH, IN_NONE, IN_NONE, parse_c}, {"cv", IN_SEAL, IN_SEAL, IN_NONE, parse_cv},
    {"d", IN_ALL, IN_ALL, IN_NONE, parse_d},   {"h", IN_BOTH, IN_BOTH, IN_SEAL, parse_h},
    {"i", IN_ALL, IN_ARC, IN_NONE, parse_i},   {"l", IN_BOTH, IN_NONE, IN_NONE, parse_l},
    {"q", IN_BOTH, IN_NONE, IN_NONE, parse_q}, {"s", IN_ALL, IN_ALL, IN_NONE, parse_s},
    {"t", IN_ALL, IN_NONE, IN_NONE, parse_t},  {"x", IN_BOTH, IN_NONE, IN_NONE, parse_x},
    {"z", IN_BOTH, IN_NONE, IN_NONE, parse_z},
};

static void
add_fault(EmlDkimSig *self, EmlSigFaultKind kind, const char *tag_name)
{
	const EmlTag *tag = tag_name != NULL ? eml_taglist_get(self->tags, tag_name) : NULL;
	EmlSigFault fault = {.kind = kind, .tag = tag_name};

	if (tag != NULL) {
		fault.at_start = tag->at;
		fault.at_end = tag->value_at + tag->value.len;
	}
	g_array_append_val(self->faults, fault);
}

/* What keeps the value from being a tag-list. */
static void
add_list_fault(EmlDkimSig *self, EmlTagTrouble trouble, EmlSlice value, gsize at)
{
	static const EmlSigFaultKind kinds[] = {
	    [EML_TAGS_OK] = FAULT_NONE,
	    [EML_TAGS_SYNTAX] = EML_FAULT_SYNTAX,
	    [EML_TAGS_DUPLICATE] = EML_FAULT_DUPLICATE,
	    [EML_TAGS_TOO_MANY] = EML_FAULT_TOO_MANY,
	};
	EmlSigFault fault = {
	    .kind = kinds[trouble], .at_start = at, .at_end = MIN(at + 1, value.len)};

	if (trouble == EML_TAGS_SYNTAX &&
	    eml_slice_starts_with_ci(eml_slice_part(value, at, value.len), "=?"))
		fault = (EmlSigFault){
		    .kind = EML_FAULT_ENCODED_WORD, .at_start = at, .at_end = value.len};
	g_array_append_val(self->faults, fault);
}

static void
read_tags(EmlDkimSig *self)
{
	const guint here = 1u << self->kind;
	const gboolean broken =
	    self->faults->len > 0; /* what is missing may stand behind the break */

	for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
		const EmlTag *tag = eml_taglist_get(self->tags, rules[i].name);
		EmlSigFaultKind fault = FAULT_NONE;

		if (tag == NULL)
			fault = (rules[i].required_in & here) != 0 && !broken ? EML_FAULT_MISSING
									      : FAULT_NONE;
		else if ((rules[i].refused_in & here) != 0)
			fault = EML_FAULT_REFUSED;
		else if ((rules[i].known_in & here) != 0)
			fault = rules[i].parse(self, tag->value);
		if (fault != FAULT_NONE)
			add_fault(self, fault, rules[i].name);
	}
}

/* TRUE if the name is the domain or below it. */
static gboolean
is_in_domain(const char *name, const char *domain)
{
	const gsize name_len = strlen(name);
	const gsize domain_len = strlen(domain);

	return name_len >= domain_len && strcmp(name + name_len - domain_len, domain) == 0 &&
	       (name_len == domain_len || name[name_len - domain_len - 1] == '.');
}

/* The rule of i= and d=, where one may be written in U-labels and the other in A-labels (RFC 8616
 * section 5). */
static gboolean
check_identity(EmlDkimSig *self)
{
	g_autofree char *identity = NULL;
	g_autofree char *domain = NULL;

	self->identity_below = strcmp(self->identity_domain, self->domain) != 0;
	if (is_in_domain(self->identity_domain, self->domain))
		return TRUE;
	if (g_str_is_ascii(self->identity_domain) && g_str_is_ascii(self->domain))
		return FALSE;
	identity = eml_idna_to_ascii(eml_slice(self->identity_domain));
	domain = eml_idna_to_ascii(eml_slice(self->domain));
	if (identity == NULL || domain == NULL)
		return FALSE;
	self->identity_below = strcmp(identity, domain) != 0;
	return is_in_domain(identity, domain);
}

static gboolean
signs(const EmlDkimSig *self, const char *name)
{
	for (guint i = 0; i < self->signed_names->len; i++)
		if (strcmp(g_ptr_array_index(self->signed_names, i), name) == 0)
			return TRUE;
	return FALSE;
}

/* Rules that look at two tags. */
static void
check_together(EmlDkimSig *self)
{
	static const char infix[] = "._domainkey.";

	if (self->kind == EML_SIG_DKIM && self->signed_names->len > 0 && !signs(self, "from"))
		add_fault(self, EML_FAULT_FROM_UNSIGNED, "h");
	if (self->identity_domain != NULL && self->domain != NULL && !check_identity(self))
		add_fault(self, EML_FAULT_IDENTITY_DOMAIN, "i");
	if (self->domain != NULL && self->selector != NULL &&
	    strlen(self->selector) + strlen(infix) + strlen(self->domain) > EML_DNS_MAX_NAME)
		add_fault(self, EML_FAULT_NAME_TOO_LONG, "s");
	if (self->signed_at >= 0 && self->expires_at >= 0 && self->expires_at <= self->signed_at)
		add_fault(self, EML_FAULT_TIMES, "x");
}

EmlDkimSig *
eml_dkim_sig_parse(EmlSlice value, EmlSigKind kind)
{
	EmlDkimSig *self = g_new0(EmlDkimSig, 1);
	EmlTagTrouble trouble;
	gsize at = 0;

	self->kind = kind;
	self->faults = g_array_new(FALSE, FALSE, sizeof(EmlSigFault));
	self->algorithm = EML_ALGORITHM_LAST;
	self->header_canon = kind == EML_SIG_ARC_SEAL ? EML_CANON_RELAXED : EML_CANON_SIMPLE;
	self->body_canon = self->header_canon;
	self->signed_names = g_ptr_array_new_with_free_func(g_free);
	self->signed_at = -1;
	self->expires_at = -1;
	self->cv = EML_RESULT_LAST;
	trouble = eml_taglist_parse(value, &self->tags, &at);
	if (trouble != EML_TAGS_OK)
		add_list_fault(self, trouble, value, at);
	read_tags(self);
	check_together(self);
	return self;
}

void
eml_dkim_sig_free(EmlDkimSig *self)
{
	if (self == NULL)
		return;
	eml_taglist_free(self->tags);
	g_array_unref(self->faults);
	g_free(self->domain);
	g_free(self->selector);
	g_clear_pointer(&self->b, g_bytes_unref);
	g_clear_pointer(&self->bh, g_bytes_unref);
	g_ptr_array_unref(self->signed_names);
	g_free(self->identity);
	g_free(self->identity_domain);
	g_free(self);
}

static gboolean
is_fws_at(EmlSlice text, gsize at)
{
	return at < text.len && strchr(" \t\r\n", text.data[at]) != NULL && text.data[at] != '\0';
}

gboolean
eml_dkim_sig_hole(const EmlDkimSig *self, EmlSlice value, gsize *ret_from, gsize *ret_to)
{
	const EmlTag *tag = eml_taglist_get(self->tags, "b");

	if (tag == NULL)
		return FALSE;
	*ret_from = tag->value_at;
	while (is_fws_at(value, *ret_from - 1)) /* back to the "=" */
		--*ret_from;
	*ret_to = tag->value_at + tag->value.len;
	while (is_fws_at(value, *ret_to))
		++*ret_to;
	return TRUE;
}

EmlSlice
eml_dkim_sig_raw(const EmlDkimSig *self, const char *tag)
{
	const EmlTag *found = eml_taglist_get(self->tags, tag);

	return found != NULL ? found->value : (EmlSlice){NULL, 0};
}

gboolean
eml_dkim_sig_knows(EmlSigKind kind, EmlSlice tag)
{
	for (guint i = 0; i < G_N_ELEMENTS(rules); i++)
		if (eml_slice_equal(tag, eml_slice(rules[i].name)))
			return ((rules[i].known_in | rules[i].refused_in) & 1u << kind) != 0;
	return FALSE;
}
