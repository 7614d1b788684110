/* Rows for mail/meaning: addresses (RFC 5322 sections 3.4, 4.4), encoded words (RFC 2047), message
 * ids. Dates are in test-date. */
#include "mail/meaning.h"

#include "base/limits.h"

#define BYTES(text) text, sizeof text - 1

/* Each mailbox is [display|address|domain]; NULL is "-". */
static const struct {
	const char *name;
	const char *in;
	gsize len;
	const char *out;
} addresses[] = {
    {"empty", BYTES(""), ""},
    {"blank", BYTES(" \r\n\t"), ""},
    {"bare", BYTES(" a@b.example"), "[-|a@b.example|b.example]"},
    {"angle", BYTES("<a@b.example>"), "[-|a@b.example|b.example]"},
    {"angle-blanks", BYTES("< a@b.example >"), "[-|a@b.example|b.example]"},
    {"name", BYTES("John Doe <a@b.example>"), "[John Doe|a@b.example|b.example]"},
    {"name-quoted", BYTES("\"Doe, John\" <a@b.example>"), "[Doe, John|a@b.example|b.example]"},
    {"name-quoted-pair", BYTES("\"a\\\"b\\\\c\" <a@b.example>"), "[a\"b\\c|a@b.example|b.example]"},
    {"name-parts", BYTES("\"A\"  B\r\n \"C\" <a@b.example>"), "[A B C|a@b.example|b.example]"},
    {"name-without-blank", BYTES("\"A\"<a@b.example>"), "[A|a@b.example|b.example]"},
    {"name-empty", BYTES("\"\" <a@b.example>"), "[-|a@b.example|b.example]"},
    {"name-dot", BYTES("Dr. Name <a@b.example>"), "[Dr. Name|a@b.example|b.example]"},
    {"name-comma", BYTES("Doe, John <a@b.example>"), "[Doe, John|a@b.example|b.example]"},
    {"name-commas", BYTES("A, B, C <a@b.example>, d@e.example"),
     "[A, B, C|a@b.example|b.example][-|d@e.example|e.example]"},
    {"name-brackets", BYTES("[List] Foo <a@b.example>"), "[[List] Foo|a@b.example|b.example]"},
    {"name-colon", BYTES("Re: Foo <a@b.example>"), "[Foo|a@b.example|b.example]"},
    {"name-apostrophe", BYTES("Michiel Buddingh' <a@b.example>"),
     "[Michiel Buddingh'|a@b.example|b.example]"},
    {"name-quote-unclosed", BYTES("\"Foo <a@b.example>"), "[\"Foo|a@b.example|b.example]"},
    {"name-paren-unclosed", BYTES("Foo :( <a@b.example>"), "[(|a@b.example|b.example]"},
    {"name-latin1", BYTES("M\xfcller <a@b.example>"), "[M\ufffdller|a@b.example|b.example]"},
    {"name-utf8", BYTES("M\u00fcller <a@b.example>"), "[M\u00fcller|a@b.example|b.example]"},
    {"name-nul", BYTES("A\0B <a@b.example>"), "[A\\u{0}B|a@b.example|b.example]"},
    {"name-escape", BYTES("\x1b[31mA <a@b.example>"), "[\x1b[31mA|a@b.example|b.example]"},
    {"name-encoded", BYTES("=?utf-8?q?M=C3=BCller?= <a@b.example>"),
     "[M\u00fcller|a@b.example|b.example]"},
    {"name-encoded-in-quotes", BYTES("\"=?utf-8?q?M=C3=BCller?=\" <a@b.example>"),
     "[M\u00fcller|a@b.example|b.example]"},
    {"name-encoded-with-specials", BYTES("=?utf-8?Q?Doe,_John_(x):?= <a@b.example>"),
     "[Doe, John (x):|a@b.example|b.example]"},
    {"name-encoded-empty",
     BYTES("=?utf-8?q?"
	   "?= <a@b.example>"),
     "[-|a@b.example|b.example]"},
    {"name-encoded-twice", BYTES("=?utf-8?q?A?=\r\n =?utf-8?q?B?= C <a@b.example>"),
     "[AB C|a@b.example|b.example]"},
    {"name-of-control-character", BYTES("=?utf-8?q?=0A?= <a@b.example>"),
     "[-|a@b.example|b.example]"},
    {"comment-name", BYTES("a@b.example (John Doe)"), "[John Doe|a@b.example|b.example]"},
    {"comment-name-pair", BYTES("a@b.example (John \\) (Doe))"),
     "[John ) (Doe)|a@b.example|b.example]"},
    {"comment-name-encoded", BYTES("a@b.example (=?utf-8?q?M=C3=BCller?=)"),
     "[M\u00fcller|a@b.example|b.example]"},
    {"comment-name-of-each", BYTES("a@b.example (A), c@d.example"),
     "[A|a@b.example|b.example][-|c@d.example|d.example]"},
    {"comments-everywhere",
     BYTES("Pete(A wonderful \\) chap) <pete(his account)@silly.test(his host)>"),
     "[Pete|pete@silly.test|silly.test]"},
    {"comment-nested", BYTES("(a(b)c)A(d) <a@b.example>(e)"), "[A|a@b.example|b.example]"},
    {"comment-with-address", BYTES("a@b.example (<c@d.example>)"),
     "[<c@d.example>|a@b.example|b.example]"},
    {"comment-unclosed", BYTES("(a@b.example"), "[-|(a@b.example|b.example]"},
    {"cfws-everywhere",
     BYTES(" (a)\r\n A (b) <\t(c) a (d) . (e) b (f) @ (g) c (h)\r\n . (i) example (j) > (k)"),
     "[A|a.b@c.example|c.example]"},
    {"local-dot-last", BYTES("a.@docomo.ne.jp"), "[-|a.@docomo.ne.jp|docomo.ne.jp]"},
    {"local-dot-last-name", BYTES("A <a.@docomo.ne.jp>"), "[A|a.@docomo.ne.jp|docomo.ne.jp]"},
    {"local-dots", BYTES("<a..b@ezweb.ne.jp>"), "[-|a..b@ezweb.ne.jp|ezweb.ne.jp]"},
    {"local-dot-first", BYTES(".a@b.example"), "[-|.a@b.example|b.example]"},
    {"local-quoted", BYTES("\"a b\"@c.example"), "[-|\"a b\"@c.example|c.example]"},
    {"local-quoted-at", BYTES("<\"a@b.example\"@c.example>"),
     "[-|\"a@b.example\"@c.example|c.example]"},
    {"local-quoted-pair", BYTES("\"a\\\"@b.example>\"@c.example"),
     "[-|\"a\\\"@b.example>\"@c.example|c.example]"},
    {"local-quoted-in-parts", BYTES("a.\"b\".c@d.example"), "[-|a.\"b\".c@d.example|d.example]"},
    {"local-utf8", BYTES("j\u00f6@b.example"), "[-|j\u00f6@b.example|b.example]"},
    {"local-encoded", BYTES("=?utf-8?q?a=40b.example?=@c.example"),
     "[-|=?utf-8?q?a=40b.example?=@c.example|c.example]"},
    {"local-odd", BYTES("bounces+a=b.example!x%y@c.example"),
     "[-|bounces+a=b.example!x%y@c.example|c.example]"},
    {"local-empty", BYTES("<@b.example>"), "[-|@b.example|b.example]"},
    {"local-blank", BYTES("<foo bar@c.example>"), "[-|foo bar@c.example|c.example]"},
    {"mailto", BYTES("<mailto:a@b.example>"), "[-|mailto:a@b.example|b.example]"},
    {"route", BYTES("<@x.example,@y.example:a@b.example>"), "[-|a@b.example|b.example]"},
    {"route-empty-elements", BYTES("<@x.example, ,:a@b.example>"), "[-|a@b.example|b.example]"},
    {"domain-upper", BYTES("a@B.Example"), "[-|a@B.Example|b.example]"},
    {"domain-last-dot", BYTES("a@b.example."), "[-|a@b.example.|b.example]"},
    {"domain-idn", BYTES("a@b\u00fccher.example"),
     "[-|a@b\u00fccher.example|xn--bcher-kva.example]"},
    {"domain-idn-no-name", BYTES("a@\u2603.example"), "[-|a@\u2603.example|-]"},
    {"domain-latin1",
     BYTES("a@b\xfc"
	   "cher.example"),
     "[-|a@b\ufffdcher.example|-]"},
    {"domain-underscore", BYTES("a@_b.example"), "[-|a@_b.example|_b.example]"},
    {"domain-one-label", BYTES("root@localhost"), "[-|root@localhost|localhost]"},
    {"domain-literal", BYTES("a@[192.0.2.1]"), "[-|a@[192.0.2.1]|-]"},
    {"domain-literal-v6", BYTES("A <a@[IPv6:2001:db8::1]>"), "[A|a@[IPv6:2001:db8::1]|-]"},
    {"domain-address", BYTES("a@192.0.2.1"), "[-|a@192.0.2.1|-]"},
    {"domain-empty", BYTES("a@"), "[-|a@|-]"},
    {"domain-empty-angle", BYTES("<a@>"), "[-|a@|-]"},
    {"domain-empty-label", BYTES("a@b..example"), "[-|a@b..example|-]"},
    {"domain-dot-first", BYTES("a@.example"), "[-|a@.example|-]"},
    {"domain-port", BYTES("a@b.example:25"), "[-|a@b.example:25|-]"},
    {"domain-slash", BYTES("a@b.example/c"), "[-|a@b.example/c|-]"},
    {"domain-quoted", BYTES("a@\"b.example\""), "[-|a@\"b.example\"|-]"},
    {"domain-nul", BYTES("a@b.example\0.c"), "[-|a@b.example\\u{0}.c|-]"},
    {"domain-long-label",
     BYTES("a@xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.example"),
     "[-|a@xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.example|-]"},
    {"domain-parenthesis-attack", BYTES("a@b.example(.c.example)"),
     "[.c.example|a@b.example|b.example]"},
    {"null", BYTES("<>"), "[-||-]"},
    {"null-named", BYTES("Mail Delivery System <>"), "[Mail Delivery System||-]"},
    {"no-address", BYTES("John Doe"), "[John Doe||-]"},
    {"no-address-form-feed", BYTES("\f"), "[-||-]"},
    {"no-address-form-feed-open", BYTES("([V:\f"), "[-||-]"},
    {"no-address-quoted", BYTES("\"a@b.example\""), "[a@b.example||-]"},
    {"no-address-encoded", BYTES("=?utf-8?q?a=40b.example?="), "[a@b.example||-]"},
    {"no-address-encoded-angle", BYTES("=?utf-8?q?Foo_=3Ca=40b.example=3E?="),
     "[Foo <a@b.example>||-]"},
    {"local-user", BYTES("root"), "[-|root|-]"},
    {"local-user-angle", BYTES("Moderator-Address <moderator>"), "[Moderator-Address|moderator|-]"},
    {"local-users", BYTES("root, admin"), "[-|root|-][-|admin|-]"},
    {"local-user-then-address", BYTES("root, a@b.example"), "[-|root|-][-|a@b.example|b.example]"},
    {"local-user-then-bracket", BYTES("root, <a@b.example>"),
     "[-|root|-][-|a@b.example|b.example]"},
    {"name-is-other-address", BYTES("\"x@a.example\" <y@b.example>"),
     "[x@a.example|y@b.example|b.example]"},
    {"name-is-other-address-unquoted", BYTES("x@a.example <y@b.example>"),
     "[x@a.example|y@b.example|b.example]"},
    {"name-has-addresses", BYTES("x@a.example via y@b.example <z@c.example>"),
     "[x@a.example via y@b.example|z@c.example|c.example]"},
    {"two-ats", BYTES("a@b.example@c.example"), "[-|a@b.example@c.example|-]"},
    {"two-ats-angle", BYTES("A <a@b.example@c.example>"), "[A|a@b.example@c.example|-]"},
    {"two-ats-blank", BYTES("<a@b.example c@d.example>"), "[-|a@b.example c@d.example|-]"},
    {"domain-then-word-angle", BYTES("<a@b.example c>"), "[-|a@b.example c|-]"},
    {"words-then-address", BYTES("John Doe a@b.example"), "[John Doe|a@b.example|b.example]"},
    {"address-then-words", BYTES("a@b.example John Doe"), "[-|a@b.example|b.example]"},
    {"missing-comma", BYTES("a@b.example c@d.example"),
     "[-|a@b.example|b.example][-|c@d.example|d.example]"},
    {"missing-comma-angles", BYTES("A <a@b.example> B <c@d.example>"),
     "[A|a@b.example|b.example][B|c@d.example|d.example]"},
    {"missing-comma-angle-bare", BYTES("<a@b.example> c@d.example"),
     "[-|a@b.example|b.example][-|c@d.example|d.example]"},
    {"several", BYTES("A <a@b.example>, c@d.example,\r\n E <e@f.example>"),
     "[A|a@b.example|b.example][-|c@d.example|d.example][E|e@f.example|f.example]"},
    {"several-semicolon", BYTES("a@b.example; c@d.example"),
     "[-|a@b.example|b.example][-|c@d.example|d.example]"},
    {"several-empty-elements", BYTES(", ,a@b.example,,\r\n c@d.example,"),
     "[-|a@b.example|b.example][-|c@d.example|d.example]"},
    {"same-twice", BYTES("a@b.example, a@b.example"),
     "[-|a@b.example|b.example][-|a@b.example|b.example]"},
    {"group", BYTES("Group: A <a@b.example>, c@d.example;"),
     "[A|a@b.example|b.example][-|c@d.example|d.example]"},
    {"group-empty", BYTES("undisclosed-recipients:;"), ""},
    {"group-cfws", BYTES("\"G\" (x) : (y) ; (z)"), ""},
    {"group-then-address", BYTES("G: a@b.example;, c@d.example"),
     "[-|a@b.example|b.example][-|c@d.example|d.example]"},
    {"group-unclosed", BYTES("G: a@b.example"), "[-|a@b.example|b.example]"},
    {"angle-unclosed", BYTES("A <a@b.example"), "[A|a@b.example|b.example]"},
    {"angle-unclosed-comma", BYTES("<a@b.example, c@d.example>"),
     "[-|a@b.example|b.example][-|c@d.example|d.example]"},
    {"angle-double", BYTES("<<a@b.example>>"), "[-|a@b.example|b.example]"},
    {"angle-inside", BYTES("<a@b.example <c@d.example>"), "[-|a@b.example <c@d.example|-]"},
    {"angle-stray", BYTES("a@b.example>"), "[-|a@b.example|b.example]"},
    {"angle-empty-then-address", BYTES("<> <a@b.example>"), "[-||-][-|a@b.example|b.example]"},
    {"bare-cr", BYTES("A\rB <a@b.example>\r"), "[A B|a@b.example|b.example]"},
    {"folded-in-address", BYTES("<a@b.\r\n example>"), "[-|a@b.example|b.example]"},
    {"specials-only", BYTES("@<>:,;.[](\")"), "[@||-][.[]||-]"},
};

