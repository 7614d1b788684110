/* dns/record: what is written comes back the same from dns/zone. */
#include "dns/record.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/error.h"
#include "dns/zone.h"
#include "support.h"

#define NOW 1795514400 /* 2026-11-24T10:00:00Z */
#define RANDOM_LOGS 300

static void
entry_free(gpointer entry)
{
	eml_dns_log_entry_free(entry);
}

static GPtrArray *
log_new(void)
{
	return g_ptr_array_new_with_free_func(entry_free);
}

/* Takes the answer. */
static EmlDnsAnswer *
log_add(GPtrArray *log, EmlDnsType type, const char *name, EmlDnsAnswer *answer)
{
	EmlDnsLogEntry *entry = g_new0(EmlDnsLogEntry, 1);

	entry->slot = log->len + 1;
	entry->question = eml_dns_question_new_presentation(type, name);
	entry->answer = answer;
	g_assert_nonnull(entry->question);
	g_ptr_array_add(log, entry);
	return answer;
}

static void
on_answer(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

typedef enum { EXACT, CONTRADICTIONS } Strictness;

static void
assert_same(const EmlDnsAnswer *got, const EmlDnsAnswer *wanted, Strictness strictness)
{
	g_assert_cmpint(got->outcome, ==, wanted->outcome);
	g_assert_cmpstr(got->reason, ==, wanted->reason);
	g_assert_cmpstr(got->detail, ==, wanted->detail);
	g_assert_cmpuint(got->ttl, ==, wanted->ttl);
	g_assert_cmpint(got->dnssec, ==, wanted->dnssec);
	g_assert_cmpuint(got->records->len, ==, wanted->records->len);
	for (guint i = 0; i < got->records->len; i++) {
		const EmlDnsRecord *a = g_ptr_array_index(got->records, i);
		const EmlDnsRecord *b = g_ptr_array_index(wanted->records, i);

		g_assert_true(eml_dns_record_equal(a, b));
		if (strictness == EXACT)
			g_assert_cmpuint(a->ttl, ==, b->ttl);
	}
	if (strictness == CONTRADICTIONS)
		return;
	g_assert_cmpuint(got->via->len, ==, wanted->via->len);
	for (guint i = 0; i < got->via->len; i++)
		g_assert_cmpstr(g_ptr_array_index(got->via, i), ==,
				g_ptr_array_index(wanted->via, i));
}

static void
assert_replays(const GPtrArray *log, Strictness strictness)
{
	GString *text = eml_dns_record_text(log, "192.0.2.53", NOW);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsSource) zone =
	    eml_dns_zone_parse("recorded", eml_slice_n(text->str, text->len), &error);

	g_assert_no_error(error);
	if (g_test_verbose())
		g_test_message("%s", text->str);
	for (guint i = 0; i < log->len; i++) {
		const EmlDnsLogEntry *entry = g_ptr_array_index(log, i);
		g_autoptr(EmlDnsAnswer) got = NULL;

		zone->submit(zone, entry->question, 0, on_answer, &got);
		if (g_test_verbose())
			g_test_message("%s %d", entry->question->name, entry->question->type);
		assert_same(got, entry->answer, strictness);
	}
	g_string_free(text, TRUE);
}

static EmlDnsRecord *
record_new(EmlDnsType type, guint32 ttl)
{
	EmlDnsRecord *record = g_new0(EmlDnsRecord, 1);

	record->type = type;
	record->ttl = ttl;
	return record;
}

static EmlDnsRecord *
txt(guint32 ttl, const char *bytes, gsize len, const guint8 *lengths, guint count)
{
	EmlDnsRecord *record = record_new(EML_DNS_TXT, ttl);

	record->data = g_bytes_new(bytes, len);
	record->lengths = g_array_new(FALSE, FALSE, sizeof(guint8));
	g_array_append_vals(record->lengths, lengths, count);
	return record;
}

static EmlDnsAnswer *
found(EmlDnsRecord *record)
{
	EmlDnsAnswer *answer = eml_dns_answer_new(EML_DNS_FOUND, NULL);

	g_ptr_array_add(answer->records, record);
	answer->ttl = record->ttl;
	return answer;
}

static void
add_via(EmlDnsAnswer *answer, const char *name)
{
	g_ptr_array_add(answer->via, g_strdup(name));
}

