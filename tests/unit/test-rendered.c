/* A message known again by what a mail reader shows of it: what readers change on the way, and what
 * must not differ. */
#include "mail/rendered.h"

#include "mail/meaning.h"

#define REST "Date: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <a@b.example>\n"

static const struct {
	const char *name, *shown, *raw;
	gboolean same;
} rows[] = {
    {"as-it-is", "From: a@b.example\nSubject: x\n" REST, "From: a@b.example\nSubject: x\n" REST,
     TRUE},
    {"decoded-subject", "From: a@b.example\nSubject: \303\274ber\n" REST,
     "From: a@b.example\nSubject: =?utf-8?q?=C3=BCber?=\n" REST, TRUE},
    {"decoded-elsewhere", "From: a@b.example\nSubject: \303\244ber\n" REST,
     "From: a@b.example\nSubject: =?utf-8?q?=C3=BCbers?=\n" REST, FALSE},
    {"ascii-reader", "From: a@b.example\nSubject: ??ber\n" REST,
     "From: a@b.example\nSubject: \303\274ber\n" REST, TRUE},
    {"control-character", "From: a@b.example\nSubject: a?b\n" REST,
     "From: a@b.example\nSubject: =?utf-8?q?a=1Bb?=\n" REST, TRUE},
    {"folded-anew", "From: a@b.example\nSubject: one two\n\tthree\n" REST,
     "From: a@b.example\nSubject: one\n two three\n" REST, TRUE},
    {"quoted-anew", "From: \"Doe, Jo\" <a@b.example>\n" REST,
     "From: =?utf-8?q?Doe=2C_Jo?= <a@b.example>\n" REST, TRUE},
    {"comment-as-name", "From: Jo <a@b.example>\n" REST, "From: a@b.example (Jo)\n" REST, TRUE},
    {"decoded-domain", "From: Jo <a@b\303\274cher.example>\n" REST,
     "From: Jo <a@xn--bcher-kva.example>\n" REST, TRUE},
    {"other-zone",
     "From: a@b.example\nDate: Mon, 2 Mar 2026 11:00:00 +0100\nMessage-ID: <a@b.example>\n",
     "From: a@b.example\n" REST, TRUE},
    {"results-folded-anew",
     "From: a@b.example\nAuthentication-Results: mx; spf=pass\n\tsmtp.mailfrom=a@b\n" REST,
     "Authentication-Results: mx;\n  spf=pass smtp.mailfrom=a@b\nFrom: a@b.example\n" REST, TRUE},
    {"no-subject-shown", "From: a@b.example\n" REST, "From: a@b.example\nSubject: x\n" REST, TRUE},
    {"subject-added", "From: a@b.example\nSubject: x\n" REST, "From: a@b.example\n" REST, FALSE},
    {"other-name", "From: Bank <a@b.example>\n" REST, "From: Jo <a@b.example>\n" REST, FALSE},
    {"other-address", "From: Jo <a@c.example>\n" REST, "From: Jo <a@b.example>\n" REST, FALSE},
    {"one-author-more", "From: a@b.example\n" REST, "From: a@b.example, c@d.example\n" REST, FALSE},
    {"results-more", "From: a@b.example\nAuthentication-Results: mx; spf=pass\n" REST,
     "Authentication-Results: mx; spf=pass\nAuthentication-Results: mx; spf=fail\nFrom: "
     "a@b.example\n" REST,
     FALSE},
    {"results-in-other-order", "From: a@b.example\nReceived-SPF: pass\nReceived-SPF: fail\n" REST,
     "From: a@b.example\nReceived-SPF: fail\nReceived-SPF: pass\n" REST, FALSE},
    {"other-signature", "From: a@b.example\nDKIM-Signature: v=1; b=x\n" REST,
     "From: a@b.example\nDKIM-Signature: v=1; b=y\n" REST, FALSE},
    {"id-in-other-case", "From: a@b.example\n" REST,
     "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <A@b.example>\n", FALSE},
    {"no-date", "From: a@b.example\n" REST, "From: a@b.example\nMessage-ID: <a@b.example>\n",
     FALSE},
    {"no-from", "From: a@b.example\n" REST, REST, FALSE},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *text = g_strconcat(rows[i].raw, "\nbody\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlRendered) shown = eml_rendered_new(eml_slice(rows[i].shown));

	g_assert_nonnull(message);
	g_assert_nonnull(shown);
	g_assert_cmpint(eml_rendered_matches(shown, message), ==, rows[i].same);
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
		g_assert_null(eml_rendered_new(eml_slice(texts[i])));
}

static void
test_facts(void)
{
	g_autoptr(EmlRendered) shown = eml_rendered_new(eml_slice("From: a@b\n" REST));

	g_assert_cmpstr(eml_rendered_message_id(shown), ==, "a@b.example");
	g_assert_cmpint(eml_rendered_date(shown), ==, 1772445600);
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
	return g_test_run();
}
