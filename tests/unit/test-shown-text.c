/* A text and what a reader makes of it: what may differ, and what must not. */
#include "mail/shown-text.h"

static const struct {
	const char *name, *shown, *text;
	gboolean same;
} rows[] = {
    {"same", "Pay 10.00 EUR", "Pay 10.00 EUR", TRUE},
    {"both-empty", "", "", TRUE},
    {"folded-anew", "one two\nthree", "one  two three\r\n", TRUE},
    {"quoted-anew", "> > deeper\n> again", ">> deeper again", TRUE},
    {"mbox-quote", ">From here", "From here", TRUE},
    {"greater-inside", "a b", "a > b", FALSE},
    {"other-letter", "Pay 1O", "Pay 10", FALSE},
    {"other-case", "pay", "Pay", FALSE},
    {"other-point", "1000", "10.00", FALSE},
    {"point-moved", "100.0", "10.00", FALSE},
    {"sign-dropped", "5", "-5", FALSE},
    {"longer", "Pay now", "Pay", FALSE},
    {"shorter", "Pay", "Pay now", FALSE},
    {"twice", "Pay Pay", "Pay", FALSE},
    {"only-shown", "x", "", FALSE},
    {"only-text", "", "x", FALSE},
    {"utf-8", "gr\303\274n", "gr\303\274n", TRUE},
    {"ascii-reader", "gr?n", "gr\303\274n", TRUE},
    {"ascii-reader-bytes", "gr??n", "gr\303\274n", TRUE},
    {"ascii-reader-many", "??????", "\344\270\255\346\226\207", TRUE},
    {"some-shown", "\344\270\255??", "\344\270\255\346\226\207", TRUE},
    {"dropped", "grn", "gr\303\274n", FALSE},
    {"other-umlaut", "gr\303\266n", "gr\303\274n", FALSE},
    {"other-han", "\346\226\207\344\270\255", "\344\270\255\346\226\207", FALSE},
    {"more-han", "\344\270\255\346\226\207", "\344\270\255", FALSE},
    {"fewer-han", "\344\270\255", "\344\270\255\346\226\207", FALSE},
    {"other-order-and-mark", "\346\226\207?\344\270\255", "\344\270\255\346\226\207", FALSE},
    {"cyrillic-a", "p\320\260y", "pay", FALSE},
    {"question-mark", "really?", "really?", TRUE},
    {"question-mark-added", "really?", "really", FALSE},
    {"question-mark-dropped", "really", "really?", FALSE},
    {"question-marks", "why??", "why?", TRUE}, /* a row of them is one or several characters */
    {"question-mark-for-letter", "p?y", "pay", FALSE},
    {"no-character-either", "gr\357\277\275n", "gr\357\277\275n", TRUE},
    {"no-character-known-to-reader", "gr\303\274n", "gr\357\277\275n", TRUE},
    {"no-character-longer", "gr\303\274\303\274n", "gr\357\277\275n", FALSE},
    {"c1-for-quotes", "\302\223x\302\224", "\342\200\234x\342\200\235", TRUE},
    {"nbsp", "a b", "a\302\240b", TRUE},
    {"nbsp-as-mark", "a?b", "a\302\240b", TRUE},
    {"soft-hyphen", "ab", "a\302\255b", TRUE},
    {"soft-hyphen-kept", "a\302\255b", "a\302\255b", TRUE},
    {"soft-hyphen-added", "a\302\255b", "ab", FALSE},
    {"right-to-left-added", "\342\200\25601", "01", FALSE},
    {"backspace-added", "1\b2", "12", FALSE},
    {"escape-added", "\033[8mx", "[8mx", FALSE},
    {"control-as-mark", "a?b", "a\033b", TRUE},
    {"combining-added", "a\314\210", "a", FALSE},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);

	g_assert_cmpint(eml_shown_text_is(eml_slice(rows[i].shown), eml_slice(rows[i].text)), ==,
			rows[i].same);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/shown-text/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
