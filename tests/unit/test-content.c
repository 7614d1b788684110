/* The content of parts, decoded, as a text of one line for each part. */
#include "mail/content.h"

#include "base/limits.h"
#include "mail/meaning.h"

#define MULTIPART(subtype) "Content-Type: multipart/" subtype "; boundary=b\n\n"

static const struct {
	const char *name, *raw, *parts;
} rows[] = {
    {"plain", "From: a\n\nhi\n", "text/plain 'hi|'\n"},
    {"empty", "From: a\n\n", "text/plain ''\n"},
    {"no-body", "From: a\n", "text/plain ''\n"},
    {"quoted-printable",
     "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; "
     "charset=utf-8\n\ngr=C3=BCn =\non\n",
     "text/plain 'gr\303\274n on|'\n"},
    {"base64",
     "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=iso-8859-15\n\npA==\n",
     "text/plain '\342\202\254'\n"},
    {"cp1252-as-latin1", "Content-Type: text/plain; charset=ISO-8859-1\n\n\223x\224\n",
     "text/plain '\342\200\234x\342\200\235|'\n"},
    {"iso-2022-jp", "Content-Type: text/plain; charset=iso-2022-jp\n\n\033$B$\"\033(B1\n",
     "text/plain '\343\201\2021|'\n"},
    {"no-charset", "From: a\n\n\303\274 \374\n", "text/plain '\303\274 \357\277\275|'\n"},
    {"unknown-charset", "Content-Type: text/plain; charset=x-y\n\n\303\274\n",
     "text/plain '\303\274|'\n"},
    {"not-text", "Content-Type: application/pdf; name=a.pdf\n\n%PDF\n",
     "application/pdf name=a.pdf\n"},
    {"mixed",
     MULTIPART("mixed") "no\n--b\n\none\n--b\nContent-Type: image/png\nContent-Description: "
			"=?utf-8?q?Bild?=\nContent-Disposition: attachment; filename=\"a b.png\""
			"\n\nx\n--b--\nno\n",
     "multipart/mixed\n text/plain 'one'\n image/png description=Bild name=a b.png "
     "header=Content-Type: image/png|Content-Description: =?utf-8?q?Bild?=|"
     "Content-Disposition: attachment; filename=\"a b.png\"| attached\n"},
    {"message",
     MULTIPART("digest") "--b\nContent-Type: message/rfc822\n\nFrom: c\nSubject: d\n\ninner\n--b--",
     "multipart/digest\n message/rfc822 header=Content-Type: message/rfc822| "
     "inner=From: c|Subject: d|\n  text/plain 'inner'\n"},
    {"protected", MULTIPART("signed") "--b\nSubject: x\n\nt\n--b--",
     "multipart/signed\n text/plain subject=x header=Subject: x| 't'\n"},
    {"mbox", "From a@b Mon Mar  2 10:00:00 2026\nFrom: a\n\nhi\n", "text/plain 'hi|'\n"},
    {"no-boundary", "Content-Type: multipart/mixed\n\nhi\n", "multipart/mixed\n"},
};

static void
append(GString *out, const char *before, const char *text, const char *after)
{
	g_auto(GStrv) lines = text != NULL ? g_strsplit(text, "\n", -1) : NULL;
	g_autofree char *line = lines != NULL ? g_strjoinv("|", lines) : NULL;

	if (line != NULL)
		g_string_append_printf(out, "%s%s%s", before, line, after);
}

static GPtrArray *
content_of(const char *raw, gsize len)
{
	g_autoptr(GBytes) bytes = g_bytes_new(raw, len);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);

	g_assert_nonnull(message);
	return eml_content_of(message);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GPtrArray) parts = content_of(rows[i].raw, strlen(rows[i].raw));
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_nonnull(parts);
	for (guint j = 0; j < parts->len; j++) {
		const EmlContent *part = g_ptr_array_index(parts, j);

		g_string_append_printf(out, "%*s%s", (int)part->depth, "", part->type); /* small */
		append(out, " description=", part->description, "");
		append(out, " name=", part->filename, "");
		append(out, " subject=", part->subject, "");
		append(out, " header=", part->header[0] != '\0' ? part->header : NULL, "");
		append(out, " inner=", part->inner, "");
		append(out, " '", part->text, "'");
		g_string_append(out, part->attached ? " attached\n" : "\n");
	}
	g_assert_cmpstr(out->str, ==, rows[i].parts);
}

/* Too much of anything gives nothing. */
static void
test_limits(void)
{
	g_autoptr(GString) many = g_string_new(MULTIPART("mixed"));
	g_autoptr(GString) deep = g_string_new(NULL);
	g_autoptr(GString) large = g_string_new("From: a\n\n");

	for (guint i = 0; i <= EML_MAX_PARTS; i++)
		g_string_append(many, "--b\n\nx\n");
	g_assert_null(content_of(many->str, many->len));
	for (guint i = 0; i <= EML_MAX_PART_DEPTH; i++)
		g_string_append_printf(
		    deep, "Content-Type: multipart/mixed; boundary=b%ub\n\n--b%ub\n", i, i);
	g_string_append(deep, "\nx\n");
	g_assert_null(content_of(deep->str, deep->len));
	g_string_set_size(large, EML_MAX_COPIED_MESSAGE + 1);
	memset(large->str + 9, 'x', large->len - 9);
	g_assert_null(content_of(large->str, large->len));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/content/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/content/limits", test_limits);
	return g_test_run();
}
