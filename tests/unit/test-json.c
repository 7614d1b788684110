/* The JSON of reports against the interface contract, section 3: every key is there, with the right
 * type, whatever the message is; and hostile bytes are written as the contract says. */
#include "render/json.h"

#include <json-glib/json-glib.h>

#include "dns/offline.h"
#include "dns/zone.h"
#include "inspect.h"
#include "mail/load.h"
#include "sign.h"
#include "support.h"

static const struct {
	const char *object, *key, *type;
} contract[] = {
#define KEY(object, key, type) {object, key, type},
#include "json-contract.def"
#undef KEY
};

static void check_value(JsonNode *node, const char *type, const char *where);

static void
check_array(JsonNode *node, const char *type, const char *where)
{
	JsonArray *array = NULL;

	if (!JSON_NODE_HOLDS_ARRAY(node))
		g_error("%s is no array", where);
	array = json_node_get_array(node);
	for (guint i = 0; i < json_array_get_length(array); i++) {
		g_autofree char *inner = g_strdup_printf("%s[%u]", where, i);

		check_value(json_array_get_element(array, i), type, inner);
	}
}

static void
check_object(JsonNode *node, const char *type, const char *where)
{
	guint n_keys = 0;

	if (!JSON_NODE_HOLDS_OBJECT(node))
		g_error("%s is no object", where);
	for (gsize i = 0; i < G_N_ELEMENTS(contract); i++) {
		g_autofree char *inner = g_strdup_printf("%s.%s", where, contract[i].key);
		JsonNode *member = NULL;

		if (strcmp(contract[i].object, type) != 0)
			continue;
		n_keys++;
		member = json_object_get_member(json_node_get_object(node), contract[i].key);
		if (member == NULL)
			g_error("%s is missing", inner);
		check_value(member, contract[i].type, inner);
	}
	if (n_keys == 0 && strcmp(type, "object") != 0)
		g_error("%s: the table knows no %s", where, type);
}

static void
check_text(JsonNode *node, const char *type, const char *where)
{
	const char *text = json_node_get_string(node);
	g_auto(GStrv) words = type[0] == '"' ? g_strsplit(type + 1, "|", -1) : NULL;

	if (words != NULL && !g_strv_contains((const char *const *)words, text))
		g_error("%s is %s", where, text);
	if (strcmp(type, "time") == 0 &&
	    !g_regex_match_simple("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", text,
				  0, 0))
		g_error("%s is %s", where, text);
}

static void
check_plain(JsonNode *node, const char *type, const char *where)
{
	const GType value =
	    JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_INVALID;
	const GType wanted = strcmp(type, "bool") == 0	? G_TYPE_BOOLEAN
			     : strcmp(type, "int") == 0 ? G_TYPE_INT64
							: G_TYPE_STRING;

	if (strcmp(type, "number") == 0 && (value == G_TYPE_INT64 || value == G_TYPE_DOUBLE))
		return;
	if (value != wanted)
		g_error("%s is no %s", where, type);
	if (wanted == G_TYPE_STRING)
		check_text(node, type, where);
}

static void
check_value(JsonNode *node, const char *type, const char *where)
{
	static const char *const plain[] = {"text", "int", "number", "bool", "time", NULL};
	const gboolean may_be_null = g_str_has_suffix(type, "?");
	g_autofree char *one = g_strndup(type, strlen(type) - (may_be_null ? 1 : 0));

	if (may_be_null && JSON_NODE_HOLDS_NULL(node))
		return;
	if (one[0] == '[')
		check_array(node, one + 1, where);
	else if (one[0] == '"' || g_strv_contains(plain, one))
		check_plain(node, one, where);
	else
		check_object(node, one, where);
}

/* No control but the line ends between members, and all of it UTF-8: readers that are strict take
 * it, terminals too. */
static JsonNode *
parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	JsonNode *root = NULL;

	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
		const gunichar u = g_utf8_get_char(c);

		if ((u < 0x20 && u != '\n') || (u >= 0x7f && u < 0xa0) ||
		    (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) || u == 0x200e ||
		    u == 0x200f || u == 0x61c)
			g_error("U+%04X is written as it is: %.60s", u, c);
	}
	root = json_from_string(text, &error);
	g_assert_no_error(error);
	return root;
}

