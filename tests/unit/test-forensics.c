/* Why a signature fails: each kind of change is found, is proved by a hash only where one can
 * match, and nothing is said of what nobody can know. */
#include "judge/forensics.h"

#include "judge/words.h"
#include "mail/meaning.h"
#include "sign.h"
#include "support.h"

#define HEADER                                                                                     \
	"From: Alice Author <alice@author.example>\n"                                              \
	"To: Bob Reader <bob@reader.example>, carol@reader.example\n"                              \
	"Subject: Plans for the summer\n"                                                          \
	"Date: Tue, 3 Mar 2026 07:15:02 +0000\n"                                                   \
	"Message-ID: <1@author.example>\n"                                                         \
	"MIME-Version: 1.0\n"
#define PLAIN                                                                                      \
	HEADER "Content-Type: text/plain; charset=\"utf-8\"\n"                                     \
	       "Content-Transfer-Encoding: 8bit\n\n"
#define TEXT "Dear Bob,\n\nthe summer is near.\nFrom here it is far.\n.\nGr\303\274\303\237e\n"
#define NAMES                                                                                      \
	"h=from:to:subject:date:message-id:mime-version:content-type:content-transfer-encoding;"
#define TAGS(c, more)                                                                              \
	" v=1; a=rsa-sha256; c=" c "; d=author.example; s=k; " more NAMES " bh=@BH@; b=@B@"
#define RELAXED TAGS("relaxed/relaxed", "")
#define SIMPLE TAGS("simple/simple", "")
#define PARTS(b)                                                                                   \
	"--" b "\nContent-Type: text/plain; charset=utf-8\n\nHello\n\nBob\n--" b                   \
	"\nContent-Type: text/html\n\n<p>Hello</p>\n--" b "--\n"
#define TAGGED "List-Id: Dev <dev.lists.example>\nSubject: [dev] Plans\nFrom: a@author.example\n\n"
#define LATIN HEADER "Content-Type: text/plain; charset=iso-8859-1\n\n"
#define LATIN_UTF8 HEADER "Content-Type: text/plain; charset=utf-8\n\n"
#define WORDS "From: a@author.example\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\n"
#define QP HEADER "Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n"
#define MULTI HEADER "Content-Type: multipart/mixed; boundary=\"b1\"\n\n" PARTS("b1")