static char *
dump_mailboxes(const GPtrArray *mailboxes)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < mailboxes->len; i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(mailboxes, i);

		g_string_append_printf(
		    out, "[%s|%s|%s]", mailbox->display != NULL ? mailbox->display : "-",
		    mailbox->address, mailbox->domain != NULL ? mailbox->domain : "-");
	}
	return g_string_free(out, FALSE);
}

static void
test_addresses(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(GPtrArray) mailboxes =
	    eml_meaning_addresses(eml_slice_n(addresses[i].in, addresses[i].len));
	g_autofree char *out = dump_mailboxes(mailboxes);

	g_assert_cmpstr(out, ==, addresses[i].out);
}

static void
test_addresses_truncated(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	for (gsize n = 0; n < addresses[i].len; n++) {
		g_autofree char *copy =
		    g_memdup2(addresses[i].in, n); /* so that ASan sees a read past the end */
		g_autoptr(GPtrArray) mailboxes = eml_meaning_addresses(eml_slice_n(copy, n));
		g_autofree char *out = dump_mailboxes(mailboxes);

		g_assert_true(g_utf8_validate(out, -1, NULL));
	}
}

/* Values that make a careless parser slow or deep; each is 256 KiB. */
static const char *const floods[] = {
    "(",  "\"",	     "\\",	   "<",	   "<@",     "a@", "a,",    "a ", "@",	 "[",
    "=?", "=?a?q?x", "=?a?b?x?= ", "((\\", "\"\\\"", ":",  ";a@b,", ">",  "a. ",
};