static void
test_text(void)
{
	g_autoptr(GPtrArray) log = log_new();
	EmlDnsAnswer *answer = NULL;
	GString *text = NULL;

	answer =
	    log_add(log, EML_DNS_TXT, "b.org.", found(txt(60, "a\"\\\n;", 5, (guint8[]){2, 3}, 2)));
	answer->dnssec = EML_DNSSEC_SECURE;
	answer =
	    log_add(log, EML_DNS_TXT, "a.org.", eml_dns_answer_new(EML_DNS_FAILED, "servfail"));
	answer->detail = g_strdup("192.0.2.53 answered SERVFAIL ; twice\n");
	answer = log_add(log, EML_DNS_A, "c.org.", eml_dns_answer_new(EML_DNS_NO_NAME, NULL));
	answer->ttl = 9;
	log_add(log, EML_DNS_MX, "c.org.", eml_dns_answer_new(EML_DNS_NO_NAME, NULL));
	log_add(log, EML_DNS_MX, "d.org.", eml_dns_answer_new(EML_DNS_NO_DATA, NULL));
	log_add(log, EML_DNS_MX, "e.org.",
		eml_dns_answer_new(EML_DNS_NOT_ASKED, "not-in-snapshot"));
	log_add(log, EML_DNS_MX, "f.org.", NULL);
	text = eml_dns_record_text(log, "192.0.2.53", NOW);
	g_assert_cmpstr(text->str, ==,
			";! recorded 2026-11-24T10:00:00Z resolver 192.0.2.53\n"
			";! failed a.org. TXT servfail\n"
			"b.org. 60 IN TXT \"a\\\"\" \"\\\\\\010;\"\n"
			";! no-name c.org.\n"
			";! no-data d.org. MX\n"
			";! detail a.org. TXT 192.0.2.53 answered SERVFAIL   twice\n"
			";! dnssec b.org. TXT secure\n"
			";! ttl c.org. A 9\n");
	g_string_free(text, TRUE);
}

