/* dns/store: a question goes out once, waits end, uses are noted. The source of these tests answers
 * when it is told to. */
#include "dns/store.h"

#include <pthread.h>

#include "base/limits.h"
#include "support.h"

typedef struct {
	EmlDnsDone done;
	gpointer data;
	char *name;
	gint64 deadline;
} Open;

/* Keeps questions until answer_all() or free; safe from any thread. */
typedef struct {
	EmlDnsSource source;
	pthread_mutex_t lock;
	GArray *open; /* Open */
	guint submitted;
	gboolean cancelled;
} Manual;

static void
manual_submit(EmlDnsSource *source,
	      const EmlDnsQuestion *question,
	      gint64 deadline,
	      EmlDnsDone done,
	      gpointer data)
{
	Manual *self = (Manual *)source;
	const Open open = {done, data, g_strdup(question->name), deadline};

	pthread_mutex_lock(&self->lock);
	self->submitted++;
	g_array_append_val(self->open, open);
	pthread_mutex_unlock(&self->lock);
}

static guint
manual_submitted(Manual *self)
{
	guint count = 0;

	pthread_mutex_lock(&self->lock);
	count = self->submitted;
	pthread_mutex_unlock(&self->lock);
	return count;
}

/* Answers what is open; reason NULL: NO_DATA, else FAILED. */
static void
manual_answer_all(Manual *self, const char *reason)
{
	g_autoptr(GArray) open = NULL;

	pthread_mutex_lock(&self->lock);
	open = self->open;
	self->open = g_array_new(FALSE, FALSE, sizeof(Open));
	pthread_mutex_unlock(&self->lock);
	for (guint i = 0; i < open->len; i++) {
		Open *one = &g_array_index(open, Open, i);

		one->done(
		    eml_dns_answer_new(reason != NULL ? EML_DNS_FAILED : EML_DNS_NO_DATA, reason),
		    one->data);
		g_free(one->name);
	}
}

static void
manual_cancel(EmlDnsSource *source)
{
	Manual *self = (Manual *)source;

	self->cancelled = TRUE;
	manual_answer_all(self, "cancelled");
}

static void
manual_free(EmlDnsSource *source)
{
	Manual *self = (Manual *)source;

	manual_answer_all(self, "freed");
	g_array_unref(self->open);
	pthread_mutex_destroy(&self->lock);
	g_free(self);
}

static Manual *
manual_new(void)
{
	Manual *self = g_new0(Manual, 1);

	self->source.submit = manual_submit;
	self->source.cancel = manual_cancel;
	self->source.free = manual_free;
	self->open = g_array_new(FALSE, FALSE, sizeof(Open));
	pthread_mutex_init(&self->lock, NULL);
	return self;
}

static gint64
in_ms(gint64 ms)
{
	return g_get_monotonic_time() + ms * 1000;
}

static void
test_once(void)
{
	g_autoptr(EmlDnsStore) store = test_store("a TXT x\n;! no-name b\n");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlDnsAnswer) first = NULL;
	g_autoptr(EmlDnsAnswer) second = NULL;
	g_autoptr(EmlDnsAnswer) other = NULL;
	g_autoptr(GPtrArray) log = NULL;
	const EmlDnsLogEntry *entry = NULL;
	guint slot = 0;

	first = eml_dns_get(dns, EML_DNS_TXT, eml_slice("A"), &slot);
	g_assert_cmpuint(slot, ==, 1);
	other = eml_dns_get(dns, EML_DNS_TXT, eml_slice("b"), &slot);
	g_assert_cmpuint(slot, ==, 2);
	second = eml_dns_get(dns, EML_DNS_TXT, eml_slice("a."), &slot);
	g_assert_cmpuint(slot, ==, 1);
	g_assert_true(first == second);
	g_assert_cmpint(other->outcome, ==, EML_DNS_NO_NAME);
	log = eml_dns_store_log(store);
	g_assert_cmpuint(log->len, ==, 2);
	entry = g_ptr_array_index(log, 1);
	g_assert_cmpuint(entry->slot, ==, 2);
	g_assert_cmpstr(entry->question->name, ==, "b.");
	g_assert_true(entry->answer == other);
}

