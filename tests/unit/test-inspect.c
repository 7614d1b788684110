/* The straight line: parallel and serial runs give the same bytes, claims stand before the first
 * answer, and a dead source can be stopped at once. */
#include "inspect.h"

#include "dns-server.h"
#include "dns/live.h"
#include "dns/offline.h"
#include "dns/zone.h"
#include "mail/load.h"
#include "render/json.h"
#include "support.h"

static const char *const samples[] = {
    "01-newsletter", "02-mailing-list", "03-spoof",    "04-softfail", "05-microsoft",
    "06-key-gone",   "07-weak-key",	"08-japanese", "09-bounce",
};

static char *
sample_path(const char *name, const char *ending)
{
	return g_strdup_printf("%s/samples/%s%s", g_getenv("EMLENS_SOURCE"), name, ending);
}

static EmlInspection *
inspect_sample(const char *name, gboolean serial, EmlDnsStore *store)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = serial};
	g_autofree char *path = sample_path(name, ".eml");
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(path, &error);

	g_assert_no_error(error);
	return eml_inspection_new(name, message, store, &settings);
}

static EmlDnsStore *
sample_store(const char *name)
{
	g_autofree char *path = sample_path(name, ".zone");
	const char *const paths[] = {path, NULL};
	g_autoptr(GError) error = NULL;
	EmlDnsSource *source = eml_dns_zone_load(paths, &error);

	g_assert_no_error(error);
	return eml_dns_store_new(source);
}

static char *
json_of(const char *name, gboolean serial)
{
	g_autoptr(EmlDnsStore) store = sample_store(name);
	g_autoptr(EmlInspection) inspection = inspect_sample(name, serial, store);
	g_autoptr(EmlReport) report = NULL;

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	g_assert_true(report->done);
	return eml_json_report(report);
}

static void
test_same_bytes(gconstpointer data)
{
	g_autofree char *serial = json_of(data, TRUE);

	for (guint i = 0; i < 8; i++) {
		g_autofree char *parallel = json_of(data, FALSE);

		g_assert_cmpstr(parallel, ==, serial);
	}
}

static char *
json_from(EmlDnsStore *store, const char *name)
{
	g_autoptr(EmlInspection) inspection = inspect_sample(name, FALSE, store);
	g_autoptr(EmlReport) report = NULL;

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	report = eml_inspection_snapshot(inspection);
	return eml_json_report(report);
}

/* Whatever other messages asked of the same store, a report is the one the message has alone. */
static void
test_shared_store(void)
{
	g_autofree char *first = sample_path("01-newsletter", ".zone");
	g_autofree char *second = sample_path("03-spoof", ".zone");
	const char *const paths[] = {first, second, NULL};
	g_autoptr(EmlDnsStore) shared = eml_dns_store_new(eml_dns_zone_load(paths, NULL));
	g_autoptr(EmlDnsStore) own = eml_dns_store_new(eml_dns_zone_load(paths, NULL));
	g_autofree char *other = json_from(shared, "03-spoof");
	g_autofree char *after = json_from(shared, "01-newsletter");
	g_autofree char *again = json_from(shared, "01-newsletter");
	g_autofree char *alone = json_from(own, "01-newsletter");

	g_assert_nonnull(strstr(other, "bank.example"));
	g_assert_cmpstr(after, ==, alone);
	g_assert_cmpstr(again, ==, alone);
}

/* An unknown envelope sender is no null reverse-path: the HELO name proves nothing in its place. */
static void
test_no_mail_from(void)
{
	static const char text[] = "Received: from shop.example (shop.example [192.0.2.7])\n"
				   " by mx.reader.example with ESMTPS id 1;\n"
				   " Tue, 3 Mar 2026 07:15:03 +0000\n"
				   "From: news@shop.example\nDate: Tue, 3 Mar 2026 07:15:02 +0000\n"
				   "Subject: x\n\nHello\n";
	static const char zone[] = ";! complete\nshop.example. TXT \"v=spf1 ip4:192.0.2.7 -all\"\n"
				   "_dmarc.shop.example. TXT \"v=DMARC1; p=reject\"\n";
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);
	g_autoptr(EmlReport) report = NULL;

	eml_inspection_start(inspection);
	report = eml_inspection_snapshot(inspection);
	g_assert_null(report->envelope->mail_from.value);
	g_assert_cmpint(report->spf->identity, ==, EML_SPF_HELO);
	g_assert_cmpint(report->spf->result, ==, EML_RESULT_PASS);
	g_assert_false(report->dmarc->spf_aligned);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNDECIDED);
}

static EmlReport *
report_of(const char *text, const char *zone)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlInspection) inspection = eml_inspection_new("x", message, store, &settings);

	eml_inspection_start(inspection);
	return eml_inspection_snapshot(inspection);
}

