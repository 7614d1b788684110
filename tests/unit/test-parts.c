/* Rows for mail/parts: how RFC 2045 and 2046 nest the parts of a message. */
#include "mail/parts.h"

#include "base/limits.h"
#include "mail/meaning.h"
#include "support.h"

/* `parts`: a line for each: DEPTH@LINE TYPE BYTES [c=CHARSET] [e=ENCODING] [d=DISPOSITION]
 * [n=FILENAME] [!ODDITY], a '?' behind a type that is assumed. Lines of `in` end in CRLF. */
typedef struct {
	const char *name, *in, *parts;
} Row;

#define MIXED "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"

static const Row rows[] = {
    /* RFC 2045 section 5.2: plain text without a Content-Type */
    {"no-content-type", "A: b\n\nbody\n", "0@1 text/plain? 6"},
    {"no-body", "A: b\n", "0@1 text/plain? 0"},
    {"not-multipart", "Content-Type: text/html; charset=UTF-8\n\n--b\n--b--\n",
     "0@1 text/html 12 c=UTF-8"},
    {"type-is-any-case", "Content-Type: TEXT/Html\nContent-Transfer-Encoding: BASE64\n\nx\n",
     "0@1 text/html 3 e=base64"},
    {"type-unreadable", "Content-Type: html\n\nx\n", "0@1 text/plain? 3 !mime-type-broken"},
    {"type-empty", "Content-Type:\n\nx\n", "0@1 text/plain? 3 !mime-type-broken"},
    {"type-with-comments", "Content-Type: (a) text (b)/(c)plain(d); (e) charset (f)=(g) x (h)\n\n",
     "0@1 text/plain 0 c=x"},
    /* the example of section 5.1 */
    {"comment-behind-value", "Content-Type: text/plain; charset=us-ascii (Plain text)\n\n",
     "0@1 text/plain 0 c=us-ascii"},
    {"type-folded", "Content-Type: multipart/mixed;\n\tboundary=\"b\"\n\n--b\n\nx\n--b--\n",
     "0@1 multipart/mixed 17\n1@5 text/plain? 1"},
    {"type-twice", "Content-Type: text/html\nContent-Type: text/plain\n\n",
     "0@1 text/html 0 !mime-field-repeated"},
    /* RFC 2046 section 5.1.1: the line end in front of a delimiter belongs to it */
    {"two-parts", MIXED "--b\n\none\n--b\nContent-Type: text/html\n\n<p>\n\n--b--\n",
     "0@1 multipart/mixed 58\n1@5 text/plain? 3\n1@8 text/html 5"},
    {"preamble-and-epilogue", MIXED "This is the preamble.\n--b\n\none\n--b--\nThe epilogue.\n",
     "0@1 multipart/mixed 57 !mime-text-outside\n1@6 text/plain? 3"},
    /* what programs write there for those without MIME, and what else one finds */
    {"preamble-of-programs",
     MIXED "This is a multi-part message in MIME format.\n\n--b\n\none\n--b--\n\n \n",
     "0@1 multipart/mixed 72\n1@7 text/plain? 3"},
    {"preamble-of-many-lines", MIXED "MIME\na\nb\nc\nd\ne\n--b\n\none\n--b--\n",
     "0@1 multipart/mixed 40 !mime-text-outside\n1@11 text/plain? 3"},
    {"preamble-is-another-part",
     MIXED "--c\nContent-Type: text/plain\n\ntwo\n--c\n\n--b\n\none\n--b--\n--c--\n",
     "0@1 multipart/mixed 71 !mime-text-outside\n1@11 text/plain? 3"},
    {"epilogue", MIXED "--b\n\none\n--b--\nMIME\n",
     "0@1 multipart/mixed 25 !mime-text-outside\n1@5 text/plain? 3"},
    {"epilogue-of-an-inner-one",
     MIXED "--b\nContent-Type: multipart/mixed; boundary=c\n\nx\n--c\n\ny\n--c--\nz\n--b--\n",
     "0@1 multipart/mixed 80\n1@5 multipart/mixed 21\n2@9 text/plain? 1"},
    /* the body of a multipart under another type */
    {"untold", "Content-Type: text/html\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n",
     "0@1 text/html 43 !mime-untold"},
    {"untold-not", "A: b\n\n--b\nx-Content-Type: text/plain\n\nx\n--b--\n", "0@1 text/plain? 45"},
    {"nothing-in-a-part", MIXED "--b\n\n--b--\n", "0@1 multipart/mixed 14\n1@5 text/plain? 0"},
    {"header-only-part", MIXED "--b\nContent-Type: text/html\n--b--\n",
     "0@1 multipart/mixed 37\n1@5 text/html 0"},
    {"one-empty-line", MIXED "--b\n\n\n\n--b--\n", "0@1 multipart/mixed 18\n1@5 text/plain? 2"},
    {"padding", MIXED "--b \t\n\none\n--b-- \t\n", "0@1 multipart/mixed 23\n1@5 text/plain? 3"},
    {"no-last-line-end", MIXED "--b\n\none\n--b--", "0@1 multipart/mixed 17\n1@5 text/plain? 3"},
    {"boundary-in-the-line", MIXED "--b\n\na --b\n -- b\n--\n-b\n--b--\n",
     "0@1 multipart/mixed 36\n1@5 text/plain? 20"},
    {"boundary-of-equals",
     "Content-Type: multipart/mixed; boundary=\"=_1:?\"\n\n--=_1:?\n\nx\n--=_1:?--\n",
     "0@1 multipart/mixed 25\n1@4 text/plain? 1"},
    {"boundary-unquoted",
     "Content-Type: multipart/mixed; boundary=--=_1\n\n----=_1\n\nx\n----=_1--\n",
     "0@1 multipart/mixed 25\n1@4 text/plain? 1"},
    {"boundary-is-case-sensitive", MIXED "--B\n\nx\n--b\n\ny\n--b--\n",
     "0@1 multipart/mixed 27 !mime-text-outside\n1@8 text/plain? 1"},
    {"boundary-with-padding", "Content-Type: multipart/mixed; boundary=\"b \"\n\n--b\n\nx\n--b--\n",
     "0@1 multipart/mixed 17 !mime-boundary-form\n1@4 text/plain? 1"},
    {"boundary-of-other-characters",
     "Content-Type: multipart/mixed; boundary=\"b*\"\n\n--b*\n\nx\n--b*--\n",
     "0@1 multipart/mixed 19 !mime-boundary-form\n1@4 text/plain? 1"},
    {"boundary-missing", "Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n",
     "0@1 multipart/mixed 17 !mime-no-boundary"},
    {"boundary-empty", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n",
     "0@1 multipart/mixed 15 !mime-no-boundary"},
    {"no-delimiter", MIXED "Just text.\n", "0@1 multipart/mixed 12 !mime-empty"},
    {"only-the-end", MIXED "--b--\n", "0@1 multipart/mixed 7"},
    {"end-missing", MIXED "--b\n\none\n", "0@1 multipart/mixed 12 !mime-no-end\n1@5 text/plain? 5"},
    {"behind-the-end", MIXED "--b\n\none\n--b--\n--b\n\ntwo\n--b--\n",
     "0@1 multipart/mixed 38 !mime-behind-end\n1@5 text/plain? 3"},
    /* "It is sufficient that the boundary appear in its entirety following the CRLF." */
    {"delimiter-longer", MIXED "--bcd\n\none\n--b--x\n",
     "0@1 multipart/mixed 22 !mime-delimiter-longer\n1@5 text/plain? 3 !mime-delimiter-longer"},
    /* section 5.1.2: boundaries of outer parts count in inner ones */
    {"nested",
     MIXED
     "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--c\n\ntwo\n--c--\n\n"
     "--b\n\nthree\n--b--\n",
     "0@1 multipart/mixed 110\n1@5 multipart/alternative 31\n2@8 text/plain? 3\n2@11 text/plain? "
     "3\n"
     "1@16 text/plain? 5"},
    {"nested-end-missing",
     MIXED
     "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\none\n--b\n\ntwo\n--b--\n",
     "0@1 multipart/mixed 87\n1@5 multipart/alternative 10 !mime-no-end\n2@8 text/plain? 3\n"
     "1@11 text/plain? 3"},
    {"nested-boundary-begins-alike",
     MIXED "--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n\none\n--bb--\n--b--\n",
     "0@1 multipart/mixed 85\n1@5 multipart/alternative 19\n2@8 text/plain? 3"},
    {"nested-boundary-is-the-same",
     MIXED "--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--b--\n--b--\n",
     "0@1 multipart/mixed 82\n1@5 multipart/alternative 17 !mime-boundary-around\n2@8 text/plain? "
     "3"},
    {"message-in-it-has-the-same",
     MIXED
     "--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
     "one\n--b--\n--b--\n",
     "0@1 multipart/mixed 108\n1@5 message/rfc822 62\n2@7 multipart/mixed 17 "
     "!mime-boundary-around\n3@10 text/plain? 3"},
    /* parts beside each other may have the same: the one has ended */
    {"boundary-of-the-one-before",
     MIXED "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n"
	   "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ny\n--c--\n--b--\n",
     "0@1 multipart/mixed 141\n1@5 multipart/mixed 15\n2@8 text/plain? 1\n1@12 multipart/mixed 15\n"
     "2@15 text/plain? 1"},
    /* section 5.1.5 */
    {"digest",
     "Content-Type: multipart/digest; boundary=b\n\n--b\n\nFrom: a\n\none\n--b\n"
     "Content-Type: text/plain\n\ntwo\n--b--\n",
     "0@1 multipart/digest 68\n1@4 message/rfc822? 14\n2@5 text/plain? 3\n1@9 text/plain 3"},
    {"digest-with-a-broken-type",
     "Content-Type: multipart/digest; boundary=b\n\n--b\nContent-Type: x\n\none\n--b--\n",
     "0@1 multipart/digest 36\n1@4 text/plain? 3 !mime-type-broken"},
    /* section 5.2.1 */
    {"message",
     MIXED
     "--b\nContent-Type: message/rfc822\n\nSubject: x\nContent-Type: text/html\n\n<p>\n--b--\n",
     "0@1 multipart/mixed 88\n1@5 message/rfc822 42\n2@7 text/html 3"},
    {"message-in-a-message",
     "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nA: b\n\nx\n",
     "0@1 message/rfc822 43\n1@3 message/rfc822 11\n2@5 text/plain? 3"},
    {"message-with-parts",
     MIXED
     "--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n"
     "one\n--c--\n--b--\n",
     "0@1 multipart/mixed 108\n1@5 message/rfc822 62\n2@7 multipart/mixed 17\n3@10 text/plain? 3"},
    {"message-of-an-mbox", "Content-Type: message/rfc822\n\nFrom a Mon\nA: b\n\nx\n",
     "0@1 message/rfc822 23\n1@3 text/plain? 3"},
    {"message-encoded",
     "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTogYgo=\n",
     "0@1 message/rfc822 10 e=base64 !mime-encoding-forbidden"},
    {"message-global-encoded",
     "Content-Type: message/global\nContent-Transfer-Encoding: base64\n\nQTogYgo=\n",
     "0@1 message/global 10 e=base64"},
    {"message-partial", "Content-Type: message/partial; id=x\n\nA: b\n\nx\n",
     "0@1 message/partial 11"},
    /* RFC 2045 section 6.4 */
    {"multipart-encoded",
     "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: quoted-printable\n\n"
     "--b\n\none\n--b--\n",
     "0@1 multipart/mixed 19 e=quoted-printable !mime-encoding-forbidden\n1@5 text/plain? 3"},
    {"encoding-unknown", "Content-Transfer-Encoding: x-uuencode\n\n",
     "0@1 text/plain? 0 e=x-uuencode !mime-encoding-unknown"},
    {"encoding-with-comment", "Content-Transfer-Encoding: 8bit (as it is)\n\n",
     "0@1 text/plain? 0 e=8bit"},
    {"header-line-without-colon", MIXED "--b\nhello\n\nx\n--b--\n",
     "0@1 multipart/mixed 24\n1@5 text/plain? 1 !mime-header-broken"},
    {"header-folded-first", MIXED "--b\n hello\n\nx\n--b--\n",
     "0@1 multipart/mixed 25\n1@5 text/plain? 1 !mime-header-broken"},
    /* RFC 2045 section 5.1: a parameter is ASCII; RFC 2231 section 4 is the way for the rest */
    {"file-name-of-bytes",
     MIXED "--b\nContent-Disposition: attachment; filename=\"\xe4\"\n\nx\n--b--\n",
     "0@1 multipart/mixed 64\n1@5 text/plain? 1 d=attachment n=\xef\xbf\xbd !mime-header-8bit"},
    {"utf-7", "Content-Type: text/plain; charset=UTF-7\n\nx\n",
     "0@1 text/plain 3 c=UTF-7 !mime-utf-7"},
    {"utf-7-by-its-first-name", "Content-Type: text/plain; charset=unicode-1-1-utf-7\n\nx\n",
     "0@1 text/plain 3 c=unicode-1-1-utf-7 !mime-utf-7"},
    {"content-field-twice",
     MIXED "--b\nContent-Disposition: inline\nContent-Disposition: attachment\n\nx\n--b--\n",
     "0@1 multipart/mixed 79\n1@5 text/plain? 1 d=inline !mime-field-repeated"},
    /* RFC 2183 section 2.3; the older way in Content-Type */
    {"file-name",
     "Content-Type: a/b; name=c\nContent-Disposition: Attachment; filename=\"d \\\"e\\\".pdf\"\n\n",
     "0@1 a/b 0 d=attachment n=d \"e\".pdf"},
    {"file-name-of-the-type", "Content-Type: a/b; name=\"c.pdf\"\n\n", "0@1 a/b 0 n=c.pdf"},
    {"file-name-unquoted", "Content-Disposition: attachment; filename=my file (1).pdf; size=3\n\n",
     "0@1 text/plain? 0 d=attachment n=my file (1).pdf"},
    {"file-name-encoded-word",
     "Content-Disposition: attachment; filename=\"=?utf-8?q?=C3=BCber.pdf?=\"\n\n",
     "0@1 text/plain? 0 d=attachment n=über.pdf"},
    /* RFC 2231 sections 3, 4 and 4.1 */
    {"file-name-in-sections",
     "Content-Disposition: attachment; filename*1=\"def\"; filename*0=abc; filename*3=no\n\n",
     "0@1 text/plain? 0 d=attachment n=abcdef"},
    {"file-name-with-charset",
     "Content-Disposition: attachment; filename=x; filename*=iso-8859-1'de'%fcber%2e%\n\n",
     "0@1 text/plain? 0 d=attachment n=über.%"},
    {"file-name-of-both",
     "Content-Disposition: attachment;\n filename*0*=us-ascii'en'This%20is%20even%20more%20;\n"
     " filename*1*=%2A%2A%2Afun%2A%2A%2A%20;\n filename*2=\"isn't it!\"\n\n",
     "0@1 text/plain? 0 d=attachment n=This is even more ***fun*** isn't it!"},
};

