#include "dns/packet.h"

#include "base/limits.h"
#include "dns/auto-ldns.h"
#include "dns/name.h"

#define HEADER_SIZE 12 /* bytes: RFC 1035 section 4.1.1 */

GBytes *
eml_packet_query(const EmlDnsQuestion *question, const EmlPacketOptions *options)
{
	guint8 wire[EML_DNS_MAX_WIRE];
	const gsize len = eml_dns_name_to_wire(question->name, wire);
	ldns_rdf *name = len > 0 ? ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, len, wire) : NULL;
	g_autoptr(ldns_pkt) packet = NULL;
	uint8_t *bytes = NULL;
	size_t size = 0;
	GBytes *query = NULL;

	if (name == NULL)
		return NULL;
	packet = ldns_pkt_query_new(name, (ldns_rr_type)question->type, LDNS_RR_CLASS_IN,
				    LDNS_RD | LDNS_AD);
	if (packet == NULL) {
		ldns_rdf_deep_free(name);
		return NULL;
	}
	ldns_pkt_set_id(packet, options->id);
	if (options->edns)
		ldns_pkt_set_edns_udp_size(packet, EML_DNS_UDP_SIZE);
	if (ldns_pkt2wire(&bytes, packet, &size) == LDNS_STATUS_OK)
		query = g_bytes_new(bytes, size);
	LDNS_FREE(bytes);
	return query;
}

static char *
name_of(const ldns_rdf *rdf)
{
	return eml_dns_name_from_wire(ldns_rdf_data(rdf), ldns_rdf_size(rdf));
}

/* Exactly one question, ours. Some servers repeat none with an error. */
static gboolean
repeats_question(const ldns_pkt *packet, const EmlDnsQuestion *question)
{
	const ldns_rr_list *list = ldns_pkt_question(packet);
	const ldns_rr *rr = ldns_rr_list_rr_count(list) == 1 ? ldns_rr_list_rr(list, 0) : NULL;
	g_autofree char *name = NULL;

	if (rr == NULL || ldns_rr_get_type(rr) != (ldns_rr_type)question->type ||
	    ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN)
		return FALSE;
	name = name_of(ldns_rr_owner(rr));
	return g_strcmp0(name, question->name) == 0;
}

static void
join_strings(EmlDnsRecord *record, const ldns_rr *rr)
{
	GByteArray *joined = g_byte_array_new();

	record->lengths = g_array_new(FALSE, FALSE, sizeof(guint8));
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *string = ldns_rr_rdf(rr, i);
		const guint8 *data = ldns_rdf_data(string); /* length-prefixed */
		const gsize len =
		    ldns_rdf_size(string) > 0 ? MIN(data[0], ldns_rdf_size(string) - 1) : 0;
		const guint8 length = (guint8)len;

		if (ldns_rdf_size(string) > 0)
			g_byte_array_append(joined, data + 1, (guint)len);
		g_array_append_val(record->lengths, length);
	}
	record->data = g_byte_array_free_to_bytes(joined);
}

/* NULL if the record data do not fit the type. */
static EmlDnsRecord *
record_of(const ldns_rr *rr, EmlDnsType type)
{
	EmlDnsRecord *record = g_new0(EmlDnsRecord, 1);
	const gsize n = ldns_rr_rd_count(rr);
	const ldns_rdf *last = n > 0 ? ldns_rr_rdf(rr, n - 1) : NULL;

	record->type = type;
	record->ttl = MIN(ldns_rr_ttl(rr), (guint32)G_MAXINT32);
	if (type == EML_DNS_TXT)
		join_strings(record, rr);
	else if (last != NULL && (type == EML_DNS_A || type == EML_DNS_AAAA))
		record->data = g_bytes_new(ldns_rdf_data(last), ldns_rdf_size(last));
	else if (last != NULL && (type != EML_DNS_MX || n == 2))
		record->name = name_of(last);
	if (type == EML_DNS_MX && n == 2)
		record->preference = ldns_rdf2native_int16(ldns_rr_rdf(rr, 0));
	if (type == EML_DNS_TXT || type == EML_DNS_SOA || record->name != NULL ||
	    (record->data != NULL &&
	     g_bytes_get_size(record->data) == (type == EML_DNS_A ? 4 : 16)))
		return record;
	eml_dns_record_free(record);
	return NULL;
}

/* Adds the records of that owner and type; the smallest TTL is kept. */
static void
collect(const ldns_pkt *packet, const char *owner, EmlDnsType type, EmlDnsAnswer *answer)
{
	const ldns_rr_list *list = ldns_pkt_answer(packet);

	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		g_autofree char *name = NULL;
		EmlDnsRecord *record = NULL;

		if (ldns_rr_get_type(rr) != (ldns_rr_type)type ||
		    ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN)
			continue;
		name = name_of(ldns_rr_owner(rr));
		record = g_strcmp0(name, owner) == 0 ? record_of(rr, type) : NULL;
		if (record == NULL)
			continue;
		answer->ttl = MIN(answer->ttl, record->ttl);
		g_ptr_array_add(answer->records, record);
	}
}

/* The CNAME of the owner; NULL if there is none. The caller owns it. */
static char *
cname_of(const ldns_pkt *packet, const char *owner, guint32 *ttl)
{
	const ldns_rr_list *list = ldns_pkt_answer(packet);

	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		g_autofree char *name = NULL;

		if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_CNAME || ldns_rr_rd_count(rr) != 1)
			continue;
		name = name_of(ldns_rr_owner(rr));
		if (g_strcmp0(name, owner) != 0)
			continue;
		*ttl = MIN(*ttl, ldns_rr_ttl(rr));
		return name_of(ldns_rr_rdf(rr, 0));
	}
	return NULL;
}

