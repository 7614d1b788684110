#include "check/trace.h"

static void
step_free(EmlStep *step)
{
	g_ptr_array_unref(step->args);
	g_ptr_array_unref(step->children);
	g_free(step);
}

static void
step_free_cb(gpointer step)
{
	step_free(step);
}

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

GPtrArray *
eml_trace_new(void)
{
	return g_ptr_array_new_with_free_func(step_free_cb);
}

EmlStep *
eml_trace_add(GPtrArray *steps, EmlStepCode code, EmlTone tone)
{
	EmlStep *step = g_new0(EmlStep, 1);

	step->code = code;
	step->tone = tone;
	step->field = -1;
	step->at_start = -1;
	step->at_end = -1;
	step->args = g_ptr_array_new_with_free_func(bytes_unref_cb);
	step->children = eml_trace_new();
	g_ptr_array_add(steps, step);
	return step;
}

EmlStep *
eml_step_arg(EmlStep *step, EmlSlice bytes)
{
	g_ptr_array_add(step->args, g_bytes_new(bytes.data, bytes.len));
	return step;
}

EmlStep *
eml_step_arg_text(EmlStep *step, const char *text)
{
	return eml_step_arg(step, eml_slice(text));
}

EmlStep *
eml_step_argf(EmlStep *step, const char *format, ...)
{
	va_list list;
	char *text = NULL;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	g_ptr_array_add(step->args, g_bytes_new_take(text, strlen(text)));
	return step;
}

EmlStep *
eml_step_at_field(EmlStep *step, gint field, gssize start, gssize end)
{
	step->field = field;
	step->at_start = start;
	step->at_end = end;
	return step;
}

EmlStep *
eml_step_at_record(EmlStep *step, guint slot, gssize start, gssize end)
{
	step->slot = slot;
	step->at_start = start;
	step->at_end = end;
	return step;
}

const EmlStep *
eml_trace_find(const GPtrArray *steps, EmlStepCode code)
{
	for (guint i = steps->len; i > 0; i--) {
		const EmlStep *step = g_ptr_array_index(steps, i - 1);
		const EmlStep *found =
		    step->code == code ? step : eml_trace_find(step->children, code);

		if (found != NULL)
			return found;
	}
	return NULL;
}
