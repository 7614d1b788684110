#pragma once
/* How much may be tried. Work is counted, never timed, so that every run on every machine finds the
 * same; a unit is about a nanosecond: a byte hashed or canonicalized. For judge/forensics*.c only.
 */

#include "judge/forensics.h"

typedef struct {
	const EmlForensicsStop *stop; /* NULL = never */
	guint64 left;
} EmlWork;

/* What one hash costs besides its bytes, one Ed25519 verification, and a byte of a body that is
 * written anew. */
#define EML_WORK_HASH 500
#define EML_WORK_ED25519 120000
#define EML_WORK_REWRITE 4

/* FALSE if that is too much by now. */
static inline gboolean
eml_work_take(EmlWork *self, guint64 units)
{
	if (units > self->left || (self->stop != NULL && self->stop->cancelled(self->stop->data))) {
		self->left = 0;
		return FALSE;
	}
	self->left -= units;
	return TRUE;
}
