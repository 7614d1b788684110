/* Every step of check/steps-*.def occurs: each row is a small evaluation that must show the steps
 * it names, and each step must be named by a row. */
#include <fcntl.h>
#include <unistd.h>

#include "check/bimi.h"
#include "check/dkim.h"
#include "check/dmarc-report.h"
#include "check/spf.h"
#include "check/unsubscribe-mail.h"
#include "dns/offline.h"
#include "dns/zone.h"
#include "judge/words.h"
#include "mail/load.h"
#include "mail/meaning.h"
#include "sign.h"
#include "support-file.h"
#include "support.h"

#define COMPLETE ";! complete\n"
#define OFFLINE "offline"
#define CHANGED "changed"
#define QUOTED "quoted"

/* The steps that no row can reach, each with the reason. */
static const struct {
	EmlStepCode code;
	const char *why;
} unreachable[] = {
    {EML_STEP_NONE, "is no step"},
};

/* check/spf */
#define IP "192.0.2.1"
#define HELO "mail.e.example"
#define FROM "a@e.example"
#define RECORD(text) "e.example. TXT \"" text "\"\n"
/* eleven of them, none of which is the client */
#define HOSTS                                                                                      \
	"a.example. A 192.0.2.9\nb.example. A 192.0.2.9\nc.example. A 192.0.2.9\nd.example. A "    \
	"192.0.2.9\n"                                                                              \
	"f.example. A 192.0.2.9\ng.example. A 192.0.2.9\nh.example. A 192.0.2.9\ni.example. A "    \
	"192.0.2.9\n"                                                                              \
	"j.example. A 192.0.2.9\nk.example. A 192.0.2.9\nl.example. A 192.0.2.9\n"
static const struct {
	const char *ids, *result, *ip, *helo, *mail_from, *zone;
} spf_rows[] = {
#define SPF(ids, result, ip, helo, mail_from, zone) {ids, result, ip, helo, mail_from, zone},
#include "steps-spf-rows.def"
#undef SPF
};

/* check/dkim */
#define RSA TEST_KEY_RSA_2048
#define ED TEST_KEY_ED25519
#define PLAIN "From: a@e.example\nTo: b@e.example\n\nbody\n"

#define GOOD "v=1; a=rsa-sha256; d=e.example; s=s; h=from; bh=AAAA; b=AAAA"
#define SIGN(tags)                                                                                 \
	"v=1; a=rsa-sha256; c=relaxed/relaxed; d=e.example; s=s; " tags "; bh=@BH@; b=@B@"
#define FIELD(tags) "DKIM-Signature: " tags "\n"
#define ZEROES "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ZEROES64                                                                                   \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define KEY_TEXT(text) COMPLETE "s._domainkey.e.example. TXT \"" text "\"\n"
static const struct {
	const char *ids, *result, *message, *tags;
	TestKey key;
	const char *zone;
} dkim_rows[] = {
#define DKIM(ids, result, message, tags, key, zone) {ids, result, message, tags, key, zone},
#include "steps-dkim-rows.def"
#undef DKIM
};

/* check/dmarc*, and check/bimi, which comes after it */
#define AT(name, text) "_dmarc." name ". TXT \"" text "\"\n"
#define INDICATOR(text) "default._bimi.e.example. TXT \"v=BIMI1; " text "\"\n"
static const struct {
	const char *ids, *result, *from, *identifiers, *zone;
} dmarc_rows[] = {
#define DMARC(ids, result, from, identifiers, zone) {ids, result, from, identifiers, zone},
#include "steps-dmarc-rows.def"
#undef DMARC
};

/* check/unsubscribe */
#define LIST(value) "List-Unsubscribe: " value "\n"
#define POST "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
static const struct {
	const char *ids;
	gboolean one_click;
	const char *fields, *result, *domain;
} unsubscribe_rows[] = {
#define UNSUBSCRIBE(ids, one_click, fields, result, domain)                                        \
	{ids, one_click, fields, result, domain},
#define UNSUBSCRIBE_MAIL(ids, value, zone)
#include "steps-unsubscribe-rows.def"
#undef UNSUBSCRIBE
#undef UNSUBSCRIBE_MAIL
};
static const struct {
	const char *ids, *value, *zone;
} mail_rows[] = {
#define UNSUBSCRIBE(ids, one_click, fields, result, domain)
#define UNSUBSCRIBE_MAIL(ids, value, zone) {ids, value, zone},
#include "steps-unsubscribe-rows.def"
#undef UNSUBSCRIBE
#undef UNSUBSCRIBE_MAIL
};

