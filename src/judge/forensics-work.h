#pragma once
/* How much may be tried: counted in bytes that are hashed, never timed, so that every run on every
 * machine finds the same. For judge/forensics*.c only. */

#include "judge/forensics.h"

typedef struct {
	const EmlForensicsStop *stop; /* NULL = never */
	guint64 left;		      /* bytes */
} EmlWork;

/* What one hash costs besides its bytes: of RSA and bodies, and of an Ed25519 signature. */
#define EML_WORK_HASH 400
#define EML_WORK_ED25519 (64 << 10)

/* FALSE if that many bytes are too many by now. */
static inline gboolean
eml_work_take(EmlWork *self, guint64 bytes)
{
	if (bytes > self->left || (self->stop != NULL && self->stop->cancelled(self->stop->data))) {
		self->left = 0;
		return FALSE;
	}
	self->left -= bytes;
	return TRUE;
}
