#pragma once
/* What message.c and body-reader.c share. */

#include "mail/header-index.h"

struct EmlMessage {
	gint references; /* atomic */
	GBytes *bytes;	 /* the whole message, or its header block and some more if fd >= 0 */
	EmlHeaderIndex index;
	guint64 file_size;  /* bytes, an mbox "From " line counted */
	guint64 file_start; /* where in the file of `fd` the bytes begin */
	int fd;		    /* the file the body is read from; -1 if everything is in memory */
	const char *anomalies[EML_ANOMALY_LAST + 1];
};
