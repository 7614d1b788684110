#pragma once
/* Trouble of the first kind (the program cannot work): a GError whose code is the exit status of
 * sysexits.h. */

#include <glib.h>

#define EML_ERROR (eml_error_quark())
GQuark eml_error_quark(void);

typedef enum {
	EML_ERROR_USAGE = 64,	 /* the command line is wrong */
	EML_ERROR_DATA = 65,	 /* not a message, a limit, or a broken snapshot */
	EML_ERROR_NO_INPUT = 66, /* cannot open or read */
	EML_ERROR_SOFTWARE = 70, /* always a defect */
	EML_ERROR_IO = 74,	 /* output failed */
} EmlErrorCode;
