#include "render/json-parts.h"

#include "base/clock.h"
#include "judge/words.h"

static void
set_name(EmlJson *json, const char *name)
{
	if (name != NULL)
		json_builder_set_member_name(json->builder, name);
}

void
eml_json_add_null(EmlJson *json, const char *name)
{
	set_name(json, name);
	json_builder_add_null_value(json->builder);
}

void
eml_json_add_bool(EmlJson *json, const char *name, gboolean value)
{
	set_name(json, name);
	json_builder_add_boolean_value(json->builder, value);
}

void
eml_json_add_int(EmlJson *json, const char *name, gint64 value)
{
	set_name(json, name);
	json_builder_add_int_value(json->builder, value);
}

void
eml_json_add_index(EmlJson *json, const char *name, gint64 value)
{
	if (value < 0)
		eml_json_add_null(json, name);
	else
		eml_json_add_int(json, name, value);
}

void
eml_json_add_bytes(EmlJson *json, const char *name, EmlSlice bytes)
{
	g_autofree EmlJsonText *text = eml_json_text(bytes);

	set_name(json, name);
	json_builder_add_string_value(json->builder, text);
}

void
eml_json_add_text(EmlJson *json, const char *name, const char *text)
{
	if (text == NULL)
		eml_json_add_null(json, name);
	else
		eml_json_add_bytes(json, name, eml_slice(text));
}

void
eml_json_add_time(EmlJson *json, const char *name, gboolean known, gint64 seconds)
{
	g_autofree char *text = known ? eml_clock_format(seconds) : NULL;

	eml_json_add_text(json, name, text != NULL && *text != '@' ? text : NULL);
}

void
eml_json_add_result(EmlJson *json, const char *name, EmlResult result)
{
	eml_json_add_text(json, name, eml_result_word(result));
}

void
eml_json_add_reason(EmlJson *json, const char *name, EmlStepCode code)
{
	eml_json_add_text(json, name, code != EML_STEP_NONE ? eml_words_step(code)->id : NULL);
}

void
eml_json_add_texts(EmlJson *json, const char *name, const GPtrArray *texts)
{
	eml_json_begin_array(json, name);
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		eml_json_add_text(json, NULL, g_ptr_array_index(texts, i));
	eml_json_end_array(json);
}

void
eml_json_begin_object(EmlJson *json, const char *name)
{
	set_name(json, name);
	json_builder_begin_object(json->builder);
}

void
eml_json_end_object(EmlJson *json)
{
	json_builder_end_object(json->builder);
}

void
eml_json_begin_array(EmlJson *json, const char *name)
{
	set_name(json, name);
	json_builder_begin_array(json->builder);
}

void
eml_json_end_array(EmlJson *json)
{
	json_builder_end_array(json->builder);
}

static const char *
tone_word(EmlTone tone)
{
	static const char *const words[EML_TONE_LAST] = {
	    [EML_TONE_PLAIN] = "plain", [EML_TONE_GOOD] = "good", [EML_TONE_NOTE] = "note",
	    [EML_TONE_WARN] = "warn",	[EML_TONE_BAD] = "bad",
	};

	return tone < EML_TONE_LAST ? words[tone] : NULL;
}

/* [start, end) inside the field or the record; null = all of it. */
static void
add_range(EmlJson *json, const EmlStep *step)
{
	if (step->at_start < 0) {
		eml_json_add_null(json, "at");
		return;
	}
	eml_json_begin_array(json, "at");
	eml_json_add_int(json, NULL, step->at_start);
	eml_json_add_int(json, NULL, step->at_end);
	eml_json_end_array(json);
}

static void
add_args(EmlJson *json, const GPtrArray *args)
{
	eml_json_begin_array(json, "args");
	for (guint i = 0; i < args->len; i++) {
		gsize len = 0;
		const char *bytes = g_bytes_get_data(g_ptr_array_index(args, i), &len);

		eml_json_add_bytes(json, NULL, eml_slice_n(bytes, len));
	}
	eml_json_end_array(json);
}

static void
add_steps(EmlJson *json, const char *name, const GPtrArray *steps)
{
	eml_json_begin_array(json, name);
	for (guint i = 0; steps != NULL && i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);
		const guint question =
		    json->report != NULL ? eml_report_question(json->report, step) : 0;
		g_autofree EmlPlain *text = eml_words_step_text(step);

		eml_json_begin_object(json, NULL);
		eml_json_add_reason(json, "id", step->code);
		eml_json_add_text(json, "tone", tone_word(step->tone));
		eml_json_add_index(json, "field", step->field);
		add_range(json, step);
		eml_json_add_index(json, "question", question > 0 ? (gint64)question : -1);
		add_args(json, step->args);
		eml_json_add_text(json, "text", text);
		add_steps(json, "steps", step->children);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
}

void
eml_json_add_trace(EmlJson *json, const GPtrArray *steps)
{
	if (json->full)
		add_steps(json, "trace", steps);
	else
		eml_json_add_null(json, "trace");
}

static void
add_finding(EmlJson *json, const EmlFinding *finding)
{
	const EmlWords *words = eml_words_by_id(finding->id);
	g_autofree EmlPlain *title =
	    eml_words_expand(words != NULL ? words->title : finding->id, finding->args);
	g_autofree EmlPlain *detail = words != NULL && words->why != NULL
					  ? eml_words_expand(words->why, finding->args)
					  : NULL;
	g_autofree EmlPlain *advice = words != NULL && words->advice != NULL
					  ? eml_words_expand(words->advice, finding->args)
					  : NULL;

	eml_json_begin_object(json, NULL);
	eml_json_add_text(json, "id", finding->id);
	eml_json_add_text(json, "tone", tone_word(finding->tone));
	eml_json_add_text(json, "title", title);
	eml_json_add_text(json, "detail", detail);
	eml_json_add_text(json, "advice", advice);
	eml_json_add_text(json, "rfc", words != NULL ? words->rfc : NULL);
	eml_json_begin_array(json, "fields");
	for (guint i = 0; finding->fields != NULL && i < finding->fields->len; i++)
		eml_json_add_int(json, NULL, g_array_index(finding->fields, guint, i));
	eml_json_end_array(json);
	eml_json_end_object(json);
}

void
eml_json_add_findings(EmlJson *json)
{
	const GPtrArray *findings = json->report->findings;

	eml_json_begin_array(json, "findings");
	for (guint i = 0; findings != NULL && i < findings->len; i++)
		add_finding(json, g_ptr_array_index(findings, i));
	eml_json_end_array(json);
}

void
eml_json_add_comparisons(EmlJson *json)
{
	const GPtrArray *comparisons = json->report->comparisons;

	eml_json_begin_array(json, "comparisons");
	for (guint i = 0; comparisons != NULL && i < comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(comparisons, i);

		eml_json_begin_object(json, NULL);
		eml_json_add_text(json, "method", one->method);
		eml_json_add_text(json, "subject", one->subject);
		eml_json_add_text(json, "claimed", one->claimed);
		eml_json_add_text(json, "claimed_by", one->claimed_by);
		eml_json_add_result(json, "rechecked", one->rechecked);
		eml_json_add_text(json, "verdict", eml_compare_word(one->verdict));
		eml_json_add_text(json, "why", one->why);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
}
