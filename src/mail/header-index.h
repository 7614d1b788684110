#pragma once
/* The header block of a message cut into fields (RFC 5322 section 2.2), over the bytes as received.
 * Part of mail/message; nobody else needs it. */

#include "mail/message.h"

typedef struct {
	GArray *fields; /* EmlField, topmost first; owned */
	gsize start;	/* bytes; what stands before is an mbox "From " line */
	gsize end;	/* where the empty line begins, else the length of the bytes */
	gsize body;	/* the byte after the empty line, else the same as `end` */
	gboolean has_empty_line;
	guint anomalies; /* bit 1 << EmlAnomaly */
	EmlStrayLine stray;
} EmlHeaderIndex;

/* Where the header block ends: the first empty line, LF or CRLF. FALSE if these bytes have none. */
gboolean eml_header_find_end(EmlSlice bytes, gsize *ret_end, gsize *ret_body);
/* FALSE with EML_ERROR_DATA: no header field in the first 64 KiB, or a limit. The fields borrow the
 * bytes; on success the caller owns ret_index->fields. */
gboolean eml_header_index(EmlSlice bytes, EmlHeaderIndex *ret_index, GError **error);

/* Looks for what is odd in line ends and bytes, piece by piece. Begins as {0}. */
typedef struct {
	guint64 cr, lf, crlf, nul; /* seen; those of a CRLF count as cr and lf, too */
	char last;		   /* byte of the pieces so far */
} EmlByteScan;
void eml_byte_scan_feed(EmlByteScan *self, EmlSlice piece);
/* As bits 1 << EmlAnomaly, once all pieces are fed: bare CR, NUL, mixed line ends. What stands in
 * the header is another thing than what stands in the body, where binary parts may hold it
 * (RFC 3030). */
guint eml_byte_scan_found(const EmlByteScan *header, const EmlByteScan *body);
