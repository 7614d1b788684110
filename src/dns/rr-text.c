#include "dns/rr-text.h"

#include <gio/gio.h>

/* A <character-string> in quotes, RFC 1035 section 5.1. */
static void
print_string(GString *out, const guint8 *bytes, gsize len)
{
	g_string_append(out, " \"");
	for (gsize i = 0; i < len; i++) {
		if (bytes[i] == '"' || bytes[i] == '\\')
			g_string_append_printf(out, "\\%c", bytes[i]);
		else if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
			g_string_append_c(out, (gchar)bytes[i]);
		else
			g_string_append_printf(out, "\\%03u", bytes[i]);
	}
	g_string_append_c(out, '"');
}

static void
print_txt(GString *out, const EmlDnsRecord *record)
{
	gsize len = 0;
	const guint8 *bytes = g_bytes_get_data(record->data, &len);
	gsize at = 0;

	for (guint i = 0; i < record->lengths->len; i++) {
		const gsize part = MIN(g_array_index(record->lengths, guint8, i), len - at);

		/* where all are empty, bytes may be NULL */
		print_string(out, part > 0 ? bytes + at : bytes, part);
		at += part;
	}
}

static void
print_address(GString *out, const EmlDnsRecord *record)
{
	const GSocketFamily family =
	    record->type == EML_DNS_A ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
	g_autoptr(GInetAddress) address =
	    g_inet_address_new_from_bytes(g_bytes_get_data(record->data, NULL), family);
	g_autofree char *text = g_inet_address_to_string(address);

	g_string_append_printf(out, " %s", text);
}

void
eml_dns_rr_text(GString *out, const EmlDnsRecord *record)
{
	switch (record->type) {
	case EML_DNS_A:
	case EML_DNS_AAAA:
		print_address(out, record);
		break;
	case EML_DNS_TXT:
		print_txt(out, record);
		break;
	case EML_DNS_MX:
		g_string_append_printf(out, " %u %s", record->preference, record->name);
		break;
	case EML_DNS_CNAME:
	case EML_DNS_NS:
	case EML_DNS_PTR:
		g_string_append_printf(out, " %s", record->name);
		break;
	case EML_DNS_SOA:
		g_string_append(out, " . . 0 0 0 0 0"); /* its data are not kept */
		break;
	}
}
