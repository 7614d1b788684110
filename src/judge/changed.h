#pragma once
/* A message that the author's domain signed and somebody on the way changed, so that the signature
 * fails. Told only where it is proved: with the changes undone the hashes match, and nobody without
 * the domain's key can make them match. Who it was is a sign, not a proof, and said so. */

#include "report.h"

typedef struct {
	const EmlDkimResult *signature; /* borrowed */
	gboolean whole; /* all changes are known; else only that the header is the signed one, and
			 * the body may be anybody's */
	char *signed_part; /* "this", "the header of this" */
	char *who;	   /* "a mailing list (sensors)"; NULL if nothing tells */
	char *did;	   /* "put [sensors] into the subject and 3 lines below the text" */
	char *seal; /* "; the list's ARC seal holds and says dmarc=pass", "" without a good one */
	char *advice; /* to those whom it concerns */
} EmlChanged;

/* FALSE if there is none; then nothing is to be cleared. After all checks. */
gboolean eml_changed_find(const EmlReport *report, EmlChanged *ret_changed);
void eml_changed_clear(EmlChanged *self);
