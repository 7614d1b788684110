/* A message known again by what a mail reader shows of it: what readers change on the way, and what
 * must not differ. */
#include "mail/rendered.h"

#include "mail/meaning.h"

#define REST "Date: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <a@b.example>\n"

static const struct {
	const char *name, *shown, *raw;
	EmlMatch match;
} rows[] = {
    {"as-it-is", "From: a@b.example\nSubject: x\n" REST, "From: a@b.example\nSubject: x\n" REST,
     EML_MATCH_WHOLE},
    {"decoded-subject", "From: a@b.example\nSubject: \303\274ber\n" REST,
     "From: a@b.example\nSubject: =?utf-8?q?=C3=BCber?=\n" REST, EML_MATCH_WHOLE},
    {"decoded-elsewhere", "From: a@b.example\nSubject: \303\244ber\n" REST,
     "From: a@b.example\nSubject: =?utf-8?q?=C3=BCbers?=\n" REST, EML_MATCH_NOT},
    {"ascii-reader", "From: a@b.example\nSubject: ??ber\n" REST,
     "From: a@b.example\nSubject: \303\274ber\n" REST, EML_MATCH_WHOLE},
    {"control-character", "From: a@b.example\nSubject: a?b\n" REST,
     "From: a@b.example\nSubject: =?utf-8?q?a=1Bb?=\n" REST, EML_MATCH_WHOLE},
    {"folded-anew", "From: a@b.example\nSubject: one two\n\tthree\n" REST,
     "From: a@b.example\nSubject: one\n two three\n" REST, EML_MATCH_WHOLE},
    {"quoted-anew", "From: \"Doe, Jo\" <a@b.example>\n" REST,
     "From: =?utf-8?q?Doe=2C_Jo?= <a@b.example>\n" REST, EML_MATCH_WHOLE},
    {"comment-as-name", "From: Jo <a@b.example>\n" REST, "From: a@b.example (Jo)\n" REST,
     EML_MATCH_WHOLE},
    {"decoded-domain", "From: Jo <a@b\303\274cher.example>\n" REST,
     "From: Jo <a@xn--bcher-kva.example>\n" REST, EML_MATCH_WHOLE},
    {"other-zone",
     "From: a@b.example\nDate: Mon, 2 Mar 2026 11:00:00 +0100\nMessage-ID: <a@b.example>\n",
     "From: a@b.example\n" REST, EML_MATCH_WHOLE},
    {"results-folded-anew",
     "From: a@b.example\nAuthentication-Results: mx; spf=pass\n\tsmtp.mailfrom=a@b\n" REST,
     "Authentication-Results: mx;\n  spf=pass smtp.mailfrom=a@b\nFrom: a@b.example\n" REST,
     EML_MATCH_WHOLE},
    {"no-subject-shown", "From: a@b.example\n" REST, "From: a@b.example\nSubject: x\n" REST,
     EML_MATCH_WHOLE},
    {"subject-added", "From: a@b.example\nSubject: x\n" REST, "From: a@b.example\n" REST,
     EML_MATCH_NOT},
    {"other-name", "From: Bank <a@b.example>\n" REST, "From: Jo <a@b.example>\n" REST,
     EML_MATCH_NOT},
    {"other-address", "From: Jo <a@c.example>\n" REST, "From: Jo <a@b.example>\n" REST,
     EML_MATCH_NOT},
    {"one-author-more", "From: a@b.example\n" REST, "From: a@b.example, c@d.example\n" REST,
     EML_MATCH_UNSURE},
    {"results-more", "From: a@b.example\nAuthentication-Results: mx; spf=pass\n" REST,
     "Authentication-Results: mx; spf=pass\nAuthentication-Results: mx; spf=fail\nFrom: "
     "a@b.example\n" REST,
     EML_MATCH_UNSURE},
    {"results-in-other-order", "From: a@b.example\nReceived-SPF: pass\nReceived-SPF: fail\n" REST,
     "From: a@b.example\nReceived-SPF: fail\nReceived-SPF: pass\n" REST, EML_MATCH_UNSURE},
    {"other-signature", "From: a@b.example\nDKIM-Signature: v=1; b=x\n" REST,
     "From: a@b.example\nDKIM-Signature: v=1; b=y\n" REST, EML_MATCH_NOT},
    {"id-in-other-case", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <A@b.example>\n",
     EML_MATCH_UNSURE},
    {"no-date", "From: a@b.example\n" REST, "From: a@b.example\nMessage-ID: <a@b.example>\n",
     EML_MATCH_NOT},
    {"no-from", "From: a@b.example\n" REST, REST, EML_MATCH_NOT},
    {"other-local-part", "From: a@b.example\n" REST, "From: c@b.example\n" REST, EML_MATCH_NOT},
    {"name-dropped", "From: a@b.example\n" REST, "From: Jo <a@b.example>\n" REST, EML_MATCH_NOT},
    {"name-added", "From: Jo <a@b.example>\n" REST, "From: a@b.example\n" REST, EML_MATCH_NOT},
    {"han-subject", "From: a@b.example\nSubject: \344\270\255\n" REST,
     "From: a@b.example\nSubject: =?utf-8?b?5Lit?=\n" REST, EML_MATCH_WHOLE},
    {"other-han-subject", "From: a@b.example\nSubject: \346\226\207\n" REST,
     "From: a@b.example\nSubject: =?utf-8?b?5Lit?=\n" REST, EML_MATCH_NOT},
    {"subject-of-unknown-charset", "From: a@b.example\nSubject: y\n" REST,
     "From: a@b.example\nSubject: =?x-y?q?=FF?=\n" REST, EML_MATCH_UNSURE},
    {"subject-not-decoded", "From: a@b.example\nSubject: y\n" REST,
     "From: a@b.example\nSubject: =?utf-8?x?y?=\n" REST, EML_MATCH_UNSURE},
    {"other-to", "From: a@b.example\nTo: c@d\n" REST, "From: a@b.example\nTo: e@d\n" REST,
     EML_MATCH_NOT},
    {"to-with-comment", "From: a@b.example\nTo: c@d\n" REST,
     "From: a@b.example\nTo: e@d (c@d)\n" REST, EML_MATCH_UNSURE},
    {"any-field-differs", "From: a@b.example\nX-Odd: 1\n" REST,
     "From: a@b.example\nX-Odd: 2\n" REST, EML_MATCH_NOT},
    {"any-field-added", "From: a@b.example\nX-Odd: 1\n" REST, "From: a@b.example\n" REST,
     EML_MATCH_NOT},
    {"not-all-shown", "From: a@b.example\n" REST, "X-Odd: 1\nFrom: a@b.example\n" REST,
     EML_MATCH_WHOLE},
    {"two-of-one-shown", "From: a@b.example\nSubject: x\n" REST,
     "From: a@b.example\nSubject: x\nSubject: y\n" REST, EML_MATCH_UNSURE},
    {"one-of-two-is-not-there", "From: a@b.example\nSubject: x\nSubject: z\n" REST,
     "From: a@b.example\nSubject: x\nSubject: y\n" REST, EML_MATCH_NOT},
    {"from-shown-twice", "From: a@b.example\nFrom: a@b.example\n" REST, "From: a@b.example\n" REST,
     EML_MATCH_UNSURE},
    {"id-folded", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID:\n <a@b.example>\n",
     EML_MATCH_WHOLE},
    {"id-with-blank", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <a @b.example>\n",
     EML_MATCH_WHOLE},
    {"id-encoded", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: "
     "=?utf-8?q?=3Ca=40b.example=3E?=\n",
     EML_MATCH_WHOLE},
    {"id-encoded-oddly", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <=?utf-8?z?a?=>\n",
     EML_MATCH_UNSURE},
    {"id-twice", "From: a@b.example\n" REST, "From: a@b.example\nMessage-ID: <c@d>\n" REST,
     EML_MATCH_UNSURE},
    {"id-with-comment", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <a@b.example> (c)\n",
     EML_MATCH_UNSURE},
    {"id-with-control", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <a@b.example\001x>\n",
     EML_MATCH_UNSURE},
    {"another-id", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <b@b.example>\n",
     EML_MATCH_NOT},
    {"no-difference-behind-an-odd-line", "From: a@b.example\nSubject: x\n" REST,
     "From: a@b.example\n" REST "no field\nSubject: y\n", EML_MATCH_UNSURE},
    {"no-difference-in-an-odd-name", "From: a@b.example\nSubject: x\n" REST,
     "From: a@b.example\n" REST "=?utf-8?q?Subject?=: x\n", EML_MATCH_UNSURE},
    {"no-difference-behind-a-blank", "From: a@b.example\nSubject: x\n" REST,
     "From: a@b.example\n" REST "Subject : y\n", EML_MATCH_UNSURE},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *text = g_strconcat(rows[i].raw, "\nbody\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlRendered) shown =
	    eml_rendered_new(eml_slice(rows[i].shown), eml_slice("\nbody\n"), "utf-8");

	g_assert_nonnull(message);
	g_assert_nonnull(shown);
	g_assert_cmpint(eml_rendered_match(shown, message), ==, rows[i].match);
}

/* Too little is shown to know a message by. */
static void
test_too_little(void)
{
	static const char *const texts[] = {"",
					    "\n",
					    "From: a@b\n",
					    "From: a@b\nDate: x\n",
					    "Date: x\nMessage-ID: <a@b>\n",
					    "From: a@b\nMessage-ID: <a@b>\n",
					    "From: a@b\nDate: x\nMessage-ID:\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_null(eml_rendered_new(eml_slice(texts[i]), eml_slice("\n"), "utf-8"));
}

static void
test_facts(void)
{
	g_autoptr(EmlRendered) shown =
	    eml_rendered_new(eml_slice("From: a@b\n" REST), eml_slice("\n"), "utf-8");

	g_assert_cmpstr(eml_rendered_message_id(shown), ==, "a@b.example");
	g_assert_cmpint(eml_rendered_date(shown), ==, 1772445600);
}

/* What is not surely an id as it was sent is none. */
static void
test_odd_ids(void)
{
	static const char *const ids[] = {
	    "a@b",
	    "<a @b>",
	    "<a@b> (c)",
	    "<a@b><c@d>",
	    "<a@b",
	    "a@b>",
	    "<a\tb@c>",
	    "<a\n b@c>",
	    "<\"a\"@b>",
	    "<a\\@b>",
	    "<a(c)@b>",
	    "<>",
	    "<a\303\274@b>",
	    "=?utf-8?q?<a@b>?=",
	    "<a@b>\nMessage-ID: <a@b>",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autofree char *block =
		    g_strdup_printf("From: a@b\nDate: x\nMessage-ID: %s\n", ids[i]);
		g_autoptr(EmlRendered) shown =
		    eml_rendered_new(eml_slice(block), eml_slice("\n"), "utf-8");

		g_assert_nonnull(shown);
		g_assert_null(eml_rendered_message_id(shown));
	}
}

/* One field of a file, before anything is parsed. */
static void
test_id_match(void)
{
	static const struct {
		const char *field;
		EmlIdMatch match;
	} fields[] = {
	    {"Message-ID: <a@b.example>\n", EML_ID_MATCH},
	    {"message-id:<A@B.example>\r\n", EML_ID_MATCH},
	    {"Message-ID:\n <a@\n\tb.example>\n", EML_ID_MATCH},
	    {"Message-ID : <a@b.example>\n", EML_ID_MATCH},
	    {"Message-ID: <x@y> <a@b.example>\n", EML_ID_MATCH},
	    {"Message-ID: <\"a\"@b.example>\n", EML_ID_MATCH},
	    {"Message-ID: =?utf-8?q?x?=\n", EML_ID_MATCH},
	    {"Message-ID: <a@b.exa\001mple>\n", EML_ID_MATCH},
	    {"Message-ID: <c@d>\n", EML_ID_OTHER},
	    {"References: <a@b.example>\n", EML_ID_OTHER},
	    {"no field, <a@b.example>\n", EML_ID_OTHER},
	    {"=?utf-8?q?Message-ID?=: <c@d>\n", EML_ID_ODD},
	    {"\357\273\277Message-ID: <c@d>\n", EML_ID_ODD},
	    {"\013Message-ID: <c@d>\n", EML_ID_ODD},
	};
	g_autoptr(EmlRendered) shown =
	    eml_rendered_new(eml_slice("From: a@b\n" REST), eml_slice("\n"), "utf-8");

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		g_assert_cmpint(eml_rendered_id_match(shown, eml_slice(fields[i].field)), ==,
				fields[i].match);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/rendered/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/rendered/too-little", test_too_little);
	g_test_add_func("/rendered/facts", test_facts);
	g_test_add_func("/rendered/odd-ids", test_odd_ids);
	g_test_add_func("/rendered/id-match", test_id_match);
	return g_test_run();
}
