#pragma once
/* Why a check said what it said: a tree of steps, owned by its check and appended in order by one
 * thread. The words for the codes are in judge/words. */

#include "base/slice.h"

typedef enum {
	EML_TONE_PLAIN,
	EML_TONE_GOOD,
	EML_TONE_NOTE,
	EML_TONE_WARN,
	EML_TONE_BAD,
	EML_TONE_LAST
} EmlTone;

typedef enum {
	EML_STEP_NONE, /* no reason to give; never in a trace */
#define STEP(code) EML_STEP_##code,
#include "check/steps-arc.def"
#include "check/steps-bimi.def"
#include "check/steps-dkim.def"
#include "check/steps-dmarc.def"
#include "check/steps-iprev.def"
#include "check/steps-spf.def"
#include "check/steps-unsubscribe.def"
#undef STEP
	EML_STEP_LAST,
} EmlStepCode;

typedef struct {
	EmlStepCode code;
	EmlTone tone;
	gint field;	 /* index of the header field it talks about, -1 = none */
	gssize at_start; /* byte range inside field.whole, or, with field -1, inside the record of
			    `slot`; -1 = all of it */
	gssize at_end;
	guint slot; /* slot in the DNS store, 0 = none; the report turns it into the question's
		       number */
	GPtrArray *
	    args; /* GBytes as they stand: domain, selector, limit…; the renderer makes them safe */
	GPtrArray *children; /* EmlStep: an SPF include inside an include, a key fetch inside a
				signature */
} EmlStep;

/* An array that owns its EmlSteps; g_ptr_array_unref() frees all. */
GPtrArray *eml_trace_new(void);
/* The last step with that code, those of a branch before those below them: where one was reached
 * more than once, the one that decided. NULL if there is none; borrowed. */
const EmlStep *eml_trace_find(const GPtrArray *steps, EmlStepCode code);
/* Appends a step and returns it, borrowed. `steps` is a trace or the children of a step. */
EmlStep *eml_trace_add(GPtrArray *steps, EmlStepCode code, EmlTone tone);
/* Each returns the step again, so that calls can be strung together. */
EmlStep *eml_step_arg(EmlStep *step, EmlSlice bytes);
EmlStep *eml_step_arg_text(EmlStep *step, const char *text);
EmlStep *eml_step_argf(EmlStep *step, const char *format, ...) G_GNUC_PRINTF(2, 3);
EmlStep *eml_step_at_field(EmlStep *step,
			   gint field,
			   gssize start,
			   gssize end); /* start -1: the whole field */
EmlStep *eml_step_at_record(EmlStep *step, guint slot, gssize start, gssize end);
