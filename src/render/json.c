#include "render/json-parts.h"

#include "judge/words.h"

#define SCHEMA_VERSION 1

static EmlJson
json_new(const EmlReport *report, gboolean full)
{
	EmlJson json = {json_builder_new(), report, full};

	json_builder_begin_object(json.builder);
	eml_json_add_int(&json, "schema", SCHEMA_VERSION);
	return json;
}

static char *
json_finish(EmlJson *json, gboolean pretty)
{
	g_autoptr(JsonGenerator) generator = json_generator_new();
	g_autoptr(JsonNode) root = NULL;

	json_builder_end_object(json->builder);
	root = json_builder_get_root(json->builder);
	g_clear_object(&json->builder);
	json_generator_set_root(generator, root);
	json_generator_set_pretty(generator, pretty);
	return json_generator_to_data(generator, NULL);
}

static void
add_verdict(EmlJson *json)
{
	const EmlVerdict *verdict = &json->report->verdict;
	const EmlWords *words = eml_words_by_id(verdict->id);
	g_autofree EmlPlain *sentence =
	    eml_words_expand(words != NULL ? words->title : verdict->id, verdict->args);
	g_autofree EmlPlain *advice = eml_words_advice(verdict->id, verdict->args);

	eml_json_begin_object(json, "verdict");
	eml_json_add_text(json, "status", eml_status_word(verdict->status));
	eml_json_add_text(json, "sentence", sentence);
	eml_json_add_text(json, "advice", *advice != '\0' ? advice : NULL);
	eml_json_end_object(json);
}

static void
add_supposed(GPtrArray *lines, const char *option, const EmlFact *fact)
{
	if (fact->supposed)
		g_ptr_array_add(lines, g_strconcat(option, fact->value, NULL));
}

/* What --what-if lays over, and the facts of the session that are supposed, as the options that did
 * so. NULL if nothing is; the caller owns it. */
static GPtrArray *
supposed_of(const EmlReport *report)
{
	const EmlEnvelope *envelope = report->envelope;
	GPtrArray *lines = NULL;

	if (!eml_report_is_hypothetical(report))
		return NULL;
	lines = g_ptr_array_new_with_free_func(g_free);
	add_supposed(lines, "--ip=", &envelope->ip);
	add_supposed(lines, "--helo=", &envelope->helo);
	add_supposed(lines, "--mail-from=", &envelope->mail_from);
	for (guint i = 0; report->hypothetical != NULL && i < report->hypothetical->len; i++)
		g_ptr_array_add(lines, g_strdup(g_ptr_array_index(report->hypothetical, i)));
	return lines;
}

static void
add_hypothetical(EmlJson *json, const GPtrArray *lines)
{
	if (lines != NULL)
		eml_json_add_texts(json, "hypothetical", lines);
	else
		eml_json_add_null(json, "hypothetical");
}

static void
add_spf(EmlJson *json, const EmlSpfResult *spf, const EmlSpfResult *helo)
{
	if (spf == NULL) {
		eml_json_add_null(json, "spf");
		return;
	}
	eml_json_begin_object(json, "spf");
	eml_json_add_spf_members(json, spf, helo);
	eml_json_end_object(json);
}

static void
add_dmarc(EmlJson *json, const EmlDmarcResult *dmarc)
{
	if (dmarc == NULL) {
		eml_json_add_null(json, "dmarc");
		return;
	}
	eml_json_begin_object(json, "dmarc");
	eml_json_add_dmarc_members(json, dmarc);
	eml_json_end_object(json);
}

/* The order of the interface contract. */
static char *
report_text(const EmlReport *report, gboolean full, gboolean pretty)
{
	EmlJson json = json_new(report, full);
	g_autoptr(GPtrArray) supposed = supposed_of(report);

	eml_json_add_text(&json, "emlens", EMLENS_VERSION);
	eml_json_add_text(&json, "file", report->file);
	eml_json_add_message(&json);
	add_hypothetical(&json, supposed);
	add_verdict(&json);
	eml_json_add_envelope(&json);
	eml_json_add_received(&json);
	eml_json_add_authentication_results(&json);
	eml_json_add_received_spf(&json);
	eml_json_add_dkim(&json);
	eml_json_add_arc(&json);
	add_spf(&json, report->spf, report->spf_helo);
	add_dmarc(&json, report->dmarc);
	eml_json_add_iprev(&json);
	eml_json_add_bimi(&json);
	eml_json_add_unsubscribe(&json);
	eml_json_add_comparisons(&json);
	eml_json_add_null(&json, "requirements");
	eml_json_add_findings(&json);
	eml_json_add_null(&json, "remedies");
	eml_json_add_dns(&json);
	return json_finish(&json, pretty);
}

char *
eml_json_report(const EmlReport *report)
{
	return report_text(report, TRUE, TRUE);
}

char *
eml_json_report_line(const EmlReport *report, gboolean full)
{
	return report_text(report, full, FALSE);
}

char *
eml_json_spf(const EmlSpfResult *spf, const GPtrArray *hypothetical)
{
	EmlJson json = json_new(NULL, TRUE);

	add_hypothetical(&json, hypothetical);
	eml_json_add_spf_members(&json, spf, NULL);
	return json_finish(&json, TRUE);
}

char *
eml_json_dmarc(const EmlDmarcResult *dmarc, const GPtrArray *hypothetical)
{
	EmlJson json = json_new(NULL, TRUE);

	add_hypothetical(&json, hypothetical);
	eml_json_add_dmarc_members(&json, dmarc);
	return json_finish(&json, TRUE);
}

char *
eml_json_words(const EmlWords *words)
{
	EmlJson json = json_new(NULL, TRUE);

	eml_json_add_text(&json, "id", words->id);
	eml_json_add_text(&json, "title", words->title);
	eml_json_add_text(&json, "meaning", words->why);
	eml_json_add_text(&json, "advice", words->advice);
	eml_json_add_text(&json, "rfc", words->rfc);
	return json_finish(&json, FALSE);
}
