/* Whole messages of receivers as they are, with a zone: what is compared, the verdict and the
 * findings. The expectations were written from the standards before the program was run. */
#include "situation.h"

#include "base/limits.h"
#include "dns/offline.h"
#include "inspect.h"
#include "judge/words.h"
#include "mail/meaning.h"
#include "sign.h"
#include "support.h"

static const Situation receivers[] = {
#include "situations-receivers.def"
};
static const Situation dkim[] = {
#include "situations-dkim.def"
};
static const Situation spf[] = {
#include "situations-spf.def"
};
static const Situation dmarc[] = {
#include "situations-dmarc.def"
};
static const Situation forged[] = {
#include "situations-forged.def"
};

static const Situation changed[] = {
#include "situations-changed.def"
};

static const Situation gateway[] = {
#include "situations-gateway.def"
};

static const Situation header[] = {
#include "situations-header.def"
};

static const struct {
	const char *name;
	TestKey key;
} keys[] = {
    {"rsa-512", TEST_KEY_RSA_512},
    {"rsa-1024-other", TEST_KEY_RSA_1024_OTHER},
    {"rsa-2048", TEST_KEY_RSA_2048},
    {"ed25519", TEST_KEY_ED25519},
};

static TestKey
key_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return keys[i].key;
	g_assert_not_reached();
}

/* "KEY NAME rsa-2048" becomes the TXT record of that key. */
static char *
zone_of(const Situation *situation)
{
	g_auto(GStrv) lines =
	    g_strsplit(situation->zone != NULL ? situation->zone : SITUATION_ZONE, "\n", -1);
	GString *zone = g_string_new(NULL);

	for (guint i = 0; lines[i] != NULL; i++) {
		if (g_str_has_prefix(lines[i], "KEY ")) {
			g_auto(GStrv) words = g_strsplit(lines[i], " ", 3);
			g_autofree char *record = test_key_record(key_of(words[2]));

			test_zone_txt(zone, words[1], eml_slice(record));
		} else {
			g_string_append_printf(zone, "%s\n", lines[i]);
		}
	}
	return g_string_free(zone, FALSE);
}

/* Every edit must find its text, or the row does not say what it seems to say. */
static void
apply(GString *text, const char *const *pairs)
{
	for (guint i = 0; pairs[i] != NULL; i += 2) {
		if (strstr(text->str, pairs[i]) == NULL)
			g_error("nothing to edit: %s", pairs[i]);
		g_string_replace(text, pairs[i], pairs[i + 1], 0);
	}
}

/* The b= that the shapes' claims name becomes the first eight characters of the signature's. */
static void
name_signature(GString *top, const char *message)
{
	const char *b = strstr(message, "\r\n b=");
	g_autofree char *start = b != NULL ? g_strndup(b + strlen("\r\n b="), 8) : NULL;

	if (start == NULL)
		return;
	g_string_replace(top, "q91nIcvc", start, 0);
	g_string_replace(top, "h7n0m9lM", start, 0);
}

/* The ARC sets of the shapes hold no real seals, and a broken chain is a finding. */
static void
drop_arc(GString *top)
{
	g_auto(GStrv) lines = g_strsplit(top->str, "\n", -1);
	gboolean inside = FALSE;

	g_string_truncate(top, 0);
	for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
		if (!g_ascii_isspace(*lines[i]))
			inside = g_str_has_prefix(lines[i], "ARC-");
		if (!inside)
			g_string_append_printf(top, "%s\n", lines[i]);
	}
}

static EmlMessage *
message_of(const Situation *situation)
{
	const char *text = situation->message != NULL ? situation->message : SITUATION_MESSAGE;
	const char *tags = situation->sign != NULL ? situation->sign : SITUATION_SIGN;
	const TestKey key = key_of(situation->key != NULL ? situation->key : "rsa-2048");
	g_autoptr(GString) top = g_string_new(
	    situation->shape != NULL ? test_shape(situation->shape)->top : situation->top);
	g_autoptr(GString) sent = g_string_new(NULL);
	g_autofree char *signed_text = *tags != '\0' ? test_sign(text, tags, key) : g_strdup(text);

	if (situation->sign_again != NULL) {
		g_autofree char *once = g_steal_pointer(&signed_text);

		signed_text = test_sign(once, situation->sign_again, key);
	}
	if (!situation->keep_arc)
		drop_arc(top);
	apply(top, situation->edits);
	g_string_assign(sent, signed_text);
	name_signature(top, sent->str);
	apply(sent, situation->changed);
	if (situation->sealed != NULL) {
		const TestArcSet set = {.instance = 1,
					.cv = "none",
					.results = situation->sealed,
					.key = TEST_KEY_RSA_2048};
		g_autofree char *sealed = test_arc_seal(sent->str, &set);

		g_string_assign(sent, sealed);
	}
	if (situation->below != NULL)
		g_string_append(top, situation->below);
	g_string_append(top, sent->str);
	return test_message(top->str);
}

