#include "dns/packet.h"

#include "base/limits.h"
#include "dns/auto-ldns.h"
#include "dns/name.h"

#define HEADER 12	  /* bytes: RFC 1035 section 4.1.1 */
#define EXTENDED_ERROR 15 /* option code: RFC 8914 section 2 */

GBytes *
eml_dns_packet_query(const EmlDnsQuestion *question, guint16 id, gboolean edns)
{
	guint8 wire[EML_DNS_MAX_WIRE];
	const gsize len = eml_dns_name_to_wire(question->name, wire);
	ldns_rdf *name = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, len, wire);
	/* the packet owns the name; AD asks for an AD bit in the reply: RFC 6840 section 5.7 */
	g_autoptr(ldns_pkt) packet = ldns_pkt_query_new(name, (ldns_rr_type)question->type,
							LDNS_RR_CLASS_IN, LDNS_RD | LDNS_AD);
	guint8 *bytes = NULL;
	size_t size = 0;
	GBytes *query = NULL;

	ldns_pkt_set_id(packet, id);
	if (edns)
		ldns_pkt_set_edns_udp_size(packet, EML_DNS_UDP_SIZE);
	if (ldns_pkt2wire(&bytes, packet, &size) != LDNS_STATUS_OK)
		g_error("a DNS query could not be written"); /* no memory */
	query = g_bytes_new(bytes, size);
	LDNS_FREE(bytes);
	return query;
}

static guint
number_at(EmlSlice message, gsize at)
{
	return (guint)(guchar)message.data[at] << 8 | (guchar)message.data[at + 1];
}

/* The question section is the asked question, letters without case (RFC 1035 section 2.3.3). */
static gboolean
same_question(EmlSlice message, const EmlDnsQuestion *question)
{
	guint8 wire[EML_DNS_MAX_WIRE];
	const gsize len = eml_dns_name_to_wire(question->name, wire);

	return len > 0 && message.len >= HEADER + len + 4 &&
	       eml_slice_equal_ci(eml_slice_part(message, HEADER, HEADER + len),
				  eml_slice_n((const char *)wire, len)) &&
	       number_at(message, HEADER + len) == (guint)question->type &&
	       number_at(message, HEADER + len + 2) == LDNS_RR_CLASS_IN;
}

/* A server that does not understand a query may leave the question out of its reply. */
static gboolean
is_ours(EmlSlice message, const EmlDnsExpected *expected)
{
	guint flags = 0;
	guint questions = 0;
	guint rcode = 0;

	if (message.len < HEADER)
		return FALSE;
	flags = number_at(message, 2);
	questions = number_at(message, 4);
	rcode = flags & 0xf;
	if (number_at(message, 0) != expected->id || (flags & 0x8000) == 0 || (flags & 0x7800) != 0)
		return FALSE;
	if (questions == 0)
		return rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN;
	return questions == 1 && same_question(message, expected->question);
}

static char *
name_of(const ldns_rdf *rdf)
{
	return eml_dns_name_from_wire(ldns_rdf_data(rdf), ldns_rdf_size(rdf));
}

/* RFC 2181 section 8: a time to live with the top bit set counts as 0. */
static guint32
ttl_of(const ldns_rr *rr)
{
	return ldns_rr_ttl(rr) <= G_MAXINT32 ? ldns_rr_ttl(rr) : 0;
}

static void
read_txt(EmlDnsRecord *record, const ldns_rr *rr)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	record->lengths = g_array_new(FALSE, FALSE, sizeof(guint8));
	for (gsize i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *string = ldns_rr_rdf(rr, i);
		const guint8 *data = ldns_rdf_data(string);
		const gsize len = ldns_rdf_size(string);
		const guint8 length = (guint8)(len > 0 ? MIN(data[0], len - 1) : 0);

		g_array_append_val(record->lengths, length);
		if (length > 0)
			g_byte_array_append(bytes, data + 1, length);
	}
	record->data = g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* FALSE if the data are not what the type needs. */
static gboolean
read_data(EmlDnsRecord *record, const ldns_rr *rr)
{
	const gsize count = ldns_rr_rd_count(rr);
	const ldns_rdf *first = count > 0 ? ldns_rr_rdf(rr, 0) : NULL;

	switch (record->type) {
	case EML_DNS_A:
	case EML_DNS_AAAA:
		if (first == NULL || ldns_rdf_size(first) != (record->type == EML_DNS_A ? 4 : 16))
			return FALSE;
		record->data = g_bytes_new(ldns_rdf_data(first), ldns_rdf_size(first));
		return TRUE;
	case EML_DNS_CNAME:
	case EML_DNS_NS:
	case EML_DNS_PTR:
		record->name = first != NULL ? name_of(first) : NULL;
		return record->name != NULL;
	case EML_DNS_MX:
		if (count != 2 || ldns_rdf_size(first) != 2)
			return FALSE;
		record->preference = ldns_rdf2native_int16(first);
		record->name = name_of(ldns_rr_rdf(rr, 1));
		return record->name != NULL;
	case EML_DNS_TXT:
		read_txt(record, rr);
		return count > 0;
	case EML_DNS_SOA:
		return TRUE;
	}
	return FALSE;
}