static void
test_bad_name(void)
{
	g_autoptr(EmlDnsStore) store = test_store("");
	g_autoptr(EmlDns) dns = test_dns(store);
	guint slot = 9;
	g_autoptr(EmlDnsAnswer) answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice("a..b"), &slot);

	g_assert_cmpint(answer->outcome, ==, EML_DNS_NO_NAME);
	g_assert_cmpstr(answer->reason, ==, "bad-name");
	g_assert_cmpuint(slot, ==, 0);
	g_assert_cmpuint(eml_dns_used(dns)->len, ==, 0);
	eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(""));
}

static void
test_used(void)
{
	g_autoptr(EmlDnsStore) store = test_store("");
	g_autoptr(EmlDns) one = test_dns(store);
	g_autoptr(EmlDns) two = test_dns(store);
	static const char *const order[] = {"b", "a", "b", "c"};
	guint asked = 0;
	guint answered = 0;

	eml_dns_prefetch(one, EML_DNS_TXT, eml_slice("a"));
	eml_dns_prefetch(one, EML_DNS_TXT, eml_slice("b"));
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		eml_dns_answer_unref(eml_dns_get(one, EML_DNS_TXT, eml_slice(order[i]), NULL));
	g_assert_cmpuint(eml_dns_used(one)->len, ==, 3);
	g_assert_cmpuint(g_array_index(eml_dns_used(one), guint, 0), ==, 2);
	g_assert_cmpuint(g_array_index(eml_dns_used(one), guint, 1), ==, 1);
	g_assert_cmpuint(g_array_index(eml_dns_used(one), guint, 2), ==, 3);
	g_assert_cmpuint(eml_dns_used(two)->len, ==, 0);
	eml_dns_store_counts(store, &asked, &answered);
	g_assert_cmpuint(asked, ==, 3);
	g_assert_cmpuint(answered, ==, 3);
}

static void
test_cap(void)
{
	g_autoptr(EmlDnsStore) store = test_store("");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlDnsAnswer) over = NULL;
	g_autoptr(EmlDnsAnswer) known = NULL;
	guint slot = 9;

	for (guint i = 0; i < EML_DNS_MAX_QUESTIONS; i++) {
		g_autofree char *name = g_strdup_printf("n%u", i);

		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(name));
	}
	over = eml_dns_get(dns, EML_DNS_TXT, eml_slice("one-more"), &slot);
	g_assert_cmpint(over->outcome, ==, EML_DNS_FAILED);
	g_assert_cmpstr(over->reason, ==, "too-many-questions");
	g_assert_cmpuint(slot, ==, 0);
	known = eml_dns_get(dns, EML_DNS_TXT, eml_slice("n7"), &slot);
	g_assert_cmpint(known->outcome, ==, EML_DNS_NOT_ASKED);
	g_assert_cmpuint(slot, ==, 8);
}

static void
test_timeout(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	g_autoptr(EmlDns) dns = eml_dns_new(store, in_ms(30));
	g_autoptr(EmlDns) late = eml_dns_new(store, in_ms(-5000));
	g_autoptr(EmlDnsAnswer) answer = NULL;
	g_autoptr(EmlDnsAnswer) again = NULL;
	g_autoptr(EmlDnsAnswer) at_once = NULL;
	const gint64 start = g_get_monotonic_time();

	answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice("a"), NULL);
	g_assert_cmpint(g_get_monotonic_time() - start, >=, 20000);
	g_assert_cmpint(answer->outcome, ==, EML_DNS_FAILED);
	g_assert_cmpstr(answer->reason, ==, "timeout");
	manual_answer_all(manual, NULL); /* too late: what was said stays */
	again = eml_dns_get(dns, EML_DNS_TXT, eml_slice("a"), NULL);
	g_assert_true(again == answer);
	at_once = eml_dns_get(late, EML_DNS_TXT, eml_slice("b"), NULL);
	g_assert_cmpstr(at_once->reason, ==, "timeout");
}

