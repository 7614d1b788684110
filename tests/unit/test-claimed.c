/* One word for what the receiver claimed, as the display filter shows it where nothing is verified
 * (interface contract, sections 3 and 5). */
#include "judge/claimed.h"
#include "support.h"

#define SENDER "From: Alice <alice@sender.example>\nSubject: x\n\nbody\n"
#define BORDER                                                                                     \
	"Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"                  \
	" by mx.receiver.example (Postfix) with ESMTPS id 1; Mon, 2 Nov 2026 10:00:03 +0000\n"
#define OWN(results) "Authentication-Results: mx.receiver.example; " results "\n"
#define PASS OWN("dmarc=pass header.from=sender.example")
#define FAIL OWN("dmarc=fail header.from=sender.example")

static const struct {
	const char *name;
	const char *text; /* of the message */
	const char *trust;
	const char *word;
	const char *says, *detail; /* stand in the sentence, and in the first detail; NULL: none */
} rows[] = {
    {"own", PASS BORDER SENDER, NULL, "pass", "says mx.receiver.example", "dmarc=pass"},
    {"nothing", BORDER SENDER, NULL, "unknown", "no claim of the receiving server", NULL},
    {"milter", BORDER PASS SENDER, NULL, "unknown",
     "by your filter, or forged: name mx.receiver.example once", "trust = mx.receiver.example"},
    {"milter-named", BORDER PASS SENDER, "mx.receiver.example", "pass", "says mx.receiver.example",
     "claimed by mx.receiver.example: dmarc=pass"},
    {"milter-of-organization",
     BORDER "Authentication-Results: receiver.example; dkim=pass\n" SENDER, NULL, "unknown",
     "or forged", "trust = receiver.example"},
    {"milter-that-fails", BORDER FAIL SENDER, NULL, "unknown", "or forged",
     "trust = mx.receiver.example"},
    /* the receiver's own block counts, and denies it */
    {"contradicts", FAIL BORDER PASS SENDER, NULL, "forged",
     "the sender faked a result of mx.receiver.example", "dmarc=fail"},
    /* ... or does not: then it is of another filter, or nobody gains by it */
    {"other-method", FAIL BORDER OWN("iprev=pass") SENDER, NULL, "fail", "says mx.receiver.example",
     "dmarc=fail"},
    {"says-less", PASS BORDER FAIL SENDER, NULL, "pass", "says mx.receiver.example", "dmarc=pass"},
    /* the run ends at the first field that no filter writes */
    {"lower", BORDER "X-Mailer: x\n" PASS SENDER, NULL, "forged", "faked", NULL},
    {"lower-named", BORDER "X-Mailer: x\n" PASS SENDER, "mx.receiver.example", "pass", "says",
     "dmarc=pass"},
    {"in-the-run",
     BORDER "DKIM-Filter: OpenDKIM Filter v2.11.0 mx.receiver.example 1\n" PASS SENDER, NULL,
     "unknown", "or forged", "trust = mx.receiver.example"},
    /* it went through the same server before, as when it is sent on there */
    {"earlier-pass",
     FAIL BORDER
     "X-Mailer: x\n" PASS
     "Received: from a.example (a.example [198.51.100.20]) by mx.receiver.example with ESMTPS id 2;"
     " Mon, 2 Nov 2026 10:00:01 +0000\n" SENDER,
     NULL, "fail", "says mx.receiver.example", "dmarc=fail"},
    /* a name with other letters than a host has cannot be offered for the settings */
    {"no-host", BORDER "Authentication-Results: \"x;mx.receiver.example\"; dmarc=pass\n" SENDER,
     NULL, "forged", "faked", NULL},
    /* a weeded header block: nothing tells whose fields they are */
    {"weeded", PASS SENDER, NULL, "unknown", "no claim of the receiving server", NULL},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const char *trust[] = {rows[i].trust, NULL};
	g_autoptr(EmlMessage) message = test_message(rows[i].text);
	g_autoptr(EmlHops) hops = eml_hops_new(message);
	g_autoptr(EmlClaims) claims = eml_claims_new(message, hops, trust);
	g_autoptr(EmlClaimed) claimed = eml_claimed_new(claims, hops, "sender.example");

	g_assert_cmpstr(claimed->word, ==, rows[i].word);
	g_assert_nonnull(strstr(claimed->text, rows[i].says));
	if (rows[i].detail == NULL)
		g_assert_null(claimed->details[0]);
	else
		g_assert_nonnull(strstr(claimed->details[0], rows[i].detail));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/claimed/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
