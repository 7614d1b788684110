/* From the facts of the SMTP session to the arguments of check_host(): RFC 7208 sections 2.3, 2.4,
 * 4.1 and 4.3. */
#include "check/spf-eval.h"

#include <arpa/inet.h>

#include "base/idna.h"
#include "syntax/sender-rewrite.h"

/* %{i}: a dotted quad, or 32 nibbles joined by dots (section 7.3; upper case as in the published
 * test suite) */
static char *
dotted(const guint8 *ip, gsize len, const char *text)
{
	GString *out = NULL;

	if (len == 4)
		return g_strdup(text);
	out = g_string_new(NULL);
	for (gsize i = 0; i < len; i++)
		g_string_append_printf(out, "%s%X.%X", i > 0 ? "." : "", ip[i] >> 4, ip[i] & 0x0fU);
	return g_string_free(out, FALSE);
}

/* Section 5: an IPv4-mapped IPv6 client "MUST still be considered an IPv4 address". FALSE, with its
 * step, if there is no address. */
static gboolean
read_address(EmlSpfEval *eval, const char *text)
{
	GPtrArray *trace = eval->out->trace;
	const gboolean known = text != NULL && text[0] != '\0';
	struct in6_addr ip6;
	char canonical[INET6_ADDRSTRLEN];

	if (known && inet_pton(AF_INET, text, eval->ip) == 1) {
		eval->ip_len = 4;
	} else if (known && inet_pton(AF_INET6, text, &ip6) == 1) {
		eval->ip_len = IN6_IS_ADDR_V4MAPPED(&ip6) ? 4 : 16;
		memcpy(eval->ip, ip6.s6_addr + 16 - eval->ip_len, eval->ip_len);
	} else {
		const EmlStepCode code =
		    known ? EML_STEP_SPF_ADDRESS_UNREADABLE : EML_STEP_SPF_ADDRESS_UNKNOWN;

		eml_step_arg_text(eml_trace_add(trace, code, EML_TONE_WARN), text);
		eval->out->reason = code;
		eval->out->ip = g_strdup(text);
		return FALSE;
	}
	inet_ntop(eval->ip_len == 4 ? AF_INET : AF_INET6, eval->ip, canonical, sizeof canonical);
	eval->ip_text = g_strdup(canonical);
	eval->ip_dotted = dotted(eval->ip, eval->ip_len, canonical);
	eval->address = eval->ip_len == 4 ? EML_DNS_A : EML_DNS_AAAA;
	eval->out->ip = g_strdup(canonical);
	if (eval->ip_len == 4 && strchr(text, ':') != NULL)
		eml_step_arg_text(
		    eml_step_arg_text(
			eml_trace_add(trace, EML_STEP_SPF_ADDRESS_MAPPED, EML_TONE_NOTE), text),
		    canonical);
	return TRUE;
}

static gboolean
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((guchar)*text >= 0x80)
			return FALSE;
	return TRUE;
}

/* "Internationalized domain names MUST be encoded as A-labels" (section 4.3; RFC 8616 section 4:
 * also for macros). ASCII stays as written; what is no name stays too, and is found malformed or
 * missing in DNS. Without final dot. */
static char *
to_a_labels(const char *name)
{
	char *ascii = is_ascii(name) ? NULL : eml_idna_to_ascii(eml_slice(name));

	if (ascii == NULL)
		ascii = g_strdup(name);
	if (g_str_has_suffix(ascii, "."))
		ascii[strlen(ascii) - 1] = '\0';
	return ascii;
}

/* The address inside "<" and ">", if it stands there; the caller owns it. */
static char *
bare_path(const char *mail_from)
{
	EmlSlice path = eml_slice(mail_from);

	if (path.len >= 2 && path.data[0] == '<' && path.data[path.len - 1] == '>')
		path = eml_slice_part(path, 1, path.len - 1);
	return g_strndup(path.data, path.len);
}

/* Section 2.4: the reverse-path, or "postmaster" at the HELO name where it is null; section 4.3:
 * "If the <sender> has no local-part, substitute the string postmaster". The domain begins behind
 * the last "@", since a quoted local-part may hold others. */
static void
read_sender(EmlSpfEval *eval, const EmlSpfInput *input)
{
	g_autofree char *path = bare_path(input->mail_from != NULL ? input->mail_from : "");
	const gboolean by_helo = path[0] == '\0';
	const char *at = strrchr(path, '@');
	const char *domain = by_helo ? input->helo : at != NULL ? at + 1 : path;

	eval->out->identity = by_helo ? EML_SPF_HELO : EML_SPF_MAIL_FROM;
	eval->local_part =
	    at != NULL && at > path ? g_strndup(path, (gsize)(at - path)) : g_strdup("postmaster");
	eval->local_8bit = !is_ascii(eval->local_part);
	eval->sender_domain = to_a_labels(domain != NULL ? domain : "");
	eval->sender = g_strconcat(eval->local_part, "@", eval->sender_domain, NULL);
}