/* The signed message in which `what` became `with` (LF is CRLF in all of them). */
static const struct {
	const char *name, *message, *tags;
	const char *what, *with;
	const char *expected; /* "cause" or "cause?" (likely), in the order of the report */
} rows[] = {
    {"unchanged", PLAIN TEXT, RELAXED, "near", "near", ""},
    {"unknown", PLAIN TEXT, RELAXED, "near", "nigh", ""},
    {"unknown-header", PLAIN TEXT, RELAXED, "Plans for", "Pains for", ""},
    {"footer", PLAIN TEXT, RELAXED, "e\n", "e\n____\nA list\n", "list-footer"},
    {"footer-simple", PLAIN TEXT, SIMPLE, "e\n", "e\n____\nA list\n", "list-footer"},
    {"subject-tag", PLAIN TEXT, RELAXED, "Subject: ", "Subject: [dev] ", "subject-tag"},
    {"subject-spam", PLAIN TEXT, SIMPLE, "Subject: ", "Subject: ***SPAM*** ", "subject-tag"},
    {"subject-two-tags", PLAIN TEXT, RELAXED, "Subject: ", "Subject: [EXT] [dev] ", "subject-tag"},
    {"subject-re", PLAIN TEXT, RELAXED, "Subject: ", "Subject: Re: ", "subject-changed"},
    {"from-list", PLAIN TEXT, RELAXED, "From: Alice Author <alice@author.example>",
     "From: Alice Author via Dev <dev@lists.example>\nReply-To: alice@author.example",
     "from-rewritten"},
    {"from-original", PLAIN TEXT, RELAXED, "From: Alice Author <alice@author.example>",
     "From: 'Alice' <dev@lists.example>\nX-Original-From: Alice Author <alice@author.example>",
     "from-rewritten"},
    {"from-coded", PLAIN TEXT, RELAXED, "From: Alice Author <alice@author.example>",
     "From: Alice Author via Dev <alice=author.example@lists.example>", "from-rewritten"},
    {"from-coded-40", PLAIN TEXT, RELAXED, "From: Alice Author <alice@author.example>",
     "From: Alice Author <alice=40author.example@dmarc.lists.example>", "from-rewritten"},
    {"empty-line", PLAIN TEXT, RELAXED, "\n\nthe summer", "\n\n\nthe summer", "white-space"},
    {"field-added", PLAIN TEXT, RELAXED, "MIME-Version: 1.0\n",
     "MIME-Version: 1.0\nSubject: Other\n", "field-added"},
    {"field-missing", PLAIN TEXT, RELAXED, "MIME-Version: 1.0\n", "", "field-missing"},
    {"field-missing-likely", PLAIN TEXT, RELAXED, "Message-ID: <1@author.example>\n", "",
     "field-missing?"},
    {"folded", PLAIN TEXT, SIMPLE, "Plans for the", "Plans for\n the", "white-space"},
    {"blanks-at-ends", PLAIN TEXT, SIMPLE, "near.\n", "near. \n", "white-space"},
    {"field-name", PLAIN TEXT, SIMPLE, "MIME-Version", "Mime-version", "white-space"},
    {"from-quoting", PLAIN TEXT, RELAXED, "\nFrom here", "\n>From here", "from-quoting"},
    {"dot-doubled", PLAIN TEXT, RELAXED, "\n.\n", "\n..\n", "dot-stuffing"},
    {"dot-lost", PLAIN "One\n.Two\nThree\n", RELAXED, "\n.Two", "\nTwo", "dot-stuffing"},
    {"prepended", PLAIN TEXT, RELAXED, "Dear", "CAUTION\nOutside!\n\nDear", "prepended-text"},
    {"inserted", PLAIN TEXT, RELAXED, "the summer", "Buy now\nthe summer", "text-inserted"},
    {"to-qp", PLAIN TEXT, RELAXED, "8bit\n\n" TEXT,
     "quoted-printable\n\nDear Bob,\n\nthe summer is =\nnear.\n=46rom here it is "
     "far.\n.\nGr=C3=BC=C3=9Fe\n",
     "reencoded-qp reencoded-qp"},
    {"to-base64", PLAIN "Hello\n", RELAXED, "8bit\n\nHello\n", "base64\n\nSGVsbG8NCg==\n",
     "reencoded-base64 reencoded-base64"},
    {"display-name", PLAIN TEXT, RELAXED, "To: Bob Reader", "To: \"Bob Reader\"",
     "display-name-quotes"},
    {"order", PLAIN TEXT, RELAXED, "Bob Reader <bob@reader.example>, carol@reader.example",
     "carol@reader.example, Bob Reader <bob@reader.example>", "address-order"},
    {"dropped", PLAIN TEXT, RELAXED, ", carol@reader.example\n",
     "\nX-Original-To: carol@reader.example\n", "address-dropped"},
    {"content-type", PLAIN TEXT, RELAXED, "charset=\"utf-8\"", "charset=utf-8", "content-type"},
    {"date", PLAIN TEXT, RELAXED, "2026 07:15:02 +0000", "2026 07:15:02 GMT", "date-rewritten"},
    {"tail", PLAIN "Hello", RELAXED, "Hello", "Hello, world\n", "body-tail"},
    {"tail-of-blanks", PLAIN "Hello", SIMPLE, "Hello", "Hello  \n", "white-space"},
    {"folded-boundary", HEADER "Content-Type: multipart/mixed; boundary=\"b\n 1\"\n\n" PARTS("b 1"),
     RELAXED, "--b 1--\n", "--b 1\nContent-Type: text/plain\n\nA list\n--b 1--\n", "part-added"},
    {"part-footer", MULTI, RELAXED, "Bob\n--b1", "Bob\n\n____\nA list\n--b1", "list-footer"},
    {"part-added", MULTI, RELAXED, "--b1--\n", "--b1\nContent-Type: text/plain\n\nA list\n--b1--\n",
     "part-added"},
    {"boundary", MULTI, RELAXED, PARTS("b1"), PARTS("b2"), "boundary"},
    {"empty-part", HEADER "Content-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\n\n" PARTS("b1"),
     RELAXED, "<p>Hello", "<p>Jello", ""},
    {"line-ends", PLAIN "a\nb\n", RELAXED, "a\nb\n", "a\n\nb\n\n", "line-ends"},
    {"z", PLAIN TEXT,
     TAGS("relaxed/relaxed", "z=Subject:=20Plans=20for=20the=20summer|To:=20x@y.example; "),
     "Plans for the summer", "Won a prize", "z-copy"},
    {"z-unsigned", PLAIN TEXT, TAGS("relaxed/relaxed", "z=Subject:=20Other; "),
     "Plans for the summer", "Won a prize", ""},
    {"length-cut", PLAIN TEXT, TAGS("relaxed/relaxed", "l=50; "), "the summer is near.\n", "",
     "body-cut?"},
    {"tag-and-footer", PLAIN TEXT, RELAXED,
     "Subject: Plans for the summer\nDate: Tue, 3 Mar 2026 07:15:02 +0000\n"
     "Message-ID: <1@author.example>\nMIME-Version: 1.0\n"
     "Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: 8bit\n\n" TEXT,
     "Subject: [dev] Plans for the summer\nDate: Tue, 3 Mar 2026 07:15:02 +0000\n"
     "Message-ID: <1@author.example>\nMIME-Version: 1.0\n"
     "Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: 8bit\n\n" TEXT
     "____\nA list\n",
     "subject-tag list-footer"},
    /* the text is other than the signed one in more than its encoding, so that nothing is proved */
    {"converted-likely",
     "X-MIME-Autoconverted: from 8bit to quoted-printable by mx.example id A1\n" PLAIN TEXT,
     RELAXED, "the summer", "a summer", "converted?"},
    {"converted-elsewhere",
     "X-MIME-Autoconverted: no\nReceived: by mx.example rfc822-to-x\n" PLAIN TEXT, RELAXED,
     "the summer", "a summer", ""},
    {"list-likely", PLAIN TEXT, RELAXED, "Subject: Plans",
     "List-Id: <dev.lists.example>\nSubject: P", "mailing-list?"},
    {"subject-tag-removed", TAGGED TEXT, RELAXED, "Subject: [dev] ",
     "Subject: ", "subject-tag-removed"},
    /* the hash of "a", a blank and CRLF, which is the body in simple form */
    {"canonicalization", PLAIN "a \n",
     " v=1; a=rsa-sha256; c=relaxed/relaxed; d=author.example; s=k; " NAMES
     " bh=iF+lxctfgP20FPGz4LlMSxNm2xzoPoI1jEy2faKrc+Q=; b=@B@",
     "", "", "canonicalization"},
    {"charset", LATIN "Gr\374\337e\n", RELAXED, "iso-8859-1\n\nGr\374\337e\n",
     "utf-8\n\nGr\303\274\303\237e\n", "charset charset"},
    {"charset-back", LATIN_UTF8 "Gr\303\274\303\237e\n", RELAXED, "utf-8\n\nGr\303\274\303\237e\n",
     "iso-8859-1\n\nGr\374\337e\n", "charset charset"},
    {"encoded-words", PLAIN TEXT, RELAXED, "Subject: Plans",
     "Subject: =?utf-8?Q?Plans?=", "encoded-words"},
    {"decoded-words", WORDS TEXT, RELAXED, "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Gr\303\274\303\237e",
     "encoded-words"},
    {"from-qp", QP, RELAXED, "quoted-printable\n\nGr=C3=BC=C3=9Fe\n",
     "8bit\n\nGr\303\274\303\237e\n", "reencoded-8bit reencoded-8bit"},
    {"address-form", PLAIN TEXT, RELAXED, "carol@reader.example", "<carol@reader.example>",
     "address-form"},
    {"address-added", PLAIN TEXT, RELAXED, ", carol@reader.example",
     ", carol@reader.example, eve@reader.example", "address-added"},
    {"part-removed", MULTI, RELAXED, "--b1\nContent-Type: text/html\n\n<p>Hello</p>\n", "",
     "part-removed?"},
    {"links", PLAIN TEXT, RELAXED, "near", "https://urldefense.com/v3/near", "links-rewritten?"},
};

