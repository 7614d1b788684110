#include "check/iprev.h"

#include <gio/gio.h>

#include "base/limits.h"
#include "dns/name.h"
#include "syntax/ip-text.h"

/* An address in the forms that are needed. */
typedef struct {
	char *text;    /* canonical */
	char *reverse; /* its name below in-addr.arpa or ip6.arpa */
	EmlDnsType type;
	guint8 bytes[16];
	gsize len;
} Address;

static void
address_clear(Address *self)
{
	g_free(self->text);
	g_free(self->reverse);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Address, address_clear)

/* RFC 1035 section 3.5, RFC 3596 section 2.5 */
static char *
reverse_name(const guint8 *bytes, gsize len)
{
	GString *name = g_string_new(NULL);

	for (gsize i = len; i > 0; i--) {
		if (len == 4)
			g_string_append_printf(name, "%u.", bytes[i - 1]);
		else
			g_string_append_printf(name, "%x.%x.", bytes[i - 1] & 0x0fU,
					       bytes[i - 1] >> 4);
	}
	g_string_append(name, len == 4 ? "in-addr.arpa" : "ip6.arpa");
	return g_string_free(name, FALSE);
}

static gboolean
read_address(const char *written, Address *ret_address)
{
	char *text = written != NULL ? eml_ip_canonical(eml_slice(written)) : NULL;
	g_autoptr(GInetAddress) address =
	    text != NULL ? g_inet_address_new_from_string(text) : NULL;

	if (address == NULL) {
		g_free(text);
		return FALSE;
	}
	ret_address->text = text;
	ret_address->len = g_inet_address_get_native_size(address);
	ret_address->type = ret_address->len == 4 ? EML_DNS_A : EML_DNS_AAAA;
	memcpy(ret_address->bytes, g_inet_address_to_bytes(address), ret_address->len);
	ret_address->reverse = reverse_name(ret_address->bytes, ret_address->len);
	return TRUE;
}

void
eml_iprev_result_free(EmlIprevResult *self)
{
	if (self == NULL)
		return;
	g_free(self->ip);
	g_ptr_array_unref(self->names);
	g_ptr_array_unref(self->confirmed);
	g_ptr_array_unref(self->trace);
	g_free(self);
}

static EmlStep *
add_step(EmlIprevResult *self, EmlStepCode code, EmlTone tone, guint slot)
{
	return eml_step_at_record(eml_trace_add(self->trace, code, tone), slot, -1, -1);
}

static void
decide(EmlIprevResult *self, EmlResult result, EmlStepCode reason)
{
	self->result = result;
	self->reason = reason;
}

/* What keeps an answer from being one, with its step; NONE if it is one. */
static EmlStepCode
explain_no_answer(EmlIprevResult *self, const EmlDnsAnswer *answer, const char *name, guint slot)
{
	const gboolean offline = g_strcmp0(answer->reason, "offline") == 0;
	const EmlStepCode code = answer->outcome == EML_DNS_FAILED ? EML_STEP_IPREV_DNS_FAILED
				 : offline			   ? EML_STEP_NOT_ASKED
								   : EML_STEP_IPREV_NOT_IN_SNAPSHOT;
	EmlStep *step = NULL;

	if (answer->outcome != EML_DNS_FAILED && answer->outcome != EML_DNS_NOT_ASKED)
		return EML_STEP_NONE;
	step = add_step(self, code, EML_TONE_NOTE, slot);
	eml_step_arg_text(step, name);
	eml_step_arg_text(step, answer->detail != NULL ? answer->detail : answer->reason);
	return code;
}

/* TRUE if one of the addresses is the client's. */
static gboolean
has_address(const EmlDnsAnswer *answer, const Address *address)
{
	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);

		if (g_bytes_get_size(record->data) == address->len &&
		    memcmp(g_bytes_get_data(record->data, NULL), address->bytes, address->len) == 0)
			return TRUE;
	}
	return FALSE;
}

static char *
first_address(const EmlDnsAnswer *answer)
{
	const EmlDnsRecord *record = g_ptr_array_index(answer->records, 0);
	const gsize len = g_bytes_get_size(record->data);
	g_autoptr(GInetAddress) address =
	    g_inet_address_new_from_bytes(g_bytes_get_data(record->data, NULL),
					  len == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);

	return g_inet_address_to_string(address);
}

/* "forward" lookup of one name. Returns what kept it from being done, NONE if it was. */
static EmlStepCode
confirm_name(EmlIprevResult *self, const Address *address, const char *name, EmlDns *dns)
{
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer = eml_dns_get(dns, address->type, eml_slice(name), &slot);
	const EmlStepCode trouble = explain_no_answer(self, answer, name, slot);

	if (trouble != EML_STEP_NONE)
		return trouble;
	if (answer->outcome != EML_DNS_FOUND || answer->records->len == 0) {
		eml_step_arg_text(add_step(self, EML_STEP_IPREV_NO_ADDRESS, EML_TONE_NOTE, slot),
				  name);
	} else if (has_address(answer, address)) {
		eml_step_arg_text(
		    eml_step_arg_text(add_step(self, EML_STEP_IPREV_CONFIRMED, EML_TONE_GOOD, slot),
				      name),
		    address->text);
		g_ptr_array_add(self->confirmed, g_strdup(name));
	} else {
		g_autofree char *other = first_address(answer);

		eml_step_arg_text(
		    eml_step_arg_text(
			add_step(self, EML_STEP_IPREV_OTHER_ADDRESS, EML_TONE_NOTE, slot), name),
		    other);
	}
	return EML_STEP_NONE;
}

