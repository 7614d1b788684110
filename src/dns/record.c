#include "dns/record.h"

#include <errno.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/saving.h"
#include "dns/record-plan.h"
#include "dns/rr-text.h"
#include "dns/zone.h"

static void
print_record(GString *out, const char *name, const EmlDnsRecord *record)
{
	g_string_append_printf(out, "%s %u IN %s", name, record->ttl,
			       eml_dns_type_word(record->type));
	eml_dns_rr_text(out, record);
	g_string_append_c(out, '\n');
}

/* On one line, and nothing in it that begins a remark. */
static char *
plain(const char *text)
{
	g_autofree char *copy = g_strdup(text);

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\n' || (*c == ';' && (c == copy || strchr(" \t\r", c[-1]) != NULL)))
			*c = ' ';
	return eml_slice_dup(eml_slice_strip(eml_slice(copy)));
}

/* The lines of one result; empty for what is not in a snapshot. */
static void
print_result(GString *out,
	     const EmlRecordPlan *plan,
	     const EmlDnsQuestion *question,
	     const EmlDnsAnswer *answer)
{
	const char *type = eml_dns_type_word(question->type);
	g_autofree char *reason = plain(answer->reason != NULL ? answer->reason : "unknown");

	switch (answer->outcome) {
	case EML_DNS_FOUND:
		for (guint i = 0; i < answer->records->len; i++)
			print_record(out, question->name, g_ptr_array_index(answer->records, i));
		break;
	case EML_DNS_NO_DATA:
		g_string_append_printf(out, ";! no-data %s %s\n", question->name, type);
		break;
	case EML_DNS_NO_NAME:
		if (g_hash_table_contains(plan->present, question->name))
			g_string_append_printf(out, ";! no-name %s %s\n", question->name, type);
		else
			g_string_append_printf(out, ";! no-name %s\n", question->name);
		break;
	case EML_DNS_FAILED:
		g_string_append_printf(out, ";! failed %s %s %s\n", question->name, type, reason);
		break;
	case EML_DNS_NOT_ASKED:
	case EML_DNS_LAST:
		break;
	}
}

static int
by_name_and_type(gconstpointer a, gconstpointer b)
{
	const EmlDnsQuestion *left = *(const EmlDnsQuestion *const *)a;
	const EmlDnsQuestion *right = *(const EmlDnsQuestion *const *)b;
	const int names = strcmp(left->name, right->name);

	return names != 0 ? names : (int)left->type - (int)right->type;
}

static int
by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
sorted_keys(GHashTable *table, GCompareFunc compare)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key = NULL;

	g_hash_table_iter_init(&iter, table);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(keys, key);
	g_ptr_array_sort(keys, compare);
	return keys;
}

static void
print_plan(GString *out, const EmlRecordPlan *plan)
{
	g_autoptr(GPtrArray) owners = sorted_keys(plan->links, by_text);
	g_autoptr(GPtrArray) questions = sorted_keys(plan->results, by_name_and_type);
	g_autofree char *before = NULL;

	for (guint i = 0; i < owners->len; i++) {
		const char *owner = g_ptr_array_index(owners, i);
		const EmlRecordLink *link = g_hash_table_lookup(plan->links, owner);

		g_string_append_printf(out, "%s %u IN CNAME %s\n", owner, link->ttl, link->target);
	}
	for (guint i = 0; i < questions->len; i++) {
		const EmlDnsQuestion *question = g_ptr_array_index(questions, i);
		GString *lines = g_string_new(NULL);

		print_result(lines, plan, question, g_hash_table_lookup(plan->results, question));
		/* a name that does not exist is one line, however many types were asked */
		if (g_strcmp0(before, lines->str) != 0)
			g_string_append(out, lines->str);
		g_free(before);
		before = g_string_free(lines, FALSE);
	}
}

static void
on_answer(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

/* What records alone do not bring back: the difference between the answer and what the lines so far
 * would give. */
static void
print_rest(GString *out, EmlDnsSource *replay, const EmlDnsLogEntry *entry)
{
	const EmlDnsAnswer *wanted = entry->answer;
	const char *type = eml_dns_type_word(entry->question->type);
	g_autoptr(EmlDnsAnswer) got = NULL;

	replay->submit(replay, entry->question, 0, on_answer, &got);
	if (got->dnssec != wanted->dnssec)
		g_string_append_printf(out, ";! dnssec %s %s %s\n", entry->question->name, type,
				       eml_dnssec_word(wanted->dnssec));
	if (got->ttl != wanted->ttl)
		g_string_append_printf(out, ";! ttl %s %s %u\n", entry->question->name, type,
				       MIN(wanted->ttl, G_MAXINT32));
	if (wanted->detail != NULL && g_strcmp0(got->detail, wanted->detail) != 0) {
		g_autofree char *detail = plain(wanted->detail);

		g_string_append_printf(out, ";! detail %s %s %s\n", entry->question->name, type,
				       detail);
	}
}

static int
by_question(gconstpointer a, gconstpointer b)
{
	const EmlDnsLogEntry *left = *(const EmlDnsLogEntry *const *)a;
	const EmlDnsLogEntry *right = *(const EmlDnsLogEntry *const *)b;

	return by_name_and_type(&left->question, &right->question);
}

/* The answered entries by name and type, so that the text does not depend on which answer came
 * first; borrowed. */
static GPtrArray *
answered(const GPtrArray *log)
{
	GPtrArray *out = g_ptr_array_new();

	for (guint i = 0; i < log->len; i++) {
		const EmlDnsLogEntry *entry = g_ptr_array_index(log, i);

		if (entry->answer != NULL)
			g_ptr_array_add(out, (gpointer)entry); /* only looked at */
	}
	g_ptr_array_sort(out, by_question);
	return out;
}

GString *
eml_dns_record_text(const GPtrArray *log, const char *resolver, gint64 now)
{
	g_autoptr(GPtrArray) entries = answered(log);
	g_autoptr(EmlRecordPlan) plan = eml_record_plan_new(entries);
	g_autofree char *time = eml_clock_format(now);
	g_autofree char *from = resolver != NULL ? plain(resolver) : NULL;
	g_autoptr(EmlDnsSource) replay = NULL;
	GString *out = g_string_new(NULL);
	g_autoptr(GString) rest = g_string_new(NULL);

	g_string_append_printf(out, ";! recorded %s%s%s\n", time, from != NULL ? " resolver " : "",
			       from != NULL ? from : "");
	print_plan(out, plan);
	replay = eml_dns_zone_parse("recorded", eml_slice_n(out->str, out->len), NULL);
	g_assert(replay != NULL); /* what this file writes is what dns/zone reads */
	for (guint i = 0; i < entries->len; i++)
		print_rest(rest, replay, g_ptr_array_index(entries, i));
	g_string_append_len(out, rest->str, (gssize)rest->len);
	return out;
}

static const char *
advice_of(int trouble)
{
	switch (trouble) {
	case ENOENT:
		return "there is no such folder; make it first";
	case EACCES:
		return "you may not write there; give a file in a folder of your own";
	case ENXIO:
		return "this is a FIFO from which nothing reads; start the program that reads "
		       "first";
	default:
		return g_strerror(trouble);
	}
}

gboolean
eml_dns_record_save(
    const char *path, const GPtrArray *log, const char *resolver, gint64 now, GError **error)
{
	g_autoptr(GString) text = eml_dns_record_text(log, resolver, now);

	if (eml_saving_save(path, EML_SAVING_INTO, text->str, text->len))
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_IO, "--save-dns=%s: %s", path, advice_of(errno));
	return FALSE;
}
