#pragma once
/* The words and comments of a Received field, for received.c and received-*.c only. */

#include "syntax/received.h"

typedef enum { EML_PART_WORD, EML_PART_GROUP, EML_PART_SEMICOLON } EmlReceivedPartKind;

typedef struct {
	EmlReceivedPartKind kind;
	EmlSlice text; /* borrowed; of a group what stands inside the outer parentheses */
} EmlReceivedPart;

/* EmlReceivedPart in order, at most EML_MAX_RECEIVED_PARTS. The caller owns the array. */
GArray *eml_received_parts(EmlSlice value);
/* ASCII case does not count. */
gboolean eml_received_is_word(const EmlReceivedPart *part, const char *word);
gboolean eml_received_is_clause(const EmlReceivedPart *part); /* by, via, with, id or for */
/* The words of a group or clause, split at white space; EmlSlice, the caller owns the array. */
GArray *eml_received_words(EmlSlice text);

/* Fills from, from_name, from_ip and other_ip out of the parts between "from" and "by". */
void eml_received_read_from(EmlReceived *self, const EmlReceivedPart *parts, guint n);
/* What the comments say of how the message came in. */
EmlReceivedOrigin eml_received_origin(const EmlReceivedPart *parts, guint n);
/* Fills tls and cipher out of a group that speaks of TLS; FALSE if it does not. */
gboolean eml_received_read_tls(EmlReceived *self, EmlSlice group);
