/* command/config: what the settings file gives, what is wrong in it by line, what it cannot
 * overrule. */
#include "command/config.h"

#include <glib/gstdio.h>

static const struct {
	const char *name, *text;
	EmlTheme theme;
	const char *trust, *resolvers; /* joined by a blank; NULL: none */
	const char *remarks[3];
} rows[] = {
    {"empty", "", EML_THEME_AUTO, NULL, NULL, {NULL}},
    {"all",
     "# mine\n[emlens]\ntheme=dark\ntrust=mx.example.net\nresolver=192.0.2.53\n",
     EML_THEME_DARK,
     "mx.example.net",
     "192.0.2.53",
     {NULL}},
    {"blanks-CR-no-group-no-last-line-end",
     "  theme =  light \r\n\r\n trust = a.example ; b.example;\r\nresolver = "
     "192.0.2.53,trusted; ::1@5300",
     EML_THEME_LIGHT,
     "a.example b.example",
     "192.0.2.53,trusted ::1@5300",
     {NULL}},
    {"auto-and-mono-the-last-counts",
     "theme=mono\ntheme=auto\n",
     EML_THEME_AUTO,
     NULL,
     NULL,
     {NULL}},
    {"mono", "theme=mono\n", EML_THEME_MONO, NULL, NULL, {NULL}},
    {"a-wrong-line-leaves-the-others",
     "[emlens]\ntheme=purple\ncolour=red\ntrust=mx.example.net\n",
     EML_THEME_AUTO,
     "mx.example.net",
     NULL,
     {"F, line 2, does not count: theme is auto, dark, light or mono, not \"purple\"",
      "F, line 3, does not count: \"colour\" is none of theme, title, trust and resolver"}},
    {"no-equals-sign",
     "theme dark\n",
     EML_THEME_AUTO,
     NULL,
     NULL,
     {"F, line 1, does not count: a setting is NAME=VALUE"}},
    {"empty-values",
     "trust=\nresolver= ;\n",
     EML_THEME_AUTO,
     NULL,
     NULL,
     {"F, line 1, does not count: trust is the name that your server writes, such as "
      "mx.example.net",
      "F, line 2, does not count: resolver is ADDRESS[@PORT][,trusted], several with ; between "
      "them"}},
    {"a-resolver-by-name",
     "\n\nresolver=192.0.2.53;dns.example\n",
     EML_THEME_AUTO,
     NULL,
     NULL,
     {"F, line 3, does not count: resolver is ADDRESS[@PORT][,trusted], several with ; between "
      "them"}},
    {"another-group",
     "[other]\ntheme=dark\nnonsense\n[emlens]\ntrust=a.example\n",
     EML_THEME_AUTO,
     "a.example",
     NULL,
     {"F, line 1, does not count: the group is [emlens], not [other]; nor do the lines below it"}},
};

static void
assert_list(char **list, const char *wanted)
{
	g_autofree char *text = list != NULL ? g_strjoinv(" ", list) : NULL;

	g_assert_cmpstr(text, ==, wanted);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlOptions) options = g_new0(EmlOptions, 1);
	guint n = 0;

	eml_config_read(options, "F", rows[i].text);
	g_assert_cmpint(options->theme, ==, rows[i].theme);
	assert_list(options->trust, rows[i].trust);
	assert_list(options->resolvers, rows[i].resolvers);
	for (; rows[i].remarks[n] != NULL; n++)
		g_assert_cmpstr(options->remarks[n], ==, rows[i].remarks[n]);
	g_assert_null(options->remarks[n]);
}

/* The window is named unless the file says no. */
static void
test_title(void)
{
	static const struct {
		const char *text, *remark;
		gboolean no_title;
	} titles[] = {
	    {"", NULL, FALSE},
	    {"title = no\n", NULL, TRUE},
	    {"title=no\ntitle=yes\n", NULL, FALSE},
	    {"title=off\n", "F, line 1, does not count: title is yes or no, not \"off\"", FALSE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
		g_autoptr(EmlOptions) options = g_new0(EmlOptions, 1);

		eml_config_read(options, "F", titles[i].text);
		g_assert_cmpint(options->no_title, ==, titles[i].no_title);
		g_assert_cmpstr(options->remarks[0], ==, titles[i].remark);
	}
}

/* What was said on the command line stays, and a snapshot is asked nowhere else. */
static void
test_command_line(void)
{
	static const char text[] = "trust=file.example\nresolver=192.0.2.1\n";
	const char *const said[] = {"emlens", "--trust=said.example", "--resolver=192.0.2.2", NULL};
	const char *const snapshot[] = {"emlens", "--dns=zone", NULL};
	g_autoptr(EmlOptions) first = eml_options_parse(said, NULL);
	g_autoptr(EmlOptions) second = eml_options_parse(snapshot, NULL);

	eml_config_read(first, "F", text);
	assert_list(first->trust, "said.example");
	assert_list(first->resolvers, "192.0.2.2");
	eml_config_read(second, "F", text);
	assert_list(second->trust, "file.example");
	assert_list(second->resolvers, NULL);
}

/* The file of the user, and none. */
static void
test_load(gconstpointer data)
{
	const char *folder_path = data;
	g_autoptr(EmlOptions) options = g_new0(EmlOptions, 1);
	g_autoptr(EmlOptions) none = g_new0(EmlOptions, 1);
	g_autofree char *above = g_path_get_dirname(folder_path);
	g_autofree char *path = g_build_filename(folder_path, "config", NULL);

	g_assert_cmpstr(above, ==, g_get_user_config_dir());
	eml_config_load(none);
	g_assert_null(none->remarks);
	g_assert_cmpint(g_mkdir(folder_path, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, "theme=light\nbad\n", -1, NULL));
	eml_config_load(options);
	g_assert_cmpint(options->theme, ==, EML_THEME_LIGHT);
	g_assert_true(g_str_has_suffix(options->remarks[0],
				       "/emlens/config, line 2, does not count: a setting is "
				       "NAME=VALUE"));
	g_remove(path);
	g_rmdir(folder_path);
}

int
main(int argc, char **argv)
{
	g_autofree char *home = g_dir_make_tmp("emlens-XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(home, "emlens", NULL);
	int status = 0;

	g_setenv("XDG_CONFIG_HOME", home, TRUE);
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/config/", rows[i].name, NULL);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/config/title", test_title);
	g_test_add_func("/config/command-line", test_command_line);
	g_test_add_data_func("/config/load", folder, test_load);
	status = g_test_run();
	g_rmdir(home);
	return status;
}