/* The text with each {{N*TEXT}} written N times, the inner ones first. The caller owns it. */
static char *
repeat(const char *text)
{
	char *out = g_strdup(text);

	for (const char *end = strstr(out, "}}"); end != NULL; end = strstr(out, "}}")) {
		const char *start = g_strrstr_len(out, end - out, "{{");
		char *inner = NULL;
		guint n = 0;
		g_autoptr(GString) all = g_string_new_len(out, start - out);

		g_assert_nonnull(start);
		n = (guint)g_ascii_strtoull(start + 2, &inner, 10);
		for (guint i = 0; i < n; i++)
			g_string_append_len(all, inner + 1, end - inner - 1);
		g_string_append(all, end + 2);
		g_free(out);
		out = g_string_free(g_steal_pointer(&all), FALSE);
	}
	return out;
}

static gboolean
has_step(const GPtrArray *steps, const char *id)
{
	for (guint i = 0; i < steps->len; i++) {
		const EmlStep *step = g_ptr_array_index(steps, i);

		if (strcmp(eml_words_step(step->code)->id, id) == 0 || has_step(step->children, id))
			return TRUE;
	}
	return FALSE;
}

/* In one of the traces; the second may be NULL. */
static void
assert_steps_in(const GPtrArray *trace, const GPtrArray *other, const char *ids)
{
	g_auto(GStrv) each = g_strsplit(ids, " ", -1);

	for (guint i = 0; each[i] != NULL; i++)
		if (!has_step(trace, each[i]) && (other == NULL || !has_step(other, each[i])))
			g_error("%s does not occur", each[i]);
}

static void
assert_steps(const GPtrArray *trace, const char *ids)
{
	assert_steps_in(trace, NULL, ids);
}

static void
assert_result(EmlResult result, const char *expected)
{
	if (g_strcmp0(expected, "*") != 0)
		g_assert_cmpstr(eml_result_word(result), ==, expected);
}

static EmlDnsStore *
store_of(const char *zone)
{
	g_autofree char *text = NULL;

	if (g_strcmp0(zone, OFFLINE) == 0)
		return eml_dns_store_new(eml_dns_offline_new());
	text = repeat(zone);
	return test_store(text);
}

static void
test_spf(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *mail_from =
	    spf_rows[i].mail_from != NULL ? repeat(spf_rows[i].mail_from) : NULL;
	const EmlSpfInput input = {spf_rows[i].ip, spf_rows[i].helo, mail_from, NULL, 1793613600};
	g_autoptr(EmlDnsStore) store = store_of(spf_rows[i].zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlSpfResult) result = eml_spf_check(&input, dns);

	assert_steps(result->trace, spf_rows[i].ids);
	assert_result(result->result, spf_rows[i].result);
}

/* RSAPublicKey, RFC 8017 appendix A.1.1: a modulus of 16,392 bits and 65537. The caller owns the
 * base64 of it. */
static char *
long_key(void)
{
	static const guint8 head[] = {0x30, 0x82, 0x08, 0x0b, 0x02, 0x82, 0x08, 0x02, 0x00};
	static const guint8 tail[] = {0x02, 0x03, 0x01, 0x00, 0x01};
	g_autoptr(GByteArray) der = g_byte_array_new();
	g_autofree guint8 *modulus = g_malloc(2049);

	memset(modulus, 0xc1, 2049);
	g_byte_array_append(der, head, sizeof head);
	g_byte_array_append(der, modulus, 2049);
	g_byte_array_append(der, tail, sizeof tail);
	return g_base64_encode(der->data, der->len);
}

/* A record as a zone writes it, in strings of at most 255 bytes. The caller owns it. */
static char *
quoted(const char *record)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (gsize at = 0; at < strlen(record); at += 255)
		g_string_append_printf(out, "\"%.255s\" ", record + at);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *
base64_of(GBytes *bytes)
{
	gsize len = 0;
	const guint8 *data = g_bytes_get_data(bytes, &len);

	return g_base64_encode(data, len);
}