static void
check_text_of(const char *text, const char *object)
{
	g_autoptr(JsonNode) root = parse(text);

	check_object(root, object, object);
}

static EmlReport *
inspect(const char *file, EmlMessage *message, const char *zone, gboolean offline)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE, .offline = offline};
	g_autoptr(EmlDnsStore) store =
	    offline ? eml_dns_store_new(eml_dns_offline_new()) : test_store(zone);
	g_autoptr(EmlInspection) inspection = eml_inspection_new(file, message, store, &settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

static const char *const samples[] = {
    "01-newsletter", "02-mailing-list", "03-spoof",    "04-softfail", "05-microsoft",
    "06-key-gone",   "07-weak-key",	"08-japanese", "09-bounce",
};

static void
test_sample(gconstpointer data)
{
	const char *name = samples[GPOINTER_TO_UINT(data) / 2];
	const gboolean offline = GPOINTER_TO_UINT(data) % 2 != 0;
	g_autofree char *path =
	    g_strdup_printf("%s/samples/%s.eml", g_getenv("EMLENS_SOURCE"), name);
	g_autofree char *zone_path =
	    g_strdup_printf("%s/samples/%s.zone", g_getenv("EMLENS_SOURCE"), name);
	g_autoptr(GBytes) bytes = test_file(zone_path);
	g_autofree char *zone = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_load(path, &error);
	g_autoptr(EmlReport) report = NULL;
	g_autofree char *json = NULL;

	g_assert_no_error(error);
	report = inspect(name, message, zone, offline);
	json = eml_json_report(report);
	check_text_of(json, "report");
}

#define BYTES(text) text, sizeof text - 1
/* C1, bidi, NUL, unit separator, a byte of no character, ESC, DEL; and how they are written. */
#define HOSTILE                                                                                    \
	"a\xc2\x9b"                                                                                \
	"b\xe2\x80\xae"                                                                            \
	"c\0d\x1f"                                                                                 \
	"e\xff"                                                                                    \
	"f\x1b"                                                                                    \
	"g\x7fh"
#define WRITTEN                                                                                    \
	"a\\u{9B}b\\u{202E}c\\u{0}d\\u{1F}e\xef\xbf\xbd"                                           \
	"f\x1b"                                                                                    \
	"g\x7fh"
#define TOP                                                                                        \
	"Received: from x (x [192.0.2.1]) by mx.receiver.example with SMTP id 1; Mon, 2 Nov 2026 " \
	"10:00:03 +0000\r\n"
#define ZONE                                                                                       \
	";! complete\nexample.org. TXT \"v=spf1 -all\"\n_dmarc.example.org. TXT \"v=DMARC1; "      \
	"p=reject\"\n"

typedef struct {
	const char *path;  /* members and array indexes, dots between */
	const char *value; /* of a string; "null", "true", "false", "[]" for these */
} Wanted;

static const struct {
	const char *name, *in;
	gsize len;
	Wanted wanted[5];
} rows[] = {
    {"no-from",
     BYTES(TOP "Subject: x\r\n\r\nbody\r\n"),
     {{"message.from", "[]"},
      {"message.date", "null"},
      {"message.message_id", "null"},
      {"dmarc.result", "permerror"},
      {"verdict.status", "unauthenticated"}}},
    {"several-from",
     BYTES(TOP "From: a@example.org, b@example.net\r\n\r\nbody\r\n"),
     {{"message.from.0.domain", "example.org"},
      {"message.from.1.domain", "example.net"},
      {"dmarc.result", "permerror"},
      {"dmarc.domain", "null"}}},
    {"from-without-domain",
     BYTES("From: root\r\n\r\nbody\r\n"),
     {{"message.from.0.address", "root"},
      {"message.from.0.domain", "null"},
      {"message.from.0.display", "null"}}},
    {"from-idn",
     BYTES("From: <a@b\xc3\xbc"
	   "cher.example>\r\n\r\nbody\r\n"),
     {{"message.from.0.domain", "xn--bcher-kva.example"}}},
    {"null-path",
     BYTES("Return-Path: <>\r\n" TOP "From: a@example.org\r\n\r\nbody\r\n"),
     {{"message.return_path", ""}, {"envelope.mail_from.value", ""}}},
    {"no-body",
     BYTES(
	 TOP
	 "From: a@example.org\r\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=from;\r\n"
	 " bh=AAAA; b=AAAA\r\n"),
     {{"message.has_body", "false"},
      {"dkim.0.body_hash", "not-tested"},
      {"dkim.0.length", "null"}}},
    {"header-only",
     BYTES("Subject:"),
     {{"message.has_body", "false"},
      {"message.subject", ""},
      {"received", "[]"},
      {"dkim", "[]"},
      {"envelope.ip.value", "null"}}},
    {"empty-values",
     BYTES("From:\r\nReceived:\r\nReceived-SPF:\r\nAuthentication-Results:\r\nDKIM-Signature:\r\n"
	   "ARC-Authentication-Results:\r\nList-Unsubscribe:\r\nReturn-Path:\r\nDate:\r\n\r\n"),
     {{"message.has_body", "true"},
      {"message.from", "[]"},
      {"authentication_results.0.authserv_id", "null"},
      {"authentication_results.0.results", "[]"},
      {"dkim.0.result", "neutral"}}},
    {"unsubscribe",
     BYTES("From: a@example.org\r\nList-Unsubscribe: <https://example.org/u>, "
	   "<mailto:u@example.org>\r\n"
	   "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nbody\r\n"),
     {{"unsubscribe.present", "true"},
      {"unsubscribe.uris.0", "https://example.org/u"},
      {"unsubscribe.uris.1", "mailto:u@example.org"},
      {"unsubscribe.post", "List-Unsubscribe=One-Click"}}},
    {"authres",
     BYTES("Authentication-Results: (c) Mx.example.org 1; dkim/1=Pass reason=\"it is\" (good)\r\n"
	   " header.D=Example.ORG; spf=hardfail smtp.mailfrom=\"a b\"@example.org\r\n\r\nbody\r\n"),
     {{"authentication_results.0.results.0.result", "pass"},
      {"authentication_results.0.results.0.result_raw", "Pass"},
      {"authentication_results.0.results.0.properties.0.property", "d"},
      {"authentication_results.0.results.0.comments.0", "good"},
      {"authentication_results.0.results.1.result", "fail"}}},
    {"authres-none",
     BYTES("Authentication-Results: mx.example.org; none\r\n\r\nbody\r\n"),
     {{"authentication_results.0.results", "[]"},
      {"authentication_results.0.authserv_id", "mx.example.org"},
      {"authentication_results.0.version", "null"},
      {"authentication_results.0.instance", "null"}}},

    /* hostile bytes in each place where text of the message is shown */
    {"hostile-subject",
     BYTES("Subject: " HOSTILE "\r\n\r\nbody\r\n"),
     {{"message.subject", WRITTEN}}},
    {"hostile-encoded-subject",
     BYTES("Subject: =?utf-8?q?a=C2=9B=E2=80=AE=00=1F?=\r\n\r\nbody\r\n"),
     {{"message.subject", "a\\u{9B}\\u{202E}\\u{0}\\u{1F}"}}},
    {"hostile-display",
     BYTES("From: \"" HOSTILE "\" <a@example.org>\r\n\r\nbody\r\n"),
     {{"message.from.0.display", WRITTEN}, {"message.from.0.domain", "example.org"}}},
    {"hostile-local-part",
     BYTES("From: <\"" HOSTILE "\"@example.org>\r\n\r\nbody\r\n"),
     {{"message.from.0.address", "\"" WRITTEN "\"@example.org"}}},
    {"hostile-message-id",
     BYTES("Message-ID: <" HOSTILE "@example.org>\r\n\r\nbody\r\n"),
     {{"message.subject", "null"}}},
    {"hostile-return-path",
     BYTES("Return-Path: <\"" HOSTILE "\"@example.org>\r\n" TOP "\r\nbody\r\n"),
     {{"message.return_path", "\"" WRITTEN "\"@example.org"}}},
    {"hostile-received",
     BYTES("Received: from " HOSTILE " (" HOSTILE " [192.0.2.1]) by " HOSTILE " with " HOSTILE
	   " id " HOSTILE " for <" HOSTILE "@x>; Mon, 2 Nov 2026 10:00:03 +0000\r\n\r\nbody\r\n"),
     {{"received.0.field", "0"}}},
    {"hostile-authres",
     BYTES("Authentication-Results: x (" HOSTILE "); spf=pass (" HOSTILE ") reason=\"" HOSTILE
	   "\" smtp.mailfrom=\"" HOSTILE "\"; " HOSTILE "=" HOSTILE "\r\n\r\nbody\r\n"),
     {{"authentication_results.0.comments.0", WRITTEN},
      {"authentication_results.0.results.0.comments.0", WRITTEN},
      {"authentication_results.0.results.0.reason", WRITTEN},
      {"authentication_results.0.results.0.properties.0.value", WRITTEN}}},
    {"hostile-received-spf",
     BYTES("Received-SPF: pass (" HOSTILE ") client-ip=192.0.2.1; helo=\"" HOSTILE "\";\r\n "
	   "envelope-from=\"" HOSTILE "\"\r\n\r\nbody\r\n"),
     {{"received_spf.0.comment", WRITTEN}, {"received_spf.0.pairs.helo", WRITTEN}}},
    {"hostile-dkim",
     BYTES("From: a@example.org\r\nDKIM-Signature: v=1; a=" HOSTILE "; d=" HOSTILE "; s=" HOSTILE
	   "; i=" HOSTILE "; c=" HOSTILE "; h=from:" HOSTILE "; " HOSTILE "=" HOSTILE
	   "; bh=AA; b=AA\r\n\r\nbody\r\n"),
     {{"dkim.0.result", "neutral"}, {"dkim.0.field", "1"}}},
    {"hostile-unsubscribe",
     BYTES("List-Unsubscribe: <https://" HOSTILE ">\r\nList-Unsubscribe-Post: " HOSTILE
	   "\r\n\r\nbody\r\n"),
     {{"unsubscribe.present", "true"}, {"unsubscribe.one_click", "false"}}},
    {"hostile-field-names",
     BYTES("X\xc2\x9b: y\r\n\x1b[2J: z\r\nA\0: b\r\nSubject: x\r\n\r\nbody\r\n"),
     {{"message.subject", "x"}}},
};

static char *
text_at(JsonNode *root, const char *path)
{
	g_auto(GStrv) steps = g_strsplit(path, ".", -1);
	JsonNode *node = root;

	for (guint i = 0; steps[i] != NULL && node != NULL; i++)
		node = JSON_NODE_HOLDS_ARRAY(node)
			   ? json_array_get_element(json_node_get_array(node),
						    (guint)g_ascii_strtoull(steps[i], NULL, 10))
			   : json_object_get_member(json_node_get_object(node), steps[i]);
	g_assert_nonnull(node);
	if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING)
		return g_strdup(json_node_get_string(node));
	return json_to_string(node, FALSE);
}

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data) / 2;
	const gboolean offline = GPOINTER_TO_UINT(data) % 2 != 0;
	g_autoptr(GBytes) bytes = g_bytes_new_static(rows[row].in, rows[row].len);
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = eml_message_new(bytes, &error);
	g_autoptr(EmlReport) report = NULL;
	g_autofree char *json = NULL;
	g_autoptr(JsonNode) root = NULL;

	g_assert_no_error(error);
	report = inspect("a.eml", message, ZONE, offline);
	json = eml_json_report(report);
	root = parse(json);
	check_object(root, "report", "report");
	for (guint i = 0; i < G_N_ELEMENTS(rows[row].wanted) && rows[row].wanted[i].path != NULL;
	     i++) {
		g_autofree char *text = text_at(root, rows[row].wanted[i].path);

		g_assert_cmpstr(text, ==, rows[row].wanted[i].value);
	}
}

