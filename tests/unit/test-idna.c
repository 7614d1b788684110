/* Rows for base/idna: names to A-labels (RFC 5891; Unicode Technical Standard 46). */
#include "base/idna.h"

#define BYTES(text) text, sizeof text - 1

static const struct {
	const char *name;
	const char *in;
	gsize len;
	const char *ascii; /* NULL: no name */
} rows[] = {
    {"ascii", BYTES("Example.ORG"), "example.org"},
    {"trailing-dot", BYTES("example.org."), "example.org"},
    {"underscore", BYTES("S1._domainKey.Example"), "s1._domainkey.example"},
    {"ascii-odd-characters-stay", BYTES("a b/c@d"), "a b/c@d"},
    {"a-label", BYTES("XN--bcher-KVA.example"), "xn--bcher-kva.example"},
    {"broken-a-label-stays", BYTES("xn--zzzzzzzz.example"), "xn--zzzzzzzz.example"},
    {"long-label-stays",
     BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b"),
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b"},
    {"u-label", BYTES("b\u00fccher.example"), "xn--bcher-kva.example"},
    {"u-label-upper", BYTES("B\u00dcCHER.Example."), "xn--bcher-kva.example"},
    {"u-label-decomposed", BYTES("bu\u0308cher.example"), "xn--bcher-kva.example"},
    {"u-label-underscore", BYTES("_dmarc.b\u00fccher.example"), "_dmarc.xn--bcher-kva.example"},
    {"sharp-s-stays", BYTES("fa\u00df.de"), "xn--fa-hia.de"},
    {"ideographic-dot", BYTES("\u4f8b\u3002jp"), "xn--fsq.jp"},
    {"ideographic-last-dot", BYTES("\u4f8b.jp\u3002"), "xn--fsq.jp"},
    {"right-to-left", BYTES("\u05d0\u05d1.example"), "xn--4dbc.example"},
    {"direction-mixed", BYTES("\u05d0a.de"), NULL},
    {"symbol", BYTES("\u2603.net"), NULL},
    {"bidi-control", BYTES("a\u200e.de"), NULL},
    {"only-ignored", BYTES("\u00ad.de"), NULL},
    {"fullwidth-at", BYTES("a\uff20b.de"), NULL},
    {"fullwidth-percent", BYTES("\uff05.de"), NULL},
    {"ideographic-space", BYTES("a\u3000b.de"), NULL},
    {"empty-label", BYTES("a\u00fc..de"), NULL},
    {"hyphen-first", BYTES("-\u00fc.de"), NULL},
    {"latin1",
     BYTES("b\xfc"
	   "cher.de"),
     NULL},
    {"nul", BYTES("a\0b.de"), NULL},
    {"nul-8bit", BYTES("\u00fc\0.de"), NULL},
    {"empty", BYTES(""), NULL},
    {"dot", BYTES("."), NULL},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *ascii = eml_idna_to_ascii(eml_slice_n(rows[i].in, rows[i].len));

	g_assert_cmpstr(ascii, ==, rows[i].ascii);
}

static void
test_too_long(void)
{
	GString *text = g_string_new(NULL);
	g_autofree char *name = NULL;

	for (guint i = 0; i < 100000; i++)
		g_string_append(text, "\u00fc.");
	name = g_string_free(text, FALSE);
	g_assert_null(eml_idna_to_ascii(eml_slice(name)));
}

static void
test_truncated(void)
{
	const EmlSlice in = eml_slice("_a.b\u00fc\u4f8b\U0001f600\u3002jp.");

	for (gsize n = 0; n <= in.len; n++) {
		g_autofree char *copy =
		    g_memdup2(in.data, n); /* so that ASan sees a read past the end */
		g_autofree char *ascii = eml_idna_to_ascii(eml_slice_n(copy, n));

		g_assert_true(ascii == NULL || g_str_is_ascii(ascii));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/idna/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/idna/too-long", test_too_long);
	g_test_add_func("/idna/truncated", test_truncated);
	return g_test_run();
}