/* "it is RECOMMENDED that SPF verifiers not only check the 'MAIL FROM' identity but also separately
 * check the 'HELO' identity"; "this SPF check can only be performed when the 'HELO' string is a
 * valid, multi-label domain name". */
gboolean
eml_spf_helo_beside(const EmlSpfInput *session, EmlSpfInput *ret_input)
{
	g_autofree char *path = session->mail_from != NULL ? bare_path(session->mail_from) : NULL;
	g_autofree char *helo = to_a_labels(session->helo != NULL ? session->helo : "");

	if (session->ip == NULL || session->ip[0] == '\0' || path == NULL || path[0] == '\0' ||
	    eml_spf_domain_problem(helo) != EML_STEP_NONE)
		return FALSE;
	*ret_input = *session;
	ret_input->mail_from = NULL;
	return TRUE;
}

static EmlStepCode
identity_code(const EmlSpfEval *eval, const EmlSpfInput *input)
{
	if (eval->out->identity == EML_SPF_MAIL_FROM)
		return EML_STEP_SPF_IDENTITY_MAIL_FROM;
	return input->mail_from == NULL ? EML_STEP_SPF_IDENTITY_HELO
					: EML_STEP_SPF_IDENTITY_NULL_PATH;
}

/* For information: whose address the sender was made of. */
static void
note_rewrite(const EmlSpfEval *eval)
{
	static const EmlStepCode codes[] = {
	    [EML_SENDER_PLAIN] = EML_STEP_NONE,
	    [EML_SENDER_SRS0] = EML_STEP_SPF_SENDER_SRS,
	    [EML_SENDER_SRS1] = EML_STEP_SPF_SENDER_SRS_TWICE,
	    [EML_SENDER_VERP] = EML_STEP_SPF_SENDER_VERP,
	    [EML_SENDER_BATV] = EML_STEP_SPF_SENDER_BATV,
	};
	EmlSenderRewrite rewrite;
	EmlStep *step = NULL;

	eml_sender_rewrite_parse(eml_slice(eval->sender), &rewrite);
	if (rewrite.kind != EML_SENDER_PLAIN) {
		step = eml_trace_add(eval->out->trace, codes[rewrite.kind], EML_TONE_NOTE);
		eml_step_arg_text(eml_step_arg_text(step, rewrite.by), rewrite.address);
		if (rewrite.first_forwarder != NULL)
			eml_step_arg_text(step, rewrite.first_forwarder);
	}
	eml_sender_rewrite_clear(&rewrite);
}

gboolean
eml_spf_begin(EmlSpfEval *eval, const EmlSpfInput *input, char **ret_domain)
{
	EmlSpfResult *out = eval->out;
	gboolean has_address = FALSE;
	EmlStep *step = NULL;

	eval->helo_known = input->helo != NULL && input->helo[0] != '\0';
	eval->helo = eval->helo_known ? to_a_labels(input->helo) : g_strdup("unknown");
	eval->receiver = g_strdup(input->receiver != NULL ? input->receiver : "unknown");
	eval->time = g_strdup_printf("%" G_GINT64_FORMAT, input->at);
	eval->followed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	read_sender(eval, input);
	*ret_domain = g_strdup(eval->sender_domain);
	out->domain =
	    eval->sender_domain[0] != '\0' ? g_ascii_strdown(eval->sender_domain, -1) : NULL;
	has_address = read_address(eval, input->ip);
	if (out->identity == EML_SPF_HELO && !eval->helo_known) {
		eml_trace_add(out->trace, EML_STEP_SPF_SENDER_UNKNOWN, EML_TONE_WARN);
		out->reason = EML_STEP_SPF_SENDER_UNKNOWN;
		return FALSE;
	}
	if (!has_address)
		return FALSE;
	step = eml_trace_add(out->trace, identity_code(eval, input), EML_TONE_PLAIN);
	eml_step_arg_text(eml_step_arg_text(step, out->domain), eval->ip_text);
	/* not "postmaster", which nobody wrote */
	eml_step_arg_text(step, input->mail_from == NULL || strchr(input->mail_from, '@') != NULL ||
					*input->mail_from == '\0'
				    ? eval->sender
				    : input->mail_from);
	if (out->identity == EML_SPF_MAIL_FROM)
		note_rewrite(eval);
	return TRUE;
}