static char *
text_of(const EmlParts *parts)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < parts->parts->len; i++) {
		const EmlPart *part = g_ptr_array_index(parts->parts, i);

		g_string_append_printf(text, "%s%u@%u %s%s %" G_GUINT64_FORMAT, i > 0 ? "\n" : "",
				       part->depth, part->line, part->type,
				       part->assumed ? "?" : "", part->size);
		if (part->charset != NULL)
			g_string_append_printf(text, " c=%s", part->charset);
		if (part->encoding != NULL)
			g_string_append_printf(text, " e=%s", part->encoding);
		if (part->disposition != NULL)
			g_string_append_printf(text, " d=%s", part->disposition);
		if (part->filename != NULL)
			g_string_append_printf(text, " n=%s", part->filename);
		for (guint odd = 0; odd < EML_PART_ODDITY_LAST; odd++)
			if ((part->oddities & 1u << odd) != 0)
				g_string_append_printf(text, " !%s",
						       eml_part_oddity_id((EmlPartOddity)odd));
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_row(gconstpointer data)
{
	static const gsize sizes[] = {1, 2, 3, 7, EML_BODY_PIECE};
	const Row *row = data;
	g_autoptr(EmlMessage) message = test_message(row->in);

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(EmlParts) parts = test_parts_of(message, sizes[i]);
		g_autofree char *text = text_of(parts);

		g_assert_cmpstr(text, ==, row->parts);
	}
}