static char *
dkim_zone(guint row)
{
	const TestKey key = dkim_rows[row].key;
	const char *zone = dkim_rows[row].zone;
	g_autoptr(GString) out =
	    g_string_new(zone != NULL ? zone : COMPLETE "s._domainkey.e.example. TXT @RECORD@\n");
	g_autoptr(GBytes) spki = test_key_spki(key);
	g_autofree char *p = base64_of(spki);
	g_autofree char *modulus = long_key();
	g_autofree char *own = test_key_record(key);
	g_autofree char *own_quoted = quoted(own);
	g_autofree char *other = test_key_record(TEST_KEY_RSA_1024_OTHER);
	g_autofree char *other_quoted = quoted(other);
	g_autofree char *large = g_strconcat("v=DKIM1; p=", modulus, NULL);
	g_autofree char *large_quoted = quoted(large);

	g_string_replace(out, "@P@", p, 0);
	g_string_replace(out, "@SPKI@", p, 0);
	g_string_replace(out, "@RECORD@", own_quoted, 0);
	g_string_replace(out, "@OTHER@", other_quoted, 0);
	g_string_replace(out, "@LONG@", large_quoted, 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* The message as an mbox holds it: behind a "From " line, each ">From " with one ">" more. */
static char *
quoted_in_mbox(const char *whole)
{
	g_autoptr(GString) text = g_string_new("From a@e.example Tue Mar  3 08:15:04 2026\n");

	g_string_append(text, whole);
	g_string_replace(text, "\n>From ", "\n>>From ", 0);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The row's message, signed; with tags "CHANGED", signed before From was changed; "QUOTED", signed
 * before it was put into an mbox. */
static EmlMessage *
dkim_message(guint row)
{
	g_autofree char *text = repeat(dkim_rows[row].message);
	const char *tags = dkim_rows[row].tags;
	g_autofree char *whole = NULL;

	if (g_strcmp0(tags, CHANGED) == 0) {
		g_autofree char *before = test_sign(text, SIGN("h=from"), dkim_rows[row].key);
		g_autoptr(GString) after = g_string_new(before);

		g_assert_cmpuint(g_string_replace(after, "From: a@", "From: b@", 0), ==, 1);
		return test_message(after->str);
	}
	if (g_strcmp0(tags, QUOTED) == 0) {
		g_autofree char *before = test_sign(text, SIGN("h=from"), dkim_rows[row].key);
		g_autofree char *after = quoted_in_mbox(before);

		return test_message(after);
	}
	whole = tags != NULL ? test_sign(text, tags, dkim_rows[row].key) : g_strdup(text);
	return test_message(whole);
}

static void
test_dkim(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *zone = dkim_zone(i);
	g_autoptr(EmlMessage) message = dkim_message(i);
	g_autoptr(EmlDnsStore) store = store_of(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) results = eml_dkim_verify(message, dns, 1793613600);
	const EmlDkimResult *last = g_ptr_array_index(results, results->len - 1);

	assert_steps(last->trace, dkim_rows[i].ids);
	assert_result(last->result, dkim_rows[i].result);
}

/* A large message whose file is another one by the time that its body is read. */
static void
assert_unreadable_after(void (*change)(const char *path))
{
	static const char text[] = FIELD(GOOD) "From: a@e.example\n\nbody\n";
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(EmlMessage) message = NULL;
	g_autoptr(EmlDnsStore) store = test_store(COMPLETE);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) results = NULL;
	const EmlDkimResult *result = NULL;

	test_folder_make();
	path = test_folder_write("large.eml", text, sizeof text - 1);
	g_assert_cmpint(truncate(path, (off_t)2 << 20), ==, 0);
	message = eml_load(path, &error);
	g_assert_no_error(error);
	change(path);
	results = eml_dkim_verify(message, dns, 1793613600);
	result = g_ptr_array_index(results, 0);
	assert_steps(result->trace, "dkim-body-unreadable");
	g_assert_cmpstr(eml_half_word(result->body_hash), ==, "not-tested");
	test_folder_remove();
}

static void
make_shorter(const char *path)
{
	g_assert_cmpint(truncate(path, 1000), ==, 0);
}

/* As a mail program that removes the message before from an mbox. */
static void
write_another(const char *path)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);

	g_assert_cmpint(pwrite(fd, "X: y\n", 5, 0), ==, 5);
	close(fd);
}

static void
test_unreadable_body(void)
{
	assert_unreadable_after(make_shorter);
	assert_unreadable_after(write_another);
}

static EmlResult
result_of_word(const char *word)
{
	for (guint i = 0; i < EML_RESULT_LAST; i++)
		if (strcmp(eml_result_word((EmlResult)i), word) == 0)
			return (EmlResult)i;
	g_assert_cmpstr(word, ==, "-");
	return EML_RESULT_LAST;
}

