#include "dns/dns.h"

#include "dns/name.h"

static const struct {
	EmlDnsType type;
	const char *word;
} types[] = {
    {EML_DNS_A, "A"},	{EML_DNS_AAAA, "AAAA"}, {EML_DNS_CNAME, "CNAME"}, {EML_DNS_MX, "MX"},
    {EML_DNS_NS, "NS"}, {EML_DNS_PTR, "PTR"},	{EML_DNS_SOA, "SOA"},	  {EML_DNS_TXT, "TXT"},
};

const char *
eml_dns_type_word(EmlDnsType type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (types[i].type == type)
			return types[i].word;
	return "TYPE";
}

gboolean
eml_dns_type_from_word(EmlSlice word, EmlDnsType *ret_type)
{
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
		if (eml_slice_equal_ci(word, eml_slice(types[i].word))) {
			*ret_type = types[i].type;
			return TRUE;
		}
	}
	return FALSE;
}

const char *
eml_dns_outcome_word(EmlDnsOutcome outcome)
{
	static const char *const words[EML_DNS_LAST] = {
	    [EML_DNS_FOUND] = "found",	       [EML_DNS_NO_DATA] = "no-data",
	    [EML_DNS_NO_NAME] = "no-name",     [EML_DNS_FAILED] = "failed",
	    [EML_DNS_NOT_ASKED] = "not-asked",
	};

	g_return_val_if_fail(outcome < EML_DNS_LAST, NULL);
	return words[outcome];
}

const char *
eml_dnssec_word(EmlDnssec dnssec)
{
	static const char *const words[EML_DNSSEC_LAST] = {
	    [EML_DNSSEC_UNKNOWN] = "unknown",
	    [EML_DNSSEC_SECURE] = "secure",
	    [EML_DNSSEC_INSECURE] = "insecure",
	    [EML_DNSSEC_BOGUS] = "bogus",
	};

	g_return_val_if_fail(dnssec < EML_DNSSEC_LAST, NULL);
	return words[dnssec];
}

/* Takes the name; NULL gives NULL. */
static EmlDnsQuestion *
question_take(EmlDnsType type, char *name)
{
	EmlDnsQuestion *self = NULL;

	if (name == NULL)
		return NULL;
	self = g_new0(EmlDnsQuestion, 1);
	self->references = 1;
	self->type = type;
	self->name = name;
	return self;
}

EmlDnsQuestion *
eml_dns_question_new(EmlDnsType type, EmlSlice name)
{
	return question_take(type, eml_dns_name_from_bytes(name));
}

EmlDnsQuestion *
eml_dns_question_new_presentation(EmlDnsType type, const char *name)
{
	return question_take(type, eml_dns_name_from_presentation(eml_slice(name)));
}

EmlDnsQuestion *
eml_dns_question_ref(EmlDnsQuestion *self)
{
	g_atomic_int_inc(&self->references);
	return self;
}

void
eml_dns_question_unref(EmlDnsQuestion *self)
{
	if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
		return;
	g_free(self->name);
	g_free(self);
}

guint
eml_dns_question_hash(gconstpointer self)
{
	const EmlDnsQuestion *question = self;

	return g_str_hash(question->name) * 31 + (guint)question->type;
}

gboolean
eml_dns_question_equal(gconstpointer a, gconstpointer b)
{
	const EmlDnsQuestion *left = a;
	const EmlDnsQuestion *right = b;

	return left->type == right->type && strcmp(left->name, right->name) == 0;
}

EmlDnsRecord *
eml_dns_record_copy(const EmlDnsRecord *self)
{
	EmlDnsRecord *copy = g_new0(EmlDnsRecord, 1);

	copy->type = self->type;
	copy->ttl = self->ttl;
	copy->preference = self->preference;
	copy->name = g_strdup(self->name);
	copy->data = self->data != NULL ? g_bytes_ref(self->data) : NULL;
	copy->lengths = self->lengths != NULL ? g_array_copy(self->lengths) : NULL;
	return copy;
}

void
eml_dns_record_free(EmlDnsRecord *self)
{
	if (self == NULL)
		return;
	g_free(self->name);
	g_clear_pointer(&self->data, g_bytes_unref);
	g_clear_pointer(&self->lengths, g_array_unref);
	g_free(self);
}

static gboolean
bytes_equal(GBytes *a, GBytes *b)
{
	return a == b || (a != NULL && b != NULL && g_bytes_equal(a, b));
}

static gboolean
lengths_equal(const GArray *a, const GArray *b)
{
	return a == b || (a != NULL && b != NULL && a->len == b->len &&
			  memcmp(a->data, b->data, a->len) == 0);
}

gboolean
eml_dns_record_equal(const EmlDnsRecord *a, const EmlDnsRecord *b)
{
	return a->type == b->type && a->preference == b->preference &&
	       g_strcmp0(a->name, b->name) == 0 && bytes_equal(a->data, b->data) &&
	       lengths_equal(a->lengths, b->lengths);
}

static void
record_free(gpointer self)
{
	eml_dns_record_free(self);
}

EmlDnsAnswer *
eml_dns_answer_new(EmlDnsOutcome outcome, const char *reason)
{
	EmlDnsAnswer *self = g_new0(EmlDnsAnswer, 1);

	self->references = 1;
	self->outcome = outcome;
	self->reason = g_strdup(reason);
	self->records = g_ptr_array_new_with_free_func(record_free);
	self->via = g_ptr_array_new_with_free_func(g_free);
	self->ms = -1;
	return self;
}

EmlDnsAnswer *
eml_dns_answer_ref(EmlDnsAnswer *self)
{
	g_atomic_int_inc(&self->references);
	return self;
}

void
eml_dns_answer_unref(EmlDnsAnswer *self)
{
	if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
		return;
	g_free(self->reason);
	g_free(self->detail);
	g_free(self->server);
	g_ptr_array_unref(self->records);
	g_ptr_array_unref(self->via);
	g_free(self);
}

gboolean
eml_dns_chain_loops(const EmlDnsQuestion *question, const GPtrArray *via, guint count)
{
	const char *last = count > 0 ? g_ptr_array_index(via, count - 1) : NULL;

	if (last == NULL)
		return FALSE;
	if (strcmp(last, question->name) == 0)
		return TRUE;
	for (guint i = 0; i + 1 < count; i++)
		if (strcmp(last, g_ptr_array_index(via, i)) == 0)
			return TRUE;
	return FALSE;
}

void
eml_dns_source_free(EmlDnsSource *self)
{
	if (self != NULL)
		self->free(self);
}
