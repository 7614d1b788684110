#include "judge/finding.h"
#include "judge/words.h"

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void
add_arg(GPtrArray *args, const char *text)
{
	g_ptr_array_add(args, g_bytes_new(text, strlen(text)));
}

/* Several signatures share a cause: it is told once. */
static void
tell(EmlFindings *self, const char *id, EmlTone tone, gint field, const GPtrArray *args)
{
	if (!eml_findings_have(self, id, args))
		eml_finding_with_all(eml_finding_add(self, id, tone, EML_WEIGHT_CHECK, field),
				     args);
}

/* The causes of that half that are proved, borrowed: a hash matches with all of them undone. */
static GPtrArray *
proved_causes(const GPtrArray *causes, gboolean in_body)
{
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; causes != NULL && i < causes->len; i++) {
		EmlCause *cause = g_ptr_array_index(causes, i);

		if (cause->proved && cause->in_body == in_body)
			g_ptr_array_add(all, cause);
	}
	return all;
}

static void
append_title(GString *text, const EmlCause *cause)
{
	g_autofree EmlPlain *title = eml_cause_text(cause);

	g_string_append_printf(text, "%s%s", text->len > 0 ? ". " : "", title);
}

/* What was changed, why that is known, and what to do: of one cause its own words, of several what
 * they have in common. GBytes; the caller owns it. */
static GPtrArray *
summary_of(const GPtrArray *causes)
{
	const EmlCause *only = causes->len == 1 ? g_ptr_array_index(causes, 0) : NULL;
	const EmlWords *words = eml_words_by_id(only != NULL ? only->id : "undone-together");
	const GPtrArray *args = only != NULL ? only->args : NULL;
	g_autofree EmlPlain *why = eml_words_expand(words->why, args);
	g_autofree EmlPlain *advice = eml_words_expand(words->advice, args);
	g_autoptr(GString) titles = g_string_new(NULL);
	GPtrArray *summary = g_ptr_array_new_with_free_func(bytes_unref_cb);

	for (guint i = 0; i < causes->len; i++)
		append_title(titles, g_ptr_array_index(causes, i));
	add_arg(summary, titles->str);
	add_arg(summary, why);
	add_arg(summary, advice);
	return summary;
}

gboolean
eml_findings_changed_body(EmlFindings *self, const GPtrArray *causes, EmlTone tone, gint field)
{
	g_autoptr(GPtrArray) proved = proved_causes(causes, TRUE);
	const EmlCause *first = proved->len > 0 ? g_ptr_array_index(proved, 0) : NULL;
	g_autoptr(GPtrArray) summary = first != NULL ? summary_of(proved) : NULL;

	if (first == NULL)
		return FALSE;
	/* hashed in another form: then nothing was changed */
	if (g_str_equal(first->id, "canonicalization"))
		tell(self, first->id, tone, field, first->args);
	else
		tell(self, "body-changed-by", tone, field, summary);
	return TRUE;
}

/* One way to change a message changes both halves: it is told once. */
static gboolean
is_one_of(const EmlCause *cause, const GPtrArray *others)
{
	for (guint i = 0; i < others->len; i++) {
		const EmlCause *other = g_ptr_array_index(others, i);
		gboolean same =
		    g_str_equal(other->id, cause->id) && other->args->len == cause->args->len;

		for (guint k = 0; same && k < cause->args->len; k++)
			same = g_bytes_equal(g_ptr_array_index(other->args, k),
					     g_ptr_array_index(cause->args, k));
		if (same)
			return TRUE;
	}
	return FALSE;
}

static void
tell_half(EmlFindings *self, const GPtrArray *causes, const GPtrArray *told)
{
	if (causes->len > 1) {
		g_autoptr(GPtrArray) summary = summary_of(causes);

		tell(self, "undone-together", EML_TONE_NOTE, -1, summary);
		return;
	}
	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);

		if (!is_one_of(cause, told))
			tell(self, cause->id, EML_TONE_NOTE, cause->field, cause->args);
	}
}

static void
tell_likely(EmlFindings *self, const GPtrArray *causes)
{
	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);

		if (!cause->proved)
			tell(self, cause->id, EML_TONE_NOTE, cause->field, cause->args);
	}
}

void
eml_findings_causes(EmlFindings *self, gboolean body_is_told)
{
	const GPtrArray *all = self->report->forensics;
	const GPtrArray *dkim = all != NULL ? self->report->dkim : NULL;

	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		const GPtrArray *causes = g_ptr_array_index(all, (guint)i);
		g_autoptr(GPtrArray) header = proved_causes(causes, FALSE);
		g_autoptr(GPtrArray) body = proved_causes(causes, TRUE);
		g_autoptr(GPtrArray) none = g_ptr_array_new();

		tell_half(self, header, body_is_told ? body : none);
		if (!body_is_told)
			tell_half(self, body, none);
		tell_likely(self, causes);
	}
}
