#pragma once
/* Signs that somebody on the way took the message in and sent it on: why SPF, a signature and with
 * them DMARC may fail for honest mail. Signs, not proofs: a sender can write each of them. */

#include "report.h"

typedef enum {
	EML_FORWARDED_SRS,    /* the envelope sender is rewritten */
	EML_FORWARDED_ARC,    /* an ARC set from before the border */
	EML_FORWARDED_LIST,   /* the fields of a mailing list */
	EML_FORWARDED_RESENT, /* Resent-From, X-Forwarded-To and the like */
	EML_FORWARDED_LAST,
} EmlForwardedKind;

typedef struct {
	EmlForwardedKind kind;
	gint field;	   /* -1 = none: it stands in the envelope */
	const char *shown; /* the sign for people; static */
} EmlForwarded;

/* FALSE if the message does not show that sign. */
gboolean eml_forwarded_sign(const EmlReport *report, EmlForwardedKind kind, EmlForwarded *ret_sign);
/* The first sign that it shows. */
gboolean eml_forwarded_first(const EmlReport *report, EmlForwarded *ret_sign);
/* "linux-cifs.vger.kernel.org" of "Linux CIFS <linux-cifs.vger.kernel.org>" (RFC 2919 section 3); NULL
 * if the sign is no List-Id, or it names none. The caller owns it. */
char *eml_forwarded_list_id(const EmlReport *report, const EmlForwarded *sign);
/* What a sealer says that it saw: "dmarc=pass", or, where it says nothing of DMARC, all of it. The
 * caller owns it. */
char *eml_forwarded_saw(const EmlAuthres *results);
/* TRUE if the envelope sender is of another organization than the author. */
gboolean eml_forwarded_sends_other(const EmlReport *report);