static void
test_every_type(void)
{
	g_autoptr(GPtrArray) log = log_new();
	EmlDnsRecord *record = record_new(EML_DNS_A, 1);

	record->data = g_bytes_new("\xc0\x00\x02\x01", 4);
	log_add(log, EML_DNS_A, "a.", found(record));
	record = record_new(EML_DNS_AAAA, 2);
	record->data = g_bytes_new("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	log_add(log, EML_DNS_AAAA, "a.", found(record));
	record = record_new(EML_DNS_MX, 3);
	record->preference = 65535;
	record->name = g_strdup("m\\032\\.\\;.org.");
	log_add(log, EML_DNS_MX, "a.", found(record));
	record = record_new(EML_DNS_PTR, 4);
	record->name = g_strdup(".");
	log_add(log, EML_DNS_PTR, "a.", found(record));
	record = record_new(EML_DNS_NS, 5);
	record->name = g_strdup("\\$origin.");
	log_add(log, EML_DNS_NS, "a.", found(record));
	record = record_new(EML_DNS_CNAME, 6);
	record->name = g_strdup("\\@.");
	log_add(log, EML_DNS_CNAME, "\\$include.", found(record));
	log_add(log, EML_DNS_SOA, "a.", found(record_new(EML_DNS_SOA, 7)));
	log_add(log, EML_DNS_TXT, "\\@.", found(txt(0, "", 0, (guint8[]){0}, 1)));
	assert_replays(log, EXACT);
}

/* A server that says the name is not there for one type and gives records for another; a loop; a
 * long way to a failure. */
static void
test_odd(void)
{
	g_autoptr(GPtrArray) log = log_new();
	EmlDnsAnswer *answer = NULL;

	log_add(log, EML_DNS_TXT, "a.", eml_dns_answer_new(EML_DNS_NO_NAME, NULL));
	log_add(log, EML_DNS_MX, "a.", eml_dns_answer_new(EML_DNS_NO_DATA, NULL));
	answer = log_add(log, EML_DNS_A, "a.", eml_dns_answer_new(EML_DNS_NO_NAME, NULL));
	add_via(answer, "b.");
	answer = log_add(log, EML_DNS_TXT, "l.", eml_dns_answer_new(EML_DNS_FAILED, "cname-loop"));
	add_via(answer, "m.");
	add_via(answer, "l.");
	answer = log_add(log, EML_DNS_TXT, "x.", eml_dns_answer_new(EML_DNS_FAILED, "bogus"));
	add_via(answer, "y.");
	answer = log_add(log, EML_DNS_TXT, "long.",
			 eml_dns_answer_new(EML_DNS_FAILED, "cname-chain-too-long"));
	for (guint i = 0; i < 17; i++)
		g_ptr_array_add(answer->via, g_strdup_printf("long%u.", i));
	assert_replays(log, EXACT);
}

/* Two answers reach the same name by different ways, or found different things there: the data stay
 * right. */
static void
test_contradictions(void)
{
	g_autoptr(GPtrArray) log = log_new();
	EmlDnsAnswer *answer = NULL;

	answer = log_add(log, EML_DNS_TXT, "a.", found(txt(5, "one", 3, (guint8[]){3}, 1)));
	add_via(answer, "x.");
	answer = log_add(log, EML_DNS_MX, "a.", eml_dns_answer_new(EML_DNS_NO_NAME, NULL));
	add_via(answer, "y.");
	answer = log_add(log, EML_DNS_TXT, "b.", found(txt(5, "two", 3, (guint8[]){3}, 1)));
	add_via(answer, "x.");
	log_add(log, EML_DNS_TXT, "x.", found(txt(9, "three", 5, (guint8[]){5}, 1)));
	assert_replays(log, CONTRADICTIONS);
}

static char *
random_name(GRand *rand)
{
	static const char *const names[] = {"a.",	"b.a.",	      "c.b.a.", "d.",
					    "e\\.f.a.", "g\\032\\;.", "h.a.",	"i."};

	return g_strdup(names[g_rand_int_range(rand, 0, G_N_ELEMENTS(names))]);
}

static EmlDnsType
random_type(GRand *rand)
{
	static const EmlDnsType types[] = {EML_DNS_TXT, EML_DNS_MX, EML_DNS_PTR};

	return types[g_rand_int_range(rand, 0, G_N_ELEMENTS(types))];
}

static EmlDnsRecord *
random_record(GRand *rand, EmlDnsType type)
{
	char bytes[300];
	guint8 lengths[2] = {0};
	EmlDnsRecord *record = NULL;

	if (type != EML_DNS_TXT) {
		record = record_new(type, (guint32)g_rand_int_range(rand, 0, 100));
		record->name = random_name(rand);
		record->preference = type == EML_DNS_MX ? (guint16)g_rand_int_range(rand, 0, 3) : 0;
		return record;
	}
	for (gsize i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)g_rand_int_range(rand, -128, 128);
	lengths[0] = (guint8)g_rand_int_range(rand, 0, 150);
	lengths[1] = (guint8)g_rand_int_range(rand, 0, 150);
	return txt((guint32)g_rand_int_range(rand, 0, 100), bytes, lengths[0] + lengths[1], lengths,
		   2);
}

/* A random world as a snapshot: every question about it is asked, and answers get what a network
 * adds. */
static GPtrArray *
random_consistent_log(GRand *rand)
{
	static const char *const kinds[] = {"", ";! complete\n"};
	GString *zone = g_string_new(kinds[g_rand_int_range(rand, 0, 2)]);
	g_autoptr(EmlDnsSource) source = NULL;
	GPtrArray *log = log_new();

	for (gint i = g_rand_int_range(rand, 0, 8); i > 0; i--) {
		g_autofree char *name = random_name(rand);
		g_autofree char *target = random_name(rand);
		const guint ttl = (guint)g_rand_int_range(rand, 0, 50);

		if (g_rand_boolean(rand))
			g_string_append_printf(zone, "%s %u CNAME %s\n", name, ttl, target);
		else if (g_rand_boolean(rand))
			g_string_append_printf(zone, "%s %u MX 1 %s\n", name, ttl, target);
		else if (g_rand_boolean(rand))
			g_string_append_printf(zone, ";! failed %s * servfail\n", name);
		else
			g_string_append_printf(zone, "%s %u TXT \"%s\" x\n", name, ttl, target);
	}
	source = eml_dns_zone_parse("random", eml_slice_n(zone->str, zone->len), NULL);
	g_string_free(zone, TRUE);
	for (gint i = g_rand_int_range(rand, 0, 30); i > 0; i--) {
		g_autofree char *name = random_name(rand);
		const EmlDnsType type = random_type(rand);
		g_autoptr(EmlDnsQuestion) question = eml_dns_question_new_presentation(type, name);
		EmlDnsAnswer *answer = NULL;

		for (guint j = 0; j < log->len && question != NULL; j++)
			if (eml_dns_question_equal(
				((const EmlDnsLogEntry *)g_ptr_array_index(log, j))->question,
				question))
				g_clear_pointer(&question, eml_dns_question_unref);
		if (question == NULL)
			continue;
		source->submit(source, question, 0, on_answer, &answer);
		if (answer->outcome == EML_DNS_NO_NAME || answer->outcome == EML_DNS_NO_DATA)
			answer->ttl = (guint32)g_rand_int_range(rand, 0, 3);
		if (answer->outcome != EML_DNS_NOT_ASKED)
			answer->dnssec = (EmlDnssec)g_rand_int_range(rand, 0, EML_DNSSEC_LAST);
		if (answer->outcome == EML_DNS_FAILED && g_rand_boolean(rand))
			answer->detail = g_strdup("192.0.2.53 answered SERVFAIL.");
		log_add(log, type, name, answer);
	}
	return log;
}

static void
test_random_consistent(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261124);

	for (guint i = 0; i < RANDOM_LOGS; i++) {
		g_autoptr(GPtrArray) log = random_consistent_log(rand);

		assert_replays(log, EXACT);
	}
}