#define HELO_MESSAGE(return_path)                                                                  \
	"Return-Path: <" return_path ">\n"                                                         \
	"Received: from shop.example (shop.example [192.0.2.7])\n"                                 \
	" by mx.reader.example with ESMTPS id 1;\n"                                                \
	" Tue, 3 Mar 2026 07:15:03 +0000\n"                                                        \
	"From: news@shop.example\nDate: Tue, 3 Mar 2026 07:15:02 +0000\n"                          \
	"Subject: x\n\nHello\n"
#define HELO_ZONE                                                                                  \
	";! complete\nshop.example. TXT \"v=spf1 ip4:192.0.2.7 -all\"\n"                           \
	"_dmarc.shop.example. TXT \"v=DMARC1; p=reject\"\n"                                        \
	"other.example. TXT \"v=spf1 a:1.q.e a:2.q.e a:3.q.e -all\"\n"

/* RFC 7208 section 2.3: the HELO name beside MAIL FROM, with limits of its own; RFC 9989 section
 * 4.4: only MAIL FROM counts for DMARC, so the pass of the HELO name, the author's domain, does
 * not. */
static void
test_helo_beside(void)
{
	g_autoptr(EmlReport) report = report_of(HELO_MESSAGE("a@other.example"), HELO_ZONE);
	g_autofree char *json = eml_json_report_line(report, FALSE);

	g_assert_cmpint(report->spf->identity, ==, EML_SPF_MAIL_FROM);
	g_assert_cmpint(report->spf->result, ==, EML_RESULT_PERMERROR);
	g_assert_cmpuint(report->spf->void_lookups, ==, 3);
	g_assert_nonnull(report->spf_helo);
	g_assert_cmpint(report->spf_helo->identity, ==, EML_SPF_HELO);
	g_assert_cmpint(report->spf_helo->result, ==, EML_RESULT_PASS);
	g_assert_cmpstr(report->spf_helo->domain, ==, "shop.example");
	g_assert_cmpuint(report->spf_helo->void_lookups, ==, 0);
	g_assert_cmpint(report->dmarc->result, ==, EML_RESULT_FAIL);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNAUTHENTICATED);
	g_assert_nonnull(strstr(json, "\"helo\":{\"result\":\"pass\""));
}

/* The null reverse-path: the HELO name is what is evaluated, and nothing stands beside it. */
static void
test_helo_alone(void)
{
	g_autoptr(EmlReport) report = report_of(HELO_MESSAGE(""), HELO_ZONE);

	g_assert_cmpint(report->spf->identity, ==, EML_SPF_HELO);
	g_assert_cmpint(report->spf->result, ==, EML_RESULT_PASS);
	g_assert_null(report->spf_helo);
	g_assert_true(report->done);
}

static void
test_first_snapshot(void)
{
	g_autoptr(EmlDnsStore) store = sample_store("01-newsletter");
	g_autoptr(EmlInspection) inspection = inspect_sample("01-newsletter", FALSE, store);
	g_autoptr(EmlReport) report = eml_inspection_snapshot(inspection);

	g_assert_false(report->done);
	g_assert_null(report->dkim);
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNDECIDED);
	g_assert_cmpstr(report->claims->receiver, ==, "mx.google.com");
	g_assert_cmpstr(report->envelope->ip.value, ==, "203.0.113.25");
}

/* The receiver's Received-SPF begins with its pairs, as mox once wrote it: no claim. */
static void
test_no_result_word(void)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .offline = TRUE, .serial = TRUE};
	g_autoptr(EmlMessage) message = test_message(
	    "Return-Path: <a@sender.example>\n"
	    "Received-SPF:  client-ip=192.0.2.10; helo=mail.sender.example; "
	    "receiver=mx.receiver.example\n"
	    "Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"
	    " by mx.receiver.example with ESMTPS id 1; Mon, 2 Nov 2026 10:00:02 +0000\n"
	    "From: a@sender.example\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\nhello\n");
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlInspection) inspection = eml_inspection_new("test", message, store, &settings);
	g_autoptr(EmlReport) report = NULL;

	eml_inspection_start(inspection);
	report = eml_inspection_snapshot(inspection);
	g_assert_true(report->done);
	g_assert_cmpuint(report->claims->received_spf->len, ==, 1);
	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *comparison = g_ptr_array_index(report->comparisons, i);

		g_assert_null(comparison->claimed);
	}
	/* what no check wanted was not asked, so the list does not show it */
	for (guint i = 0; i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);

		g_assert_null(strstr(line->question->name, "_bimi."));
	}
	g_assert_null(report->bimi);
}

/* A source that never answers, until it is cancelled. */
typedef struct {
	EmlDnsSource source;
	GMutex lock;
	GArray *waiting; /* Waiting */
} Dead;

