/* Every claim in the messages of all suites: each Authentication-Results field (ARC's and copies
 * too) can be read, each Received-SPF has a result; nothing crashes. */
#include "support-authres.h"
#include "support.h"
#include "syntax/received-spf.h"

#include "base/limits.h"

static const char *const folders[] = {"authres/spamassassin", "dkim", "dsn", "e2e", "messages"};

/* The fields of SpamAssassin's t/data/nice/authres, in order, as test_authres_text() gives them
 * with comments counted. */
static const char *const spamassassin[] = {
    "strict authrestest1int | spf=pass smtp.mailfrom=bounce.example.org"
    " | dkim=pass header.i=@example.org | dkim=fail header.i=@another.signing.domain.example",
    "strict authrestest2int | dmarc=none (1) header.from=ximian.com",
    "strict authrestest3int | spf=fail smtp.mailfrom=dogma.slashnull.org",
    "strict authrestest4int/2 | spf=fail \"just some (<>.%&! reason\" (1)"
    " smtp.mailfrom=dogma.slashnull.org",
    "tolerant authrestest5int | dkim=pass (1) header.d=gmail.com header.i=@gmail.com"
    " header.b=SI+iqkld",
    "tolerant authrestest6int | dkim=fail (1) header.d=gmail.com header.i= foo bar"
    " \"xyz\"@gmail.com header.b=SI+iqkld",
    "strict authrestest7tru | spf=fail smtp.mailfrom=last.trusted@example.com",
    "strict authrestest8ext | spf=pass smtp.mailfrom=untrusted@example.com",
};

/* Its four messages with the same three Received-SPF fields: folded, unfolded, with CRLF. */
static const char *const received_spf_files[] = {"spf3-received-spf", "spf4-received-spf-nofold",
						 "spf5-received-spf-crlf",
						 "spf6-received-spf-crlf2"};
static const struct {
	EmlResult result;
	const char *client_ip, *helo;
} received_spf[] = {
    {EML_RESULT_FAIL, "69.61.78.188", "smtp.dostech.net"},
    {EML_RESULT_SOFTFAIL, "69.61.78.188", "dostech.ca"},
    {EML_RESULT_NEUTRAL, NULL, NULL},
};

static void
check_sound(const EmlAuthres *authres, EmlSlice value)
{
	g_assert_true((authres->grammar == EML_GRAMMAR_STRICT) == (authres->deviations->len == 0));
	for (guint i = 0; i < authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(authres->results, i);

		g_assert_true(result->method[0] != '\0' && result->result[0] != '\0');
		g_assert_cmpuint(result->at_end, <=, value.len);
		for (guint j = 0; j < result->properties->len; j++) {
			const EmlAuthresProperty *property =
			    g_ptr_array_index(result->properties, j);

			g_assert_cmpuint(property->at_start, >=, result->at_start);
			g_assert_cmpuint(property->at_end, <=, result->at_end);
		}
	}
}

static void
check_authres(const char *path, const EmlField *field, gboolean is_arc)
{
	g_autoptr(EmlAuthres) authres = eml_authres_parse(field->value, is_arc);

	check_sound(authres, field->value);
	if (authres->grammar == EML_GRAMMAR_BROKEN)
		g_test_message("%s:%u: broken", path, field->line);
	g_assert_cmpint(authres->grammar, !=, EML_GRAMMAR_BROKEN);
}

static void
check_received_spf(const char *path, const EmlField *field)
{
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(field->value);

	if (spf->result == EML_RESULT_LAST)
		g_test_message("%s:%u: no result", path, field->line);
	g_assert_cmpint(spf->result, !=, EML_RESULT_LAST);
}