static void
test_flood(gconstpointer data)
{
	GString *text = g_string_new(NULL);
	g_autofree char *value = NULL;
	g_autofree char *words = NULL;
	g_autoptr(GPtrArray) mailboxes = NULL;

	while (text->len < 256 * 1024)
		g_string_append(text, data);
	value = g_string_free(text, FALSE);
	mailboxes = eml_meaning_addresses(eml_slice(value));
	words = eml_meaning_words(eml_slice(value));
	g_assert_cmpuint(mailboxes->len, <=, EML_MAX_ADDRESSES);
	g_assert_nonnull(words);
}

static const struct {
	const char *name;
	const char *in;
	gsize len;
	const char *out;
} words[] = {
    {"empty", BYTES(""), ""},
    {"plain", BYTES(" Hello world \r\n"), "Hello world"},
    {"folded", BYTES(" a\r\n b\n\tc"), "a b c"},
    {"tab-in-line", BYTES(" a\tb\r\n \t c"), "a\tb c"},
    {"bare-cr-stays", BYTES("a\rb"), "a\rb"},
    {"nul", BYTES("a\0b"), "a\\u{0}b"},
    {"utf8", BYTES("M\u00fcller"), "M\u00fcller"},
    {"latin1", BYTES("M\xfcller"), "M\ufffdller"},
    {"iso-2022-jp-raw-stays", BYTES("\x1b$BF|\x1b(B"), "\x1b$BF|\x1b(B"},
    {"q", BYTES("=?iso-8859-1?Q?a_b=FC=3D?="), "a b\u00fc="},
    {"q-lower-hex", BYTES("=?iso-8859-1?q?=fc?="), "\u00fc"},
    {"q-broken", BYTES("=?utf-8?q?a=?= =?utf-8?q?=x1=1=?="), "a==x1=1="},
    {"q-blank", BYTES("=?utf-8?q?a b?="), "a b"},
    {"q-question-mark",
     BYTES("=?utf-8?q?Who?"
	   "?="),
     "Who?"},
    {"q-empty",
     BYTES("a =?utf-8?q?"
	   "?= b"),
     "a  b"},
    {"b", BYTES("=?utf-8?B?SGVsbG8=?="), "Hello"},
    {"b-without-padding", BYTES("=?utf-8?b?SGVsbG8?="), "Hello"},
    {"b-odd-bytes", BYTES("=?utf-8?b?SGV*sb G8=?="), "Hello"},
    {"b-one-letter", BYTES("=?utf-8?b?S?="), ""},
    {"b-empty",
     BYTES("=?utf-8?b?"
	   "?="),
     ""},
    {"language", BYTES("=?utf-8*en?q?a?="), "a"},
    {"blank-between", BYTES("=?utf-8?q?a?= \r\n\t=?utf-8?q?b?="), "ab"},
    {"blank-between-charsets", BYTES("=?utf-8?q?a?= =?iso-8859-1?q?=FC?= =?utf-8?q?b?="),
     "a\u00fc"
     "b"},
    {"nothing-between", BYTES("=?utf-8?q?a?==?utf-8?q?b?="), "ab"},
    {"blank-around-text", BYTES("x =?utf-8?q?a?= y =?utf-8?q?b?= z"), "x a y b z"},
    {"inside-word", BYTES("x=?utf-8?q?a?=y"), "xay"},
    {"character-cut-in-two", BYTES("=?utf-8?B?5pel5g==?= =?utf-8?B?nKw=?="), "\u65e5\u672c"},
    {"character-cut-in-two-q", BYTES("=?UTF-8?q?=C3?=\r\n =?utf-8?q?=BC?="), "\u00fc"},
    {"iso-2022-jp", BYTES("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?="), "\u65e5\u672c"},
    {"iso-2022-jp-twice", BYTES("=?ISO-2022-JP?B?GyRCRnwbKEI=?= =?ISO-2022-JP?B?GyRCS1wbKEI=?="),
     "\u65e5\u672c"},
    {"iso-2022-jp-state-kept", BYTES("=?ISO-2022-JP?B?GyRCRnw=?= =?ISO-2022-JP?B?S1wbKEI=?="),
     "\u65e5\u672c"},
    {"shift_jis-of-windows", BYTES("=?shift_jis?B?h0CHQQ==?="), "\u2460\u2461"},
    {"gb2312-of-windows", BYTES("=?gb2312?B?xOO6w4FA?="), "\u4f60\u597d\u4e02"},
    {"euc-kr", BYTES("=?ks_c_5601-1987?B?x9Gx2w==?="), "\ud55c\uae00"},
    {"windows-1252", BYTES("=?windows-1252?q?=80?="), "\u20ac"},
    {"utf-7", BYTES("=?utf-7?q?+AOQ-?="), "\u00e4"},
    {"latin1-c1", BYTES("=?iso-8859-1?q?=9B31m?="),
     "\xc2\x9b"
     "31m"},
    {"bad-utf8", BYTES("=?utf-8?q?M=FCller?="), "M\ufffdller"},
    {"bad-us-ascii", BYTES("=?us-ascii?q?M=FCller?="), "M\ufffdller"},
    {"bad-iso-2022-jp", BYTES("=?iso-2022-jp?q?a=FFb?="),
     "a\ufffd"
     "b"},
    {"cut-big5", BYTES("=?big5?q?a=A4?="), "a\ufffd"},
    {"unknown-charset", BYTES("=?x-none?q?M=C3=BCller_=FF?="), "M\u00fcller \ufffd"},
    {"decoded-nul", BYTES("=?utf-8?q?a=00b?="), "a\\u{0}b"},
    {"decoded-control", BYTES("=?utf-8?q?=1B=0D=0Aa?="), "\x1b\r\na"},
    {"decoded-encoded-word-stays", BYTES("=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?="), "=?utf-8?q?a?="},
    {"unknown-encoding-stays", BYTES("=?utf-8?x?a?="), "=?utf-8?x?a?="},
    {"no-charset-stays", BYTES("=??q?a?="), "=??q?a?="},
    {"no-end-stays", BYTES("=?utf-8?q?a"), "=?utf-8?q?a"},
    {"no-end-then-one", BYTES("=?utf-8 =?utf-8?q?a?="), "=?utf-8 a"},
    {"charset-too-long-stays",
     BYTES("=?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?q?a?="),
     "=?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?q?a?="},
    {"dkim-signature", BYTES("=?UTF-8?Q?v=3D1;_a=3Drsa-sha256;_d=3Dexample.org?="),
     "v=1; a=rsa-sha256; d=example.org"},
};

