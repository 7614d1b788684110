#pragma once
/* The openspf test-suite format: YAML documents (scenarios) of tests and zone data, read into cases
 * whose zone is a snapshot in the form of dns/zone. */

#include <glib.h>

typedef struct {
	char *path; /* for GTest: "SCENARIO/NAME" */
	char *name;
	char *zone; /* snapshot text; one per scenario, shared */
	char *ip, *helo, *mail_from, *receiver;
	char **results;	   /* allowed words */
	char *explanation; /* NULL = not tested; "DEFAULT" = none published */
	char *strict;	   /* pyspf's own setting; NULL = not given */
} SpfCase;

/* Array of SpfCase; the program ends if the file is not of this form. */
GPtrArray *spf_cases_load(const char *path);
