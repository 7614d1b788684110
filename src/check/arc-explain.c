#include "check/arc-explain.h"

/* The order in which RFC 8617 section 5.2 looks for causes. */
typedef enum {
	CAUSE_TOO_MANY,		 /* step 1 */
	CAUSE_FAILED_BEFORE,	 /* step 2 */
	CAUSE_STRUCTURE,	 /* step 3 */
	CAUSE_MESSAGE_SIGNATURE, /* step 4 */
	CAUSE_SEAL,		 /* step 6 */
	CAUSE_LAST,
} Cause;

typedef struct {
	const EmlArcChain *chain;
	EmlArcResult *result;
	EmlStepCode causes[CAUSE_LAST]; /* NONE = none of that kind */
} Explanation;

#define MAX_ASTRAY 50 /* fields without instance that get a step each */

/* The first of a kind stays; of the seals the newest, which is tested first. */
static void
note_cause(Explanation *self, Cause cause, EmlStepCode code)
{
	if (self->causes[cause] == EML_STEP_NONE || cause == CAUSE_SEAL)
		self->causes[cause] = code;
}

static EmlStep *
add_step(GPtrArray *steps, EmlStepCode code, EmlTone tone, const EmlArcSet *set, gint field)
{
	EmlStep *step = eml_step_at_field(eml_trace_add(steps, code, tone), field, -1, -1);

	return eml_step_argf(step, "%u", set->instance);
}

static void
explain_astray(Explanation *self)
{
	const EmlArcChain *chain = self->chain;

	for (guint i = 0; i < MIN(chain->astray->len, MAX_ASTRAY); i++) {
		const guint field = g_array_index(chain->astray, guint, i);
		EmlStep *step =
		    eml_trace_add(self->result->trace, EML_STEP_ARC_INSTANCE_BAD, EML_TONE_BAD);

		eml_step_at_field(step, (gint)field, -1, -1); /* at most EML_MAX_FIELDS */
		eml_step_arg(step, eml_field_name(eml_message_field(chain->message, field)));
	}
	if (chain->astray->len > 0)
		note_cause(self, CAUSE_STRUCTURE, EML_STEP_ARC_INSTANCE_BAD);
	if (chain->too_many) {
		eml_step_argf(
		    eml_trace_add(self->result->trace, EML_STEP_ARC_TOO_MANY, EML_TONE_BAD), "%u",
		    (guint)EML_MAX_ARC_SETS);
		note_cause(self, CAUSE_TOO_MANY, EML_STEP_ARC_TOO_MANY);
	}
}

/* "exactly one each": step 3.A */
static void
explain_parts(Explanation *self, const EmlArcSet *set, GPtrArray *steps)
{
	const EmlArcFields *fields = &self->chain->sets[set->instance - 1];

	for (guint part = 0; part < EML_ARC_PART_LAST; part++) {
		const EmlStepCode code =
		    fields->n[part] == 0 ? EML_STEP_ARC_FIELD_MISSING : EML_STEP_ARC_FIELD_TWICE;
		EmlStep *step = NULL;

		if (fields->n[part] == 1)
			continue;
		step = add_step(steps, code, EML_TONE_BAD, set, fields->field[part]);
		eml_step_arg_text(step, eml_arc_part_header((EmlArcPart)part));
		eml_step_argf(step, "%u", fields->n[part]);
		note_cause(self, CAUSE_STRUCTURE, code);
	}
}

/* What the set says its writer saw: "spf=pass, dkim=pass". */
static void
explain_results(const EmlArcSet *set, GPtrArray *steps)
{
	const EmlAuthres *results = set->results;
	g_autoptr(GString) text = g_string_new(NULL);
	EmlStep *step = NULL;

	if (results == NULL)
		return;
	for (guint i = 0; i < results->results->len; i++) {
		const EmlAuthresResult *one = g_ptr_array_index(results->results, i);

		g_string_append_printf(text, "%s%s=%s", i > 0 ? ", " : "", one->method,
				       one->result);
	}
	step = add_step(steps, EML_STEP_ARC_RESULTS, EML_TONE_PLAIN, set, set->results_field);
	eml_step_arg_text(step, results->authserv_id != NULL ? results->authserv_id : "somebody");
	eml_step_arg_text(step, text->len > 0 ? text->str : "no result");
}

