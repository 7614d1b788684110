#include "judge/rechecked.h"

#include "judge/words.h"

#define FORM "emlens result 2" /* another number once a line means something else */

static void
bytes_unref_cb(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static GPtrArray *
args_new(void)
{
	return g_ptr_array_new_with_free_func(bytes_unref_cb);
}

static void
add_arg(GPtrArray *args, const char *text)
{
	g_ptr_array_add(args, g_bytes_new(text, strlen(text)));
}

static void
append_result(GString *list, const char *method, EmlResult result)
{
	if (result != EML_RESULT_LAST)
		g_string_append_printf(list, "%s%s=%s", list->len > 0 ? " " : "", method,
				       eml_result_word(result));
}

/* Signatures by result, so that many of them are one word or two. */
static void
append_signatures(GString *list, const GPtrArray *signatures)
{
	gboolean seen[EML_RESULT_LAST] = {FALSE};

	if (signatures != NULL && eml_dkim_next(signatures, -1) < 0)
		append_result(list, "dkim", EML_RESULT_NONE);
	for (gint i = eml_dkim_next(signatures, -1); i >= 0; i = eml_dkim_next(signatures, i)) {
		const EmlResult result =
		    ((const EmlDkimResult *)g_ptr_array_index(signatures, (guint)i))->result;

		if (result == EML_RESULT_LAST || seen[result])
			continue;
		seen[result] = TRUE;
		append_result(list, "dkim", result);
	}
}

EmlRechecked *
eml_rechecked_new(const EmlReport *report)
{
	EmlRechecked *self = g_new0(EmlRechecked, 1);
	GString *list = g_string_new(NULL);

	self->status = report->verdict.status;
	self->dmarc = report->dmarc != NULL ? report->dmarc->result : EML_RESULT_LAST;
	self->id = report->verdict.id;
	self->args = g_ptr_array_ref(report->verdict.args);
	self->hypothetical = eml_report_is_hypothetical(report);
	append_result(list, "spf", report->spf != NULL ? report->spf->result : EML_RESULT_LAST);
	append_signatures(list, report->dkim);
	append_result(list, "dmarc", self->dmarc);
	self->results = g_string_free(list, FALSE);
	return self;
}

void
eml_rechecked_free(EmlRechecked *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->args);
	g_free(self->results);
	g_free(self);
}

char *
eml_rechecked_print(const EmlRechecked *self)
{
	GString *out = g_string_new(FORM "\n");

	g_string_append_printf(out, "status %s\n", eml_status_word(self->status));
	g_string_append_printf(out, "dmarc %s\n",
			       self->dmarc < EML_RESULT_LAST ? eml_result_word(self->dmarc) : "-");
	g_string_append_printf(out, "results %s\nverdict %s\n", self->results, self->id);
	for (guint i = 0; i < self->args->len; i++) {
		gsize len = 0;
		const guint8 *data = g_bytes_get_data(g_ptr_array_index(self->args, i), &len);
		g_autofree char *escaped = g_uri_escape_bytes(data, len, NULL);

		g_string_append_printf(out, "arg %s\n", escaped);
	}
	g_string_append(out, "end\n");
	return g_string_free(out, FALSE);
}

/* The value of the line that begins with that word; NULL if the line is another one. */
static const char *
value_of(const char *line, const char *word)
{
	return line != NULL && g_str_has_prefix(line, word) ? line + strlen(word) : NULL;
}

static gboolean
take_status(EmlRechecked *self, const char *word)
{
	while (self->status < EML_STATUS_LAST &&
	       g_strcmp0(eml_status_word(self->status), word) != 0)
		self->status++;
	return self->status < EML_STATUS_LAST;
}

static gboolean
take_dmarc(EmlRechecked *self, const char *word)
{
	while (self->dmarc < EML_RESULT_LAST && g_strcmp0(eml_result_word(self->dmarc), word) != 0)
		self->dmarc++;
	return self->dmarc < EML_RESULT_LAST || g_strcmp0(word, "-") == 0;
}

static gboolean
take_verdict(EmlRechecked *self, const char *id)
{
	const EmlWords *words =
	    id != NULL && g_str_has_prefix(id, "verdict-") ? eml_words_by_id(id) : NULL;

	self->id = words != NULL ? words->id : NULL;
	return words != NULL;
}

static gboolean
take_args(EmlRechecked *self, char **lines)
{
	const char *escaped = NULL;

	for (; (escaped = value_of(*lines, "arg ")) != NULL; lines++) {
		GBytes *bytes = g_uri_unescape_bytes(escaped, -1, NULL, NULL);

		if (bytes == NULL)
			return FALSE;
		g_ptr_array_add(self->args, bytes);
	}
	return g_strcmp0(lines[0], "end") == 0 && g_strcmp0(lines[1], "") == 0 && lines[2] == NULL;
}

