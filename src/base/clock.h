#pragma once
/* Time as a value that is handed in, so that tests and --at are the same code as a real run. */

#include <glib.h>

typedef struct {
	gboolean fixed;
	gint64 seconds; /* UTC since 1970; only if fixed */
} EmlClock;

/* Seconds since 1970, UTC. NULL or a clock that is not fixed reads the machine's clock. */
gint64 eml_clock_now(const EmlClock *clock);
/* "2026-11-24T10:00:00Z"; the caller owns it. */
char *eml_clock_format(gint64 seconds);
/* "+5 s", "-6:47 min", "+20 min", "+3:05 h", "+20 d": a span in the unit that suits its size,
 * rounded; the caller owns it. */
char *eml_clock_delay(gint64 seconds);
/* RFC 3339, or @SECONDS. FALSE if it is neither. */
gboolean eml_clock_parse(const char *text, gint64 *ret_seconds);