static void
test_words(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *out = eml_meaning_words(eml_slice_n(words[i].in, words[i].len));

	g_assert_cmpstr(out, ==, words[i].out);
}

/* RFC 2047 section 6.3 (a): what is of an unknown charset is shown as it appears. */
static void
test_known_words(void)
{
	static const char *const rows[][2] = {
	    {"=?NONE?B?VEVTVA=?=", "=?NONE?B?VEVTVA=?="},
	    {" a =?klingon?Q?abc=FF?= b", "a =?klingon?Q?abc=FF?= b"},
	    {"=?klingon?q?a?= =?utf-8?q?b?= =?utf-8?q?c?=", "=?klingon?q?a?= bc"},
	    {"=?utf-8?q?b?= =?klingon?q?a?=", "b =?klingon?q?a?="},
	    {"=?klingon?q?a?= =?klingon?q?b?=", "=?klingon?q?a?= =?klingon?q?b?="},
	    {"=?us-ascii?q?a_b?= =?x-sjis?B?h0A=?= =?windows-1252?q?=80?=", "a b\u2460\u20ac"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *out = eml_meaning_known_words(eml_slice(rows[i][0]));

		g_assert_cmpstr(out, ==, rows[i][1]);
	}
}

static void
test_words_truncated(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	for (gsize n = 0; n < words[i].len; n++) {
		g_autofree char *copy =
		    g_memdup2(words[i].in, n); /* so that ASan sees a read past the end */
		g_autofree char *out = eml_meaning_words(eml_slice_n(copy, n));

		g_assert_true(g_utf8_validate(out, -1, NULL));
	}
}

/* RFC 2047 section 5 (3): encoded words stand for a phrase, which a quoted-string is, too. */
static const struct {
	const char *name, *in, *out;
} quoted[] = {
    {"plain", " a@b (c)", "a@b (c)"},
    {"phrase", "=?utf-8?q?J=C3=BCrgen?= <a@b>", "\"Jürgen\" <a@b>"},
    {"two-words", "=?utf-8?q?a?=\r\n =?utf-8?q?b?= <a@b>", "\"ab\" <a@b>"},
    {"two-charsets", "=?utf-8?q?a?= =?iso-8859-1?q?=FC?= <a@b>", "\"aü\" <a@b>"},
    {"beside-an-atom", "x =?utf-8?q?a?= y <a@b>", "x \"a\" y <a@b>"},
    {"looks-like-an-address", "=?utf-8?q?boss=40bank.example=2C?= <a@b>",
     "\"boss@bank.example,\" <a@b>"},
    {"quote-inside", "=?utf-8?q?a=22_=3Cc=40d=3E=5C?= <a@b>", "\"a\\\" <c@d>\\\\\" <a@b>"},
    {"in-quotes", "\"x =?utf-8?q?a=22b?= y\" <a@b>", "\"x a\\\"b y\" <a@b>"},
    {"in-quotes-and-behind", "\"=?utf-8?q?a?=\" =?utf-8?q?b?= <a@b>", "\"a\" \"b\" <a@b>"},
    {"escaped-quote", "\"x\\\"\" =?utf-8?q?a?=", "\"x\\\"\" \"a\""},
};

static void
test_quoted(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *out = eml_meaning_words_quoted(eml_slice(quoted[i].in));

	g_assert_cmpstr(out, ==, quoted[i].out);
}

static const struct {
	const char *name;
	const char *in;
	gsize len;
	const char *out;
} ids[] = {
    {"plain", BYTES(" <a@b.example>"), "a@b.example"},
    {"first-of-two", BYTES("<a@b> <c@d>"), "a@b"},
    {"cfws", BYTES(" (x)\r\n <a@b> (y)"), "a@b"},
    {"folded", BYTES("<a\r\n @b>"), "a@b"},
    {"blanks-inside", BYTES("< a@b >"), "a@b"},
    {"brackets-missing", BYTES(" a@b.example\r\n"), "a@b.example"},
    {"close-missing", BYTES("<a@b"), "a@b"},
    {"no-at", BYTES("<abc>"), "abc"},
    {"literal", BYTES("<a@[192.0.2.1]>"), "a@[192.0.2.1]"},
    {"8bit", BYTES("<a\xff@b>"), "a\ufffd@b"},
    {"utf8", BYTES("<\u00fc@b>"), "\u00fc@b"},
    {"nul", BYTES("<a\0@b>"), "a\\u{0}@b"},
    {"empty", BYTES(""), NULL},
    {"empty-brackets", BYTES("<>"), NULL},
    {"blank-brackets", BYTES("< >"), NULL},
    {"word", BYTES("none"), NULL},
};

static void
test_id(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *out = eml_meaning_message_id(eml_slice_n(ids[i].in, ids[i].len));

	g_assert_cmpstr(out, ==, ids[i].out);
}

/* RFC 5322 section 3.2.3: what holds specials stands in quotes, so a name that looks like an
 * address list stays one name */
static void
test_mailbox_text(void)
{
	static const struct {
		const char *in, *out;
	} rows_of_text[] = {
	    {"a@b.example", "a@b.example"},
	    {"Jo A. Doe <a@b.example>", "Jo A. Doe <a@b.example>"},
	    {"\"boss@bank.example, <ceo@bank.example>\" <x@evil.example>",
	     "\"boss@bank.example, <ceo@bank.example>\" <x@evil.example>"},
	    {"=?utf-8?q?boss=40bank.example=2C?= <x@evil.example>",
	     "\"boss@bank.example,\" <x@evil.example>"},
	    {"\"a\\\" <c@d.example>, \\\"b\" <x@evil.example>",
	     "\"a\\\" <c@d.example>, \\\"b\" <x@evil.example>"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows_of_text); i++) {
		g_autoptr(GPtrArray) all = eml_meaning_addresses(eml_slice(rows_of_text[i].in));
		g_autofree char *text = NULL;

		g_assert_cmpuint(all->len, ==, 1);
		text = eml_meaning_mailbox_text(g_ptr_array_index(all, 0));
		g_assert_cmpstr(text, ==, rows_of_text[i].out);
	}
}

static void
test_most_addresses(void)
{
	GString *text = g_string_new(NULL);
	g_autofree char *value = NULL;
	g_autoptr(GPtrArray) mailboxes = NULL;

	for (guint i = 0; i < EML_MAX_ADDRESSES + 10; i++)
		g_string_append_printf(text, "a%u@b.example, ", i);
	value = g_string_free(text, FALSE);
	mailboxes = eml_meaning_addresses(eml_slice(value));
	g_assert_cmpuint(mailboxes->len, ==, EML_MAX_ADDRESSES);
}

static void
add(const char *kind, const char *name, guint i, GTestDataFunc test)
{
	g_autofree char *path = g_strdup_printf("/meaning/%s/%s", kind, name);

	g_test_add_data_func(path, GUINT_TO_POINTER(i), test);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
		add("addresses", addresses[i].name, i, test_addresses);
		add("addresses-truncated", addresses[i].name, i, test_addresses_truncated);
	}
	g_test_add_func("/meaning/known-words", test_known_words);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		add("words", words[i].name, i, test_words);
		add("words-truncated", words[i].name, i, test_words_truncated);
	}
	for (guint i = 0; i < G_N_ELEMENTS(quoted); i++)
		add("quoted", quoted[i].name, i, test_quoted);
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
		add("message-id", ids[i].name, i, test_id);
	for (guint i = 0; i < G_N_ELEMENTS(floods); i++) {
		g_autofree char *path = g_strdup_printf("/meaning/flood/%u", i);

		g_test_add_data_func(path, floods[i], test_flood);
	}
	g_test_add_func("/meaning/mailbox-text", test_mailbox_text);
	g_test_add_func("/meaning/addresses/most", test_most_addresses);
	return g_test_run();
}