static char *
with_crlf(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	return g_strjoinv("\r\n", lines);
}

static char *
replaced_once(const char *text, const char *what, const char *with)
{
	const char *at = g_strrstr(text, what);

	g_assert_nonnull(at);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, with, at + strlen(what));
}

static GPtrArray *
causes_of(const EmlMessage *message, TestKey key)
{
	g_autoptr(GString) zone = g_string_new(";! complete\n");
	g_autofree char *record = test_key_record(key);

	test_zone_txt(zone, "k._domainkey.author.example", eml_slice(record));
	g_autoptr(EmlDnsStore) store = test_store(zone->str);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) signatures = eml_dkim_verify(message, dns, 1772522103);
	g_autoptr(GPtrArray) all = eml_forensics_explain(message, signatures, NULL);

	g_assert_cmpuint(all->len, ==, signatures->len);
	return g_ptr_array_ref(g_ptr_array_index(all, 0));
}

static char *
words_of(const GPtrArray *causes)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);
		g_autofree EmlPlain *detail = eml_cause_text(cause);

		g_assert_nonnull(eml_words_by_id(cause->id));
		/* "?" is an argument that is missing, but for encoded words */
		g_assert_true(strchr(detail, '?') == NULL || strstr(detail, "=?") != NULL);
		g_string_append_printf(text, "%s%s%s", i > 0 ? " " : "", cause->id,
				       cause->proved ? "" : "?");
	}
	return g_strdup(text->str);
}

