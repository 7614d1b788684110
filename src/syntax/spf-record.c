#include "syntax/spf-record.h"

#include <arpa/inet.h>

#include "base/limits.h"
#include "syntax/spf-macro.h"

/* The longest text of an IPv6 address is 45 bytes (INET6_ADDRSTRLEN, with its NUL, is 46). */
static gboolean
parse_address(int family, EmlSlice text, guint8 *ret_address)
{
	char copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof copy || eml_slice_find(text, '\0') >= 0)
		return FALSE;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	return inet_pton(family, copy, ret_address) == 1;
}

/* "0" / %x31-39 *DIGIT, sections 5.3 and 5.6: no leading zero, at most max */
static gboolean
parse_prefix(EmlSlice digits, guint max, guint *ret_prefix)
{
	guint value = 0;

	if (digits.len == 0 || digits.len > 3 || (digits.data[0] == '0' && digits.len > 1))
		return FALSE;
	for (gsize i = 0; i < digits.len; i++) {
		if (!g_ascii_isdigit(digits.data[i]))
			return FALSE;
		value = value * 10 + (guint)(digits.data[i] - '0');
	}
	if (value > max)
		return FALSE;
	*ret_prefix = value;
	return TRUE;
}

/* Cuts 1*DIGIT with the slash before it from the end of the text. */
static gboolean
cut_digits(EmlSlice *text, EmlSlice *ret_digits)
{
	gsize start = text->len;

	while (start > 0 && g_ascii_isdigit(text->data[start - 1]))
		start--;
	if (start == 0 || start == text->len || text->data[start - 1] != '/')
		return FALSE;
	*ret_digits = eml_slice_part(*text, start, text->len);
	text->len = start - 1;
	return TRUE;
}

/* dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ], section 5.3. A slash may also
 * stand inside a domain-spec, so it is read from the right and what is left must be a domain-spec
 * of its own. */
static gboolean
cut_dual_cidr(EmlSlice *argument, EmlSpfTerm *term)
{
	EmlSlice digits;

	if (!cut_digits(argument, &digits))
		return TRUE;
	if (argument->len > 0 && argument->data[argument->len - 1] == '/') {
		argument->len--;
		if (!parse_prefix(digits, 128, &term->prefix6))
			return FALSE;
		if (!cut_digits(argument, &digits))
			return TRUE;
	}
	return parse_prefix(digits, 32, &term->prefix4);
}

/* The domain-spec of a mechanism or modifier. */
static EmlSpfProblem
parse_domain(EmlSpfTerm *term, EmlSlice domain)
{
	gsize at = 0;
	guint8 address[16];
	EmlSlice rest = domain;
	EmlSlice digits;

	term->domain = domain;
	if (domain.len == 0)
		return EML_SPF_ARGUMENT_MISSING;
	if (eml_spf_is_domain_spec(domain, &at))
		return EML_SPF_FINE;
	if (at < domain.len)
		return EML_SPF_BAD_MACRO;
	if (parse_address(AF_INET, domain, address) || parse_address(AF_INET6, domain, address))
		return EML_SPF_ADDRESS_AS_NAME;
	if (cut_digits(&rest, &digits) && eml_spf_is_domain_spec(rest, &at))
		return EML_SPF_PREFIX_UNWANTED;
	return EML_SPF_BAD_NAME;
}

/* all = "all", section 5.1 */
static EmlSpfProblem
parse_all(EmlSpfTerm *term, EmlSlice argument)
{
	(void)term;
	if (argument.len == 0)
		return EML_SPF_FINE;
	return argument.data[0] == '/' ? EML_SPF_PREFIX_UNWANTED : EML_SPF_ARGUMENT_UNWANTED;
}

/* include = "include" ":" domain-spec, section 5.2; exists = "exists" ":" domain-spec, section 5.7
 */
static EmlSpfProblem
parse_named(EmlSpfTerm *term, EmlSlice argument)
{
	if (argument.len == 0)
		return EML_SPF_ARGUMENT_MISSING;
	if (argument.data[0] == '/')
		return EML_SPF_PREFIX_UNWANTED;
	return parse_domain(term, eml_slice_part(argument, 1, argument.len));
}

/* ptr = "ptr" [ ":" domain-spec ], section 5.5 */
static EmlSpfProblem
parse_ptr(EmlSpfTerm *term, EmlSlice argument)
{
	return argument.len == 0 ? EML_SPF_FINE : parse_named(term, argument);
}

