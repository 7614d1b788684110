#include "dns/exchange-words.h"

#include <errno.h>

#define RCODE_FORMERR 1 /* RFC 1035 section 4.1.1 */
#define RCODE_SERVFAIL 2
#define RCODE_NOTIMP 4
#define RCODE_BADVERS 16 /* RFC 6891 section 6.1.3 */

static const struct {
	guint rcode;
	const char *reason, *word;
} rcodes[] = {
    {RCODE_FORMERR, "formerr", "FORMERR (it does not understand the question)"},
    {RCODE_SERVFAIL, "servfail", "SERVFAIL (it could not get an answer)"},
    {RCODE_NOTIMP, "notimp", "NOTIMP (it does not answer such questions)"},
    {5, "refused", "REFUSED (it does not answer us)"},
};

/* INFO-CODEs that say that validation failed: RFC 8914 sections 4.6 to 4.13. */
static gboolean
is_bogus(guint rcode, gint extended)
{
	return rcode == RCODE_SERVFAIL && extended >= 5 && extended <= 12;
}

const char *
eml_dns_words_rcode_reason(guint rcode, gint extended)
{
	if (is_bogus(rcode, extended))
		return "bogus";
	for (gsize i = 0; i < G_N_ELEMENTS(rcodes); i++)
		if (rcodes[i].rcode == rcode)
			return rcodes[i].reason;
	return "error";
}

char *
eml_dns_words_rcode(guint rcode, gint extended)
{
	if (is_bogus(rcode, extended))
		return g_strdup("answered SERVFAIL (DNSSEC signatures are missing or wrong)");
	for (gsize i = 0; i < G_N_ELEMENTS(rcodes); i++)
		if (rcodes[i].rcode == rcode)
			return g_strdup_printf("answered %s", rcodes[i].word);
	return g_strdup_printf("answered with response code %u", rcode);
}

gboolean
eml_dns_words_means_no_edns(guint rcode)
{
	return rcode == RCODE_FORMERR || rcode == RCODE_NOTIMP || rcode == RCODE_BADVERS;
}

char *
eml_dns_words_tcp(const char *turned, const char *then)
{
	return turned != NULL ? g_strdup_printf("%s and %s", turned, then) : g_strdup(then);
}

char *
eml_dns_words_trouble(const char *turned, int error, gboolean tcp)
{
	static const struct {
		int error;
		const char *words;
	} errors[] = {
	    {ECONNREFUSED, "nothing listens there"},
	    {EHOSTUNREACH, "no way to the host"},
	    {ENETUNREACH, "no way to the network"},
	    {EACCES, "sending is not permitted"},
	    {EPERM, "sending is not permitted"},
	    {EMFILE, "too many open files"},
	    {ENFILE, "too many open files"},
	    {EAFNOSUPPORT, "no such kind of address on this machine"},
	    {ETIMEDOUT, "no connection in time"},
	};
	const char *by = tcp ? " by TCP" : "";
	g_autofree char *then = g_strdup_printf("cannot be reached%s (system error %d)", by, error);

	for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
		if (errors[i].error == error) {
			g_free(then);
			then = g_strdup_printf("cannot be reached%s (%s)", by, errors[i].words);
		}
	}
	return eml_dns_words_tcp(turned, then);
}

/* What a server did that has said nothing final. */
static char *
silence(const EmlDnsServerState *state)
{
	if (state->part)
		return eml_dns_words_tcp(state->turned,
					 "sent only a part of its answer by TCP in time");
	if (state->turned != NULL)
		return eml_dns_words_tcp(state->turned, "did not answer by TCP in time");
	return g_strdup("did not answer in time");
}

char *
eml_dns_words_of(const EmlDnsServers *servers,
		 const EmlDnsServerState *states,
		 guint foreign,
		 guint by)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < servers->servers->len; i++) {
		const EmlDnsServer *server = g_ptr_array_index(servers->servers, i);
		g_autofree char *note = NULL;

		if (i == by || !states[i].asked)
			continue;
		note = states[i].note != NULL ? g_strdup(states[i].note) : silence(&states[i]);
		g_string_append_printf(out, "%s%s %s", out->len > 0 ? "; " : "", server->text,
				       note);
	}
	if (foreign > 0)
		g_string_append_printf(
		    out, "%s%u %s came that did not match the question, and %s ignored",
		    out->len > 0 ? "; " : "", foreign, foreign == 1 ? "reply" : "replies",
		    foreign == 1 ? "was" : "were");
	if (out->len > 0 && by < servers->servers->len)
		g_string_append_printf(
		    out, "; %s answered",
		    ((const EmlDnsServer *)g_ptr_array_index(servers->servers, by))->text);
	if (out->len > 0)
		g_string_append_c(out, '.');
	return g_string_free(out, out->len == 0);
}