static char *
compared_text(const EmlReport *report)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		g_assert_true(g_str_has_prefix(one->why, "compare-"));
		g_assert_nonnull(eml_words_by_id(one->why));
		g_string_append_printf(out, "%s%s %s %s %s", i > 0 ? " | " : "", one->method,
				       one->subject != NULL ? one->subject : "-",
				       eml_compare_word(one->verdict),
				       one->why + strlen("compare-"));
	}
	return g_string_free(out, FALSE);
}

static char *
findings_text(const EmlReport *report)
{
	static const char *const tones[EML_TONE_LAST] = {
	    [EML_TONE_NOTE] = "note", [EML_TONE_WARN] = "warn", [EML_TONE_BAD] = "bad"};
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < report->findings->len; i++) {
		const EmlFinding *one = g_ptr_array_index(report->findings, i);

		g_assert_nonnull(eml_words_by_id(one->id));
		g_string_append_printf(out, "%s%s %s", i > 0 ? " | " : "", tones[one->tone],
				       one->id);
	}
	return g_string_free(out, FALSE);
}

static EmlReport *
report_of(const Situation *situation)
{
	const char *const trust[] = {situation->trust, NULL};
	const EmlInspectSettings settings = {
	    .has_at = situation->at != 0,
	    .at = situation->at,
	    .envelope = {.ip = situation->ip, .mail_from = situation->mail_from},
	    .trust = trust,
	    .offline = situation->offline,
	    .deadline_s = 20,
	    .serial = TRUE,
	    .parts = TRUE,
	};
	g_autofree char *zone = zone_of(situation);
	g_autoptr(EmlMessage) message = message_of(situation);
	g_autoptr(EmlDnsStore) store =
	    situation->offline ? eml_dns_store_new(eml_dns_offline_new()) : test_store(zone);
	g_autoptr(EmlInspection) inspection =
	    eml_inspection_new(situation->name, message, store, &settings);

	eml_inspection_start(inspection);
	return eml_inspection_snapshot(inspection);
}

/* A '?' stands for an argument that is not there. */
static void
assert_whole(const char *id, const GPtrArray *args)
{
	const EmlWords *words = eml_words_by_id(id);
	const char *const texts[] = {words->title, words->why, words->advice};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree EmlPlain *text = eml_words_expand(texts[i], args);

		if (strchr(text, '?') != NULL && strchr(texts[i], '?') == NULL)
			g_error("%s: %s", id, text);
	}
}

static void
assert_sentences(const EmlReport *report)
{
	assert_whole(report->verdict.id, report->verdict.args);
	for (guint i = 0; i < report->comparisons->len; i++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, i);

		assert_whole(one->why, one->args);
	}
	for (guint i = 0; i < report->findings->len; i++) {
		const EmlFinding *one = g_ptr_array_index(report->findings, i);

		assert_whole(one->id, one->args);
	}
}

static void
append_sentences(GString *all, const char *id, const GPtrArray *args)
{
	const EmlWords *words = eml_words_by_id(id);
	const char *const texts[] = {words->title, words->why, words->advice};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree EmlPlain *text = eml_words_expand(texts[i], args);

		g_string_append_printf(all, "%s\n", text);
	}
}

static void
assert_says(const EmlReport *report, const char *const *says, const char *const *never)
{
	g_autoptr(GString) all = g_string_new(NULL);

	append_sentences(all, report->verdict.id, report->verdict.args);
	for (guint i = 0; i < report->findings->len; i++) {
		const EmlFinding *one = g_ptr_array_index(report->findings, i);

		append_sentences(all, one->id, one->args);
	}
	for (guint i = 0; says[i] != NULL; i++)
		if (strstr(all->str, says[i]) == NULL)
			g_error("nothing says \"%s\" here:\n%s", says[i], all->str);
	for (guint i = 0; never[i] != NULL; i++)
		if (strstr(all->str, never[i]) != NULL)
			g_error("something says \"%s\" here:\n%s", never[i], all->str);
}

/* Standards A.8: amber where the sender's domain asks for nothing; and where SPF passes for a body
 * that is not, or not all of it, the signed one. */