/* A handle with little time does not spoil the answer for one with more. */
static void
test_two_deadlines(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	g_autoptr(EmlDns) patient = eml_dns_new(store, in_ms(60000));
	g_autoptr(EmlDns) hasty = eml_dns_new(store, in_ms(10));
	g_autoptr(EmlDnsAnswer) early = NULL;
	g_autoptr(EmlDnsAnswer) answer = NULL;

	eml_dns_prefetch(patient, EML_DNS_TXT, eml_slice("a"));
	early = eml_dns_get(hasty, EML_DNS_TXT, eml_slice("a"), NULL);
	g_assert_cmpstr(early->reason, ==, "timeout");
	manual_answer_all(manual, NULL);
	answer = eml_dns_get(patient, EML_DNS_TXT, eml_slice("a"), NULL);
	g_assert_cmpint(answer->outcome, ==, EML_DNS_NO_DATA);
}

typedef struct {
	EmlDnsStore *store;
	const char *reason; /* expected */
	guint names;
} Asker;

static gpointer
ask_all(gpointer data)
{
	const Asker *asker = data;
	g_autoptr(EmlDns) dns = eml_dns_new(asker->store, in_ms(60000));

	for (guint i = 0; i < asker->names; i++) {
		g_autofree char *name = g_strdup_printf("n%u", i);
		g_autoptr(EmlDnsAnswer) answer =
		    eml_dns_get(dns, EML_DNS_TXT, eml_slice(name), NULL);

		g_assert_cmpstr(answer->reason, ==, asker->reason);
	}
	return NULL;
}

static void
count(gpointer data)
{
	gint *times = data;

	g_atomic_int_inc(times);
}

/* Eight threads ask the same 200 questions: each goes out once; notify is called for each question
 * and answer. */
static void
test_threads(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	const Asker asker = {store, NULL, 200};
	GThread *threads[8];
	gint notified = 0;
	guint asked = 0;
	guint answered = 0;

	eml_dns_store_set_notify(store, count, &notified);
	for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("ask", ask_all, (gpointer)&asker);
	while (answered < asker.names) {
		manual_answer_all(manual, NULL);
		eml_dns_store_counts(store, &asked, &answered);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	g_assert_cmpuint(manual_submitted(manual), ==, asker.names);
	g_assert_cmpuint(asked, ==, asker.names);
	g_assert_cmpint(g_atomic_int_get(&notified), ==, 2 * asker.names);
}

static void
test_cancel(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	g_autoptr(EmlDns) dns = eml_dns_new(store, in_ms(60000));
	const Asker asker = {store, "cancelled", 3};
	GThread *threads[4];
	gint64 start = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("ask", ask_all, (gpointer)&asker);
	while (manual_submitted(manual) == 0)
		g_usleep(1000);
	g_assert_false(eml_dns_cancelled(dns));
	start = g_get_monotonic_time();
	eml_dns_store_cancel(store);
	for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	g_assert_cmpint(g_get_monotonic_time() - start, <, 1000000);
	g_assert_true(eml_dns_cancelled(dns));
	g_assert_true(manual->cancelled);
	g_assert_cmpuint(manual_submitted(manual), ==, 1);
}

static gpointer
answer_later(gpointer data)
{
	g_usleep(20 * 1000);
	manual_answer_all(data, NULL);
	return NULL;
}

/* Waiting for all ends when the last question is answered, or when its time is up; then it has an
 * answer too. */
static void
test_wait(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	g_autoptr(EmlDns) patient = eml_dns_new(store, in_ms(60000));
	g_autoptr(EmlDns) hasty = eml_dns_new(store, in_ms(50));
	g_autoptr(EmlDnsAnswer) timeout = NULL;
	GThread *thread = NULL;
	guint asked = 0;
	guint answered = 0;

	eml_dns_store_wait(store);
	eml_dns_prefetch(hasty, EML_DNS_TXT, eml_slice("hasty"));
	eml_dns_store_wait(store);
	eml_dns_store_counts(store, &asked, &answered);
	g_assert_cmpuint(answered, ==, 1);
	timeout = eml_dns_peek(hasty, EML_DNS_TXT, eml_slice("hasty"));
	g_assert_cmpstr(timeout->reason, ==, "timeout");
	eml_dns_prefetch(patient, EML_DNS_TXT, eml_slice("a"));
	eml_dns_prefetch(patient, EML_DNS_TXT, eml_slice("b"));
	thread = g_thread_new("answer", answer_later, manual);
	eml_dns_store_wait(store);
	eml_dns_store_counts(store, &asked, &answered);
	g_assert_cmpuint(asked, ==, 3);
	g_assert_cmpuint(answered, ==, 3);
	g_thread_join(thread);
}

/* Answers the question that came first. */
static void
manual_answer_first(Manual *self)
{
	Open first;

	pthread_mutex_lock(&self->lock);
	first = g_array_index(self->open, Open, 0);
	g_array_remove_index(self->open, 0);
	pthread_mutex_unlock(&self->lock);
	first.done(eml_dns_answer_new(EML_DNS_NO_DATA, NULL), first.data);
	g_free(first.name);
}

static void
wait_until_submitted(Manual *manual, guint count)
{
	while (manual_submitted(manual) < count)
		g_usleep(1000);
}

/* The second answer waits for what the first one leads to. */
static gpointer
answer_in_turn(gpointer data)
{
	Manual *manual = data;

	wait_until_submitted(manual, 2);
	manual_answer_first(manual);
	wait_until_submitted(manual, 3);
	manual_answer_all(manual, NULL);
	return NULL;
}

static void
ask_third(EmlDns *dns, const EmlDnsAnswer *answer, gpointer data)
{
	guint *n_calls = data;

	g_assert_cmpint(answer->outcome, ==, EML_DNS_NO_DATA);
	(*n_calls)++;
	eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice("third.example"));
}

