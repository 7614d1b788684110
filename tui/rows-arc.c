/* The chain of ARC sets: what each hop says it saw, and which of its signatures hold. */
#include "tui/rows-check.h"

#include "judge/words.h"
#include "render/cells.h"
#include "render/out.h"

static const char *
word_of(EmlResult result)
{
	return result < EML_RESULT_LAST ? eml_result_word(result) : "not tested";
}

/* "spf=pass dkim=pass", as the set's own results say. */
static char *
results_of(const EmlAuthres *results)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < results->results->len; i++) {
		const EmlAuthresResult *one = g_ptr_array_index(results->results, i);

		g_string_append_printf(text, "%s%s=%s", i > 0 ? " " : "", one->method, one->result);
	}
	return g_string_free(text, FALSE);
}

static void
add_message_signature(EmlRows *self, const EmlArcSet *set)
{
	const EmlDkimResult *details = set->signature_details;
	const gboolean changed = details != NULL && eml_cell_cannot_pass(details);
	g_autofree char *value = g_strdup_printf(
	    "%s%s%s",
	    changed ? eml_words_title("shown-cannot-pass") : word_of(set->message_signature),
	    changed ? ": " : "", changed ? eml_words_title("shown-body-changed") : "");

	eml_rows_pair_field(self, "message", eml_tone_of_information(set->message_signature), value,
			    set->message_signature_field);
}

static void
add_seal(EmlRows *self, const EmlArcSet *set, const char *cv)
{
	g_autofree char *value = g_strdup_printf("%s  %s", word_of(set->seal), cv);

	eml_rows_pair_field(self, "seal", eml_tone_of_information(set->seal), value,
			    set->seal_field);
}

static void
add_set(EmlRows *self, const EmlArcSet *set)
{
	const char *no = eml_words_title("shown-not-given");
	g_autofree char *title = g_strdup_printf(
	    "Set %u, %s", set->instance, set->seal_domain != NULL ? set->seal_domain : "no seal");
	g_autofree char *cv = g_strdup_printf(
	    "cv=%s, selector %s", set->cv < EML_RESULT_LAST ? eml_result_word(set->cv) : no,
	    set->seal_selector != NULL ? set->seal_selector : no);

	eml_rows_heading(self, title);
	if (set->results != NULL) {
		g_autofree char *saw = results_of(set->results);
		const char *who = set->results->authserv_id;
		g_autofree char *text =
		    g_strdup_printf("%s  (word of %s)", *saw != '\0' ? saw : "no result",
				    who != NULL ? who : "nobody named");

		eml_rows_pair_field(self, "says it saw", EML_TONE_PLAIN, text, set->results_field);
	}
	add_message_signature(self, set);
	add_seal(self, set, cv);
}

static void
add_oldest_pass(EmlRows *self, const EmlArcResult *arc)
{
	if (!arc->has_oldest_pass)
		return;
	if (arc->oldest_pass == 0)
		eml_rows_pair(self, "unchanged", EML_TONE_GOOD, "since the first set");
	else
		eml_rows_pairf(self, "unchanged", EML_TONE_NOTE, "since set %u", arc->oldest_pass);
}

void
eml_rows_arc(EmlRows *self)
{
	const EmlArcResult *arc = self->report->arc;

	eml_check_claim(self, "arc", -1);
	if (arc == NULL) {
		eml_check_waiting(self);
		return;
	}
	eml_check_verified(self, eml_cell_arc(arc), eml_tone_of_information(arc->result),
			   eml_cell_arc_cannot_pass(arc) ? EML_STEP_ARC_MESSAGE_SIGNATURE_CHANGED
							 : arc->reason,
			   arc->trace);
	if (arc->result == EML_RESULT_NONE)
		return;
	add_oldest_pass(self, arc);
	eml_rows_paragraph(self, 0, EML_ROLE_DIM,
			   "What a set says is its sealer's word only; DMARC does not count it.");
	for (guint i = 0; i < arc->sets->len; i++)
		add_set(self, g_ptr_array_index(arc->sets, i));
	eml_check_steps(self, arc->trace, "arc");
}
