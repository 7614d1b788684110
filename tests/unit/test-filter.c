/* The display filter's rewriting of rendered text. */
#include "render/filter.h"

#define LINES "Auth-Check: pass x\n"

static const struct {
	const char *name, *in, *out;
} rows[] = {
    {"plain", "From: a@b\nSubject: x\n\nbody\n", "From: a@b\nSubject: x\n" LINES "\nbody\n"},
    {"no-body", "From: a@b\n", "From: a@b\n" LINES},
    {"no-line-end", "From: a@b", "From: a@b\n" LINES},
    {"crlf", "From: a@b\r\n\r\nbody\r\n", "From: a@b\r\nAuth-Check: pass x\r\n\r\nbody\r\n"},
    {"folded-last", "From: a@b\nTo: c\n\td\n\nbody", "From: a@b\nTo: c\n\td\n" LINES "\nbody"},
    {"forged-dropped", "From: a@b\nAuth-Check: pass\n  more\nauth-detail: y\nTo: c\n\nx",
     "From: a@b\nTo: c\n" LINES "\nx"},
    {"forged-in-body-stays", "From: a@b\n\nAuth-Check: pass\n",
     "From: a@b\n" LINES "\nAuth-Check: pass\n"},
    {"status-line", "-*-Mutt: 1/3\n\nFrom: a@b\n\nx\n",
     "-*-Mutt: 1/3\n\nFrom: a@b\n" LINES "\nx\n"},
    {"status-line-then-all",
     "-*-Mutt: 1/3\n\nFrom a@b Mon Jan  1 00:00:00 2024\nReceived: x\nFrom: a@b\n\nx\n",
     "-*-Mutt: 1/3\n\nFrom a@b Mon Jan  1 00:00:00 2024\nReceived: x\nFrom: a@b\n" LINES "\nx\n"},
    {"postmark", "From a@b Mon Jan  1 00:00:00 2024\nFrom: a@b\n\nx\n",
     "From a@b Mon Jan  1 00:00:00 2024\nFrom: a@b\n" LINES "\nx\n"},
    {"hidden",
     "From: a\nAuthentication-Results: mx;\n\tspf=pass\nMessage-ID: <x@y>\nARC-Seal: i=1\n"
     "Received-SPF: pass\nDKIM-Signature: v=1\nList-Unsubscribe-Post: x\nTo: c\n\nx",
     "From: a\nTo: c\n" LINES "\nx"},
    {"kept", "From: a\nlist-unsubscribe: <https://x>\n\nx",
     "From: a\nlist-unsubscribe: <https://x>\n" LINES "\nx"},
    {"all-shown", "Received: by x\nMessage-ID: <x@y>\nAuthentication-Results: mx; none\n\nx",
     "Received: by x\nMessage-ID: <x@y>\nAuthentication-Results: mx; none\n" LINES "\nx"},
    {"forged-in-all-shown", "Received: by x\nAUTH-CHECK : pass\n\nx",
     "Received: by x\n" LINES "\nx"},
    {"forged-first", "Auth-Check : pass\nFrom: a\n\nx", "From: a\n" LINES "\nx"},
    {"odd-first", "-X: y\nAuth-Check: pass\n\nx", "-X: y\n" LINES "\nx"},
    {"odd-first-behind-status-line", "-*-Mutt: 1/3\n\n-X: y\nAuth-Check: pass\n\nx",
     "-*-Mutt: 1/3\n\n-X: y\n" LINES "\nx"},
    {"forged-behind-no-field", "no field\nAuth-Check: pass\n  more\nFrom: a\n\nAuth-Check: x\n",
     "no field\nFrom: a\n\nAuth-Check: x\n"},
    {"only-hidden", "Message-ID: <x@y>\n\nx", LINES "\nx"},
    {"body-like-a-header", "\n\nAuth-Check: pass\n\nx", "\n\nAuth-Check: pass\n\nx"},
    {"forged-mark",
     "From: a\n\n\033]9;123\a[-- one --]\n\033]9;124\a[-- two --]\n\033]9;123\a[-- three --]\n",
     "From: a\n" LINES
     "\n\033]9;123\a[-- one --]\n\u241b]9;124\a[-- two --]\n\033]9;123\a[-- three --]\n"},
    {"no-header", "just text\nmore\n", "just text\nmore\n"},
    {"empty", "", ""},
    {"only-blank", "\n", "\n"},
    {"escape-in-body", "From: a\n\n\033[38;2;1;2;3mred\n",
     "From: a\n" LINES "\n\u241b[38;2;1;2;3mred\n"},
    {"mark-kept", "From: a\n\n\033]9;1234\a[-- Attachment --]\n",
     "From: a\n" LINES "\n\033]9;1234\a[-- Attachment --]\n"},
    {"mark-of-protected-field", "From: a\n\n\033]8;1234\aSubject: x\n\033]8;x\n",
     "From: a\n" LINES "\nSubject: x\n\u241b]8;x\n"},
    {"mark-in-mid-line", "From: a\n\nx\033]9;1234\a\n", "From: a\n" LINES "\nx\u241b]9;1234\a\n"},
    {"mark-without-digits", "From: a\n\n\033]9;\a\n", "From: a\n" LINES "\n\u241b]9;\a\n"},
    {"title-sequence", "From: a\n\n\033]2;evil\a\n", "From: a\n" LINES "\n\u241b]2;evil\a\n"},
    {"eight-bit", "From: a\n\n\xff\xfe\n", "From: a\n" LINES "\n\xff\xfe\n"},
};

static void
test_row(gconstpointer data)
{
	const char *const lines[] = {"Auth-Check: pass x", NULL};
	const char *const kept[] = {"List-Unsubscribe", NULL};
	const EmlFilterSettings settings = {lines, kept, TRUE};
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GString) out = eml_filter_rewrite(eml_slice(rows[i].in), &settings);

	g_assert_cmpstr(out->str, ==, rows[i].out);
}

static void
test_nul(void)
{
	const char *const lines[] = {"Auth-Check: pass x", NULL};
	const char *const kept[] = {"List-Unsubscribe", NULL};
	const EmlFilterSettings settings = {lines, kept, TRUE};
	const char in[] = "From: a\n\nb\0c\n";
	const char wanted[] = "From: a\n" LINES "\nb\0c\n";
	g_autoptr(GString) out = eml_filter_rewrite(eml_slice_n(in, sizeof in - 1), &settings);

	g_assert_cmpmem(out->str, out->len, wanted, sizeof wanted - 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/filter/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/filter/nul", test_nul);
	return g_test_run();
}
