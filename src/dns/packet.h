#pragma once
/* DNS messages: builds queries, and decides whether bytes from the network are a reply to one and
 * what it says. A reply is taken only if its id and its question are the asked ones, and of its
 * records only those reached from the asked name. */

#include "dns/dns.h"

/* The query in wire form; the caller owns it. */
GBytes *eml_dns_packet_query(const EmlDnsQuestion *question, guint16 id, gboolean edns);

typedef enum {
	EML_DNS_REPLY_FOREIGN,	 /* no reply to this query: forged, late or garbage */
	EML_DNS_REPLY_TRUNCATED, /* to be asked again by TCP */
	EML_DNS_REPLY_BROKEN,	 /* to this query, but it cannot be read to its end */
	EML_DNS_REPLY_ERROR,	 /* the server cannot or will not answer: see rcode */
	EML_DNS_REPLY_REFERRAL,	 /* it names other servers: it does not resolve names */
	EML_DNS_REPLY_ANSWER,	 /* answer is made */
	EML_DNS_REPLY_CHAIN, /* answer holds the CNAMEs so far; the last name is to be asked for */
} EmlDnsReplyKind;

typedef struct {
	EmlDnsReplyKind kind;
	guint rcode;   /* RFC 1035 section 4.1.1, RFC 6891 section 6.1.3 */
	gint extended; /* INFO-CODE of an extended DNS error (RFC 8914), -1 if there is none */
	EmlDnsAnswer *answer; /* ANSWER and CHAIN; the caller owns it */
} EmlDnsReply;

typedef struct {
	const EmlDnsQuestion *question;
	guint16 id;
	gboolean tcp;	  /* the message came by TCP, so it is whole whatever its TC bit says */
	gboolean trusted; /* the AD bit of this server counts */
} EmlDnsExpected;

EmlDnsReply eml_dns_packet_read(EmlSlice message, const EmlDnsExpected *expected);