/* What stands in DNS, and the name of the file, are as foreign as the message. */
static void
test_hostile_dns(void)
{
	static const char zone[] =
	    ";! complete\nexample.org. TXT \"v=spf1 include:a\\155b.example "
	    "\\031\\000\\226\\128\\174 -all\"\n"
	    "_dmarc.example.org. TXT \"v=DMARC1; p=reject; x=\\027\\000\\255\\194\\155\"\n"
	    "s._domainkey.example.org. TXT \"v=DKIM1; n=\\027\\031\\255; p=AAAA\"\n";
	g_autoptr(EmlMessage) message =
	    test_message("Return-Path: <a@example.org>\n" TOP
			 "From: a@example.org\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; "
			 "s=s; h=from; bh=AAAA; b=AAAA\n"
			 "\nbody\n");
	g_autoptr(EmlReport) report = inspect("\033[2J\xc2\x9b\xff\x1f.eml", message, zone, FALSE);
	g_autofree char *json = eml_json_report(report);
	g_autoptr(JsonNode) root = parse(json);
	g_autofree char *file = text_at(root, "file");
	g_autofree char *record = text_at(root, "dmarc.record");

	check_object(root, "report", "report");
	g_assert_cmpstr(file, ==, "\033[2J\\u{9B}\xef\xbf\xbd\\u{1F}.eml");
	g_assert_cmpstr(record, ==, "v=DMARC1; p=reject; x=\033\\u{0}\xef\xbf\xbd\\u{9B}");
}