/* FALSE if it is no message. */
static gboolean
check_file(const char *path, guint *fields)
{
	g_autoptr(GBytes) bytes = test_file(path);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);

	for (guint i = 0; message != NULL && i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		const EmlSlice name = eml_field_name(field);

		if (eml_slice_ends_with_ci(name, "authentication-results"))
			check_authres(path, field, eml_slice_starts_with_ci(name, "arc-"));
		else if (eml_slice_equal_ci(name, eml_slice("received-spf")))
			check_received_spf(path, field);
		else
			continue;
		(*fields)++;
	}
	return message != NULL;
}

static void
check_folder(const char *path, guint *files, guint *fields)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *under = g_build_filename(path, name, NULL);

		if (g_file_test(under, G_FILE_TEST_IS_DIR))
			check_folder(under, files, fields);
		else if (check_file(under, fields))
			(*files)++;
	}
}

static void
test_folder(gconstpointer data)
{
	g_autofree char *part = g_build_filename("suites", data, NULL);
	g_autofree char *path = test_shared_path(part);
	guint files = 0;
	guint fields = 0;

	check_folder(path, &files, &fields);
	g_test_message("%s: %u messages, %u fields", (const char *)data, files, fields);
	g_assert_cmpuint(fields, >, 0);
}

static EmlMessage *
spamassassin_message(const char *file)
{
	g_autofree char *part = g_build_filename("suites/authres/spamassassin/nice", file, NULL);
	g_autofree char *path = test_shared_path(part);
	g_autoptr(GBytes) bytes = test_file(path);
	g_autoptr(GError) error = NULL;
	EmlMessage *message = eml_message_new(bytes, &error);

	g_assert_no_error(error);
	return message;
}

static void
test_spamassassin(void)
{
	g_autoptr(EmlMessage) message = spamassassin_message("authres");
	gint at = -1;

	for (guint i = 0; i < G_N_ELEMENTS(spamassassin); i++) {
		g_autoptr(EmlAuthres) authres = NULL;
		g_autofree char *text = NULL;

		at = eml_message_find(message, "Authentication-Results", at);
		g_assert_cmpint(at, >=, 0);
		authres = eml_authres_parse(eml_message_field(message, (guint)at)->value, FALSE);
		text = test_authres_text(authres, TRUE);
		g_assert_cmpstr(text, ==, spamassassin[i]);
	}
	g_assert_cmpint(eml_message_find(message, "Authentication-Results", at), <, 0);
}

static void
test_received_spf(gconstpointer data)
{
	g_autoptr(EmlMessage) message = spamassassin_message(data);
	gint at = -1;

	for (guint i = 0; i < G_N_ELEMENTS(received_spf); i++) {
		g_autoptr(EmlReceivedSpf) spf = NULL;

		at = eml_message_find(message, "Received-SPF", at);
		g_assert_cmpint(at, >=, 0);
		spf = eml_received_spf_parse(eml_message_field(message, (guint)at)->value);
		g_assert_cmpint(spf->result, ==, received_spf[i].result);
		g_assert_cmpstr(eml_received_spf_get(spf, "client-ip"), ==,
				received_spf[i].client_ip);
		g_assert_cmpstr(eml_received_spf_get(spf, "helo"), ==, received_spf[i].helo);
	}
	g_assert_cmpint(eml_message_find(message, "Received-SPF", at), <, 0);
}

static void
test_absent(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_autofree char *suites = test_shared_path("suites");

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!g_file_test(suites, G_FILE_TEST_IS_DIR)) {
		g_test_add_func("/authres-messages", test_absent);
		return g_test_run();
	}
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = g_strdup_printf("/authres-messages/%s", folders[i]);

		g_test_add_data_func(path, folders[i], test_folder);
	}
	g_test_add_func("/authres-messages/spamassassin", test_spamassassin);
	for (guint i = 0; i < G_N_ELEMENTS(received_spf_files); i++) {
		g_autofree char *path =
		    g_strdup_printf("/authres-messages/%s", received_spf_files[i]);

		g_test_add_data_func(path, received_spf_files[i], test_received_spf);
	}
	return g_test_run();
}