/* While one answer is waited for, another leads to a question; it counts as asked ahead nowhere. */
static void
test_then(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	g_autoptr(EmlDns) dns = eml_dns_new(store, in_ms(60000));
	g_autoptr(EmlDnsAnswer) answer = NULL;
	GThread *thread = NULL;
	guint n_calls = 0;

	eml_dns_prefetch_then(dns, EML_DNS_TXT, eml_slice("first.example"), ask_third, &n_calls,
			      NULL);
	thread = g_thread_new("answers", answer_in_turn, manual);
	answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice("second.example"), NULL);
	g_thread_join(thread);
	g_assert_cmpint(answer->outcome, ==, EML_DNS_NO_DATA);
	g_assert_cmpuint(n_calls, ==, 1);
	g_assert_cmpuint(eml_dns_prefetched(dns)->len, ==, 1);
	g_assert_cmpuint(eml_dns_used(dns)->len, ==, 1);
}

/* Dropped: the data is freed, and nothing is called. */
static void
test_drop_thens(void)
{
	Manual *manual = manual_new();
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(&manual->source);
	g_autoptr(EmlDns) dns = eml_dns_new(store, in_ms(20));
	g_autoptr(EmlDnsAnswer) answer = NULL;

	eml_dns_prefetch_then(dns, EML_DNS_TXT, eml_slice("first.example"), ask_third,
			      g_new0(guint, 1), g_free);
	eml_dns_drop_thens(dns);
	manual_answer_all(manual, NULL);
	answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice("second.example"), NULL);
	g_assert_cmpstr(answer->reason, ==, "timeout");
	g_assert_cmpuint(manual_submitted(manual), ==, 2);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/once", test_once);
	g_test_add_func("/store/bad-name", test_bad_name);
	g_test_add_func("/store/used", test_used);
	g_test_add_func("/store/cap", test_cap);
	g_test_add_func("/store/timeout", test_timeout);
	g_test_add_func("/store/two-deadlines", test_two_deadlines);
	g_test_add_func("/store/threads", test_threads);
	g_test_add_func("/store/cancel", test_cancel);
	g_test_add_func("/store/wait", test_wait);
	g_test_add_func("/store/then", test_then);
	g_test_add_func("/store/drop-thens", test_drop_thens);
	return g_test_run();
}
