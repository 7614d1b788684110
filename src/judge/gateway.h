#pragma once
/* The server that handed the message over is a mail gateway in front of the receiver's mailboxes:
 * then the receiver's SPF is about the gateway. That explains a failure and authenticates nothing.
 * What a server calls itself is no evidence; the name that DNS gives its address and that leads
 * back to it is, and so is one that the receiver looked up. */

#include "report.h"

/* NULL if it is none, or that is not known. Strings are borrowed from the report; the caller frees
 * the rest with g_free(). After all checks. */
EmlGateway *eml_gateway_find(const EmlReport *report);
/* "mx0a-00123456.pphosted.com (Proofpoint)"; the caller owns it. */
char *eml_gateway_name(const EmlGateway *self);
/* Where the gateway says from whom it took the message, as the end of a paragraph; "" if nowhere.
 * The caller owns it. */
char *eml_gateway_says(const EmlGateway *self, const EmlReport *report);