typedef struct {
	EmlDnsDone done;
	gpointer data;
} Waiting;

static void
dead_submit(EmlDnsSource *source,
	    const EmlDnsQuestion *question,
	    gint64 deadline,
	    EmlDnsDone done,
	    gpointer data)
{
	Dead *dead = (Dead *)source;
	const Waiting waiting = {done, data};

	(void)question;
	(void)deadline;
	g_mutex_lock(&dead->lock);
	g_array_append_val(dead->waiting, waiting);
	g_mutex_unlock(&dead->lock);
}

static void
dead_cancel(EmlDnsSource *source)
{
	Dead *dead = (Dead *)source;
	g_autoptr(GArray) waiting = NULL;

	g_mutex_lock(&dead->lock);
	waiting = g_steal_pointer(&dead->waiting);
	dead->waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
	g_mutex_unlock(&dead->lock);
	for (guint i = 0; i < waiting->len; i++) {
		const Waiting *one = &g_array_index(waiting, Waiting, i);

		one->done(eml_dns_answer_new(EML_DNS_FAILED, "cancelled"), one->data);
	}
}

static void
dead_free(EmlDnsSource *source)
{
	Dead *dead = (Dead *)source;

	dead_cancel(source);
	g_array_unref(dead->waiting);
	g_mutex_clear(&dead->lock);
	g_free(dead);
}

/* The rule is 100 ms; sanitizers and a machine that does other things get more. */
static void
stop_at_once(EmlInspection *inspection)
{
	const gint64 start = g_get_monotonic_time();

	while (!eml_inspection_stop(inspection))
		g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_USEC_PER_SEC);
	g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_USEC_PER_SEC);
}

static void
test_stop(void)
{
	Dead *dead = g_new0(Dead, 1);
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlInspection) inspection = NULL;
	g_autoptr(GPtrArray) log = NULL;
	gboolean helo = FALSE;

	dead->source = (EmlDnsSource){dead_submit, dead_cancel, dead_free};
	dead->waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
	g_mutex_init(&dead->lock);
	store = eml_dns_store_new(&dead->source);
	inspection = inspect_sample("01-newsletter", FALSE, store);
	eml_inspection_start(inspection);
	/* the record of the HELO name is asked for before any answer, with all others */
	log = eml_dns_store_log(store);
	for (guint i = 0; i < log->len; i++) {
		const EmlDnsLogEntry *entry = g_ptr_array_index(log, i);

		helo |= entry->question->type == EML_DNS_TXT &&
			g_str_equal(entry->question->name, "mta1.garden.example.");
	}
	g_assert_true(helo);
	g_usleep(50 * 1000);
	stop_at_once(inspection);
}

/* The same with a resolver that takes every question and answers none. */
static void
test_stop_live(void)
{
	g_autoptr(TestDnsServer) server = test_dns_server_new(TEST_DNS_SILENT);
	const char *const servers[] = {test_dns_server_text(server), NULL};
	g_autoptr(GError) error = NULL;
	EmlDnsSource *source =
	    eml_dns_live_new(eml_dns_servers_from_options(servers, &error), &error);
	EmlDnsStore *store = NULL;
	EmlInspection *inspection = NULL;
	g_autoptr(EmlReport) report = NULL;
	gint64 start = 0;

	g_assert_no_error(error);
	store = eml_dns_store_new(source);
	inspection = inspect_sample("01-newsletter", FALSE, store);
	eml_inspection_start(inspection);
	while (test_dns_server_count(server) == 0)
		g_usleep(1000);
	start = g_get_monotonic_time();
	stop_at_once(inspection);
	report = eml_inspection_snapshot(inspection);
	for (guint i = 0; i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);

		g_assert_cmpstr(line->answer->reason, ==, "cancelled");
	}
	g_assert_cmpint(report->verdict.status, ==, EML_STATUS_UNDECIDED);
	eml_inspection_free(inspection);
	eml_dns_store_unref(store);
	g_assert_cmpint(g_get_monotonic_time() - start, <, 10 * G_USEC_PER_SEC);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strdup_printf("/inspect/same-bytes/%s", samples[i]);

		g_test_add_data_func(path, samples[i], test_same_bytes);
	}
	g_test_add_func("/inspect/shared-store", test_shared_store);
	g_test_add_func("/inspect/no-mail-from", test_no_mail_from);
	g_test_add_func("/inspect/helo-beside", test_helo_beside);
	g_test_add_func("/inspect/helo-alone", test_helo_alone);
	g_test_add_func("/inspect/first-snapshot", test_first_snapshot);
	g_test_add_func("/inspect/no-result-word", test_no_result_word);
	g_test_add_func("/inspect/stop", test_stop);
	g_test_add_func("/inspect/stop-live", test_stop_live);
	return g_test_run();
}
