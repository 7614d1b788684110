/* RFC 8463 appendix A: its message (A.3) with its two keys (A.2), as they stand there. */
#include "dkim-suite.h"

#define RSA                                                                                        \
	"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"                     \
	"iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"                    \
	"DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"                    \
	"Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
#define ED25519 "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

#define SIGNATURES                                                                                 \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"                              \
	" d=football.example.com; i=@football.example.com;\n"                                      \
	" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"                                    \
	" subject : date : message-id : from : subject : date;\n"                                  \
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                      \
	" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"                            \
	" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"                                                      \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"                                  \
	" d=football.example.com; i=@football.example.com;\n"                                      \
	" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\n"                              \
	" date : message-id : from : subject : date;\n"                                            \
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                      \
	" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\n"                            \
	" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\n"                            \
	" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\n"
#define FIELDS(subject)                                                                            \
	"From: Joe SixPack <joe@football.example.com>\n"                                           \
	"To: Suzie Q <suzie@shopping.example.net>\n"                                               \
	"Subject: " subject "\n"                                                                   \
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"                                            \
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"
#define BODY "\nHi.\n\nWe lost the game.  Are you hungry yet?\n\nJoe.\n"

static const struct {
	const char *name, *message, *brisbane, *test, *wanted;
} rows[] = {
    {"both", SIGNATURES FIELDS("Is dinner ready?") BODY, ED25519, RSA,
     "football.example.com/brisbane pass | football.example.com/test pass"},
    /* relaxed/relaxed */
    {"white-space", SIGNATURES FIELDS(" Is  dinner\n\tready? ") BODY "\n\n", ED25519, RSA,
     "football.example.com/brisbane pass | football.example.com/test pass"},
    {"body-changed", SIGNATURES FIELDS("Is dinner ready?") BODY "-- \n", ED25519, RSA,
     "football.example.com/brisbane fail dkim-body-hash-differs mismatch/match | "
     "football.example.com/test fail dkim-body-hash-differs mismatch/match"},
    /* a signature of RSA tells the digest that was signed, one of Ed25519 does not */
    {"subject-changed", SIGNATURES FIELDS("Is lunch ready?") BODY, ED25519, RSA,
     "football.example.com/brisbane fail dkim-signature-differs match/mismatch | "
     "football.example.com/test fail dkim-headers-changed match/headers-changed"},
    /* h= names From, Subject and Date once more than they are there */
    {"from-added", "From: Eve <eve@example.net>\n" SIGNATURES FIELDS("Is dinner ready?") BODY,
     ED25519, RSA,
     "football.example.com/brisbane fail dkim-signature-differs match/mismatch | "
     "football.example.com/test fail dkim-headers-changed match/headers-changed"},
    /* RFC 6376 section 6.1.2, step 6: a key of the other algorithm */
    {"keys-exchanged", SIGNATURES FIELDS("Is dinner ready?") BODY, RSA, ED25519,
     "football.example.com/brisbane permerror dkim-key-type-differs match/not-tested | "
     "football.example.com/test permerror dkim-key-type-differs match/not-tested"},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(EmlMessage) message = test_message(rows[i].message);
	g_autoptr(GString) zone = dkim_suite_zone();
	g_autofree char *got = NULL;

	dkim_suite_add(zone, "brisbane._domainkey.football.example.com", rows[i].brisbane);
	dkim_suite_add(zone, "test._domainkey.football.example.com", rows[i].test);
	got = dkim_suite_verify(message, zone->str, G_GINT64_CONSTANT(1528637910));
	g_assert_cmpstr(got, ==, rows[i].wanted);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/rfc8463/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
