#pragma once
/* Packets of questions and replies, by ldns. A reply is taken only if it answers what was asked,
 * and of it only the records that are reached from the asked name through CNAMEs. */

#include "dns/dns.h"

typedef struct {
	guint16 id;
	gboolean edns; /* RFC 6891 */
} EmlPacketOptions;

typedef enum {
	EML_REPLY_ANSWER,    /* the question is answered */
	EML_REPLY_FOLLOW,    /* a CNAME whose target the server did not look up: ask for it */
	EML_REPLY_OTHER,     /* no reply to this question: wait on */
	EML_REPLY_TRUNCATED, /* TC: ask by TCP */
	EML_REPLY_NO_EDNS,   /* the server does not understand EDNS: ask without */
	EML_REPLY_TROUBLE,   /* the server could not or would not answer */
} EmlReplyKind;

typedef struct {
	EmlReplyKind kind;
	const char *trouble; /* TROUBLE: static word: "servfail", "refused"… */
	EmlDnsAnswer
	    *answer;	/* ANSWER: owned by the caller; via holds the names from the asked one on */
	GPtrArray *via; /* FOLLOW: char *, the last is the name to ask for; owned by the caller */
	guint32 ttl;	/* FOLLOW: the smallest of the chain */
	gboolean authentic; /* the AD bit, RFC 4035 section 3.2.3 */
} EmlReply;

/* The packet; NULL only if ldns refuses the name. The caller owns it. */
GBytes *eml_packet_query(const EmlDnsQuestion *question, const EmlPacketOptions *options);
void eml_packet_read(EmlSlice packet,
		     const EmlDnsQuestion *question,
		     const EmlPacketOptions *options,
		     EmlReply *ret_reply);