/* "METHOD=RESULT:DOMAIN"; the domain is borrowed from the text. */
static EmlDmarcIdentifier
identifier_of(const char *text)
{
	const char *equals = strchr(text, '=');
	const char *colon = strchr(text, ':');
	g_autofree char *word = g_strndup(equals + 1, (gsize)(colon - equals - 1));

	return (EmlDmarcIdentifier){result_of_word(word), colon[1] != '\0' ? colon + 1 : NULL,
				    EML_ALIGNED_NO};
}

static void
test_dmarc(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_auto(GStrv) words = g_strsplit(dmarc_rows[row].identifiers, " ", -1);
	const gboolean has_count = strchr(dmarc_rows[row].from, '*') == dmarc_rows[row].from + 1;
	g_autofree char *from = repeat(dmarc_rows[row].from + (has_count ? 2 : 0));
	g_auto(GStrv) domains = g_strsplit(from, ",", -1);
	g_autoptr(GPtrArray) from_domains = g_ptr_array_new();
	g_autofree EmlDmarcIdentifier *dkim = g_new0(EmlDmarcIdentifier, g_strv_length(words) + 1);
	EmlDmarcIdentifier spf = {EML_RESULT_NONE, NULL, EML_ALIGNED_NO};
	EmlDmarcInput input = {from_domains, has_count ? 2 : 1, &spf, dkim, 0};
	g_autoptr(EmlDnsStore) store = store_of(dmarc_rows[row].zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlDmarcResult) result = NULL;
	g_autoptr(EmlMessage) message = test_message(PLAIN);
	g_autoptr(EmlBimi) bimi = NULL;

	for (guint i = 0; domains[i] != NULL; i++)
		g_ptr_array_add(from_domains, domains[i]);
	for (guint i = 0; words[i] != NULL; i++) {
		if (g_str_has_prefix(words[i], "spf="))
			spf = identifier_of(words[i]);
		else
			dkim[input.n_dkim++] = identifier_of(words[i]);
	}
	result = eml_dmarc_check(&input, dns);
	eml_dmarc_report_check(result, dns);
	bimi = eml_bimi_check(message, result, dns);
	assert_steps_in(result->trace, bimi != NULL ? bimi->trace : NULL, dmarc_rows[row].ids);
	assert_result(result->result, dmarc_rows[row].result);
}

static void
signed_header_free(gpointer data)
{
	EmlSignedHeader *header = data;

	g_free(header->name);
	g_free(header);
}

static void
result_free(gpointer result)
{
	eml_dkim_result_free(result);
}

/* A signature that names both fields. */
/* which: "list" or "post" for one of the fields; NULL for both */
static EmlDkimResult *
signature_of(const char *result, const char *domain, const char *which)
{
	static const char *const names[] = {"list-unsubscribe", "list-unsubscribe-post"};
	EmlDkimResult *self = g_new0(EmlDkimResult, 1);

	self->header = "DKIM-Signature";
	self->counts = TRUE;
	self->domain = g_strdup(domain);
	self->result = result_of_word(result);
	self->trace = eml_trace_new();
	self->signed_headers = g_ptr_array_new_with_free_func(signed_header_free);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		EmlSignedHeader *header = NULL;

		if (which != NULL && g_str_equal(which, "post") != (i == 1))
			continue;
		header = g_new0(EmlSignedHeader, 1);
		header->name = g_strdup(names[i]);
		header->n_signed = header->n_present = 1;
		g_ptr_array_add(self->signed_headers, header);
	}
	return self;
}

static void
add_signatures(GPtrArray *dkim, const char *result, const char *domain)
{
	g_auto(GStrv) words = g_strsplit(domain, " ", 2);

	if (g_strcmp0(words[1], "split") == 0) {
		g_ptr_array_add(dkim, signature_of(result, words[0], "list"));
		g_ptr_array_add(dkim, signature_of(result, words[0], "post"));
	} else {
		g_ptr_array_add(dkim, signature_of(result, words[0], words[1]));
	}
}

static void
test_mail(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text = g_strconcat(
	    "From: a@e.example\nList-Unsubscribe: ", mail_rows[i].value, "\n\nbody\n", NULL);
	g_autofree char *zone = g_strconcat(COMPLETE, mail_rows[i].zone, NULL);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(GPtrArray) dkim = g_ptr_array_new();
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(EmlDns) offline = NULL;
	g_autoptr(EmlDnsStore) nothing = eml_dns_store_new(eml_dns_offline_new());
	g_autoptr(EmlUnsubscribe) result = eml_unsubscribe_check_author(message, dkim, "e.example");
	const guint before = result->trace->len;

	/* nothing is said where nothing may be asked */
	offline = test_dns(nothing);
	eml_unsubscribe_ask(result, offline);
	g_assert_cmpuint(result->trace->len, ==, before);
	eml_unsubscribe_prefetch(message, dns);
	eml_unsubscribe_ask(result, dns);
	g_assert_cmpuint(result->trace->len, ==, before + 1);
	g_assert_cmpuint(eml_dns_used(dns)->len, ==, 1);
	assert_steps(result->trace, mail_rows[i].ids);
}

