#pragma once
/* ValiMail's ARC suite: YAML documents (scenarios) of validation tests, or of signing tests whose
 * expected fields are laid over the message that was to be signed. */

#include <glib.h>

typedef struct {
	char *path; /* for GTest: "SCENARIO/NAME" */
	char *name;
	char *zone;    /* snapshot text */
	char *message; /* LF as line ends */
	char *cv;   /* of a validation test: "None", "Pass", "Fail", or "" where none is stated */
	char *seal; /* of a signing test: the expected ARC-Seal, "" if none is expected */
} ArcCase;

/* Array of ArcCase; the program ends if the file is not of this form. */
GPtrArray *arc_cases_load(const char *path);
