/* Rows for tui/keys. */
#include "base/safe-text.h"
#include "tui/keys.h"

static const struct {
	const char *name;
	EmlKey key;
	guint where;
	EmlAction action; /* NONE: does nothing there */
} rows[] = {
    {"/tui/keys/down", 'j', EML_WHERE_OVERVIEW, EML_ACTION_DOWN},
    {"/tui/keys/down-arrow", EML_KEY_DOWN, EML_WHERE_VIEW, EML_ACTION_DOWN},
    {"/tui/keys/enter", EML_KEY_ENTER, EML_WHERE_OVERVIEW, EML_ACTION_OPEN},
    {"/tui/keys/escape-in-a-view", EML_KEY_ESCAPE, EML_WHERE_VIEW, EML_ACTION_BACK},
    {"/tui/keys/escape-at-the-top-does-not-quit", EML_KEY_ESCAPE, EML_WHERE_OVERVIEW,
     EML_ACTION_BACK},
    {"/tui/keys/q", 'q', EML_WHERE_OVERVIEW, EML_ACTION_LEAVE},
    {"/tui/keys/quit", 'Q', EML_WHERE_VIEW, EML_ACTION_QUIT},
    {"/tui/keys/digit", '7', EML_WHERE_VIEW, EML_ACTION_CHECK},
    {"/tui/keys/zero", '0', EML_WHERE_OVERVIEW, EML_ACTION_CHECK},
    {"/tui/keys/fold-only-in-a-tree", '-', EML_WHERE_VIEW, EML_ACTION_NONE},
    {"/tui/keys/fold", '-', EML_WHERE_VIEW | EML_WHERE_TREE, EML_ACTION_FOLD},
    {"/tui/keys/one-message", ']', EML_WHERE_OVERVIEW, EML_ACTION_NONE},
    {"/tui/keys/several-messages", ']', EML_WHERE_VIEW | EML_WHERE_SEVERAL,
     EML_ACTION_NEXT_MESSAGE},
    {"/tui/keys/control-c", 3, EML_WHERE_VIEW, EML_ACTION_CANCEL},
    {"/tui/keys/control-z", 26, EML_WHERE_OVERVIEW, EML_ACTION_SUSPEND},
    {"/tui/keys/unknown", 0x3042, EML_WHERE_EVERYWHERE, EML_ACTION_NONE},
    {"/tui/keys/none", EML_KEY_NONE, EML_WHERE_EVERYWHERE, EML_ACTION_NONE},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const EmlKeyEntry *entry = eml_keys_find(rows[i].key, rows[i].where);

	g_assert_cmpint(entry != NULL ? entry->action : EML_ACTION_NONE, ==, rows[i].action);
}

/* One key means one thing wherever it means something. */
static void
test_unambiguous(void)
{
	guint n = 0;
	const EmlKeyEntry *keys = eml_keys(&n);

	for (guint i = 0; i < n; i++) {
		for (guint k = 0; k < G_N_ELEMENTS(keys[i].keys) && keys[i].keys[k] != EML_KEY_NONE;
		     k++)
			g_assert_true(eml_keys_find(keys[i].keys[k], keys[i].where) == &keys[i]);
	}
}

/* Every action but none has a key, words for the help, and its group in one piece. */
static void
test_help(void)
{
	guint n = 0;
	const EmlKeyEntry *keys = eml_keys(&n);
	gboolean seen[EML_ACTION_LAST] = {FALSE};

	for (guint i = 0; i < n; i++) {
		g_assert_true(keys[i].help != NULL || seen[keys[i].action]);
		g_assert_cmpuint(eml_plain_width(keys[i].shown), <=, 12);
		seen[keys[i].action] = TRUE;
		for (guint j = 0; i > 0 && j + 1 < i; j++)
			g_assert_true(!g_str_equal(keys[j].group, keys[i].group) ||
				      g_str_equal(keys[i - 1].group, keys[i].group));
	}
	for (guint action = EML_ACTION_NONE + 1; action < EML_ACTION_LAST; action++)
		g_assert_true(seen[action]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_test_add_data_func(rows[i].name, GSIZE_TO_POINTER(i), test_row);
	g_test_add_func("/tui/keys/unambiguous", test_unambiguous);
	g_test_add_func("/tui/keys/help", test_help);
	return g_test_run();
}
