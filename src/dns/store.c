#include "dns/store.h"

#include <pthread.h>

#include "base/limits.h"

/* µs: the source answers before the deadline, and says better what happened than a wait that is
 * given up; a busy machine may let it be a little late. */
#define LATE (200 * 1000)

typedef struct {
	EmlDnsQuestion *question;
	EmlDnsAnswer *answer; /* NULL while it is waited for */
	guint number;	      /* 1-based */
	gint64 deadline;      /* monotonic µs: when the source must have answered */
} Slot;

struct EmlDnsStore {
	gint references; /* atomic */
	gint cancelled;	 /* atomic */
	EmlDnsSource *source;
	EmlDnsNotify notify; /* set before the first question, then only read */
	gpointer notify_data;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t answered;
	GPtrArray *slots;	 /* Slot */
	GHashTable *by_question; /* EmlDnsQuestion of the slot → Slot */
	guint answered_count;
};

/* Waits for an answer to ask further. */
typedef struct {
	Slot *slot;
	EmlDnsThen then;
	gpointer data;
	GDestroyNotify free_data;
} Follower;

struct EmlDns {
	EmlDnsStore *store;
	gint64 deadline;    /* monotonic µs */
	GArray *used;	    /* guint slots in the order of their first use */
	GArray *ahead;	    /* guint slots that were prefetched, used or not */
	GHashTable *seen;   /* the used slots as a set */
	guint new_count;    /* questions that this handle was the first to ask */
	GArray *followers;  /* Follower */
	gboolean following; /* a then() is running */
};

/* What done() of the source needs; freed by it. */
typedef struct {
	EmlDnsStore *store;
	Slot *slot;
} Waiting;

static void
slot_free(gpointer data)
{
	Slot *slot = data;

	eml_dns_question_unref(slot->question);
	eml_dns_answer_unref(slot->answer);
	g_free(slot);
}

EmlDnsStore *
eml_dns_store_new(EmlDnsSource *source)
{
	EmlDnsStore *self = g_new0(EmlDnsStore, 1);
	pthread_condattr_t attributes;

	self->references = 1;
	self->source = source;
	self->slots = g_ptr_array_new_with_free_func(slot_free);
	self->by_question = g_hash_table_new(eml_dns_question_hash, eml_dns_question_equal);
	pthread_mutex_init(&self->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&self->answered, &attributes);
	pthread_condattr_destroy(&attributes);
	return self;
}

gint64
eml_dns_store_moment(const EmlDnsStore *self)
{
	return self->source->moment;
}

EmlDnsStore *
eml_dns_store_ref(EmlDnsStore *self)
{
	g_atomic_int_inc(&self->references);
	return self;
}

void
eml_dns_store_unref(EmlDnsStore *self)
{
	if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
		return;
	/* the source goes first: it calls done() for whatever is open, and that needs the slots */
	eml_dns_source_free(self->source);
	g_hash_table_unref(self->by_question);
	g_ptr_array_unref(self->slots);
	pthread_cond_destroy(&self->answered);
	pthread_mutex_destroy(&self->lock);
	g_free(self);
}

void
eml_dns_store_set_notify(EmlDnsStore *self, EmlDnsNotify notify, gpointer data)
{
	self->notify = notify;
	self->notify_data = data;
}

static void
tell(EmlDnsStore *self)
{
	if (self->notify != NULL)
		self->notify(self->notify_data);
}

void
eml_dns_store_counts(EmlDnsStore *self, guint *ret_asked, guint *ret_answered)
{
	pthread_mutex_lock(&self->lock);
	*ret_asked = self->slots->len;
	*ret_answered = self->answered_count;
	pthread_mutex_unlock(&self->lock);
}

gboolean
eml_dns_store_cancelled(EmlDnsStore *self)
{
	return g_atomic_int_get(&self->cancelled) != 0;
}

/* Under the lock. Takes the answer; the first one stays. */
static void
settle(EmlDnsStore *self, Slot *slot, EmlDnsAnswer *answer)
{
	if (slot->answer != NULL) {
		eml_dns_answer_unref(answer);
		return;
	}
	slot->answer = answer;
	self->answered_count++;
	pthread_cond_broadcast(&self->answered);
}

void
eml_dns_store_cancel(EmlDnsStore *self)
{
	pthread_mutex_lock(&self->lock);
	g_atomic_int_set(&self->cancelled, 1);
	for (guint i = 0; i < self->slots->len; i++) {
		Slot *slot = g_ptr_array_index(self->slots, i);

		if (slot->answer == NULL)
			settle(self, slot, eml_dns_answer_new(EML_DNS_FAILED, "cancelled"));
	}
	pthread_mutex_unlock(&self->lock);
	if (self->source->cancel != NULL)
		self->source->cancel(self->source);
	tell(self);
}

void
eml_dns_log_entry_free(EmlDnsLogEntry *self)
{
	if (self == NULL)
		return;
	eml_dns_question_unref(self->question);
	eml_dns_answer_unref(self->answer);
	g_free(self);
}

static void
log_entry_free(gpointer self)
{
	eml_dns_log_entry_free(self);
}