/* NULL if it cannot be read. */
static EmlDnsRecord *
record_of(const ldns_rr *rr)
{
	EmlDnsRecord *record = g_new0(EmlDnsRecord, 1);

	record->type = (EmlDnsType)ldns_rr_get_type(rr);
	record->ttl = ttl_of(rr);
	if (read_data(record, rr))
		return record;
	eml_dns_record_free(record);
	return NULL;
}

static gboolean
belongs_to(const ldns_rr *rr, const char *name, ldns_rr_type type)
{
	g_autofree char *owner = NULL;

	if (ldns_rr_get_type(rr) != type || ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN)
		return FALSE;
	owner = name_of(ldns_rr_owner(rr));
	return g_strcmp0(owner, name) == 0;
}

static void
take_records(EmlDnsAnswer *answer, const ldns_rr_list *list, const char *name, EmlDnsType type)
{
	for (gsize i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		EmlDnsRecord *record =
		    belongs_to(rr, name, (ldns_rr_type)type) ? record_of(rr) : NULL;

		if (record == NULL)
			continue;
		answer->ttl = MIN(answer->ttl, record->ttl);
		g_ptr_array_add(answer->records, record);
	}
}

/* Goes one CNAME further; FALSE if the name has none. */
static gboolean
follow(EmlDnsAnswer *answer, const ldns_rr_list *list, const char *name)
{
	for (gsize i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		char *target = NULL;

		if (!belongs_to(rr, name, LDNS_RR_TYPE_CNAME) || ldns_rr_rd_count(rr) != 1)
			continue;
		target = name_of(ldns_rr_rdf(rr, 0));
		if (target == NULL)
			continue;
		answer->ttl = MIN(answer->ttl, ttl_of(rr));
		g_ptr_array_add(answer->via, target);
		return TRUE;
	}
	return FALSE;
}

/* The records of the asked type, by way of CNAMEs (a DNAME comes with the CNAME it makes: RFC 6672
 * section 3.1). FALSE if the chain itself is broken, which the answer then says. */
static gboolean
walk(EmlDnsAnswer *answer, const ldns_rr_list *list, const EmlDnsQuestion *question)
{
	const char *name = question->name;

	while (TRUE) {
		take_records(answer, list, name, question->type);
		if (answer->records->len > 0 || !follow(answer, list, name))
			return TRUE;
		name = g_ptr_array_index(answer->via, answer->via->len - 1);
		answer->outcome = EML_DNS_FAILED;
		if (eml_dns_chain_loops(question, answer->via, answer->via->len))
			answer->reason = g_strdup("cname-loop");
		else if (answer->via->len > EML_DNS_MAX_CNAMES)
			answer->reason = g_strdup("cname-chain-too-long");
		if (answer->reason != NULL)
			return FALSE;
	}
}

/* TRUE if `zone` is the name or above it. */
static gboolean
is_above(const char *zone, const char *name)
{
	for (const char *at = name; at != NULL; at = eml_dns_name_parent(at))
		if (strcmp(at, zone) == 0)
			return TRUE;
	return FALSE;
}

/* How long a negative answer holds, RFC 2308 section 5. FALSE if there is no SOA. */
static gboolean
negative_ttl(const ldns_pkt *packet, const char *name, guint32 *ret_ttl)
{
	const ldns_rr_list *list = ldns_pkt_authority(packet);

	for (gsize i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);
		g_autofree char *owner = name_of(ldns_rr_owner(rr));

		if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_SOA || ldns_rr_rd_count(rr) != 7 ||
		    owner == NULL || !is_above(owner, name))
			continue;
		*ret_ttl = MIN(ttl_of(rr), ldns_rdf2native_int32(ldns_rr_rdf(rr, 6)));
		return TRUE;
	}
	return FALSE;
}

/* Names of other servers instead of an answer: the server is not one that resolves. */
static gboolean
is_referral(const ldns_pkt *packet)
{
	const ldns_rr_list *list = ldns_pkt_authority(packet);

	if (ldns_pkt_aa(packet) || ldns_pkt_ra(packet) || ldns_pkt_ancount(packet) > 0)
		return FALSE;
	for (gsize i = 0; i < ldns_rr_list_rr_count(list); i++)
		if (ldns_rr_get_type(ldns_rr_list_rr(list, i)) == LDNS_RR_TYPE_NS)
			return TRUE;
	return FALSE;
}