static void
assert_tone(const EmlReport *report)
{
	const gboolean asks = report->dmarc->result == EML_RESULT_FAIL ||
			      report->dmarc->result == EML_RESULT_PERMERROR;
	const gboolean nothing =
	    report->dmarc->result == EML_RESULT_FAIL && report->dmarc->applied == EML_POLICY_NONE;

	if (report->verdict.status == EML_STATUS_AUTHENTICATED)
		g_assert_cmpint(
		    report->verdict.tone, ==,
		    g_str_has_prefix(report->verdict.id, "verdict-pass-other-body") ||
			    g_str_has_prefix(report->verdict.id, "verdict-pass-unsigned-tail")
			? EML_TONE_WARN
			: EML_TONE_GOOD);
	else if (report->verdict.status == EML_STATUS_UNAUTHENTICATED && asks && !nothing)
		g_assert_cmpint(report->verdict.tone, ==, EML_TONE_BAD);
	else
		g_assert_cmpint(report->verdict.tone, ==, EML_TONE_WARN);
}

static void
test_situation(gconstpointer data)
{
	const Situation *situation = data;
	g_autoptr(EmlReport) report = report_of(situation);
	g_autofree char *compared = compared_text(report);
	g_autofree char *findings = findings_text(report);
	g_autofree char *verdict =
	    g_strdup_printf("%s %s", eml_status_word(report->verdict.status), report->verdict.id);

	g_assert_cmpstr(compared, ==, situation->compared);
	g_assert_cmpstr(verdict, ==, situation->verdict);
	assert_tone(report);
	assert_sentences(report);
	g_assert_cmpstr(findings, ==, situation->findings);
	assert_says(report, situation->says, situation->never);
}

/* Fields without end are counted, not listed one by one. */
static void
test_many_forged(void)
{
	g_autoptr(GString) below = g_string_new(NULL);
	const EmlFinding *last = NULL;
	Situation situation = {.name = "many", .shape = "postfix"};
	g_autoptr(EmlReport) report = NULL;

	for (guint i = 0; i < EML_MAX_FORGED_FINDINGS + 7; i++)
		g_string_append(below, "Authentication-Results: mx.receiver.example; dmarc=pass\n");
	situation.below = below->str;
	report = report_of(&situation);
	g_assert_cmpuint(report->findings->len, ==, EML_MAX_FORGED_FINDINGS + 1);
	last = g_ptr_array_index(report->findings, EML_MAX_FORGED_FINDINGS);
	g_assert_cmpstr(last->id, ==, "finding-forged-more");
	g_assert_cmpint(strncmp(g_bytes_get_data(g_ptr_array_index(last->args, 0), NULL), "7", 1),
			==, 0);
}

static const Situation *
situation_of(const Situation *rows, gsize n, const char *name)
{
	for (gsize i = 0; i < n; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	g_assert_not_reached();
}

/* Which step is doubtful, and for which of the two reasons. */
static void
test_doubtful_step(void)
{
	const struct {
		const Situation *situation;
		const char *title, *why;
	} rows[] = {
	    {situation_of(spf, G_N_ELEMENTS(spf), "doubtful-address"), "line 3",
	     "mx.receiver.example, is of the same organization"},
	    {situation_of(header, G_N_ELEMENTS(header), "step-without-address"), "line 2",
	     "gives no address"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(EmlReport) report = report_of(rows[i].situation);
		const EmlFinding *first = g_ptr_array_index(report->findings, 0);
		const EmlWords *words = eml_words_by_id(first->id);
		g_autofree EmlPlain *title = eml_words_expand(words->title, first->args);
		g_autofree EmlPlain *why = eml_words_expand(words->why, first->args);

		g_assert_cmpstr(first->id, ==, "finding-client-ip-doubtful");
		g_assert_nonnull(strstr(title, rows[i].title));
		g_assert_nonnull(strstr(why, rows[i].why));
	}
}

static void
add(const char *group, const Situation *rows, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		g_autofree char *path = g_strdup_printf("/situation/%s/%s", group, rows[i].name);

		g_test_add_data_func(path, &rows[i], test_situation);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	add("receivers", receivers, G_N_ELEMENTS(receivers));
	add("dkim", dkim, G_N_ELEMENTS(dkim));
	add("spf", spf, G_N_ELEMENTS(spf));
	add("dmarc", dmarc, G_N_ELEMENTS(dmarc));
	add("gateway", gateway, G_N_ELEMENTS(gateway));
	add("forged", forged, G_N_ELEMENTS(forged));
	add("changed", changed, G_N_ELEMENTS(changed));
	add("header", header, G_N_ELEMENTS(header));
	g_test_add_func("/situation/doubtful-step", test_doubtful_step);
	g_test_add_func("/situation/many-forged", test_many_forged);
	return g_test_run();
}