GPtrArray *
eml_dns_store_log(EmlDnsStore *self)
{
	GPtrArray *log = g_ptr_array_new_with_free_func(log_entry_free);

	pthread_mutex_lock(&self->lock);
	for (guint i = 0; i < self->slots->len; i++) {
		const Slot *slot = g_ptr_array_index(self->slots, i);
		EmlDnsLogEntry *entry = g_new0(EmlDnsLogEntry, 1);

		entry->slot = slot->number;
		entry->question = eml_dns_question_ref(slot->question);
		entry->answer = slot->answer != NULL ? eml_dns_answer_ref(slot->answer) : NULL;
		g_ptr_array_add(log, entry);
	}
	pthread_mutex_unlock(&self->lock);
	return log;
}

static void
follower_clear(gpointer data)
{
	Follower *follower = data;

	if (follower->free_data != NULL)
		follower->free_data(follower->data);
}

EmlDns *
eml_dns_new(EmlDnsStore *store, gint64 deadline)
{
	EmlDns *self = g_new0(EmlDns, 1);

	self->store = eml_dns_store_ref(store);
	self->deadline = deadline;
	self->used = g_array_new(FALSE, FALSE, sizeof(guint));
	self->ahead = g_array_new(FALSE, FALSE, sizeof(guint));
	self->seen = g_hash_table_new(g_direct_hash, g_direct_equal);
	self->followers = g_array_new(FALSE, FALSE, sizeof(Follower));
	g_array_set_clear_func(self->followers, follower_clear);
	return self;
}

void
eml_dns_free(EmlDns *self)
{
	if (self == NULL)
		return;
	g_hash_table_unref(self->seen);
	g_array_unref(self->followers);
	g_array_unref(self->used);
	g_array_unref(self->ahead);
	eml_dns_store_unref(self->store);
	g_free(self);
}

static void
on_done(EmlDnsAnswer *answer, gpointer data)
{
	Waiting *waiting = data;
	EmlDnsStore *store = waiting->store;

	pthread_mutex_lock(&store->lock);
	settle(store, waiting->slot, answer);
	pthread_mutex_unlock(&store->lock);
	tell(store);
	g_free(waiting);
}

/* The slot of the question; a new one is submitted. NULL if the handle has asked too much. */
static Slot *
slot_for(EmlDns *self, EmlDnsQuestion *question)
{
	EmlDnsStore *store = self->store;
	Waiting *waiting = NULL;
	Slot *slot = NULL;

	pthread_mutex_lock(&store->lock);
	slot = g_hash_table_lookup(store->by_question, question);
	if (slot == NULL && self->new_count < EML_DNS_MAX_QUESTIONS) {
		slot = g_new0(Slot, 1);
		slot->question = eml_dns_question_ref(question);
		slot->deadline = self->deadline;
		g_ptr_array_add(store->slots, slot);
		slot->number = store->slots->len;
		g_hash_table_insert(store->by_question, slot->question, slot);
		self->new_count++;
		waiting = g_new0(Waiting, 1);
		*waiting = (Waiting){store, slot};
		if (eml_dns_store_cancelled(store))
			settle(store, slot, eml_dns_answer_new(EML_DNS_FAILED, "cancelled"));
	}
	pthread_mutex_unlock(&store->lock);
	if (waiting == NULL)
		return slot;
	tell(store);
	if (eml_dns_store_cancelled(store))
		on_done(eml_dns_answer_new(EML_DNS_FAILED, "cancelled"), waiting);
	else
		store->source->submit(store->source, question, slot->deadline, on_done, waiting);
	return slot;
}

static EmlDnsAnswer *
timed_out(void)
{
	EmlDnsAnswer *answer = eml_dns_answer_new(EML_DNS_FAILED, "timeout");

	answer->detail = g_strdup("No answer came in the time set for the whole message.");
	return answer;
}

static struct timespec
time_of(gint64 monotonic)
{
	const gint64 until = MAX(monotonic, 0);

	return (struct timespec){
	    .tv_sec = (time_t)(until / G_USEC_PER_SEC),
	    .tv_nsec = (long)(until % G_USEC_PER_SEC) * 1000,
	};
}

/* Under the lock. The last deadline of what is not answered; 0 if all is. */
static gint64
last_deadline(const EmlDnsStore *self)
{
	gint64 last = 0;

	for (guint i = 0; i < self->slots->len; i++) {
		const Slot *slot = g_ptr_array_index(self->slots, i);

		if (slot->answer == NULL)
			last = MAX(last, slot->deadline);
	}
	return last;
}

/* The source answers before the deadline, unless the machine is too busy for it: then the time is
 * up all the same, and every question has an answer afterwards. */
void
eml_dns_store_wait(EmlDnsStore *self)
{
	gint64 until = 0;

	pthread_mutex_lock(&self->lock);
	while ((until = last_deadline(self)) > g_get_monotonic_time()) {
		const struct timespec limit = time_of(until);

		pthread_cond_timedwait(&self->answered, &self->lock, &limit);
	}
	for (guint i = 0; i < self->slots->len; i++)
		settle(self, g_ptr_array_index(self->slots, i), timed_out());
	pthread_mutex_unlock(&self->lock);
}