static EmlDnsAnswer *
random_answer(GRand *rand, EmlDnsType type)
{
	static const char *const reasons[EML_DNS_LAST] = {[EML_DNS_FAILED] = "refused"};
	const EmlDnsOutcome outcome = (EmlDnsOutcome)g_rand_int_range(rand, 0, EML_DNS_NOT_ASKED);
	EmlDnsAnswer *answer = eml_dns_answer_new(outcome, reasons[outcome]);

	if (outcome == EML_DNS_FOUND)
		for (gint i = g_rand_int_range(rand, 1, 3); i > 0; i--)
			g_ptr_array_add(answer->records, random_record(rand, type));
	if (answer->records->len == 2 &&
	    eml_dns_record_equal(g_ptr_array_index(answer->records, 0),
				 g_ptr_array_index(answer->records, 1)))
		g_ptr_array_set_size(answer->records, 1);
	answer->ttl = (guint32)g_rand_int_range(rand, 0, 20);
	answer->dnssec = (EmlDnssec)g_rand_int_range(rand, 0, EML_DNSSEC_LAST);
	for (gint i = g_rand_int_range(rand, 0, 4); i > 0; i--)
		g_ptr_array_add(answer->via, random_name(rand));
	return answer;
}

/* Answers that need not fit together in any world. */
static void
test_random_contradictions(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(24112026);

	for (guint i = 0; i < RANDOM_LOGS; i++) {
		g_autoptr(GPtrArray) log = log_new();
		g_autoptr(GHashTable) seen =
		    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

		for (gint j = g_rand_int_range(rand, 0, 20); j > 0; j--) {
			g_autofree char *name = random_name(rand);
			const EmlDnsType type = random_type(rand);

			if (g_hash_table_add(seen, g_strdup_printf("%s %d", name, type)))
				log_add(log, type, name, random_answer(rand, type));
		}
		assert_replays(log, CONTRADICTIONS);
	}
}

static void
test_save(void)
{
	g_autoptr(GPtrArray) log = log_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("emlens-record-XXXXXX", &error);
	g_autofree char *path = g_build_filename(folder, "a.zone", NULL);
	g_autofree char *nowhere = g_build_filename(folder, "none", "a.zone", NULL);
	g_autoptr(GBytes) bytes = NULL;

	g_assert_no_error(error);
	g_assert_true(eml_dns_record_save(path, log, NULL, NOW, &error));
	g_assert_no_error(error);
	bytes = test_file(path);
	g_assert_true(
	    eml_slice_equal(eml_slice_n(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)),
			    eml_slice(";! recorded 2026-11-24T10:00:00Z\n")));
	g_assert_false(eml_dns_record_save(nowhere, log, NULL, NOW, &error));
	g_assert_error(error, EML_ERROR, EML_ERROR_IO);
	g_remove(path);
	g_rmdir(folder);
}

static gpointer
read_pipe(gpointer path)
{
	char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

/* What is no regular file is written to, not replaced: as root that would cost a device. */
static void
test_save_pipe(void)
{
	g_autoptr(GPtrArray) log = log_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("emlens-record-XXXXXX", &error);
	g_autofree char *path = g_build_filename(folder, "pipe", NULL);
	g_autofree char *text = NULL;
	GThread *reader = NULL;

	g_assert_no_error(error);
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	log_add(log, EML_DNS_TXT, "a", eml_dns_answer_new(EML_DNS_NO_NAME, NULL));
	reader = g_thread_new("reader", read_pipe, path);
	g_assert_true(eml_dns_record_save(path, log, NULL, NOW, &error));
	g_assert_no_error(error);
	text = g_thread_join(reader);
	g_assert_cmpstr(text, ==, ";! recorded 2026-11-24T10:00:00Z\n;! no-name a.\n");
	g_assert_false(g_file_test(path, G_FILE_TEST_IS_REGULAR));
	g_assert_false(eml_dns_record_save(folder, log, NULL, NOW, &error));
	g_assert_error(error, EML_ERROR, EML_ERROR_IO);
	g_remove(path);
	g_rmdir(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record/text", test_text);
	g_test_add_func("/record/every-type", test_every_type);
	g_test_add_func("/record/odd", test_odd);
	g_test_add_func("/record/contradictions", test_contradictions);
	g_test_add_func("/record/random-consistent", test_random_consistent);
	g_test_add_func("/record/random-contradictions", test_random_contradictions);
	g_test_add_func("/record/save", test_save);
	g_test_add_func("/record/save-pipe", test_save_pipe);
	return g_test_run();
}