static gint
extended_error(const ldns_pkt *packet)
{
	const ldns_rdf *options = ldns_pkt_edns_data(packet);
	const EmlSlice data = options != NULL ? eml_slice_n((const char *)ldns_rdf_data(options),
							    ldns_rdf_size(options))
					      : (EmlSlice){NULL, 0};
	gsize at = 0;

	while (at + 4 <= data.len) {
		const guint len = number_at(data, at + 2);

		if (number_at(data, at) == EXTENDED_ERROR && len >= 2 && at + 6 <= data.len)
			return (gint)number_at(data, at + 4);
		at += 4 + len;
	}
	return -1;
}

static EmlDnssec
dnssec_of(const ldns_pkt *packet, const EmlDnsExpected *expected)
{
	if (!expected->trusted)
		return EML_DNSSEC_UNKNOWN;
	return ldns_pkt_ad(packet) ? EML_DNSSEC_SECURE : EML_DNSSEC_INSECURE;
}

/* An answer to the question: records, or that there are none. */
static EmlDnsReply
read_answer(const ldns_pkt *packet, const EmlDnsExpected *expected, guint rcode)
{
	const EmlDnsQuestion *question = expected->question;
	EmlDnsAnswer *answer = eml_dns_answer_new(EML_DNS_NO_DATA, NULL);
	const char *last = question->name;
	gboolean proved = FALSE;
	guint32 ttl = 0;

	answer->ttl = G_MAXUINT32;
	if (!walk(answer, ldns_pkt_answer(packet), question)) {
		answer->ttl = 0;
		return (EmlDnsReply){EML_DNS_REPLY_ANSWER, rcode, -1, answer};
	}
	if (answer->via->len > 0)
		last = g_ptr_array_index(answer->via, answer->via->len - 1);
	answer->dnssec = dnssec_of(packet, expected);
	if (answer->records->len > 0 && rcode == LDNS_RCODE_NOERROR) {
		answer->outcome = EML_DNS_FOUND;
		return (EmlDnsReply){EML_DNS_REPLY_ANSWER, rcode, -1, answer};
	}
	proved = negative_ttl(packet, last, &ttl);
	if (rcode == LDNS_RCODE_NOERROR && answer->via->len > 0 && !proved)
		return (EmlDnsReply){EML_DNS_REPLY_CHAIN, rcode, -1, answer};
	if (!proved && answer->via->len == 0 && ldns_pkt_ancount(packet) > 0) {
		/* records, but none of the asked name: never "there is none" */
		eml_dns_answer_unref(answer);
		return (EmlDnsReply){EML_DNS_REPLY_BROKEN, rcode, -1, NULL};
	}
	/* the response code speaks of the last name: RFC 6604 section 3 */
	answer->outcome = rcode == LDNS_RCODE_NXDOMAIN ? EML_DNS_NO_NAME : EML_DNS_NO_DATA;
	answer->ttl = proved ? MIN(answer->ttl, ttl) : 0;
	g_ptr_array_set_size(answer->records, 0);
	return (EmlDnsReply){EML_DNS_REPLY_ANSWER, rcode, -1, answer};
}

EmlDnsReply
eml_dns_packet_read(EmlSlice message, const EmlDnsExpected *expected)
{
	g_autoptr(ldns_pkt) packet = NULL;
	guint rcode = 0;

	if (!is_ours(message, expected))
		return (EmlDnsReply){EML_DNS_REPLY_FOREIGN, 0, -1, NULL};
	if (!expected->tcp && (number_at(message, 2) & 0x0200) != 0)
		return (EmlDnsReply){EML_DNS_REPLY_TRUNCATED, 0, -1, NULL};
	rcode = number_at(message, 2) & 0xf;
	if (ldns_wire2pkt(&packet, (const guint8 *)message.data, message.len) != LDNS_STATUS_OK) {
		if (rcode == LDNS_RCODE_NOERROR || rcode == LDNS_RCODE_NXDOMAIN)
			return (EmlDnsReply){EML_DNS_REPLY_BROKEN, rcode, -1, NULL};
		return (EmlDnsReply){EML_DNS_REPLY_ERROR, rcode, -1, NULL};
	}
	rcode |= (guint)ldns_pkt_edns_extended_rcode(packet) << 4;
	if (rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN)
		return (EmlDnsReply){EML_DNS_REPLY_ERROR, rcode, extended_error(packet), NULL};
	if (rcode == LDNS_RCODE_NOERROR && is_referral(packet))
		return (EmlDnsReply){EML_DNS_REPLY_REFERRAL, rcode, -1, NULL};
	return read_answer(packet, expected, rcode);
}
