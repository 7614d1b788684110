/* emlens explain ID…: what a step, a finding or a reason means. */
#include "command/common.h"

#include "base/error.h"
#include "base/near.h"
#include "judge/words.h"
#include "render/json.h"
#include "render/text.h"

#include <string.h>

#define MAX_NEAR 6 /* ids that are offered for one that is not known */

static void
add_words(const EmlWords *words, gpointer data)
{
	g_ptr_array_add(data, (EmlWords *)(gpointer)words); /* only read */
}

static gint
by_id(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const EmlWords *const *)a)->id, (*(const EmlWords *const *)b)->id);
}

/* All of them, by id. */
static GPtrArray *
all_words(void)
{
	GPtrArray *all = g_ptr_array_new();

	eml_words_each(add_words, all);
	g_ptr_array_sort(all, by_id);
	return all;
}

static guint
distance_of(const char *word, const EmlWords *words)
{
	const char *id = words->id;

	/* a part of an id is as near as it is much of it */
	return strstr(id, word) != NULL ? (guint)(strlen(id) - strlen(word)) / 4
					: eml_near_distance(word, id);
}

static gint
nearest_first(gconstpointer a, gconstpointer b, gpointer data)
{
	const guint left = distance_of(data, *(const EmlWords *const *)a);
	const guint right = distance_of(data, *(const EmlWords *const *)b);

	return left != right ? (left < right ? -1 : 1) : by_id(a, b);
}

/* "dkim-none, dkim-pass": the ids that may be meant; empty if there are none. */
static char *
near_ids(const char *word, const GPtrArray *all)
{
	g_autoptr(GPtrArray) near = g_ptr_array_new();
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		EmlWords *words = g_ptr_array_index(all, i);

		if (strstr(words->id, word) != NULL || eml_near(word, words->id))
			g_ptr_array_add(near, words);
	}
	g_ptr_array_sort_with_data(near, nearest_first, (char *)(gpointer)word);
	for (guint i = 0; i < MIN(near->len, MAX_NEAR); i++)
		g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
				       ((const EmlWords *)g_ptr_array_index(near, i))->id);
	return g_string_free(list, FALSE);
}

static const EmlWords *
words_of(const char *word, const GPtrArray *all, GError **error)
{
	g_autofree char *id = g_ascii_strdown(word, -1);
	const EmlWords *words = eml_words_by_id(id);
	g_autofree char *near = words == NULL && *id != '\0' ? near_ids(id, all) : NULL;

	if (words != NULL)
		return words;
	if (near != NULL && *near != '\0')
		g_set_error(error, EML_ERROR, EML_ERROR_USAGE,
			    "%s is no ID. Near to it: %s. emlens explain lists all of them.", word,
			    near);
	else
		g_set_error(
		    error, EML_ERROR, EML_ERROR_USAGE,
		    "%s is no ID. emlens explain lists all of them; --json shows the IDs of "
		    "a message.",
		    *word != '\0' ? word : "An empty word");
	return NULL;
}

static gboolean
print_words(EmlOut *out, const EmlOptions *options, const EmlWords *words, GError **error)
{
	if (options->format == EML_FORMAT_JSON) {
		g_autofree char *json = eml_json_words(words);

		return eml_command_print(json, error);
	}
	eml_text_words(out, words);
	return TRUE;
}

static guint
widest(const GPtrArray *all)
{
	gsize columns = 0;

	for (guint i = 0; i < all->len; i++)
		columns = MAX(columns, strlen(((const EmlWords *)g_ptr_array_index(all, i))->id));
	return (guint)columns; /* ids are short */
}

static gboolean
print_all(EmlOut *out, const EmlOptions *options, const GPtrArray *all, GError **error)
{
	const guint column = widest(all) + 2;

	for (guint i = 0; i < all->len; i++) {
		const EmlWords *words = g_ptr_array_index(all, i);

		if (options->format != EML_FORMAT_JSON)
			eml_text_words_line(out, words, column);
		else if (!print_words(out, options, words, error))
			return FALSE;
	}
	return TRUE;
}

int
eml_command_explain(const EmlOptions *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) all = all_words();
	g_autoptr(EmlOut) out = eml_command_out(options);
	int status = 0;

	if (options->names == NULL && !print_all(out, options, all, &error))
		return eml_command_trouble(error);
	for (guint i = 0; options->names != NULL && options->names[i] != NULL; i++) {
		g_autoptr(GError) unknown = NULL;
		const EmlWords *words = words_of(options->names[i], all, &unknown);

		if (words == NULL) {
			status = eml_command_trouble(unknown);
			continue;
		}
		if (i > 0 && options->format != EML_FORMAT_JSON)
			eml_out_newline(out);
		if (!print_words(out, options, words, &error))
			return eml_command_trouble(error);
	}
	return eml_out_finish(out, &error) ? status : eml_command_trouble(error);
}
