/* command/save, command/pager and command/shown: what the screen's keys do outside of it. */
#include "command/pager.h"
#include "command/save.h"
#include "command/shown.h"

#include "support-file.h"
#include "support.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static const char zone[] = ";! complete\n"
			   "a.example. 60 IN TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
			   "_dmarc.a.example. 60 IN TXT \"v=DMARC1; p=none\"\n";

static const char text[] = "Received: from a.example (a.example [192.0.2.1])\n"
			   "\tby mx.b.example with ESMTP; Mon, 2 Mar 2026 23:15:04 +0000\n"
			   "Return-Path: <x@a.example>\n"
			   "From: x@a.example\n"
			   "X-Evil: \033]0;title\a\n"
			   "\n"
			   "body \033[31m\n";

static EmlReport *
report_of(void)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlInspection) inspection =
	    eml_inspection_new("test.eml", message, store, &settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static void
test_save_json(void)
{
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonParser) parser = json_parser_new();
	g_autofree char *path = NULL;

	test_folder_make();
	path = test_folder_path("r.json");
	g_assert_true(eml_command_save_report(report, path, FALSE, &error));
	g_assert_true(json_parser_load_from_file(parser, path, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(json_object_get_string_member(
			    json_node_get_object(json_parser_get_root(parser)), "file"),
			==, "test.eml");
	test_folder_remove();
}

static void
test_save_text(void)
{
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	g_autofree char *saved = NULL;

	test_folder_make();
	path = test_folder_path("r.txt");
	g_assert_true(eml_command_save_report(report, path, FALSE, &error));
	g_assert_true(g_file_get_contents(path, &saved, NULL, &error));
	g_assert_nonnull(strstr(saved, "a.example"));
	g_assert_null(strchr(saved, '\033'));
	test_folder_remove();
}

/* What is there stays as it was until the user says otherwise. */
static void
test_save_over(void)
{
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;

	test_folder_make();
	path = test_folder_write("r.txt", "precious", 8);
	g_assert_false(eml_command_save_report(report, path, FALSE, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
	g_clear_error(&error);
	g_assert_true(g_file_get_contents(path, &before, NULL, NULL));
	g_assert_cmpstr(before, ==, "precious");
	g_assert_true(eml_command_save_report(report, path, TRUE, &error));
	g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
	g_assert_nonnull(strstr(after, "a.example"));
	test_folder_remove();
}

static const struct {
	const char *name, *path;
	gboolean over;
	const char *says; /* NULL: does not count */
} refused[] = {
    {"/save/no-such-folder", "/no-such-folder/r.txt", FALSE,
     "cannot save /no-such-folder/r.txt: No such file or directory"},
    {"/save/no-such-folder-over", "/no-such-folder/r.txt", TRUE, NULL},
    {"/save/a-folder", "/tmp", TRUE, "cannot save /tmp: it is no regular file"},
    {"/save/a-device", "/dev/null", TRUE, "cannot save /dev/null: it is no regular file"},
};

static void
test_refused(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlReport) report = report_of();
	g_autoptr(GError) error = NULL;

	g_assert_false(eml_command_save_report(report, refused[i].path, refused[i].over, &error));
	g_assert_nonnull(error);
	g_assert_true(g_str_has_prefix(error->message, "cannot save"));
	if (refused[i].says != NULL)
		g_assert_cmpstr(error->message, ==, refused[i].says);
}

/* Runs a pager that is called like this in the test's folder and copies what it gets; returns that.
 */
static char *
paged(const char *called, const char *options, const EmlMessage *message)
{
	g_autofree char *copy = test_folder_path("copy");
	g_autofree char *script = g_strdup_printf("#!/bin/sh\ncat >'%s'\n", copy);
	g_autofree char *path = test_folder_write(called, script, strlen(script));
	g_autofree char *command = g_strdup_printf("'%s'%s", path, options);
	g_autoptr(GError) error = NULL;
	const int out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	char *got = NULL;
	gsize len = 0;

	g_assert_cmpint(g_chmod(path, 0700), ==, 0);
	g_setenv("PAGER", command, TRUE);
	g_assert_true(eml_command_pager(message, out, &error));
	g_assert_no_error(error);
	close(out);
	g_assert_true(g_file_get_contents(copy, &got, &len, &error));
	g_assert_cmpuint(strlen(got), ==, len);
	return got;
}

static const struct {
	const char *name, *called, *options;
	gboolean raw;
} pagers[] = {
    {"/pager/less", "less", "", TRUE},
    {"/pager/less-with-options", "less", " -i --tilde", TRUE},
    {"/pager/less-passes-all", "less", " -r", FALSE},
    {"/pager/less-passes-colors", "less", " -FRX", FALSE},
    {"/pager/less-long-option", "less", " --raw-control-chars", FALSE},
    {"/pager/more", "more", "", FALSE},
};

static void
test_pager(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autofree char *got = NULL;

	test_folder_make();
	got = paged(pagers[i].called, pagers[i].options, message);
	if (pagers[i].raw) {
		g_assert_nonnull(strstr(got, "From: x@a.example\r\nX-Evil: \033]0;title\a\r\n\r\n"
					     "body \033[31m\r\n"));
	} else {
		g_assert_nonnull(
		    strstr(got, "From: x@a.example\nX-Evil: ␛]0;title␇\n\nbody ␛[31m\n"));
		g_assert_null(strchr(got, '\033'));
	}
	test_folder_remove();
}

/* A line without an end is cut between characters, and nothing of it is lost. */
static void
test_pager_long_line(void)
{
	g_autoptr(GString) long_text = g_string_new("From: x@a.example\n\n");
	g_autoptr(EmlMessage) message = NULL;
	g_autofree char *got = NULL;

	while (long_text->len < 700000)
		g_string_append(long_text, "日本語x");
	message = test_message(long_text->str);
	test_folder_make();
	got = paged("more", "", message);
	g_assert_cmpstr(got, ==, long_text->str);
	test_folder_remove();
}

/* A pager that is closed before it has read all. */
static void
test_pager_left(void)
{
	g_autofree char *body = g_strnfill(1 << 20, 'x');
	g_autofree char *long_text = g_strconcat("From: x@a.example\n\n", body, NULL);
	g_autoptr(EmlMessage) message = test_message(long_text);
	g_autoptr(GError) error = NULL;

	g_setenv("PAGER", "true", TRUE);
	g_assert_true(eml_command_pager(message, STDERR_FILENO, &error));
	g_assert_no_error(error);
}

static void
test_pager_missing(void)
{
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(GError) error = NULL;

	g_setenv("PAGER", "no-such-pager -x", TRUE);
	g_assert_false(eml_command_pager(message, STDERR_FILENO, &error));
	g_assert_cmpstr(error->message, ==, "there is no no-such-pager here; set PAGER to a pager");
	g_clear_error(&error);
	g_setenv("PAGER", "less '", TRUE);
	g_assert_false(eml_command_pager(message, STDERR_FILENO, &error));
	g_assert_true(g_str_has_prefix(error->message, "$PAGER cannot be read"));
}

/* A list over the zone and the message as files of the test's folder. */
static EmlShownList *
list_of(EmlOptions *options, EmlInspectSettings *settings, EmlDnsStore **ret_store)
{
	static char *snapshots[] = {NULL, NULL};
	g_autofree char *message = test_folder_write("m.eml", text, strlen(text));
	g_autoptr(GPtrArray) hypothetical = NULL;
	g_autoptr(GError) error = NULL;
	EmlShownList *list = NULL;

	snapshots[0] = test_folder_write("m.zone", zone, strlen(zone));
	*options = (EmlOptions){.snapshots = snapshots, .deadline_s = 20};
	*settings = (EmlInspectSettings){.deadline_s = 20, .serial = TRUE};
	*ret_store = eml_command_store(options, &hypothetical, &error);
	list = eml_shown_list_new(options, settings, *ret_store);
	g_assert_true(eml_shown_list_open(list, message, &error));
	g_assert_no_error(error);
	return list;
}

static void
finish(EmlShownList *list, EmlOptions *options, EmlDnsStore *store)
{
	g_assert_true(eml_shown_list_stop(list));
	eml_shown_list_free(list);
	eml_dns_store_unref(store);
	g_free(options->snapshots[0]);
	test_folder_remove();
}

/* Runs the checks of the newest inspection; the result of SPF. */
static EmlResult
spf_of(EmlShown *shown, guint *ret_asked)
{
	g_autoptr(EmlReport) report = NULL;
	guint answered = 0;

	eml_inspection_start(shown->inspection);
	eml_inspection_wait(shown->inspection);
	report = eml_inspection_snapshot(shown->inspection);
	eml_dns_store_counts(shown->store, ret_asked, &answered);
	return report->spf->result;
}

/* Another address is another inspection over the same answers: nothing is asked twice. */
static void
test_shown_ip(void)
{
	EmlOptions options;
	EmlInspectSettings settings;
	EmlDnsStore *store = NULL;
	EmlShownList *list = NULL;
	EmlShown *shown = NULL;
	guint first = 0, second = 0;

	test_folder_make();
	list = list_of(&options, &settings, &store);
	shown = eml_shown_list_get(list, 0);
	g_assert_cmpint(spf_of(shown, &first), ==, EML_RESULT_PASS);
	eml_shown_list_set_ip(list, shown, "198.51.100.7");
	g_assert_cmpint(spf_of(shown, &second), ==, EML_RESULT_FAIL);
	g_assert_true(shown->store == store);
	g_assert_cmpuint(second, >=, first);
	eml_shown_list_set_ip(list, shown, "");
	g_assert_cmpint(spf_of(shown, &first), ==, EML_RESULT_PASS);
	g_assert_cmpuint(first, ==, second);
	finish(list, &options, store);
}

/* Asked anew, the answers of now count; a stopped store is left for another address, too. */
static void
test_shown_anew(void)
{
	static const char other[] = ";! complete\na.example. 60 IN TXT \"v=spf1 -all\"\n";
	EmlOptions options;
	EmlInspectSettings settings;
	EmlDnsStore *store = NULL;
	EmlShownList *list = NULL;
	EmlShown *shown = NULL;
	guint asked = 0;

	test_folder_make();
	list = list_of(&options, &settings, &store);
	shown = eml_shown_list_get(list, 0);
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_PASS);
	g_free(test_folder_write("m.zone", other, strlen(other)));
	eml_shown_list_set_ip(list, shown, "192.0.2.1");
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_PASS);
	g_assert_true(eml_shown_list_ask_anew(list, shown, NULL));
	g_assert_true(shown->store != store);
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_FAIL);
	eml_dns_store_cancel(shown->store);
	eml_shown_list_set_ip(list, shown, "");
	g_assert_false(eml_dns_store_cancelled(shown->store));
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_FAIL);
	finish(list, &options, store);
}

