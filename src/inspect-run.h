#pragma once
/* The checks of one inspection, run in order or in two threads: signatures, ARC and then the HELO
 * identity in one, the envelope in the other, and DMARC and List-Unsubscribe when signatures and
 * envelope are done.
 * Results are handed to the thread of the main context through a locked queue and an eventfd. Used
 * by inspect.c only. */

#include "report.h"

typedef enum {
	EML_JOB_PARTS, /* its result is NULL where nobody wants it */
	EML_JOB_DKIM,
	EML_JOB_ARC,
	EML_JOB_SPF,
	EML_JOB_SPF_HELO, /* its result is NULL where there is nothing to check */
	EML_JOB_DMARC,
	EML_JOB_IPREV,
	EML_JOB_BIMI, /* its result is NULL without an author domain */
	EML_JOB_UNSUBSCRIBE,
	EML_JOB_FORENSICS,
	EML_JOB_LAST,
} EmlJob;

/* A finished check on its way to the main thread. */
typedef struct {
	EmlJob job;
	gpointer result; /* of the check's type */
	GArray *used;	 /* guint: DNS slots in the order of use */
	GArray *ahead;	 /* guint: DNS slots asked ahead */
	GArray *aligned; /* EML_JOB_DMARC: EmlAlignment for each signature; else NULL */
} EmlJobDone;

/* What the checks need; read-only while they run. */
typedef struct {
	EmlMessage *message;
	const EmlFacts *facts;
	const EmlEnvelope *envelope;
	EmlDnsStore *store;
	gint64 deadline; /* monotonic µs */
	gint64 at;	 /* UTC seconds */
	gboolean parts;	 /* wanted */
} EmlJobInput;

typedef struct EmlRun EmlRun;
/* done() is called in the thread of the default main context (threads) or inside eml_run_start()
 * (serial); it takes the finished check. The input is copied; what it points to must outlive the
 * run. */
typedef void (*EmlRunDone)(EmlJobDone *done /* takes */, gpointer data);
EmlRun *eml_run_new(const EmlJobInput *input, EmlRunDone done, gpointer data);
/* ahead: guint DNS slots; those that are asked before the first check begins are added. */
void eml_run_start(EmlRun *self, gboolean serial, GArray *ahead);
/* Joins the threads within 100 ms; the store must have been cancelled or the run be done. FALSE if
 * one is left behind. */
gboolean eml_run_stop(EmlRun *self);
/* After a successful stop only. */
void eml_run_free(EmlRun *self);
void eml_job_done_free(EmlJobDone *self); /* without its result */