/* The first follower whose answer is there; FALSE if there is none. */
static gboolean
find_follower(EmlDns *self, guint *ret_index, EmlDnsAnswer **ret_answer)
{
	gboolean found = FALSE;

	pthread_mutex_lock(&self->store->lock);
	for (guint i = 0; i < self->followers->len && !found; i++) {
		const Slot *slot = g_array_index(self->followers, Follower, i).slot;

		found = slot->answer != NULL;
		*ret_index = i;
		*ret_answer = found ? eml_dns_answer_ref(slot->answer) : NULL;
	}
	pthread_mutex_unlock(&self->store->lock);
	return found;
}

static void
run_followers(EmlDns *self)
{
	guint i = 0;
	EmlDnsAnswer *answer = NULL;

	while (find_follower(self, &i, &answer)) {
		/* out of the array first: then() may add others */
		Follower follower = g_array_index(self->followers, Follower, i);

		g_array_index(self->followers, Follower, i).free_data = NULL;
		g_array_remove_index_fast(self->followers, i);
		self->following = TRUE;
		follower.then(self, answer, follower.data);
		self->following = FALSE;
		follower_clear(&follower);
		eml_dns_answer_unref(answer);
	}
}

/* Waits until the slot is answered or the handle's time is up and a little more. A timeout here
 * becomes the slot's answer unless somebody with more time is still waiting for it. */
static EmlDnsAnswer *
wait_for(EmlDns *self, Slot *slot)
{
	EmlDnsStore *store = self->store;
	const struct timespec limit = time_of(MIN(self->deadline, G_MAXINT64 - LATE) + LATE);
	EmlDnsAnswer *answer = NULL;
	int status = 0;

	pthread_mutex_lock(&store->lock);
	while (slot->answer == NULL && status == 0) {
		const guint answered = store->answered_count;

		if (self->followers->len > 0) {
			pthread_mutex_unlock(&store->lock);
			run_followers(self);
			pthread_mutex_lock(&store->lock);
		}
		if (store->answered_count == answered)
			status = pthread_cond_timedwait(&store->answered, &store->lock, &limit);
	}
	if (slot->answer == NULL && self->deadline >= slot->deadline)
		settle(store, slot, timed_out());
	answer = slot->answer != NULL ? eml_dns_answer_ref(slot->answer) : timed_out();
	pthread_mutex_unlock(&store->lock);
	return answer;
}

static void
note_use(EmlDns *self, guint number)
{
	if (g_hash_table_add(self->seen, GUINT_TO_POINTER(number)))
		g_array_append_val(self->used, number);
}

EmlDnsAnswer *
eml_dns_get(EmlDns *self, EmlDnsType type, EmlSlice name, guint *ret_slot)
{
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(type, name);
	Slot *slot = question != NULL ? slot_for(self, question) : NULL;

	if (ret_slot != NULL)
		*ret_slot = slot != NULL ? slot->number : 0;
	if (question == NULL)
		return eml_dns_answer_new(EML_DNS_NO_NAME, "bad-name");
	if (slot == NULL)
		return eml_dns_answer_new(EML_DNS_FAILED, "too-many-questions");
	note_use(self, slot->number);
	return wait_for(self, slot);
}

void
eml_dns_prefetch(EmlDns *self, EmlDnsType type, EmlSlice name)
{
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(type, name);
	const Slot *slot = question != NULL ? slot_for(self, question) : NULL;

	if (slot != NULL && !self->following)
		g_array_append_val(self->ahead, slot->number);
}

void
eml_dns_prefetch_then(EmlDns *self,
		      EmlDnsType type,
		      EmlSlice name,
		      EmlDnsThen then,
		      gpointer data,
		      GDestroyNotify free_data)
{
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(type, name);
	const Follower follower = {question != NULL ? slot_for(self, question) : NULL, then, data,
				   free_data};

	eml_dns_prefetch(self, type, name);
	if (follower.slot != NULL)
		g_array_append_val(self->followers, follower);
	else if (free_data != NULL)
		free_data(data);
}

void
eml_dns_drop_thens(EmlDns *self)
{
	g_array_set_size(self->followers, 0);
}

EmlDnsAnswer *
eml_dns_peek(EmlDns *self, EmlDnsType type, EmlSlice name)
{
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(type, name);
	EmlDnsAnswer *answer = NULL;
	const Slot *slot = NULL;

	if (question == NULL)
		return NULL;
	pthread_mutex_lock(&self->store->lock);
	slot = g_hash_table_lookup(self->store->by_question, question);
	if (slot != NULL && slot->answer != NULL)
		answer = eml_dns_answer_ref(slot->answer);
	pthread_mutex_unlock(&self->store->lock);
	return answer;
}

gboolean
eml_dns_cancelled(const EmlDns *self)
{
	return eml_dns_store_cancelled(self->store);
}

const GArray *
eml_dns_used(const EmlDns *self)
{
	return self->used;
}

const GArray *
eml_dns_prefetched(const EmlDns *self)
{
	return self->ahead;
}
