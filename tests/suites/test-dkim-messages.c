/* The messages of dkimpy, go-msgauth, MimeKit, mailauth, blaze and ocaml-dkim, with the keys that
 * their suites carry. */
#include "dkim-suite.h"

#include <json-glib/json-glib.h>

/* Keys of one suite, as it keeps them. */
static void
keys_dkimpy(GString *zone)
{
	dkim_suite_add_tsv(zone, "dkim/dkimpy/dns.tsv");
}

/* One of its key files for the name that rfc6376.signed.rsa.msg asks for. */
static void
add_football(GString *zone, const char *file)
{
	g_autofree char *under = g_build_filename("dkim/dkimpy", file, NULL);
	g_autofree char *text = dkim_suite_text(under);

	dkim_suite_add(zone, "test._domainkey.football.example.com", text);
}

/* "test_catch_bad_key": one letter of p= is missing */
static void
keys_letter_missing(GString *zone)
{
	g_autofree char *text = dkim_suite_text("dkim/dkimpy/test.txt");
	char *at = strstr(text, "p=MIGf");

	g_assert_nonnull(at);
	memmove(at + 5, at + 6, strlen(at + 6) + 1);
	dkim_suite_add(zone, "test._domainkey.football.example.com", text);
}

static void
keys_bad(GString *zone)
{
	add_football(zone, "test_bad.txt");
}

static void
keys_bad_type(GString *zone)
{
	add_football(zone, "badk.txt");
}

static void
keys_bad_version(GString *zone)
{
	add_football(zone, "badversion.txt");
}

static void
keys_dkimpy_files(GString *zone)
{
	static const char *const files[][2] = {
	    {"test._domainkey.example.com", "dkim/dkimpy/test.txt"},
	    {"sed._domainkey.test.ex", "dkim/dkimpy/eximtest.dns"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *text = dkim_suite_text(files[i][1]);

		dkim_suite_add(zone, files[i][0], text);
	}
}

static void
keys_go_msgauth(GString *zone)
{
	dkim_suite_add_tsv(zone, "dkim/go-msgauth/dns.tsv");
}

/* gmail.pub, and for the RFC 8463 message, whose keys MimeKit has in its code, those of the RFC as
 * go-msgauth keeps them */
static void
keys_mimekit(GString *zone)
{
	keys_go_msgauth(zone);
	dkim_suite_add_pem(zone, "20120113._domainkey.gmail.com", "dkim/mimekit/gmail.pub");
}

static void
add_json_name(JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
	JsonObject *types = json_node_get_object(node);
	JsonArray *records = json_object_get_array_member(types, "TXT");

	(void)object;
	for (guint i = 0; i < json_array_get_length(records); i++) {
		JsonArray *strings = json_array_get_array_element(records, i);
		g_autoptr(GString) text = g_string_new(NULL);

		for (guint j = 0; j < json_array_get_length(strings); j++)
			g_string_append(text, json_array_get_string_element(strings, j));
		dkim_suite_add(data, name, text->str);
	}
}

static void
keys_mailauth(GString *zone)
{
	g_autofree char *text = dkim_suite_text("dkim/mailauth/ec/dns.json");
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonNode) root = json_from_string(text, &error);

	g_assert_no_error(error);
	json_object_foreach_member(json_node_get_object(root), add_json_name, zone);
}

/* cache/NAME.dns with lines "txt:TEXT" */
static void
keys_blaze(GString *zone)
{
	g_autofree char *folder = test_shared_path("suites/e2e/blaze/cache");
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
	const char *file = NULL;

	g_assert_no_error(error);
	while ((file = g_dir_read_name(dir)) != NULL) {
		g_autofree char *under = g_build_filename("e2e/blaze/cache", file, NULL);
		g_autofree char *name = g_strndup(file, strlen(file) - strlen(".dns"));
		g_auto(GStrv) lines = dkim_suite_lines(under);

		for (guint i = 0; lines[i] != NULL; i++)
			if (g_str_has_prefix(lines[i], "txt:"))
				dkim_suite_add(zone, name, lines[i] + strlen("txt:"));
	}
}

