#include "mail/names.h"

#include "base/error.h"
#include "base/limits.h"

#include <string.h>

static gboolean
exists(const char *path)
{
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

gboolean
eml_names_is_uri(const char *name)
{
	gsize i = 0;

	/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ), RFC 3986 section 3.1 */
	if (!g_ascii_isalpha(name[0]))
		return FALSE;
	while (g_ascii_isalnum(name[i]) || (name[i] != '\0' && strchr("+-.", name[i]) != NULL))
		i++;
	return i > 1 && g_str_has_prefix(name + i, "://");
}

char *
eml_names_path_of_uri(const char *uri, GError **error)
{
	g_autofree char *host = NULL;
	g_autofree char *path = NULL;

	if (g_ascii_strncasecmp(uri, "file://", strlen("file://")) != 0) {
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "Only file:// addresses are opened; nothing is fetched. Save the "
			    "message as a file first.");
		return NULL;
	}
	path = g_filename_from_uri(uri, &host, NULL);
	if (path == NULL) {
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "This is no valid file:// address. Give the name of the file itself.");
		return NULL;
	}
	if (host != NULL && *host != '\0' && g_ascii_strcasecmp(host, "localhost") != 0 &&
	    g_ascii_strcasecmp(host, g_get_host_name()) != 0) {
		g_set_error(error, EML_ERROR, EML_ERROR_NO_INPUT,
			    "This file:// address is of another machine; nothing is fetched. "
			    "Copy the message to this one first.");
		return NULL;
	}
	return g_steal_pointer(&path);
}

/* "C:\x" and "\\wsl.localhost\NAME\x" as they look from inside WSL; NULL for another form. The
 * caller owns it. */
static char *
path_of_windows(const char *name)
{
	static const char *const shares[] = {"\\wsl.localhost\\", "\\wsl$\\"};
	char *path = NULL;

	if (g_str_has_prefix(name, "\\\\"))
		name++; /* of two backslashes inside quotes a shell leaves one */
	if (g_ascii_isalpha(name[0]) && name[1] == ':' && (name[2] == '\\' || name[2] == '/'))
		path = g_strdup_printf("/mnt/%c/%s", g_ascii_tolower(name[0]), name + 3);
	for (gsize i = 0; path == NULL && i < G_N_ELEMENTS(shares); i++) {
		const char *rest = NULL;

		if (g_ascii_strncasecmp(name, shares[i], strlen(shares[i])) == 0)
			rest = strchr(name + strlen(shares[i]), '\\');
		if (rest != NULL)
			path = g_strdup(rest);
	}
	return path != NULL ? g_strdelimit(path, "\\", '/') : NULL;
}

/* Without the backslashes that some terminals put before blanks alone, or before every special
 * character. The caller owns it. */
static char *
without_backslashes(const char *name)
{
	GString *plain = g_string_new(NULL);

	for (; *name != '\0'; name++) {
		if (*name == '\\' && name[1] != '\0')
			name++;
		g_string_append_c(plain, *name);
	}
	return g_string_free(plain, FALSE);
}

/* The existing path that one whole name means; NULL if none does. The caller owns it. */
static char *
path_of_name(const char *name)
{
	g_autofree char *path = NULL;

	if (g_str_equal(name, "-") || exists(name))
		return g_strdup(name);
	if (eml_names_is_uri(name))
		path = eml_names_path_of_uri(name, NULL);
	else
		path = path_of_windows(name);
	if (path == NULL && strchr(name, '\\') != NULL)
		path = without_backslashes(name);
	return path != NULL && exists(path) ? g_steal_pointer(&path) : NULL;
}

/* The paths of shell words, if each of them is one; NULL otherwise. */
static GPtrArray *
paths_of_shell_words(const char *text)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = NULL;

	if (!g_shell_parse_argv(text, NULL, &words, NULL))
		return NULL;
	for (guint i = 0; words[i] != NULL; i++) {
		char *path = path_of_name(words[i]);

		if (path == NULL)
			return NULL;
		g_ptr_array_add(paths, path);
	}
	return g_steal_pointer(&paths);
}

/* The path that words [from, from + n) joined by blanks mean; the shortest such n. */
static char *
path_of_joined(const char *const *words, guint *ret_n)
{
	g_autoptr(GString) joined = g_string_new(words[0]);

	for (guint n = 1; n <= EML_MAX_NAME_WORDS; n++) {
		char *path = path_of_name(joined->str);

		if (path != NULL) {
			*ret_n = n;
			return path;
		}
		if (words[n] == NULL)
			return NULL;
		g_string_append_printf(joined, " %s", words[n]);
	}
	return NULL;
}

GPtrArray *
eml_names_from_words(const char *const *words)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; words[i] != NULL;) {
		guint n = 1;
		char *path = path_of_joined(words + i, &n);
		g_autoptr(GPtrArray) quoted = path == NULL ? paths_of_shell_words(words[i]) : NULL;

		if (path != NULL)
			g_ptr_array_add(names, path);
		else if (quoted != NULL)
			g_ptr_array_extend_and_steal(names, g_steal_pointer(&quoted));
		else
			g_ptr_array_add(names, g_strdup(words[i]));
		i += n;
	}
	return names;
}

static void
add_line(GPtrArray *names, const char *line)
{
	g_autofree char *whole = g_strstrip(g_strdup(line));
	char *path = NULL;
	g_autoptr(GPtrArray) found = NULL;

	if (*whole == '\0')
		return;
	path = path_of_name(whole);
	if (path != NULL) {
		g_ptr_array_add(names, path);
		return;
	}
	found = paths_of_shell_words(whole);
	if (found == NULL) {
		g_auto(GStrv) words = g_strsplit(whole, " ", -1);

		found = eml_names_from_words((const char *const *)words);
	}
	g_ptr_array_extend_and_steal(names, g_steal_pointer(&found));
}

GPtrArray *
eml_names_from_paste(const char *text)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = g_strsplit_set(text, "\r\n", -1);

	for (guint i = 0; lines[i] != NULL; i++)
		add_line(names, lines[i]);
	return names;
}