static void
test_unsubscribe(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text =
	    g_strconcat("From: a@e.example\n", unsubscribe_rows[i].fields, "\nbody\n", NULL);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(GPtrArray) dkim = g_ptr_array_new_with_free_func(result_free);
	g_autoptr(EmlUnsubscribe) result = NULL;

	if (unsubscribe_rows[i].result != NULL)
		add_signatures(dkim, unsubscribe_rows[i].result, unsubscribe_rows[i].domain);
	result = eml_unsubscribe_check_author(message, dkim, "e.example");
	assert_steps(result->trace, unsubscribe_rows[i].ids);
	g_assert_cmpint(result->one_click, ==, unsubscribe_rows[i].one_click);
}

static void
take_ids(GHashTable *named, const char *ids)
{
	g_auto(GStrv) each = g_strsplit(ids, " ", -1);

	for (guint i = 0; each[i] != NULL; i++)
		g_hash_table_add(named, g_strdup(each[i]));
}

static gboolean
is_unreachable(EmlStepCode code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(unreachable); i++)
		if (unreachable[i].code == code)
			return TRUE;
	return FALSE;
}

static void
test_each_is_named(void)
{
	g_autoptr(GHashTable) named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint n_missing = 0;

	take_ids(named, "dkim-body-unreadable");
	for (gsize i = 0; i < G_N_ELEMENTS(spf_rows); i++)
		take_ids(named, spf_rows[i].ids);
	for (gsize i = 0; i < G_N_ELEMENTS(dkim_rows); i++)
		take_ids(named, dkim_rows[i].ids);
	for (gsize i = 0; i < G_N_ELEMENTS(dmarc_rows); i++)
		take_ids(named, dmarc_rows[i].ids);
	for (gsize i = 0; i < G_N_ELEMENTS(unsubscribe_rows); i++)
		take_ids(named, unsubscribe_rows[i].ids);
	for (gsize i = 0; i < G_N_ELEMENTS(mail_rows); i++)
		take_ids(named, mail_rows[i].ids);
	for (guint code = 0; code < EML_STEP_LAST; code++) {
		const gboolean listed = is_unreachable((EmlStepCode)code);
		const char *id = code != EML_STEP_NONE ? eml_words_step((EmlStepCode)code)->id : "";

		/* chains and reverse names have tests that look at all of their steps */
		if (g_str_has_prefix(id, "arc-") || g_str_has_prefix(id, "iprev-"))
			continue;
		if (g_hash_table_contains(named, id) != listed)
			continue;
		g_test_message("%s is %s", id,
			       listed ? "reached, but listed as unreachable" : "named by no row");
		n_missing++;
	}
	g_assert_cmpuint(n_missing, ==, 0);
}

static void
add_row(const char *check, const char *ids, guint i, GTestDataFunc function)
{
	g_autofree char *first = g_strndup(ids, strcspn(ids, " "));
	g_autofree char *path = g_strdup_printf("/steps/%s/%u-%s", check, i, first);

	g_test_add_data_func(path, GUINT_TO_POINTER(i), function);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < G_N_ELEMENTS(spf_rows); i++)
		add_row("spf", spf_rows[i].ids, i, test_spf);
	for (guint i = 0; i < G_N_ELEMENTS(dkim_rows); i++)
		add_row("dkim", dkim_rows[i].ids, i, test_dkim);
	for (guint i = 0; i < G_N_ELEMENTS(dmarc_rows); i++)
		add_row("dmarc", dmarc_rows[i].ids, i, test_dmarc);
	for (guint i = 0; i < G_N_ELEMENTS(unsubscribe_rows); i++)
		add_row("unsubscribe", unsubscribe_rows[i].ids, i, test_unsubscribe);
	for (guint i = 0; i < G_N_ELEMENTS(mail_rows); i++)
		add_row("unsubscribe-mail", mail_rows[i].ids, i, test_mail);
	g_test_add_func("/steps/dkim/unreadable-body", test_unreadable_body);
	g_test_add_func("/steps/each-is-named", test_each_is_named);
	return g_test_run();
}
