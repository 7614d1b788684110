/* Mail::DKIM's corpus: the result of each file in expected.tsv, or that of the standards where they
 * say otherwise. */
#include "dkim-suite.h"

#define FOLDER "dkim/mail-dkim"
/* Of 2024, when the corpus was like this: only ignore_7 had expired then. */
#define MOMENT G_GINT64_CONSTANT(1731542400)

/* Why a result is another one than upstream's. */
typedef enum { SAME, SHA1, NO_VERSION, OLD_VERSION, DOMAINKEYS } Why;

static const char *const whys[] = {
    [SAME] = "the same",
    [SHA1] = "RFC 8301 section 3.1: rsa-sha1 MUST NOT be used for signing or verifying",
    [NO_VERSION] = "RFC 6376 section 6.1.1: a missing required tag (section 3.5: v=) is a PERMFAIL",
    [OLD_VERSION] = "RFC 6376 section 3.5: the value of v= MUST be \"1\"",
    [DOMAINKEYS] = "RFC 4870 (DomainKeys) is historic; the message has no DKIM-Signature",
};

/* Every file that does not simply pass. SAME: upstream says fail, or invalid, which is each of
 * neutral, policy, permerror and temperror. */
static const struct {
	const char *file;
	Why why;
	const char *wanted;
} rows[] = {
#include "mail-dkim-rows.def"
};

typedef struct {
	const char *zone;    /* borrowed */
	char *file, *theirs; /* "pass", "fail", "invalid" */
} Case;

static void
case_free(gpointer data)
{
	Case *self = data;

	g_free(self->file);
	g_free(self->theirs);
	g_free(self);
}

/* FAKE_DNS.dat: NAME TEXT, NAME NXDOMAIN, NAME ~~error~~, and "" for an empty text */
static char *
zone_text(void)
{
	g_auto(GStrv) lines = dkim_suite_lines(FOLDER "/FAKE_DNS.dat");
	GString *zone = dkim_suite_zone();

	for (guint i = 0; lines[i] != NULL; i++) {
		g_auto(GStrv) cells = g_strsplit(lines[i], " ", 2);
		const char *text = g_strv_length(cells) == 2 ? g_strstrip(cells[1]) : NULL;

		if (lines[i][0] == '#' || text == NULL || strcmp(text, "NXDOMAIN") == 0)
			continue;
		if (g_str_has_prefix(text, "~~"))
			g_string_append_printf(zone, ";! failed %s. TXT %s\n", cells[0],
					       strstr(text, "SERVFAIL") ? "servfail" : "timeout");
		else
			dkim_suite_add(zone, cells[0], strcmp(text, "\"\"") == 0 ? "" : text);
	}
	return g_string_free(zone, FALSE);
}

/* Each outcome begins as wanted, and there are as many. */
static void
check_outcomes(const GPtrArray *results, const char *wanted)
{
	g_auto(GStrv) parts = g_strsplit(strcmp(wanted, "-") == 0 ? "" : wanted, " | ", -1);

	g_assert_cmpuint(results->len, ==, g_strv_length(parts));
	for (guint i = 0; i < results->len && parts[i] != NULL; i++) {
		g_autofree char *outcome = dkim_suite_outcome(g_ptr_array_index(results, i));
		g_autofree char *head = g_strndup(outcome, strlen(parts[i]));

		g_assert_cmpstr(head, ==, parts[i]);
		g_assert_true(strlen(parts[i]) > strlen("pass") || strcmp(outcome, "pass") == 0);
	}
}

/* What a row gives as the same is so: none passes, and a failure is one. */
static void
check_same(const GPtrArray *results, const char *theirs)
{
	for (guint i = 0; i < results->len; i++) {
		const EmlResult result =
		    ((const EmlDkimResult *)g_ptr_array_index(results, i))->result;

		g_assert_cmpint(result, !=, EML_RESULT_PASS);
		g_assert_cmpint(result == EML_RESULT_FAIL, ==, strcmp(theirs, "fail") == 0);
	}
}

static void
test_case(gconstpointer data)
{
	const Case *self = data;
	g_autofree char *under = g_build_filename(FOLDER "/corpus", self->file, NULL);
	g_autoptr(EmlMessage) message = dkim_suite_message(under);
	g_autoptr(GPtrArray) results = dkim_suite_results(message, self->zone, MOMENT);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (strcmp(rows[i].file, self->file) != 0)
			continue;
		g_test_message("%s there; %s", self->theirs, whys[rows[i].why]);
		check_outcomes(results, rows[i].wanted);
		if (rows[i].why == SAME)
			check_same(results, self->theirs);
		return;
	}
	g_assert_cmpstr(self->theirs, ==, "pass");
	check_outcomes(results, "pass");
}

static void
add_case(const char *line, const char *zone)
{
	g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
	g_autofree char *path = NULL;
	Case *self = NULL;

	if (line[0] == '#' || g_strv_length(cells) < 2)
		return;
	self = g_new0(Case, 1);
	self->zone = zone;
	self->file = g_strdup(cells[0]);
	self->theirs = g_strdup(cells[1]);
	path = g_strdup_printf("/mail-dkim/%s", self->file);
	g_test_add_data_func_full(path, self, test_case, case_free);
}

static void
test_absent(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_auto(GStrv) lines = NULL;
	g_autofree char *zone = NULL;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!dkim_suite_present(FOLDER)) {
		g_test_add_func("/mail-dkim", test_absent);
		return g_test_run();
	}
	zone = zone_text();
	lines = dkim_suite_lines(FOLDER "/expected.tsv");
	for (guint i = 0; lines[i] != NULL; i++)
		add_case(lines[i], zone);
	return g_test_run();
}
