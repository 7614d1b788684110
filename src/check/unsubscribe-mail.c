#include "check/unsubscribe-mail.h"

#include "base/idna.h"
#include "syntax/list-unsub.h"

/* RFC 6068 section 2: "mailto:" [ to ] [ hfields ]; of several addresses the first. NULL if there
 * is no domain. The caller owns it. */
static char *
domain_of(const char *uri)
{
	const char *to = uri + strlen("mailto:");
	const gsize len = strcspn(to, "?,");
	g_autofree char *address = g_strndup(to, len);
	g_autofree char *plain = g_uri_unescape_string(address, NULL);
	const char *at = plain != NULL ? strrchr(plain, '@') : NULL;

	return at != NULL && at > plain ? eml_idna_to_ascii(eml_slice(at + 1)) : NULL;
}

static const char *
first_mailto(const GPtrArray *uris)
{
	for (guint i = 0; i < uris->len; i++)
		if (eml_slice_starts_with_ci(eml_slice(g_ptr_array_index(uris, i)), "mailto:"))
			return g_ptr_array_index(uris, i);
	return NULL;
}

/* RFC 7505 section 3: one record, preference 0, the root as its host */
static gboolean
is_null_mx(const EmlDnsAnswer *answer)
{
	const EmlDnsRecord *record =
	    answer->records->len == 1 ? g_ptr_array_index(answer->records, 0) : NULL;

	return record != NULL && record->name != NULL &&
	       (*record->name == '\0' || g_str_equal(record->name, "."));
}

/* The host to try first, without its last dot. */
static EmlSlice
best_host(const EmlDnsAnswer *answer)
{
	const EmlDnsRecord *best = NULL;
	gsize len = 0;

	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);

		if (best == NULL || record->preference < best->preference)
			best = record;
	}
	len = best != NULL && best->name != NULL ? strlen(best->name) : 0;
	if (len > 0 && best->name[len - 1] == '.')
		len--;
	return eml_slice_n(len > 0 ? best->name : "", len);
}

static EmlStep *
say(EmlUnsubscribe *self, EmlStepCode code, EmlTone tone, const char *text)
{
	EmlStep *step =
	    eml_step_at_field(eml_trace_add(self->trace, code, tone), self->field, -1, -1);

	return eml_step_arg_text(step, text);
}

static void
say_answer(EmlUnsubscribe *self, const char *domain, const EmlDnsAnswer *answer, guint slot)
{
	EmlStep *step = NULL;

	switch (answer->outcome) {
	case EML_DNS_FOUND:
		if (is_null_mx(answer))
			step =
			    say(self, EML_STEP_UNSUBSCRIBE_MAILTO_NULL_MX, EML_TONE_WARN, domain);
		else
			step = say(self, EML_STEP_UNSUBSCRIBE_MAILTO_MX, EML_TONE_PLAIN, domain);
		eml_step_arg(step, best_host(answer));
		break;
	case EML_DNS_NO_DATA:
		step = say(self, EML_STEP_UNSUBSCRIBE_MAILTO_NO_MX, EML_TONE_NOTE, domain);
		break;
	case EML_DNS_NO_NAME:
		step = say(self, EML_STEP_UNSUBSCRIBE_MAILTO_NO_NAME, EML_TONE_WARN, domain);
		break;
	case EML_DNS_FAILED:
		step = say(self, EML_STEP_UNSUBSCRIBE_MAILTO_UNKNOWN, EML_TONE_NOTE, domain);
		break;
	case EML_DNS_NOT_ASKED:
	case EML_DNS_LAST:
		break;
	}
	if (step != NULL)
		step->slot = slot;
}

void
eml_unsubscribe_ask(EmlUnsubscribe *self, EmlDns *dns)
{
	const char *uri = first_mailto(self->uris);
	g_autofree char *domain = uri != NULL ? domain_of(uri) : NULL;
	g_autoptr(EmlDnsAnswer) answer = NULL;
	guint slot = 0;

	if (domain == NULL)
		return; /* what is wrong with the address was said by the rules */
	answer = eml_dns_get(dns, EML_DNS_MX, eml_slice(domain), &slot);
	say_answer(self, domain, answer, slot);
}

void
eml_unsubscribe_prefetch(const EmlMessage *message, EmlDns *dns)
{
	const gint field = eml_message_find(message, "List-Unsubscribe", -1);
	g_autoptr(EmlListUnsubscribe) list =
	    field >= 0 ? eml_list_unsubscribe_parse(eml_message_field(message, (guint)field)->value)
		       : NULL;
	const char *uri = list != NULL ? first_mailto(list->uris) : NULL;
	g_autofree char *domain = uri != NULL ? domain_of(uri) : NULL;

	if (domain != NULL)
		eml_dns_prefetch(dns, EML_DNS_MX, eml_slice(domain));
}