/* What the suite states, in the words of dkim_suite_verify(). */
static const struct {
	const char *file;
	void (*keys)(GString *zone);
	const char *wanted;
} rows[] = {
    /* test_verifies_nosig */
    {"dkim/dkimpy/test.message", keys_dkimpy, "-"},
    {"dkim/dkimpy/test2.message", keys_dkimpy, "gmail.com/20120113 pass"},
    {"dkim/dkimpy/ed25519test2.msg", keys_dkimpy_files, "test.ex/sed pass"},
    /* t= was taken out of a signed field */
    {"dkim/dkimpy/rfc6376.signed.no_t.msg", keys_dkimpy,
     "football.example.com/test fail dkim-headers-changed match/headers-changed"},
    {"dkim/dkimpy/rfc6376.signed.rsa.msg", keys_letter_missing,
     "football.example.com/test permerror dkim-key-base64 match/not-tested"},
    {"dkim/dkimpy/test.message.baddomain", keys_dkimpy,
     "?/test neutral dkim-domain-bad match/not-tested"},
    /* key files without a case of their own; RFC 6376 section 6.1.2, steps 3 and 5 to 9 */
    {"dkim/dkimpy/rfc6376.signed.rsa.msg", keys_bad,
     "football.example.com/test permerror dkim-key-unreadable match/not-tested"},
    {"dkim/dkimpy/rfc6376.signed.rsa.msg", keys_bad_type,
     "football.example.com/test permerror dkim-key-type match/not-tested"},
    {"dkim/dkimpy/rfc6376.signed.rsa.msg", keys_bad_version,
     "football.example.com/test permerror dkim-key-version match/not-tested"},

    {"dkim/go-msgauth/unsigned.eml", keys_go_msgauth, "-"},
    {"dkim/go-msgauth/verified-rfc6376.eml", keys_go_msgauth, "example.com/brisbane pass"},
    {"dkim/go-msgauth/raw-rsa-key.eml", keys_go_msgauth, "example.com/newengland pass"},
    {"dkim/go-msgauth/rfc8463-ed25519.eml", keys_go_msgauth,
     "football.example.com/brisbane pass | football.example.com/test pass"},
    /* its cap of two is a setting of that case; the three signatures are the same */
    {"dkim/go-msgauth/too-many-signatures.eml", keys_go_msgauth,
     "example.com/brisbane pass | example.com/brisbane pass | example.com/brisbane pass"},

    {"dkim/mimekit/gmail.msg", keys_mimekit, "gmail.com/20120113 pass"},
    {"dkim/mimekit/multipart-no-end-boundary.msg", keys_mimekit, "gmail.com/20120113 pass"},
    {"dkim/mimekit/related.msg", keys_mimekit, "gmail.com/20120113 pass"},
    {"dkim/mimekit/rfc8463-example.msg", keys_mimekit,
     "football.example.com/brisbane pass | football.example.com/test pass"},

    {"dkim/mailauth/ec/signed.eml", keys_mailauth,
     "football.example.com/brisbane pass | football.example.com/test pass"},

    {"e2e/blaze/002.mail", keys_blaze, "github.com/pf2014 pass"},
    {"e2e/blaze/003.mail", keys_blaze, "janestreet.com/google pass"},
    {"e2e/blaze/007.mail", keys_blaze, "football.example.com/brisbane pass"},
    {"dkim/ocaml-dkim/002.mail", keys_blaze, "github.com/pf2014 pass"},
    {"dkim/ocaml-dkim/003.mail", keys_blaze, "janestreet.com/google pass"},
};

/* Where the suite's own result is not that of the standards. */
static const struct {
	const char *file;
	void (*keys)(GString *zone);
	const char *theirs, *wanted, *why;
} differences[] = {
    {"e2e/blaze/001.mail", keys_blaze, "github.com pass, sendgrid.info pass",
     "github.com/s20150108 policy dkim-sha1 match/match | "
     "sendgrid.info/smtpapi policy dkim-sha1 match/match",
     "RFC 8301 section 3.1: rsa-sha1 MUST NOT be used for signing or verifying"},
    {"dkim/ocaml-dkim/001.mail", keys_blaze, "github.com pass, sendgrid.info pass",
     "github.com/s20150108 policy dkim-sha1 match/match | "
     "sendgrid.info/smtpapi policy dkim-sha1 match/match",
     "RFC 8301 section 3.1: rsa-sha1 MUST NOT be used for signing or verifying"},
    {"e2e/blaze/004.mail", keys_blaze, "discoursemail.com FAIL", "discoursemail.com/sjc2 pass",
     "both hashes verify with the archived key (RFC 6376 section 6.1.3), as another verifier and "
     "the receiver's own Authentication-Results say"},
    {"dkim/ocaml-dkim/004.mail", keys_blaze, "discoursemail.com FAIL",
     "discoursemail.com/sjc2 pass", "the same message"},
};

static void
check(const char *file, void (*keys)(GString *zone), const char *wanted)
{
	g_autoptr(EmlMessage) message = dkim_suite_message(file);
	g_autoptr(GString) zone = dkim_suite_zone();
	g_autofree char *got = NULL;

	keys(zone);
	got = dkim_suite_verify(message, zone->str, DKIM_SUITE_MOMENT);
	g_assert_cmpstr(got, ==, wanted);
}

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	check(rows[i].file, rows[i].keys, rows[i].wanted);
}

static void
test_difference(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	g_test_message("%s: %s there; %s", differences[i].file, differences[i].theirs,
		       differences[i].why);
	check(differences[i].file, differences[i].keys, differences[i].wanted);
}

static void
test_absent(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!dkim_suite_present("dkim")) {
		g_test_add_func("/dkim-messages", test_absent);
		return g_test_run();
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/dkim-messages/%s/%u", rows[i].file, i + 1);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	for (guint i = 0; i < G_N_ELEMENTS(differences); i++) {
		g_autofree char *path =
		    g_strdup_printf("/dkim-messages/differs/%s", differences[i].file);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_difference);
	}
	return g_test_run();
}