/* One line; without `full` no traces and no questions. */
static void
test_line(void)
{
	g_autoptr(EmlMessage) message =
	    test_message(TOP "From: a@example.org\nSubject: one\r\n two\n\nbody\n");
	g_autoptr(EmlReport) report = inspect("a.eml", message, ZONE, FALSE);

	for (guint full = 0; full < 2; full++) {
		g_autofree char *json = eml_json_report_line(report, full != 0);
		g_autoptr(JsonNode) root = parse(json);
		g_autofree char *dns = text_at(root, "dns");
		g_autofree char *spf = text_at(root, "spf.trace");

		g_assert_null(strchr(json, '\n'));
		check_object(root, "report", "report");
		g_assert_cmpint(strcmp(dns, "null") == 0, ==, full == 0);
		g_assert_cmpint(strcmp(spf, "null") == 0, ==, full == 0);
	}
}

/* `emlens spf` and `emlens dmarc` */
static void
test_single_checks(void)
{
	g_autoptr(EmlMessage) message =
	    test_message(TOP "Return-Path: <a@example.org>\nFrom: a@example.org\n\nbody\n");
	g_autoptr(EmlReport) report = inspect("a.eml", message, ZONE, FALSE);
	g_autofree char *spf = eml_json_spf(report->spf, NULL);
	g_autoptr(GPtrArray) laid = g_ptr_array_new();
	g_autofree char *dmarc = NULL;
	g_autoptr(JsonNode) spf_root = parse(spf);
	g_autoptr(JsonNode) dmarc_root = NULL;
	JsonObject *object = NULL;

	g_ptr_array_add(laid, (gpointer) "a. TXT \"\xff\"");
	dmarc = eml_json_dmarc(report->dmarc, laid);
	dmarc_root = parse(dmarc);
	object = json_node_get_object(dmarc_root);
	g_assert_true(json_object_get_null_member(json_node_get_object(spf_root), "hypothetical"));
	g_assert_cmpstr(
	    json_array_get_string_element(json_object_get_array_member(object, "hypothetical"), 0),
	    ==, "a. TXT \"\xef\xbf\xbd\"");
	check_object(spf_root, "spf", "spf");
	check_object(dmarc_root, "dmarc", "dmarc");
	g_assert_cmpint(json_object_get_int_member(json_node_get_object(spf_root), "schema"), ==,
			1);
	g_assert_cmpint(json_object_get_int_member(json_node_get_object(dmarc_root), "schema"), ==,
			1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < 2 * G_N_ELEMENTS(samples); i++) {
		g_autofree char *path = g_strdup_printf(
		    "/json/%s/%s", i % 2 != 0 ? "offline" : "sample", samples[i / 2]);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_sample);
	}
	for (guint i = 0; i < 2 * G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf(
		    "/json/%s/%s", i % 2 != 0 ? "row-offline" : "row", rows[i / 2].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	g_test_add_func("/json/hostile-dns", test_hostile_dns);
	g_test_add_func("/json/line", test_line);
	g_test_add_func("/json/single-checks", test_single_checks);
	return g_test_run();
}
