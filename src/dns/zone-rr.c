#include "dns/zone-rr.h"

#include <ldns/ldns.h>

#include "dns/auto-ldns.h"
#include "dns/name.h"

#define MAX_STRING 255 /* bytes: RFC 1035 section 3.3 */
#define MAX_DATA 65535 /* bytes: RFC 1035 section 3.2.1 */
#define TYPE_OPT 41    /* RFC 6891: never in a zone, like what follows */
#define TYPE_TKEY 249  /* up to 255 (ANY) are for questions: RFC 6895 section 3.1 */
#define TYPE_ANY 255

guint16
eml_zone_type_number(const char *word)
{
	const ldns_rr_type type = ldns_get_rr_type_by_name(word);

	if (type == TYPE_OPT || (type >= TYPE_TKEY && type <= TYPE_ANY))
		return 0;
	return (guint16)type;
}

gboolean
eml_zone_ttl(const char *text, guint32 *ret_ttl)
{
	static const struct {
		char letter;
		guint seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
	guint64 total = 0;
	const char *at = text;

	while (*at != '\0') {
		guint64 number = 0;
		guint64 seconds = 0;

		if (!g_ascii_isdigit(*at))
			return FALSE;
		for (; g_ascii_isdigit(*at) && number <= G_MAXINT32; at++)
			number = number * 10 + (guint64)(*at - '0');
		for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
			if (g_ascii_tolower(*at) == units[i].letter)
				seconds = units[i].seconds;
		if (seconds == 0 && *at != '\0')
			return FALSE;
		if (*at != '\0')
			at++;
		total += number * MAX(seconds, 1);
		if (total > G_MAXINT32)
			return FALSE;
	}
	*ret_ttl = (guint32)total;
	return at != text;
}

/* TRUE if the word ends in a dot that is not escaped. */
static gboolean
is_absolute(EmlSlice word)
{
	gsize backslashes = 0;

	if (word.len == 0 || word.data[word.len - 1] != '.')
		return FALSE;
	while (backslashes + 1 < word.len && word.data[word.len - 2 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 0;
}

char *
eml_zone_name(const char *word, const char *origin)
{
	g_autofree char *joined = NULL;

	if (strcmp(word, "@") == 0)
		return g_strdup(origin);
	if (is_absolute(eml_slice(word)) || strcmp(origin, ".") == 0)
		return eml_dns_name_from_presentation(eml_slice(word));
	joined = g_strconcat(word, ".", origin, NULL);
	return eml_dns_name_from_presentation(eml_slice(joined));
}

static const EmlZoneWord *
data_word(const EmlZoneData *data, guint i)
{
	return g_ptr_array_index(data->line->words, data->first + i);
}

static guint
data_count(const EmlZoneData *data)
{
	return data->line->words->len - data->first;
}

/* <character-string>, RFC 1035 section 5.1, without its quotes. FALSE for a broken escape. */
static gboolean
append_string(GByteArray *out, EmlSlice text)
{
	for (gsize i = 0; i < text.len; i++) {
		const int byte =
		    text.data[i] == '\\' ? eml_dns_unescape(text, &i) : (guchar)text.data[i];

		if (byte < 0)
			return FALSE;
		g_byte_array_append(out, &(const guint8){(guint8)byte}, 1);
	}
	return TRUE;
}

static const char *
parse_txt(EmlDnsRecord *record, const EmlZoneData *data)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	if (data->line->cut)
		return "a \";\" outside quotes begins a remark and cuts this text: put the text in "
		       "quotes";
	if (data_count(data) == 0)
		return "a TXT record needs a text";
	record->lengths = g_array_new(FALSE, FALSE, sizeof(guint8));
	for (guint i = 0; i < data_count(data); i++) {
		const guint before = bytes->len;
		guint8 length = 0;

		if (!append_string(bytes, eml_slice(data_word(data, i)->text)))
			return "a backslash must be followed by three digits up to 255 or by "
			       "another byte";
		if (bytes->len - before > MAX_STRING)
			return "a text string has at most 255 bytes: cut it into several, each in "
			       "quotes";
		length = (guint8)(bytes->len - before);
		g_array_append_val(record->lengths, length);
	}
	if (bytes->len + record->lengths->len > MAX_DATA)
		return "the record is longer than 65,535 bytes";
	record->data = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
	return NULL;
}

static const char *
parse_target(EmlDnsRecord *record, const EmlZoneData *data)
{
	if (data_count(data) != 1)
		return "this record needs one name";
	record->name = eml_zone_name(data_word(data, 0)->text, data->origin);
	return record->name != NULL ? NULL : "this is not a domain name";
}

static const char *
parse_mx(EmlDnsRecord *record, const EmlZoneData *data)
{
	guint64 preference = 0;

	if (data_count(data) != 2 || !g_ascii_string_to_unsigned(data_word(data, 0)->text, 10, 0,
								 G_MAXUINT16, &preference, NULL))
		return "an MX record needs a preference (0 to 65535) and a name";
	record->preference = (guint16)preference;
	record->name = eml_zone_name(data_word(data, 1)->text, data->origin);
	return record->name != NULL ? NULL : "this is not a domain name";
}

/* By ldns: IP addresses, and a look at the types that only make a name exist. */
static const char *
parse_other(EmlDnsRecord *record, const EmlZoneData *data)
{
	g_autoptr(GString) text = g_string_new(". IN ");
	g_autofree char *type = ldns_rr_type2str((ldns_rr_type)data->type);
	g_autoptr(ldns_rdf) origin = ldns_dname_new_frm_str(data->origin);
	g_autoptr(ldns_rr) rr = NULL;
	const gboolean address = data->type == EML_DNS_A || data->type == EML_DNS_AAAA;

	g_string_append(text, type);
	for (guint i = 0; i < data_count(data); i++) {
		const EmlZoneWord *word = data_word(data, i);
		const char *quote = word->quoted ? "\"" : "";

		g_string_append_printf(text, " %s%s%s", quote, word->text, quote);
	}
	if (address && data_count(data) != 1)
		return "this record needs one address";
	if (data_count(data) == 0 ||
	    ldns_rr_new_frm_str(&rr, text->str, 1, origin, NULL) != LDNS_STATUS_OK)
		return address ? "this is not an address of the record's type"
			       : "the data do not fit the record's type";
	if (address)
		record->data = g_bytes_new(ldns_rdf_data(ldns_rr_rdf(rr, 0)),
					   ldns_rdf_size(ldns_rr_rdf(rr, 0)));
	return NULL;
}

EmlDnsRecord *
eml_zone_rr_parse(const EmlZoneData *data, char **reterr_problem)
{
	EmlDnsRecord *record = g_new0(EmlDnsRecord, 1);
	const char *problem = NULL;

	record->type = (EmlDnsType)data->type;
	record->ttl = data->ttl;
	if (data->type == EML_DNS_TXT)
		problem = parse_txt(record, data);
	else if (data->type == EML_DNS_MX)
		problem = parse_mx(record, data);
	else if (data->type == EML_DNS_CNAME || data->type == EML_DNS_PTR ||
		 data->type == EML_DNS_NS)
		problem = parse_target(record, data);
	else
		problem = parse_other(record, data);
	if (problem == NULL)
		return record;
	eml_dns_record_free(record);
	*reterr_problem = g_strdup(problem);
	return NULL;
}
