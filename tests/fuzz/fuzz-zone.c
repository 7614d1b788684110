/* dns/zone: any text is refused with a line number, or answers every question; and what was
 * answered comes back from what dns/record writes. */
#include "dns/record.h"
#include "dns/zone.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
on_answer(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

static void
entry_free(gpointer entry)
{
	eml_dns_log_entry_free(entry);
}

static GPtrArray *
ask(EmlDnsSource *zone)
{
	static const char *const names[] = {".", "a.", "b.", "a.b.", "x.b.", "a.org.", "\\000."};
	static const EmlDnsType types[] = {EML_DNS_TXT, EML_DNS_A, EML_DNS_MX, EML_DNS_CNAME};
	GPtrArray *log = g_ptr_array_new_with_free_func(entry_free);

	for (gsize i = 0; i < G_N_ELEMENTS(names) * G_N_ELEMENTS(types); i++) {
		EmlDnsLogEntry *entry = g_new0(EmlDnsLogEntry, 1);

		entry->question = eml_dns_question_new_presentation(types[i % G_N_ELEMENTS(types)],
								    names[i / G_N_ELEMENTS(types)]);
		zone->submit(zone, entry->question, 0, on_answer, &entry->answer);
		g_assert(entry->answer != NULL);
		g_assert((entry->answer->records->len > 0) ==
			 (entry->answer->outcome == EML_DNS_FOUND));
		g_ptr_array_add(log, entry);
	}
	return log;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlDnsSource) zone =
	    eml_dns_zone_parse("fuzz", eml_slice_n((const char *)data, size), &error);
	g_autoptr(EmlDnsSource) again = NULL;
	g_autoptr(GPtrArray) log = NULL;
	g_autoptr(GPtrArray) replayed = NULL;
	GString *text = NULL;

	g_assert((zone == NULL) == (error != NULL));
	if (zone == NULL) {
		g_assert(g_str_has_prefix(error->message, "fuzz:"));
		return 0;
	}
	log = ask(zone);
	text = eml_dns_record_text(log, NULL, 0);
	again = eml_dns_zone_parse("recorded", eml_slice_n(text->str, text->len), NULL);
	g_string_free(text, TRUE);
	g_assert(again != NULL);
	replayed = ask(again);
	for (guint i = 0; i < log->len; i++) {
		const EmlDnsLogEntry *was = g_ptr_array_index(log, i);
		const EmlDnsLogEntry *is = g_ptr_array_index(replayed, i);

		g_assert(is->answer->outcome == was->answer->outcome);
		g_assert(g_strcmp0(is->answer->reason, was->answer->reason) == 0);
		g_assert(is->answer->ttl == was->answer->ttl);
		g_assert(is->answer->records->len == was->answer->records->len);
	}
	return 0;
}
