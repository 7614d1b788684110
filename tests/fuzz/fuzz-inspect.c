/* The whole line without DNS: any bytes are refused as no message, or become a report that is done,
 * the same on every run, and safe to show as text and as JSON. */
#include "inspect.h"
#include "mail/meaning.h"
#include "render/json.h"
#include "render/text.h"

#include "dns/offline.h"

#include <json-glib/json-glib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	eml_meaning_init();
	return 0;
}

static EmlReport *
inspect(EmlMessage *message)
{
	const EmlInspectSettings settings = {
	    .has_at = TRUE, .at = 1793700000, .offline = TRUE, .deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlDnsStore) store = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlInspection) inspection =
	    eml_inspection_new("fuzz.eml", message, store, &settings);

	eml_inspection_start(inspection);
	return eml_inspection_snapshot(inspection);
}

/* Valid UTF-8 without control characters but line ends (and tabs). */
static void
check_text(const char *text, gsize len)
{
	g_assert(g_utf8_validate_len(text, len, NULL));
	for (gsize i = 0; i < len; i++)
		g_assert((guchar)text[i] >= 0x20 || text[i] == '\n' || text[i] == '\t');
}

static char *
text_of(const EmlReport *report, gsize *ret_len)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, ret_len);
	EmlOut *out = NULL;

	g_assert(stream != NULL);
	out = eml_out_new(stream, FALSE, TRUE, 80);
	eml_text_report(out, report);
	g_assert(eml_out_finish(out, NULL));
	eml_out_free(out);
	fclose(stream);
	return text;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlReport) report = NULL;
	g_autoptr(EmlReport) again = NULL;
	g_autofree char *json = NULL;
	g_autofree char *json_again = NULL;
	g_autoptr(JsonNode) root = NULL;
	gsize len = 0;
	char *text = NULL;

	if (message == NULL)
		return 0;
	report = inspect(message);
	g_assert(report->done);
	json = eml_json_report(report);
	check_text(json, strlen(json));
	root = json_from_string(json, NULL);
	g_assert(root != NULL && JSON_NODE_HOLDS_OBJECT(root));
	text = text_of(report, &len);
	check_text(text, len);
	free(text);
	again = inspect(message);
	json_again = eml_json_report(again);
	g_assert(strcmp(json, json_again) == 0);
	return 0;
}
