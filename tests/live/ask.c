/* Asks real servers what the command line says, as dns/live does it for the checks, and prints each
 * answer as one line. What came is also recorded and asked again from the recording, which must say
 * the same. ask MILLISECONDS SERVER... -- NAME TYPE [NAME TYPE]... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/live.h"
#include "dns/record.h"
#include "dns/zone.h"
#include "support.h"

static EmlDnsAnswer *
ask(EmlDnsStore *store, const char *name, const char *word, guint patience_ms)
{
	g_autoptr(EmlDns) dns =
	    eml_dns_new(store, g_get_monotonic_time() + (gint64)patience_ms * 1000);
	EmlDnsType type = EML_DNS_TXT;

	if (!eml_dns_type_from_word(eml_slice(word), &type))
		g_error("%s is no type", word);
	return eml_dns_get(dns, type, eml_slice(name), NULL);
}

static char *
line_of(const EmlDnsAnswer *answer)
{
	g_autofree char *text = test_answer_text(answer);

	return answer->detail != NULL ? g_strdup_printf("%s [%s]", text, answer->detail)
				      : g_steal_pointer(&text);
}

/* TRUE if the recording gives the same answers. */
static gboolean
replays(EmlDnsStore *live, char **questions)
{
	g_autoptr(GPtrArray) log = eml_dns_store_log(live);
	GString *recording = eml_dns_record_text(log, NULL, 0);
	g_autoptr(GError) error = NULL;
	EmlDnsSource *source =
	    eml_dns_zone_parse("recorded", eml_slice_n(recording->str, recording->len), &error);
	g_autoptr(EmlDnsStore) store = NULL;
	gboolean same = TRUE;

	g_string_free(recording, TRUE);
	g_assert_no_error(error);
	store = eml_dns_store_new(source);
	for (guint i = 0; questions[i] != NULL; i += 2) {
		g_autoptr(EmlDnsAnswer) first = ask(live, questions[i], questions[i + 1], 0);
		g_autoptr(EmlDnsAnswer) again = ask(store, questions[i], questions[i + 1], 0);
		g_autofree char *wanted = line_of(first);
		g_autofree char *got = line_of(again);

		if (strcmp(wanted, got) == 0)
			continue;
		fprintf(stderr, "%s %s: recorded %s, replayed %s\n", questions[i], questions[i + 1],
			wanted, got);
		same = FALSE;
	}
	return same;
}

int
main(int argc, char **argv)
{
	const guint patience_ms = argc > 1 ? (guint)strtoul(argv[1], NULL, 10) : 0;
	g_autoptr(GPtrArray) servers = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	EmlDnsServers *list = NULL;
	EmlDnsSource *source = NULL;
	g_autoptr(EmlDnsStore) store = NULL;
	int at = 2;

	for (; at < argc && strcmp(argv[at], "--") != 0; at++)
		g_ptr_array_add(servers, argv[at]);
	if (at >= argc || (argc - at - 1) % 2 != 0)
		return 64;
	g_ptr_array_add(servers, NULL);
	list = eml_dns_servers_from_options((const char *const *)servers->pdata, &error);
	g_assert_no_error(error);
	source = eml_dns_live_new(list, &error);
	g_assert_no_error(error);
	store = eml_dns_store_new(source);
	for (char **pair = argv + at + 1; *pair != NULL; pair += 2) {
		g_autoptr(EmlDnsAnswer) answer = ask(store, pair[0], pair[1], patience_ms);
		g_autofree char *line = line_of(answer);
		g_autofree char *visible = g_strescape(line, NULL);

		puts(visible);
	}
	return replays(store, argv + at + 1) ? 0 : 1;
}
