#include "tui/complete.h"

#include <string.h>

#define MAX_LISTED 8	  /* names that a remark lists */
#define MAX_ENTRIES 20000 /* of one folder that are looked at */

char *
eml_complete_home(const char *text)
{
	if (text[0] != '~' || (text[1] != '/' && text[1] != '\0'))
		return g_strdup(text);
	return g_strconcat(g_get_home_dir(), text + 1, NULL);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in the folder that begin like this, sorted; a folder's with '/'. */
static GPtrArray *
names_like(const char *folder, const char *start)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *dir = g_dir_open(*folder != '\0' ? folder : ".", 0, NULL);

	for (guint i = 0; dir != NULL && i < MAX_ENTRIES; i++) {
		const char *name = g_dir_read_name(dir);
		g_autofree char *path = name != NULL ? g_strconcat(folder, name, NULL) : NULL;

		if (name == NULL)
			break;
		if (!g_str_has_prefix(name, start) || (*name == '.' && *start != '.') ||
		    !g_utf8_validate(name, -1, NULL))
			continue;
		g_ptr_array_add(
		    names,
		    g_strconcat(name, g_file_test(path, G_FILE_TEST_IS_DIR) ? "/" : "", NULL));
	}
	if (dir != NULL)
		g_dir_close(dir);
	g_ptr_array_sort(names, by_name);
	return names;
}

/* How many bytes all have in common; ends at a character. */
static gsize
shared_bytes(const GPtrArray *names)
{
	const char *first = g_ptr_array_index(names, 0);
	/* sorted: what the first and the last share, all do */
	const char *last = g_ptr_array_index(names, names->len - 1);
	const char *at = first;

	while (*at != '\0' && strncmp(first, last, (gsize)(g_utf8_next_char(at) - first)) == 0)
		at = g_utf8_next_char(at);
	return (gsize)(at - first);
}

static char *
list_of(const GPtrArray *names)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; names->len > 1 && i < MIN(names->len, MAX_LISTED); i++)
		g_string_append_printf(list, "%s%s", i > 0 ? " " : "",
				       (const char *)g_ptr_array_index(names, i));
	return g_strdup(list->str);
}

char *
eml_complete_path(const char *text, char **ret_names, guint *ret_n)
{
	const char *slash = strrchr(text, '/');
	const gsize kept = slash != NULL ? (gsize)(slash + 1 - text) : 0;
	g_autofree char *typed = g_strndup(text, kept);
	g_autofree char *folder = eml_complete_home(typed);
	g_autoptr(GPtrArray) names = names_like(folder, text + kept);
	g_autofree char *shared = NULL;

	*ret_n = names->len;
	*ret_names = list_of(names);
	if (names->len == 0)
		return g_strdup(g_str_equal(text, "~") ? "~/" : text);
	shared = g_strndup(g_ptr_array_index(names, 0), shared_bytes(names));
	return g_strconcat(typed, shared, NULL);
}