/* There and back; the address of the user stays. */
static void
test_shown_offline(void)
{
	EmlOptions options;
	EmlInspectSettings settings;
	EmlDnsStore *store = NULL;
	EmlShownList *list = NULL;
	EmlShown *shown = NULL;
	guint asked = 0;

	test_folder_make();
	list = list_of(&options, &settings, &store);
	shown = eml_shown_list_get(list, 0);
	eml_shown_list_set_ip(list, shown, "198.51.100.7");
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_FAIL);
	g_assert_true(eml_shown_list_toggle_offline(list, shown, NULL));
	g_assert_true(shown->offline);
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_LAST);
	g_assert_true(eml_shown_list_toggle_offline(list, shown, NULL));
	g_assert_false(shown->offline);
	g_assert_true(shown->store == store);
	g_assert_cmpint(spf_of(shown, &asked), ==, EML_RESULT_FAIL);
	finish(list, &options, store);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN); /* as main() has it */
	g_test_add_func("/save/json", test_save_json);
	g_test_add_func("/save/text", test_save_text);
	g_test_add_func("/save/over", test_save_over);
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
		g_test_add_data_func(refused[i].name, GSIZE_TO_POINTER(i), test_refused);
	for (gsize i = 0; i < G_N_ELEMENTS(pagers); i++)
		g_test_add_data_func(pagers[i].name, GSIZE_TO_POINTER(i), test_pager);
	g_test_add_func("/pager/long-line", test_pager_long_line);
	g_test_add_func("/pager/left", test_pager_left);
	g_test_add_func("/pager/missing", test_pager_missing);
	g_test_add_func("/shown/ip", test_shown_ip);
	g_test_add_func("/shown/anew", test_shown_anew);
	g_test_add_func("/shown/offline", test_shown_offline);
	return g_test_run();
}