/* The names of an answer, asked for their addresses at once. */
static GPtrArray *
take_names(const EmlDnsAnswer *answer, const Address *address, EmlDns *dns)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < MIN(answer->records->len, EML_MAX_REVERSE_NAMES); i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);
		char *name = eml_dns_name_to_bytes(record->name);

		g_ptr_array_add(names, name);
		eml_dns_prefetch(dns, address->type, eml_slice(name));
	}
	return names;
}

static void
read_names(EmlIprevResult *self,
	   const EmlDnsAnswer *answer,
	   const Address *address,
	   guint slot,
	   EmlDns *dns)
{
	if (answer->records->len > EML_MAX_REVERSE_NAMES)
		eml_step_argf(
		    eml_step_argf(add_step(self, EML_STEP_IPREV_LIMIT, EML_TONE_NOTE, slot), "%u",
				  answer->records->len),
		    "%u", (guint)EML_MAX_REVERSE_NAMES);
	g_ptr_array_unref(self->names);
	self->names = take_names(answer, address, dns);
	for (guint i = 0; i < self->names->len; i++)
		eml_step_arg_text(
		    eml_step_arg_text(add_step(self, EML_STEP_IPREV_NAME, EML_TONE_PLAIN, slot),
				      address->text),
		    g_ptr_array_index(self->names, i));
}

/* All names are looked at, also behind one that leads back, so that reports do not depend on which
 * answer came first. */
static void
confirm_names(EmlIprevResult *self, const Address *address, EmlDns *dns)
{
	EmlStepCode trouble = EML_STEP_NONE;

	for (guint i = 0; i < self->names->len; i++) {
		const EmlStepCode code =
		    confirm_name(self, address, g_ptr_array_index(self->names, i), dns);

		trouble = trouble == EML_STEP_NONE ? code : trouble;
	}
	if (self->confirmed->len > 0) {
		decide(self, EML_RESULT_PASS, EML_STEP_IPREV_CONFIRMED);
	} else if (trouble != EML_STEP_NONE) {
		decide(self, EML_RESULT_TEMPERROR, trouble);
	} else {
		eml_step_arg_text(add_step(self, EML_STEP_IPREV_DISAGREES, EML_TONE_WARN, 0),
				  address->text);
		decide(self, EML_RESULT_FAIL, EML_STEP_IPREV_DISAGREES);
	}
}

/* The "reverse" lookup: section 2.7.3 calls it permerror if there are no PTR data. */
static void
look_up(EmlIprevResult *self, const Address *address, EmlDns *dns)
{
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer =
	    eml_dns_get(dns, EML_DNS_PTR, eml_slice(address->reverse), &slot);
	const EmlStepCode trouble = explain_no_answer(self, answer, address->text, slot);

	if (trouble != EML_STEP_NONE) {
		decide(self, trouble == EML_STEP_NOT_ASKED ? EML_RESULT_LAST : EML_RESULT_TEMPERROR,
		       trouble);
		return;
	}
	if (answer->outcome != EML_DNS_FOUND || answer->records->len == 0) {
		eml_step_arg_text(add_step(self, EML_STEP_IPREV_NO_NAME, EML_TONE_WARN, slot),
				  address->text);
		decide(self, EML_RESULT_PERMERROR, EML_STEP_IPREV_NO_NAME);
		return;
	}
	read_names(self, answer, address, slot, dns);
	confirm_names(self, address, dns);
}

EmlIprevResult *
eml_iprev_check(const char *ip, EmlDns *dns)
{
	EmlIprevResult *self = g_new0(EmlIprevResult, 1);
	g_auto(Address) address = {0};

	self->names = g_ptr_array_new_with_free_func(g_free);
	self->confirmed = g_ptr_array_new_with_free_func(g_free);
	self->trace = eml_trace_new();
	if (!read_address(ip, &address)) {
		const EmlStepCode code =
		    ip != NULL ? EML_STEP_IPREV_ADDRESS_UNREADABLE : EML_STEP_IPREV_ADDRESS_UNKNOWN;

		eml_step_arg_text(add_step(self, code, EML_TONE_NOTE, 0), ip);
		self->ip = g_strdup(ip);
		decide(self, EML_RESULT_LAST, code);
		return self;
	}
	self->ip = g_strdup(address.text);
	look_up(self, &address, dns);
	return self;
}

void
eml_iprev_prefetch(const char *ip, EmlDns *dns)
{
	g_auto(Address) address = {0};
	g_autoptr(EmlDnsAnswer) answer = NULL;

	if (!read_address(ip, &address))
		return;
	eml_dns_prefetch(dns, EML_DNS_PTR, eml_slice(address.reverse));
	answer = eml_dns_peek(dns, EML_DNS_PTR, eml_slice(address.reverse));
	if (answer != NULL && answer->outcome == EML_DNS_FOUND)
		g_ptr_array_unref(take_names(answer, &address, dns));
}
