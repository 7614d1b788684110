/* Verifies the first signature of many messages without the judgements behind it: why a signature
 * fails is not looked for, so thousands can be tried. verify ZONE reads paths, one a line, and
 * prints result, body hash and header signature of each. */
#include <stdio.h>

#include "check/dkim.h"
#include "mail/load.h"
#include "support.h"

static void
verify(const char *path, EmlDns *dns)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(path, &error);
	g_autoptr(GPtrArray) results = NULL;
	const EmlDkimResult *first = NULL;

	if (message == NULL) {
		printf("refused - -\n");
		return;
	}
	results = eml_dkim_verify(message, dns, g_get_real_time() / G_USEC_PER_SEC);
	if (results->len == 0) {
		printf("none - -\n");
	} else {
		first = g_ptr_array_index(results, 0);
		printf("%s %s %s\n", eml_result_word(first->result),
		       eml_half_word(first->body_hash), eml_half_word(first->header_signature));
	}
	for (guint i = 0; i < results->len; i++)
		eml_dkim_result_free(g_ptr_array_index(results, i));
	g_ptr_array_set_free_func(results, NULL);
}

int
main(int argc, char **argv)
{
	g_autofree char *zone = NULL;
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlDns) dns = NULL;
	char line[4096];

	if (argc != 2 || !g_file_get_contents(argv[1], &zone, NULL, NULL))
		return 64;
	store = test_store(zone);
	dns = eml_dns_new(store, G_MAXINT64);
	while (fgets(line, sizeof(line), stdin) != NULL)
		verify(g_strchomp(line), dns);
	return 0;
}