/* Steps 2 and 3.C */
static void
explain_cv(Explanation *self, const EmlArcSet *set, GPtrArray *steps)
{
	const EmlArcFields *fields = &self->chain->sets[set->instance - 1];
	const EmlResult wanted = set->instance == 1 ? EML_RESULT_NONE : EML_RESULT_PASS;
	EmlStep *step = NULL;

	if (fields->n[EML_ARC_SEAL] != 1 || set->cv == wanted)
		return;
	if (set->cv == EML_RESULT_FAIL && set->instance == self->chain->n_sets) {
		step =
		    add_step(steps, EML_STEP_ARC_FAILED_BEFORE, EML_TONE_BAD, set, set->seal_field);
		eml_step_arg_text(step, set->seal_domain != NULL ? set->seal_domain : "?");
		note_cause(self, CAUSE_FAILED_BEFORE, EML_STEP_ARC_FAILED_BEFORE);
		return;
	}
	step = add_step(steps, EML_STEP_ARC_CV_WRONG, EML_TONE_BAD, set, set->seal_field);
	eml_step_arg(step, eml_dkim_sig_raw(fields->sig[EML_ARC_SEAL], "cv"));
	eml_step_arg_text(step, eml_result_word(wanted));
	note_cause(self, CAUSE_STRUCTURE, EML_STEP_ARC_CV_WRONG);
}

/* RFC 8617 section 4.1.2: what the message signature must not cover. */
static void
explain_signed(const EmlArcSet *set, GPtrArray *steps)
{
	static const char *const changeable[] = {"arc-authentication-results",
						 "arc-message-signature", "authentication-results"};
	const GPtrArray *headers = set->signature_details->signed_headers;
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < headers->len; i++) {
		const char *name = ((const EmlSignedHeader *)g_ptr_array_index(headers, i))->name;

		if (strcmp(name, "arc-seal") == 0)
			add_step(steps, EML_STEP_ARC_SEAL_SIGNED, EML_TONE_BAD, set,
				 set->message_signature_field);
		for (gsize k = 0; k < G_N_ELEMENTS(changeable); k++)
			if (strcmp(name, changeable[k]) == 0)
				g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
						       name);
	}
	if (names->len > 0)
		eml_step_arg_text(add_step(steps, EML_STEP_ARC_SIGNS_CHANGEABLE, EML_TONE_NOTE, set,
					   set->message_signature_field),
				  names->str);
}

/* A step whose branch is what check/dkim found about the field. */
static EmlStep *
add_branch(GPtrArray *steps,
	   EmlStepCode code,
	   EmlTone tone,
	   const EmlArcSet *set,
	   const EmlDkimResult *details)
{
	/* at most EML_MAX_FIELDS */
	EmlStep *step = add_step(steps, code, tone, set, (gint)details->field);

	eml_step_arg_text(step, details->domain != NULL ? details->domain : "?");
	g_ptr_array_unref(step->children);
	step->children = g_ptr_array_ref(details->trace);
	return step;
}

/* Step 4 for the newest set, step 5 for the others. */
static void
explain_message_signature(Explanation *self, const EmlArcSet *set, GPtrArray *steps)
{
	const gboolean newest = set->instance == self->chain->n_sets;
	EmlStepCode code = EML_STEP_ARC_MESSAGE_SIGNATURE_UNTESTED;
	EmlTone tone = EML_TONE_NOTE;

	if (set->signature_details == NULL)
		return;
	if (set->message_signature == EML_RESULT_PASS) {
		code = EML_STEP_ARC_MESSAGE_SIGNATURE_PASSES;
		tone = EML_TONE_GOOD;
	} else if (set->message_signature == EML_RESULT_FAIL && newest) {
		code = EML_STEP_ARC_MESSAGE_SIGNATURE_FAILS;
		tone = EML_TONE_BAD;
		note_cause(self, CAUSE_MESSAGE_SIGNATURE, code);
	} else if (set->message_signature == EML_RESULT_FAIL) {
		code = EML_STEP_ARC_MESSAGE_CHANGED_SINCE;
	} else if (set->signature_details->body_hash == EML_HALF_MISMATCH) {
		/* whatever became of the key */
		code = EML_STEP_ARC_MESSAGE_SIGNATURE_CHANGED;
	}
	explain_signed(set, add_branch(steps, code, tone, set, set->signature_details)->children);
}

/* Step 6 */
static void
explain_seal(Explanation *self, const EmlArcSet *set, GPtrArray *steps)
{
	if (set->seal_details == NULL) {
		if (self->chain->sets[set->instance - 1].n[EML_ARC_SEAL] == 1)
			eml_step_arg_text(add_step(steps, EML_STEP_ARC_SEAL_UNTESTED, EML_TONE_NOTE,
						   set, set->seal_field),
					  set->seal_domain != NULL ? set->seal_domain : "?");
	} else if (set->seal == EML_RESULT_PASS) {
		add_branch(steps, EML_STEP_ARC_SEAL_PASSES, EML_TONE_GOOD, set, set->seal_details);
	} else if (set->seal == EML_RESULT_FAIL) {
		add_branch(steps, EML_STEP_ARC_SEAL_FAILS, EML_TONE_BAD, set, set->seal_details);
		note_cause(self, CAUSE_SEAL, EML_STEP_ARC_SEAL_FAILS);
	} else {
		add_branch(steps, EML_STEP_ARC_SEAL_UNTESTED, EML_TONE_NOTE, set,
			   set->seal_details);
	}
}

