#pragma once
/* One situation: what a receiver wrote over what a sender wrote, and a zone; what emlens must make
 * of it. The rows are in situations-*.def, the expectations come from the standards named there. */

#include "report.h"
#include "support-shapes.h"

typedef struct {
	const char *name;
	const char *shape;	/* of support-shapes.h; NULL: `top` */
	const char *top;	/* what the receiver wrote, where it is no shape */
	gboolean keep_arc;	/* the shape's ARC set, which nobody's key has made */
	const char *edits[13];	/* pairs: what the receiver wrote instead of what stands there */
	const char *below;	/* right under what the receiver wrote */
	const char *message;	/* what the sender wrote and signed; NULL: SITUATION_MESSAGE */
	const char *sign;	/* tags of the signature; NULL: SITUATION_SIGN; "": not signed */
	const char *sign_again;	/* tags of another signature over the same; NULL: none */
	const char *key;	/* "rsa-2048" if NULL */
	const char *changed[5]; /* pairs: what was changed after signing */
	const char *sealed;	/* what the ARC set of hop1.example that was laid over it then says it
				 * saw; NULL: none. Its key: KEY s._domainkey.hop1.example rsa-2048 */
	const char *zone; /* NULL: SITUATION_ZONE; lines "KEY NAME rsa-2048" become key records */
	const char *ip, *mail_from, *trust; /* the options; NULL: not given */
	gint64 at;			    /* --at; 0: not given */
	gboolean offline;
	/* "METHOD SUBJECT VERDICT WHY" for each comparison, with " | " between them; WHY without
	 * "compare-" */
	const char *compared;
	const char *verdict;  /* "STATUS ID" */
	const char *findings; /* "TONE ID" for each, in order, with " | " between them */
	const char *says[5];  /* stands in a sentence of the verdict or of a finding */
	const char *never[4]; /* stands in none */
} Situation;

#define TEST_UNDATED_FIELDS                                                                        \
	"From: Alice <alice@sender.example>\nTo: bob@receiver.example\nSubject: hello\n"           \
	"Message-ID: <1@sender.example>\n"
#define SITUATION_BODY "\nHello Bob,\nthis is the body.\n"
#define SITUATION_MESSAGE TEST_SENDER_FIELDS SITUATION_BODY
#define SITUATION_TAGS(domain) "v=1; a=rsa-sha256; c=relaxed/relaxed; d=" domain "; s=s1;\n"
#define SITUATION_SIGN                                                                             \
	SITUATION_TAGS("sender.example")                                                           \
	" h=from:to:subject:date:message-id;\n bh=@BH@;\n b=@B@"

/* the client of the shapes, and one of --ip, with their names */
#define COMPLETE                                                                                   \
	";! complete\n10.2.0.192.in-addr.arpa. PTR mail.sender.example.\n"                         \
	"mail.sender.example. A 192.0.2.10\n7.100.51.198.in-addr.arpa. PTR other.example.\n"       \
	"other.example. A 198.51.100.7\n"
#define SPF_OK "sender.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
#define SPF_NOT "sender.example. TXT \"v=spf1 ip4:198.51.100.1 -all\"\n"
#define ESP_OK "esp.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
#define P_NONE "_dmarc.sender.example. TXT \"v=DMARC1; p=none\"\n"
#define P_REJECT "_dmarc.sender.example. TXT \"v=DMARC1; p=reject\"\n"
#define KEY_OK "KEY s1._domainkey.sender.example rsa-2048\n"
#define SITUATION_ZONE COMPLETE SPF_OK P_NONE KEY_OK

/* the postfix shape says otherwise */
#define SPF_SAID(word) "spf=pass", "spf=" word, "Received-SPF: Pass", "Received-SPF: " word
#define DKIM_SAID(words) "dkim=pass", "dkim=" words
#define DMARC_SAID(words) "dmarc=pass (p=none dis=none)", "dmarc=" words
/* any shape: a mailing service of the sender is the envelope sender */
#define BY_SERVICE "bounce@sender.example", "bounce@esp.example"

#define ALL_AGREE                                                                                  \
	"spf sender.example agree same | dkim sender.example/s1 agree same | dmarc "               \
	"sender.example agree same"
