#pragma once
/* The straight line for one message: claims at once, then the checks in two threads, snapshots on
 * the way. Lives in the thread that made it, which must run the default main context; only the
 * notify callback reports, in that thread. */

#include "base/clock.h"
#include "report.h"

typedef struct {
	const EmlClock *clock;
	gboolean has_at;
	gint64 at;		     /* --at */
	EmlEnvelopeOptions envelope; /* --ip --helo --mail-from */
	const char *const *trust;    /* --trust; NULL-terminated; may be NULL */
	gboolean offline;
	GPtrArray *hypothetical; /* char *: what --what-if lays over DNS; NULL = nothing */
	guint deadline_s;
	gboolean parts;	 /* what parts it has, too */
	gboolean serial; /* no threads: everything inside eml_inspection_start() (tests, scan) */
} EmlInspectSettings;

typedef struct EmlInspection EmlInspection;
typedef void (*EmlInspectNotify)(EmlInspection *self, gpointer data);

/* Takes nothing; settings are copied. file: the name for people. Claims are worked out before it
 * returns. */
EmlInspection *eml_inspection_new(const char *file,
				  EmlMessage *message,
				  EmlDnsStore *store,
				  const EmlInspectSettings *settings);
/* Stops first; a thread that could not be joined keeps its memory. */
void eml_inspection_free(EmlInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlInspection, eml_inspection_free)
void eml_inspection_set_notify(EmlInspection *self, EmlInspectNotify notify, gpointer data);
void eml_inspection_start(EmlInspection *self);
/* Stops all DNS work at once; the checks end as temperror. */
void eml_inspection_cancel(EmlInspection *self);
/* Iterates the main context until all checks are done. */
void eml_inspection_wait(EmlInspection *self);
gboolean eml_inspection_done(const EmlInspection *self); /* all checks are */
guint
eml_inspection_revision(const EmlInspection *self); /* grows whenever a new snapshot would differ */
/* An immutable view of now; the caller owns a reference. */
EmlReport *eml_inspection_snapshot(EmlInspection *self);
/* Cancels and joins the threads within 100 ms. FALSE if one is left behind: then flush and _exit(),
 * never return from main (OpenSSL's atexit handler crashes under running threads). */
gboolean eml_inspection_stop(EmlInspection *self);