static void
explain_set(Explanation *self, const EmlArcSet *set)
{
	GPtrArray *trace = self->result->trace;
	EmlStep *step = NULL;

	if (set->results_field < 0 && set->message_signature_field < 0 && set->seal_field < 0) {
		add_step(trace, EML_STEP_ARC_SET_MISSING, EML_TONE_BAD, set, -1);
		note_cause(self, CAUSE_STRUCTURE, EML_STEP_ARC_SET_MISSING);
		return;
	}
	step = add_step(trace, EML_STEP_ARC_SET, EML_TONE_PLAIN, set, set->seal_field);
	eml_step_arg_text(step, set->seal_domain != NULL ? set->seal_domain : "nobody");
	explain_parts(self, set, step->children);
	explain_results(set, step->children);
	explain_cv(self, set, step->children);
	explain_message_signature(self, set, step->children);
	explain_seal(self, set, step->children);
}

/* What of the parts that decide could not be tested: TEMPERROR before LAST; PASS if all were.
 * Section 5.2.1 knows no temporary error, since it speaks of the moment of receipt; a later check
 * whose DNS fails proves nothing against the chain. */
static EmlResult
find_untested(const EmlArcResult *result, EmlStepCode *ret_reason)
{
	EmlResult found = EML_RESULT_PASS;

	for (guint i = result->sets->len; i > 0; i--) {
		const EmlArcSet *set = g_ptr_array_index(result->sets, i - 1);
		const struct {
			EmlResult result;
			const EmlDkimResult *details;
		} parts[] = {
		    {i == result->sets->len ? set->message_signature : EML_RESULT_PASS,
		     set->signature_details},
		    {set->seal, set->seal_details},
		};

		for (gsize k = 0; k < G_N_ELEMENTS(parts); k++) {
			if (parts[k].result == EML_RESULT_PASS || found == EML_RESULT_TEMPERROR ||
			    (found == EML_RESULT_LAST && parts[k].result == EML_RESULT_LAST))
				continue;
			found = parts[k].result;
			*ret_reason = parts[k].details->reason; /* without a cause all are there */
		}
	}
	return found;
}

/* Step 5: FALSE if an older message signature could not be tested. */
static gboolean
find_oldest_pass(const EmlArcResult *result, guint *ret_oldest)
{
	for (guint i = result->sets->len - 1; i > 0; i--) {
		const EmlArcSet *set = g_ptr_array_index(result->sets, i - 1);

		if (set->message_signature == EML_RESULT_PASS)
			continue;
		*ret_oldest = set->instance + 1;
		return set->message_signature == EML_RESULT_FAIL;
	}
	*ret_oldest = 0;
	return TRUE;
}

/* Step 7 */
static void
explain_pass(EmlArcResult *result)
{
	const EmlArcSet *newest = g_ptr_array_index(result->sets, result->sets->len - 1);
	EmlStep *step = NULL;

	result->reason = EML_STEP_ARC_CHAIN_PASSES;
	result->has_oldest_pass = find_oldest_pass(result, &result->oldest_pass);
	if (result->has_oldest_pass && result->oldest_pass == 0) {
		eml_trace_add(result->trace, EML_STEP_ARC_WITHOUT_CHANGE, EML_TONE_GOOD);
	} else if (result->has_oldest_pass) {
		const EmlArcSet *oldest = g_ptr_array_index(result->sets, result->oldest_pass - 1);

		eml_step_arg_text(add_step(result->trace, EML_STEP_ARC_OLDEST_PASS, EML_TONE_NOTE,
					   oldest, oldest->message_signature_field),
				  oldest->seal_domain);
	}
	step = add_step(result->trace, EML_STEP_ARC_CHAIN_PASSES, EML_TONE_GOOD, newest, -1);
	eml_step_arg_text(step, newest->seal_domain);
}

void
eml_arc_explain(const EmlArcChain *chain, EmlArcResult *result)
{
	Explanation self = {.chain = chain, .result = result};

	if (chain->n_fields == 0) {
		eml_trace_add(result->trace, EML_STEP_ARC_NONE, EML_TONE_NOTE);
		result->result = EML_RESULT_NONE;
		result->reason = EML_STEP_ARC_NONE;
		return;
	}
	explain_astray(&self);
	for (guint i = 0; i < result->sets->len; i++)
		explain_set(&self, g_ptr_array_index(result->sets, i));
	for (guint cause = 0; cause < CAUSE_LAST; cause++) {
		if (self.causes[cause] == EML_STEP_NONE)
			continue;
		result->result = EML_RESULT_FAIL;
		result->reason = self.causes[cause];
		return;
	}
	result->result = find_untested(result, &result->reason);
	if (result->result == EML_RESULT_PASS)
		explain_pass(result);
}