/* LF alone ends lines, too. */
static void
test_line_feeds(void)
{
	static const char text[] = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"
				   "Content-Type: text/html\n\n<p>\n\n--b--\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(text, sizeof text - 1);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlParts) parts = test_parts_of(message, 5);
	g_autofree char *found = text_of(parts);

	g_assert_cmpstr(found, ==, "0@1 multipart/mixed 49\n1@4 text/plain? 3\n1@7 text/html 4");
}

static EmlParts *
parts_of_text(GString *text)
{
	g_autoptr(EmlMessage) message = test_message(text->str);

	return test_parts_of(message, EML_BODY_PIECE);
}

static void
test_too_deep(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(EmlParts) parts = NULL;
	const EmlPart *last = NULL;

	for (guint i = 0; i < 200; i++)
		g_string_append(text, "Content-Type: message/rfc822\n\n");
	parts = parts_of_text(text);
	g_assert_cmpuint(parts->parts->len, ==, EML_MAX_PART_DEPTH);
	last = g_ptr_array_index(parts->parts, EML_MAX_PART_DEPTH - 1);
	g_assert_cmpuint(last->oddities, ==, 1u << EML_PART_TOO_DEEP);
	g_assert_cmpuint(last->size, ==, (200 - EML_MAX_PART_DEPTH) * 32);
}