static gboolean
is_printable(EmlSlice text)
{
	for (gsize i = 0; i < text.len; i++)
		if (text.data[i] != '\n' && (text.data[i] < ' ' || text.data[i] > '~'))
			return FALSE;
	return TRUE;
}

EmlRechecked *
eml_rechecked_parse(EmlSlice text)
{
	g_autofree char *copy = eml_slice_dup(text);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	g_autoptr(EmlRechecked) self = g_new0(EmlRechecked, 1);

	self->args = args_new();
	if (g_strv_length(lines) < 7 || !g_str_equal(lines[0], FORM) || !is_printable(text))
		return NULL;
	if (!take_status(self, value_of(lines[1], "status ")) ||
	    !take_dmarc(self, value_of(lines[2], "dmarc ")) ||
	    value_of(lines[3], "results ") == NULL ||
	    !take_verdict(self, value_of(lines[4], "verdict ")) || !take_args(self, lines + 5))
		return NULL;
	self->results = eml_plain(eml_slice(value_of(lines[3], "results ")));
	return g_steal_pointer(&self);
}

gboolean
eml_rechecked_is_open(const EmlRechecked *self)
{
	return self->status == EML_STATUS_UNDECIDED &&
	       !g_str_has_prefix(self->id, "verdict-unsigned-tail");
}

static const char *
word_of(const EmlRechecked *self)
{
	if (self->status == EML_STATUS_AUTHENTICATED)
		return eml_result_word(EML_RESULT_PASS);
	return eml_result_word(self->dmarc < EML_RESULT_LAST ? self->dmarc : EML_RESULT_NONE);
}

/* TRUE if the receiver's word and ours contradict each other. Where it claimed no DMARC result,
 * only whether the sender is authenticated can be compared. */
static gboolean
contradicts(const EmlRechecked *self, const EmlClaimed *claimed)
{
	const gboolean passes = self->status == EML_STATUS_AUTHENTICATED;

	if (claimed->basis == EML_CLAIMED_BY_DMARC && self->dmarc < EML_RESULT_LAST &&
	    !(self->dmarc == EML_RESULT_NONE && g_str_equal(claimed->word, "none")))
		return !g_str_equal(claimed->word, eml_result_word(self->dmarc));
	return g_str_equal(claimed->word, "pass") != passes;
}

/* Of what could not be verified: nothing that reads like a pass. */
static const char *
open_word(const EmlRechecked *self, const EmlClaimed *claimed)
{
	if (!g_str_equal(claimed->word, "pass"))
		return claimed->word;
	return self->dmarc == EML_RESULT_TEMPERROR ? eml_result_word(EML_RESULT_TEMPERROR)
						   : "unknown";
}

static const char *
word_beside(const EmlRechecked *self, const EmlClaimed *claimed)
{
	const gboolean has_word =
	    claimed->basis == EML_CLAIMED_BY_DMARC || claimed->basis == EML_CLAIMED_BY_ALIGNED;

	if (claimed->basis == EML_CLAIMED_FORGED)
		return claimed->word;
	if (eml_rechecked_is_open(self))
		return open_word(self, claimed);
	if (self->hypothetical)
		return claimed->word;
	if (self->status == EML_STATUS_UNDECIDED)
		return "mismatch"; /* whatever passes, not all that is read does */
	if (!has_word)
		return word_of(self);
	return contradicts(self, claimed) ? "mismatch" : claimed->word;
}

static EmlPlain *
expand(const char *id, const char *first, const char *second)
{
	g_autoptr(GPtrArray) args = args_new();

	add_arg(args, first);
	add_arg(args, second);
	return eml_words_expand(eml_words_by_id(id)->title, args);
}

EmlClaimed *
eml_rechecked_beside(const EmlRechecked *self, const EmlClaimed *claimed, const char *when)
{
	EmlClaimed *both = g_new0(EmlClaimed, 1);
	const gboolean open = eml_rechecked_is_open(self);
	const gboolean untrue =
	    claimed->untrue != NULL && self->status == EML_STATUS_UNAUTHENTICATED;
	/* a forgery that is shown stays one whatever else passes, and the sentence is about it */
	g_autofree EmlPlain *sentence =
	    claimed->basis == EML_CLAIMED_FORGED
		? g_strdup(claimed->text)
		: eml_words_expand(eml_words_by_id(self->id)->title, self->args);

	both->word = word_beside(self, claimed);
	both->basis = claimed->basis;
	both->text = expand(self->hypothetical ? "claimed-hypothetical"
			    : open	       ? "claimed-undecided"
					       : "claimed-verified",
			    when, sentence);
	both->details[0] = expand(open ? "claimed-undecided-detail" : "claimed-verified-detail",
				  self->hypothetical ? "hypothetically" : when, self->results);
	both->details[1] = g_strdup(untrue ? claimed->untrue : claimed->details[0]);
	return both;
}