static char *
explained(guint row, const char *tags, TestKey key)
{
	g_autofree char *was = test_sign(rows[row].message, tags, key);
	g_autofree char *what = with_crlf(rows[row].what);
	g_autofree char *with = with_crlf(rows[row].with);
	g_autofree char *is = replaced_once(was, what, with);
	g_autoptr(GBytes) bytes = g_bytes_new(is, strlen(is));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(GPtrArray) causes = causes_of(message, key);

	return words_of(causes);
}

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autofree char *found = explained(row, rows[row].tags, TEST_KEY_RSA_2048);

	g_assert_cmpstr(found, ==, rows[row].expected);
}

/* No digest comes out of an Ed25519 signature: each guess is verified. */
static void
test_ed25519(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_auto(GStrv) parts = g_strsplit(rows[row].tags, "rsa-sha256", -1);
	g_autofree char *tags = g_strjoinv("ed25519-sha256", parts);
	g_autofree char *found = explained(row, tags, TEST_KEY_ED25519);

	g_assert_cmpstr(found, ==, rows[row].expected);
}

/* Made with another key: nothing can be said of the header, and the body is explained all the same.
 */
static void
test_wrong_key(void)
{
	g_autofree char *was = test_sign(PLAIN TEXT, RELAXED, TEST_KEY_RSA_1024);
	g_autofree char *is = g_strconcat(was, "A list\r\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(is, strlen(is));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(GPtrArray) causes = causes_of(message, TEST_KEY_RSA_1024_OTHER);
	g_autofree char *found = words_of(causes);

	g_assert_cmpstr(found, ==, "list-footer");
}

static char *
causes_in(const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(GPtrArray) causes = causes_of(message, TEST_KEY_RSA_1024);

	return words_of(causes);
}

/* What a server wrote on top tells who changed the message; what stands below the signature was
 * there before. */
static void
test_fingerprints(void)
{
	static const struct {
		const char *field, *expected;
	} marks[] = {
	    {"X-MS-Exchange-Organization-SCL: 1", "exchange-reserialized?"},
	    {"X-Proofpoint-Virus-Version: vendor=x", "gateway?"},
	    {"X-Mimecast-Spam-Score: 1", "gateway?"},
	    {"X-Mailman-Version: 2.1.39", "mailing-list?"},
	    {"X-Anything: else", ""},
	};
	g_autofree char *was = test_sign(PLAIN TEXT, RELAXED, TEST_KEY_RSA_1024);
	g_autofree char *is = replaced_once(was, "near", "nigh");
	g_autofree char *below =
	    replaced_once(is, "MIME-Version", "X-MS-Exchange-Organization-SCL: 1\r\nMIME-Version");

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		g_autofree char *text = g_strconcat(marks[i].field, "\r\n", is, NULL);
		g_autofree char *found = causes_in(text);

		g_assert_cmpstr(found, ==, marks[i].expected);
	}
	g_autofree char *found = causes_in(below);
	g_assert_cmpstr(found, ==, "");
}

