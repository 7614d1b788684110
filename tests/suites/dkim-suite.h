#pragma once
/* What the DKIM suites share: keys of the suites as a snapshot, messages verified with it. */

#include "check/dkim.h"
#include "support.h"

/* TRUE if the file or folder, given below suites/, is there. */
gboolean dkim_suite_present(const char *under);
/* The text of such a file without white space at its ends; the caller owns it. */
char *dkim_suite_text(const char *under);
/* Its lines; the caller owns them. */
char **dkim_suite_lines(const char *under);

/* A snapshot in which a name that is not there does not exist. */
GString *dkim_suite_zone(void);
/* One TXT record. */
void dkim_suite_add(GString *zone, const char *name, const char *text);
/* Lines "NAME<TAB>TEXT"; the others are comments. */
void dkim_suite_add_tsv(GString *zone, const char *under);
/* A public key in PEM as "v=DKIM1; k=rsa; p=…". */
void dkim_suite_add_pem(GString *zone, const char *name, const char *under);

/* A message of a suite; the test ends if it is none. */
EmlMessage *dkim_suite_message(const char *under);
/* Its signatures, topmost first, with " | " between them: DOMAIN/SELECTOR RESULT, and where that is
 * not pass, REASON BODY/HEADER; "-" for no signature. The caller owns it. */
char *dkim_suite_verify(const EmlMessage *message, const char *zone, gint64 at);
/* "pass", or RESULT REASON BODY/HEADER. The caller owns it. */
char *dkim_suite_outcome(const EmlDkimResult *result);
/* The results themselves: array of EmlDkimResult. */
GPtrArray *dkim_suite_results(const EmlMessage *message, const char *zone, gint64 at);

/* Before any x=: most suites do not say when a message was verified. A t= after the moment does not
 * change the result. */
#define DKIM_SUITE_MOMENT G_GINT64_CONSTANT(0)