/* a = "a" [ ":" domain-spec ] [ dual-cidr-length ], section 5.3; mx = "mx" likewise, section 5.4 */
static EmlSpfProblem
parse_addresses(EmlSpfTerm *term, EmlSlice argument)
{
	if (!cut_dual_cidr(&argument, term))
		return EML_SPF_BAD_PREFIX;
	if (argument.len > 0 && argument.data[0] == '/')
		return EML_SPF_BAD_PREFIX;
	return parse_ptr(term, argument);
}

/* Network and prefix of ip4 and ip6, section 5.6. */
static EmlSpfProblem
parse_network(EmlSpfTerm *term, EmlSlice argument, int family, guint *prefix)
{
	const gssize slash = eml_slice_find(argument, '/');
	const gsize end = slash < 0 ? argument.len : (gsize)slash;

	if (argument.len < 2 || argument.data[0] != ':' || end < 2)
		return EML_SPF_ARGUMENT_MISSING;
	if (!parse_address(family, eml_slice_part(argument, 1, end), term->network))
		return EML_SPF_BAD_ADDRESS;
	if (slash >= 0 &&
	    !parse_prefix(eml_slice_part(argument, end + 1, argument.len), *prefix, prefix))
		return EML_SPF_BAD_PREFIX;
	return EML_SPF_FINE;
}

/* ip4 = "ip4" ":" ip4-network [ ip4-cidr-length ], section 5.6; inet_pton takes exactly the four
 * qnum of the grammar */
static EmlSpfProblem
parse_ip4(EmlSpfTerm *term, EmlSlice argument)
{
	return parse_network(term, argument, AF_INET, &term->prefix4);
}

/* ip6 = "ip6" ":" ip6-network [ ip6-cidr-length ], section 5.6 */
static EmlSpfProblem
parse_ip6(EmlSpfTerm *term, EmlSlice argument)
{
	return parse_network(term, argument, AF_INET6, &term->prefix6);
}

/* section 5; `counts`: section 4.6.4 */
static const struct {
	const char *name;
	EmlSpfKind kind;
	EmlSpfProblem (*parse)(EmlSpfTerm *term, EmlSlice argument);
} mechanisms[] = {
    {"all", EML_SPF_ALL, parse_all},   {"include", EML_SPF_INCLUDE, parse_named},
    {"a", EML_SPF_A, parse_addresses}, {"mx", EML_SPF_MX, parse_addresses},
    {"ptr", EML_SPF_PTR, parse_ptr},   {"ip4", EML_SPF_IP4, parse_ip4},
    {"ip6", EML_SPF_IP6, parse_ip6},   {"exists", EML_SPF_EXISTS, parse_named},
};

/* Why a word is no mechanism, as precisely as can be said. */
static EmlSpfProblem
unknown_mechanism(EmlSlice body, EmlSlice name)
{
	guint8 address[16];
	EmlSlice digits;

	(void)cut_digits(&body, &digits);
	if (parse_address(AF_INET, body, address) || parse_address(AF_INET6, body, address))
		return EML_SPF_BARE_ADDRESS;
	if (name.len < body.len && body.data[name.len] == ':' &&
	    (eml_slice_equal_ci(name, eml_slice("redirect")) ||
	     eml_slice_equal_ci(name, eml_slice("exp"))))
		return EML_SPF_COLON_FOR_EQUALS;
	return EML_SPF_UNKNOWN_MECHANISM;
}

/* directive = [ qualifier ] mechanism, section 4.6.1; qualifiers: section 4.6.2 */
static EmlSpfProblem
parse_directive(EmlSpfTerm *term)
{
	static const char qualifiers[] = "+-~?";
	static const EmlResult results[] = {EML_RESULT_PASS, EML_RESULT_FAIL, EML_RESULT_SOFTFAIL,
					    EML_RESULT_NEUTRAL};
	const char *sign = strchr(qualifiers, term->text.data[0]);
	EmlSlice body = term->text;
	gsize end = 0;

	term->qualifier = sign != NULL ? results[sign - qualifiers] : EML_RESULT_PASS;
	if (sign != NULL)
		body = eml_slice_part(body, 1, body.len);
	while (end < body.len && body.data[end] != ':' && body.data[end] != '/')
		end++;
	term->name = eml_slice_part(body, 0, end);
	for (gsize i = 0; i < G_N_ELEMENTS(mechanisms); i++) {
		if (eml_slice_equal_ci(term->name, eml_slice(mechanisms[i].name))) {
			term->kind = mechanisms[i].kind;
			return mechanisms[i].parse(term, eml_slice_part(body, end, body.len));
		}
	}
	return unknown_mechanism(body, term->name);
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ), section 4.6.1; only in front of "=" */
static gboolean
is_modifier(EmlSlice text, EmlSlice *ret_name)
{
	gsize end = 0;

	if (!g_ascii_isalpha(text.data[0]))
		return FALSE;
	while (end < text.len && (g_ascii_isalnum(text.data[end]) || text.data[end] == '-' ||
				  text.data[end] == '_' || text.data[end] == '.'))
		end++;
	if (end == text.len || text.data[end] != '=')
		return FALSE;
	*ret_name = eml_slice_part(text, 0, end);
	return TRUE;
}