/* What was signed and what is there now are both told. */
static void
test_shown(void)
{
	g_autofree char *was = test_sign(PLAIN TEXT, RELAXED, TEST_KEY_RSA_1024);
	g_autofree char *is = replaced_once(was, "Subject: ", "Subject: [dev] ");
	g_autofree char *longer = g_strconcat(is, "_____\r\nA list\r\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(longer, strlen(longer));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(GPtrArray) causes = causes_of(message, TEST_KEY_RSA_1024);
	const EmlCause *tag = NULL;
	const EmlCause *footer = NULL;

	g_assert_cmpuint(causes->len, ==, 2);
	tag = g_ptr_array_index(causes, 0);
	footer = g_ptr_array_index(causes, 1);
	g_assert_cmpstr(tag->before, ==, "Plans for the summer");
	g_assert_cmpstr(tag->after, ==, "[dev] Plans for the summer");
	g_assert_cmpint(tag->field, ==, eml_message_find(message, "Subject", -1));
	g_assert_false(tag->in_body);
	g_assert_null(footer->before);
	g_assert_cmpstr(footer->after, ==, "_____\r\nA list\r\n");
	g_assert_true(footer->in_body);
	g_autofree EmlPlain *text = eml_cause_text(footer);
	g_assert_cmpstr(text, ==, "2 lines were added at the end of the text: \"A list\"");
}

static gboolean
at_once(gconstpointer data)
{
	(void)data;
	return TRUE;
}

/* A cancelled run says nothing, and at once. */
static void
test_cancelled(void)
{
	const EmlForensicsStop stop = {at_once, NULL};
	g_autofree char *was = test_sign(PLAIN TEXT, RELAXED, TEST_KEY_RSA_1024);
	g_autofree char *is = g_strconcat(was, "A list\r\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(is, strlen(is));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlDnsStore) store = test_store(";! complete\n");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) signatures = eml_dkim_verify(message, dns, 1772522103);
	g_autoptr(GPtrArray) all = eml_forensics_explain(message, signatures, &stop);

	g_assert_cmpuint(((GPtrArray *)g_ptr_array_index(all, 0))->len, ==, 0);
}

static gboolean
count_question(gconstpointer data)
{
	++*(guint *)(gpointer)data; /* made as a guint below */
	return FALSE;
}

/* How often it is asked whether to stop, which is done for each trial. Of `n` signatures, none of
 * which can be explained. */
static guint
n_trials(guint n)
{
	guint count = 0;
	const EmlForensicsStop stop = {count_question, &count};
	g_autoptr(GString) zone = g_string_new(";! complete\n");
	g_autofree char *record = test_key_record(TEST_KEY_RSA_1024);
	g_autoptr(GString) body = g_string_new(PLAIN);
	g_autofree char *text = NULL;

	for (guint i = 0; i < 1000; i++)
		g_string_append_printf(body, "line %u of a body that is somewhat long\n", i * i);
	text = g_strdup(body->str);
	for (guint i = 0; i < n; i++) {
		char *more = test_sign(text, RELAXED, TEST_KEY_RSA_1024);

		g_free(text);
		text = more;
	}
	g_autofree char *other = replaced_once(text, "line 0 of", "lime 0 of");
	g_autofree char *is = replaced_once(other, "Plans for", "Pains for");
	g_autoptr(GBytes) bytes = g_bytes_new(is, strlen(is));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);

	test_zone_txt(zone, "k._domainkey.author.example", eml_slice(record));
	g_autoptr(EmlDnsStore) store = test_store(zone->str);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) signatures = eml_dkim_verify(message, dns, 1772522103);
	g_autoptr(GPtrArray) all = eml_forensics_explain(message, signatures, &stop);

	g_assert_cmpuint(signatures->len, ==, n);
	g_assert_cmpuint(all->len, ==, n);
	return count;
}

/* The limit is one of the message, not of each signature. */
static void
test_limit(void)
{
	const guint one = n_trials(1);

	g_assert_cmpuint(n_trials(5), <, 2 * one);
}

int
main(int argc, char **argv)
{
	static const char *const with_ed25519[] = {"subject-tag", "field-added", "from-list",
						   "unknown-header", "footer"};

	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/forensics/rsa/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
		for (gsize k = 0; k < G_N_ELEMENTS(with_ed25519); k++) {
			g_autofree char *other =
			    g_strdup_printf("/forensics/ed25519/%s", rows[i].name);

			if (g_str_equal(with_ed25519[k], rows[i].name))
				g_test_add_data_func(other, GUINT_TO_POINTER(i), test_ed25519);
		}
	}
	g_test_add_func("/forensics/wrong-key", test_wrong_key);
	g_test_add_func("/forensics/fingerprints", test_fingerprints);
	g_test_add_func("/forensics/shown", test_shown);
	g_test_add_func("/forensics/limit", test_limit);
	g_test_add_func("/forensics/cancelled", test_cancelled);
	return g_test_run();
}
