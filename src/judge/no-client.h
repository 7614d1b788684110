#pragma once
/* Messages that no server handed over from outside, as far as they tell. */

#include "report.h"

typedef enum {
	EML_CLIENT_MAY_BE,    /* nothing of the kind */
	EML_CLIENT_NO_TRACE,  /* no Received field at all */
	EML_CLIENT_MADE_HERE, /* the receiver made it, as it makes bounces */
	EML_CLIENT_OWN_COPY,  /* a web page took it from its writer, and nobody else had it since */
} EmlNoClient;

EmlNoClient eml_no_client(const EmlReport *report);