/* modifier = redirect / explanation / unknown-modifier, section 4.6.1. redirect and exp may stand
 * once each (section 6), and a wrong one is not an unknown modifier. */
static EmlSpfProblem
parse_modifier(EmlSpfRecord *record, EmlSpfTerm *term)
{
	const EmlSlice value = eml_slice_part(term->text, term->name.len + 1, term->text.len);
	const gint index = (gint)record->terms->len;
	gint *seen = NULL;
	gsize at = 0;

	if (eml_slice_equal_ci(term->name, eml_slice("redirect"))) {
		term->kind = EML_SPF_REDIRECT;
		seen = &record->redirect;
	} else if (eml_slice_equal_ci(term->name, eml_slice("exp"))) {
		term->kind = EML_SPF_EXP;
		seen = &record->exp;
	} else {
		term->kind = EML_SPF_OTHER_MODIFIER;
		term->domain = value;
		return eml_spf_is_macro_string(value, &at) ? EML_SPF_FINE : EML_SPF_BAD_MACRO;
	}
	if (*seen >= 0)
		return EML_SPF_SECOND_MODIFIER;
	*seen = index;
	return parse_domain(term, value);
}

/* One term: bytes without SP. */
static void
add_term(EmlSpfRecord *record, EmlSlice text)
{
	EmlSpfTerm term = {.kind = EML_SPF_KIND_LAST,
			   .qualifier = EML_RESULT_LAST,
			   .text = text,
			   .prefix4 = 32,
			   .prefix6 = 128};

	for (gsize i = 0; i < text.len; i++)
		if (text.data[i] < 0x21 || text.data[i] > 0x7e)
			term.problem = EML_SPF_BAD_BYTE;
	if (term.problem == EML_SPF_FINE)
		term.problem = is_modifier(text, &term.name) ? parse_modifier(record, &term)
							     : parse_directive(&term);
	if (term.problem != EML_SPF_FINE)
		record->n_problems++;
	if (term.kind == EML_SPF_ALL && record->all < 0)
		record->all = (gint)record->terms->len;
	g_array_append_val(record->terms, term);
}

/* version = "v=spf1", section 4.5 */
static const char version[] = "v=spf1";

gboolean
eml_spf_is_record(EmlSlice text)
{
	const gsize len = strlen(version);

	return eml_slice_starts_with_ci(text, version) &&
	       (text.len == len || text.data[len] == ' ');
}

/* record = version terms *SP, section 4.5; terms = *( 1*SP ( directive / modifier ) ),
 * section 4.6.1 */
EmlSpfRecord *
eml_spf_record_parse(EmlSlice text)
{
	EmlSpfRecord *record = g_new0(EmlSpfRecord, 1);
	gsize at = strlen(version);

	record->text = text;
	record->terms = g_array_new(FALSE, TRUE, sizeof(EmlSpfTerm));
	record->all = -1;
	record->redirect = -1;
	record->exp = -1;
	while (at < text.len) {
		const gsize start = at;

		while (at < text.len && text.data[at] != ' ')
			at++;
		if (at > start && record->terms->len == EML_SPF_MAX_TERMS) {
			record->too_many = TRUE;
			record->n_problems++;
			break;
		}
		if (at > start)
			add_term(record, eml_slice_part(text, start, at));
		at++;
	}
	return record;
}

void
eml_spf_record_free(EmlSpfRecord *self)
{
	if (self == NULL)
		return;
	g_array_unref(self->terms);
	g_free(self);
}

guint
eml_spf_record_n_terms(const EmlSpfRecord *self)
{
	return self->terms->len;
}

const EmlSpfTerm *
eml_spf_record_term(const EmlSpfRecord *self, guint i)
{
	return &g_array_index(self->terms, EmlSpfTerm, i);
}

gboolean
eml_spf_kind_counts(EmlSpfKind kind)
{
	switch (kind) {
	case EML_SPF_INCLUDE:
	case EML_SPF_A:
	case EML_SPF_MX:
	case EML_SPF_PTR:
	case EML_SPF_EXISTS:
	case EML_SPF_REDIRECT:
		return TRUE;
	case EML_SPF_ALL:
	case EML_SPF_IP4:
	case EML_SPF_IP6:
	case EML_SPF_EXP:
	case EML_SPF_OTHER_MODIFIER:
	case EML_SPF_KIND_LAST:
		break;
	}
	return FALSE;
}
