#pragma once
/* What tests share: the folder of the published suites, message and zone from text. */

#include "dns/store.h"
#include "mail/message.h"
#include "mail/parts.h"

/* $EMLENS_SHARED/PATH, without that variable ../shared/PATH beside the project; the caller owns it. */
char *test_shared_path(const char *path);
/* TRUE if the published suites are there; else the running test is marked as skipped. */
gboolean test_shared_or_skip(void);
/* A store over a zone given as text (interface contract, section 4); the text must be right. */
EmlDnsStore *test_store(const char *zone);
/* A handle with ten seconds on a store. */
EmlDns *test_dns(EmlDnsStore *store);
/* A message from text in which every LF becomes CRLF unless it follows a CR; must be a message. */
EmlMessage *test_message(const char *text);
/* The parts of a message whose body is read in pieces of `size` bytes. The caller owns them. */
EmlParts *test_parts_of(const EmlMessage *message, gsize size);
/* The bytes of a file; the test ends if it cannot be read. */
GBytes *test_file(const char *path);
/* An answer as one line: outcome [reason] [via NAME]... [DNSSEC] [ttl N, unless 3600] [: RECORD | RECORD...]. The caller owns
 * it. */
char *test_answer_text(const EmlDnsAnswer *answer);