static void
test_too_many(void)
{
	g_autoptr(GString) text = g_string_new(MIXED);
	g_autoptr(EmlParts) parts = NULL;
	const EmlPart *first = NULL, *last = NULL;

	for (guint i = 0; i < EML_MAX_PARTS + 5; i++)
		g_string_append_printf(text, "--b\n\n%u\n", i);
	g_string_append(text, "--b--\n");
	parts = parts_of_text(text);
	g_assert_cmpuint(parts->parts->len, ==, EML_MAX_PARTS);
	first = g_ptr_array_index(parts->parts, 0);
	last = g_ptr_array_index(parts->parts, EML_MAX_PARTS - 1);
	g_assert_cmpuint(first->oddities, ==, 1u << EML_PART_TOO_MANY);
	g_assert_cmpuint(last->size, ==, 3); /* "998" */
}

/* A header of any length is read, of which the beginning is kept; a line of 1 MB has no parts. */
static void
test_long(void)
{
	g_autoptr(GString) text = g_string_new(MIXED "--b\n");
	g_autoptr(EmlParts) parts = NULL;
	const EmlPart *part = NULL;

	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(text, "X-Field-%u: value\n", i);
	g_string_append(text, "X-Long: ");
	for (guint i = 0; i < 100000; i++)
		g_string_append(text, "--b--------");
	g_string_append(text, "\nContent-Type: text/html\n\n");
	for (guint i = 0; i < 100000; i++)
		g_string_append(text, "xx--b------");
	g_string_append(text, "\n--b--\n");
	parts = parts_of_text(text);
	g_assert_cmpuint(parts->parts->len, ==, 2);
	part = g_ptr_array_index(parts->parts, 1);
	g_assert_cmpstr(part->type, ==, "text/html");
	g_assert_cmpuint(part->size, ==, 1100000);
	g_assert_cmpuint(part->header->len, ==, EML_MAX_PART_HEADER);
	g_assert_cmpuint(part->oddities, ==, 0);
}

/* What was not read to its end is not called unended. */
static void
test_incomplete(void)
{
	g_autoptr(EmlMessage) message = test_message(MIXED "--b\n\none\n");
	g_autoptr(EmlPartsReader) reader = eml_parts_reader_new(message);
	g_autoptr(EmlParts) parts = NULL;

	eml_parts_reader_feed(reader, eml_slice("--b\r\n\r\no"));
	parts = eml_parts_reader_finish(reader, FALSE);
	g_assert_false(parts->complete);
	g_assert_cmpuint(((EmlPart *)g_ptr_array_index(parts->parts, 0))->oddities, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/parts/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/parts/line-feeds", test_line_feeds);
	g_test_add_func("/parts/too-deep", test_too_deep);
	g_test_add_func("/parts/too-many", test_too_many);
	g_test_add_func("/parts/long", test_long);
	g_test_add_func("/parts/incomplete", test_incomplete);
	return g_test_run();
}