/* RFC 2308 section 5: the smaller of the SOA's TTL and its last field. FALSE if there is no SOA. */
static gboolean
negative_ttl(const ldns_pkt *packet, guint32 *ret_ttl)
{
	const ldns_rr_list *list = ldns_pkt_authority(packet);

	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);

		if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_SOA || ldns_rr_rd_count(rr) != 7)
			continue;
		*ret_ttl = MIN(ldns_rr_ttl(rr), ldns_rdf2native_int32(ldns_rr_rdf(rr, 6)));
		return TRUE;
	}
	return FALSE;
}

static gboolean
has_name(const GPtrArray *names, const char *wanted)
{
	for (guint i = 0; i < names->len; i++)
		if (g_str_equal(g_ptr_array_index(names, i), wanted))
			return TRUE;
	return FALSE;
}

static void
end(EmlReply *reply, EmlDnsOutcome outcome, const char *reason)
{
	reply->kind = EML_REPLY_ANSWER;
	reply->answer->outcome = outcome;
	reply->answer->reason = g_strdup(reason);
	if (reply->answer->ttl == G_MAXUINT32)
		reply->answer->ttl = 0;
}

/* Walks the chain from the asked name. */
static void
read_answer(const ldns_pkt *packet, const EmlDnsQuestion *question, EmlReply *reply)
{
	EmlDnsAnswer *answer = eml_dns_answer_new(EML_DNS_FOUND, NULL);
	const char *owner = question->name;
	const gboolean no_name = ldns_pkt_get_rcode(packet) == LDNS_RCODE_NXDOMAIN;
	char *target = NULL;
	guint32 ttl = 0;

	answer->ttl = G_MAXUINT32;
	reply->answer = answer;
	for (;;) {
		collect(packet, owner, question->type, answer);
		if (answer->records->len > 0) {
			end(reply, EML_DNS_FOUND, NULL);
			return;
		}
		target = cname_of(packet, owner, &answer->ttl);
		if (target == NULL)
			break;
		if (has_name(answer->via, target) || g_str_equal(target, question->name) ||
		    answer->via->len == EML_DNS_MAX_CNAMES) {
			g_free(target);
			end(reply, EML_DNS_FAILED, "cname-loop");
			return;
		}
		g_ptr_array_add(answer->via, target);
		owner = target;
	}
	if (negative_ttl(packet, &ttl) || no_name || answer->via->len == 0) {
		answer->ttl = MIN(answer->ttl, ttl > 0 ? ttl : answer->ttl);
		end(reply, no_name ? EML_DNS_NO_NAME : EML_DNS_NO_DATA, NULL);
		return;
	}
	reply->kind = EML_REPLY_FOLLOW;
	reply->via = g_ptr_array_ref(answer->via);
	reply->ttl = answer->ttl;
	g_clear_pointer(&reply->answer, eml_dns_answer_unref);
}

static const struct {
	ldns_pkt_rcode rcode;
	const char *word;
} troubles[] = {
    {LDNS_RCODE_FORMERR, "formerr"},
    {LDNS_RCODE_SERVFAIL, "servfail"},
    {LDNS_RCODE_NOTIMPL, "notimp"},
    {LDNS_RCODE_REFUSED, "refused"},
};

static void
set_trouble(EmlReply *reply, ldns_pkt_rcode rcode)
{
	reply->kind = EML_REPLY_TROUBLE;
	reply->trouble = "error-code";
	for (gsize i = 0; i < G_N_ELEMENTS(troubles); i++)
		if (troubles[i].rcode == rcode)
			reply->trouble = troubles[i].word;
}

void
eml_packet_read(EmlSlice packet,
		const EmlDnsQuestion *question,
		const EmlPacketOptions *options,
		EmlReply *ret_reply)
{
	const guint8 *bytes = (const guint8 *)packet.data;
	g_autoptr(ldns_pkt) parsed = NULL;
	ldns_pkt_rcode rcode = LDNS_RCODE_NOERROR;

	*ret_reply = (EmlReply){.kind = EML_REPLY_OTHER};
	/* QR set, and our number: else it is no reply to us, whatever follows */
	if (packet.len < HEADER_SIZE || (bytes[2] & 0x80) == 0 ||
	    ((bytes[0] << 8) | bytes[1]) != options->id)
		return;
	if ((bytes[2] & 0x02) != 0) {
		ret_reply->kind = EML_REPLY_TRUNCATED; /* often cut so that it cannot be parsed */
		return;
	}
	if (ldns_wire2pkt(&parsed, bytes, packet.len) != LDNS_STATUS_OK) {
		ret_reply->kind = EML_REPLY_TROUBLE;
		ret_reply->trouble = "broken-reply";
		return;
	}
	rcode = ldns_pkt_get_rcode(parsed);
	ret_reply->authentic = ldns_pkt_ad(parsed);
	if (!repeats_question(parsed, question) &&
	    !(ldns_rr_list_rr_count(ldns_pkt_question(parsed)) == 0 &&
	      rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN))
		return;
	if (options->edns && (rcode == LDNS_RCODE_FORMERR || rcode == LDNS_RCODE_NOTIMPL))
		ret_reply->kind = EML_REPLY_NO_EDNS;
	else if (rcode == LDNS_RCODE_NOERROR || rcode == LDNS_RCODE_NXDOMAIN)
		read_answer(parsed, question, ret_reply);
	else
		set_trouble(ret_reply, rcode);
}
