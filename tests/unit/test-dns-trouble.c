/* Trouble with each DNS question of a message, for the whole line: SERVFAIL, a timeout and the
 * like, or a question that the snapshot does not answer. What comes of it stands in the rows;
 * besides, whatever the rows say, the answer must not be "yes" or "no" where another reply to that
 * question would turn it round (interface contract, section 2). */
#include "inspect.h"
#include "sign.h"
#include "support.h"

#define MAX_QUESTIONS 16
#define HELO "client.example"
#define KEY "key" /* as data: the public key of the signature */

typedef struct {
	const char *name, *type;
	const char *data; /* NULL: there is no such name; "": no such records */
} Question;

/* Mail from 192.0.2.1, a signature of the domain `d` if it is not NULL. */
typedef struct {
	const char *name, *from, *mail_from, *d;
	const char *expected; /* without trouble: "SPF DKIM DMARC STATUS" */
	Question questions[MAX_QUESTIONS];
} Scenario;

static const Scenario scenarios[] = {
    {"spf",
     "a@news.example.org",
     "b@example.org",
     NULL,
     "pass - pass authenticated",
     {{"example.org", "TXT",
       "v=spf1 include:_spf.example.net exists:%{i}.l.example.net a:host.example.org -all"},
      {"_spf.example.net", "TXT", "v=spf1 ip4:198.51.100.0/24 include:deep.example.net -all"},
      {"deep.example.net", "TXT", "v=spf1 ip4:198.51.100.0/24 -all"},
      {"192.0.2.1.l.example.net", "A", NULL},
      {"host.example.org", "A", "192.0.2.1"},
      {"_dmarc.news.example.org", "TXT", NULL},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"spf-redirect",
     "a@example.org",
     "b@example.org",
     NULL,
     "pass - pass authenticated",
     {{"example.org", "TXT", "v=spf1 mx redirect=_r.example.org"},
      {"example.org", "MX", "10 mail.example.org."},
      {"mail.example.org", "A", "198.51.100.1"},
      {"_r.example.org", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"spf-fails",
     "a@example.org",
     "b@example.org",
     NULL,
     "fail - fail unauthenticated",
     {{"example.org", "TXT", "v=spf1 include:_spf.example.net -all exp=why.example.org"},
      {"_spf.example.net", "TXT", "v=spf1 ip4:198.51.100.0/24 -all"},
      {"why.example.org", "TXT", "not allowed"},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"spf-below",
     "a@example.org",
     "b@bounce.example.org",
     NULL,
     "pass - pass authenticated",
     {{"bounce.example.org", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"_dmarc.bounce.example.org", "TXT", NULL},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"ptr",
     "a@example.org",
     "b@example.org",
     NULL,
     "pass - pass authenticated",
     {{"example.org", "TXT", "v=spf1 ptr -all"},
      {"1.2.0.192.in-addr.arpa", "PTR", "mail.example.org."},
      {"mail.example.org", "A", "192.0.2.1"},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"dkim",
     "a@example.org",
     "b@esp.example.net",
     "example.org",
     "pass pass pass authenticated",
     {{"esp.example.net", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"s._domainkey.example.org", "TXT", KEY},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"dkim-above",
     "a@news.example.org",
     "b@esp.example.net",
     "example.org",
     "pass pass pass authenticated",
     {{"esp.example.net", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"s._domainkey.example.org", "TXT", KEY},
      {"_dmarc.news.example.org", "TXT", NULL},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"both",
     "a@example.org",
     "b@example.org",
     "example.org",
     "pass pass pass authenticated",
     {{"example.org", "TXT", "v=spf1 include:_spf.example.net -all"},
      {"_spf.example.net", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"s._domainkey.example.org", "TXT", KEY},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"foreign",
     "a@example.org",
     "b@esp.example.net",
     "esp.example.net",
     "pass pass fail unauthenticated",
     {{"esp.example.net", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"s._domainkey.esp.example.net", "TXT", KEY},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"key-gone",
     "a@example.org",
     "b@esp.example.net",
     "example.org",
     "pass permerror fail unauthenticated",
     {{"esp.example.net", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"s._domainkey.example.org", "TXT", NULL},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=reject"},
      {"_dmarc.org", "TXT", NULL}}},
    {"no-policy",
     "a@example.org",
     "b@bounce.example.org",
     NULL,
     "pass - none authenticated",
     {{"bounce.example.org", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"_dmarc.example.org", "TXT", NULL},
      {"_dmarc.org", "TXT", NULL}}},
    {"no-policy-foreign",
     "a@example.org",
     "b@esp.example.net",
     "example.org",
     "pass pass none authenticated",
     {{"esp.example.net", "TXT", "v=spf1 ip4:192.0.2.1 -all"},
      {"s._domainkey.example.org", "TXT", KEY},
      {"_dmarc.example.org", "TXT", ""},
      {"_dmarc.org", "TXT", NULL}}},
    {"missing-author",
     "a@ghost.example.org",
     "b@example.org",
     NULL,
     "fail - fail unauthenticated",
     {{"example.org", "TXT", "v=spf1 -all"},
      {"ghost.example.org", "A", NULL},
      {"_dmarc.ghost.example.org", "TXT", NULL},
      {"_dmarc.example.org", "TXT", "v=DMARC1; p=none; np=reject"},
      {"_dmarc.org", "TXT", NULL}}},
};

static const char *const troubles[] = {"servfail", "timeout", "refused", "bogus", "not-asked"};

/* What trouble with that question makes of it; the same for all kinds. */
static const struct {
	const char *scenario, *question, *type, *expected;
} rows[] = {
    /* RFC 7208 sections 4.4, 5 and 5.2: any DNS error but one of ptr is temperror */
    {"spf", "example.org", "TXT", "temperror - temperror undecided"},
    {"spf", "_spf.example.net", "TXT", "temperror - temperror undecided"},
    {"spf", "deep.example.net", "TXT", "temperror - temperror undecided"},
    {"spf", "192.0.2.1.l.example.net", "A", "temperror - temperror undecided"},
    {"spf", "host.example.org", "A", "temperror - temperror undecided"},
    {"spf-redirect", "example.org", "TXT", "temperror - temperror undecided"},
    {"spf-redirect", "example.org", "MX", "temperror - temperror undecided"},
    {"spf-redirect", "mail.example.org", "A", "temperror - temperror undecided"},
    {"spf-redirect", "_r.example.org", "TXT", "temperror - temperror undecided"},
    {"spf-fails", "example.org", "TXT", "temperror - temperror undecided"},
    {"spf-fails", "_spf.example.net", "TXT", "temperror - temperror undecided"},
    /* RFC 7208 section 6.2: without its text a fail stays one */
    {"spf-fails", "why.example.org", "TXT", "fail - fail unauthenticated"},
    /* RFC 9989 sections 4.10 and 5.3.6: a walk that breaks off is temperror, where it matters */
    {"spf", "_dmarc.news.example.org", "TXT", "pass - temperror undecided"},
    {"spf", "_dmarc.example.org", "TXT", "pass - temperror undecided"},
    {"spf", "_dmarc.org", "TXT", "pass - temperror undecided"},
    {"spf-below", "bounce.example.org", "TXT", "temperror - temperror undecided"},
    {"spf-below", "_dmarc.bounce.example.org", "TXT", "pass - temperror undecided"},
    {"spf-below", "_dmarc.example.org", "TXT", "pass - temperror undecided"},
    {"dkim-above", "_dmarc.news.example.org", "TXT", "pass pass temperror undecided"},
    {"dkim-above", "_dmarc.example.org", "TXT", "pass pass temperror undecided"},
    {"dkim-above", "s._domainkey.example.org", "TXT", "pass temperror temperror undecided"},
    {"missing-author", "example.org", "TXT", "temperror - temperror undecided"},
    {"missing-author", "ghost.example.org", "A", "fail - temperror unauthenticated"},
    {"missing-author", "_dmarc.ghost.example.org", "TXT", "fail - temperror unauthenticated"},
    {"foreign", "_dmarc.example.org", "TXT", "pass pass temperror unauthenticated"},
    {"spf-fails", "_dmarc.example.org", "TXT", "fail - temperror unauthenticated"},
    {"key-gone", "_dmarc.example.org", "TXT", "pass permerror temperror unauthenticated"},
    {"no-policy", "bounce.example.org", "TXT", "temperror - none undecided"},
    {"no-policy", "_dmarc.example.org", "TXT", "pass - temperror undecided"},
    {"no-policy", "_dmarc.org", "TXT", "pass - temperror undecided"},
    {"no-policy-foreign", "s._domainkey.example.org", "TXT", "pass temperror none undecided"},
    {"no-policy-foreign", "_dmarc.example.org", "TXT", "pass pass temperror undecided"},
    /* a key that cannot be had now (RFC 6376 section 6.1.2) is temperror, also where SPF passes for
       someone else */
    {"dkim", "s._domainkey.example.org", "TXT", "pass temperror temperror undecided"},
    {"dkim", "_dmarc.example.org", "TXT", "pass pass temperror undecided"},
    {"key-gone", "s._domainkey.example.org", "TXT", "pass temperror temperror undecided"},
    /* a passing, aligned identifier decides, whatever failed elsewhere (RFC 9989 section 5.3.5) */
    {"dkim", "esp.example.net", "TXT", "temperror pass pass authenticated"},
    {"dkim", "_dmarc.org", "TXT", "pass pass pass authenticated"},
    {"dkim-above", "esp.example.net", "TXT", "temperror pass pass authenticated"},
    {"no-policy-foreign", "esp.example.net", "TXT", "temperror pass none authenticated"},
    {"both", "example.org", "TXT", "temperror pass pass authenticated"},
    {"both", "_spf.example.net", "TXT", "temperror pass pass authenticated"},
    {"both", "s._domainkey.example.org", "TXT", "pass temperror pass authenticated"},
    {"both", "_dmarc.org", "TXT", "pass pass pass authenticated"},
    /* what belongs to nobody in From could not have changed anything (RFC 9989 section 4.4) */
    {"foreign", "esp.example.net", "TXT", "temperror pass fail unauthenticated"},
    {"foreign", "s._domainkey.esp.example.net", "TXT", "pass temperror fail unauthenticated"},
    {"key-gone", "esp.example.net", "TXT", "temperror permerror fail unauthenticated"},
};

static const Scenario *
find_scenario(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(scenarios); i++)
		if (strcmp(scenarios[i].name, name) == 0)
			return &scenarios[i];
	g_assert_not_reached();
}

static gint
find_question(const Scenario *scenario, const char *name, const char *type)
{
	for (gint i = 0; i < MAX_QUESTIONS && scenario->questions[i].name != NULL; i++)
		if (strcmp(scenario->questions[i].name, name) == 0 &&
		    strcmp(scenario->questions[i].type, type) == 0)
			return i;
	return -1;
}

static void
add_answer(GString *zone, const Question *question, const char *data)
{
	g_autofree char *key = g_strcmp0(data, KEY) == 0 ? test_key_record(TEST_KEY_ED25519) : NULL;

	if (data == NULL)
		g_string_append_printf(zone, ";! no-name %s.\n", question->name);
	else if (*data == '\0')
		g_string_append_printf(zone, ";! no-data %s. %s\n", question->name, question->type);
	else if (strcmp(question->type, "TXT") == 0)
		test_zone_txt(zone, question->name, eml_slice(key != NULL ? key : data));
	else
		g_string_append_printf(zone, "%s. %s %s\n", question->name, question->type, data);
}

/* The snapshot in which question `n` (-1: none) has the trouble, or, where trouble is NULL, the
 * other data. */
static char *
zone_of(const Scenario *scenario, gint n, const char *trouble, const char *other)
{
	const gboolean complete = g_strcmp0(trouble, "not-asked") != 0;
	g_autoptr(GString) zone = g_string_new(complete ? ";! complete\n" : NULL);

	for (gint i = 0; i < MAX_QUESTIONS && scenario->questions[i].name != NULL; i++) {
		const Question *question = &scenario->questions[i];

		if (i != n)
			add_answer(zone, question, question->data);
		else if (trouble == NULL)
			add_answer(zone, question, other);
		else if (complete)
			g_string_append_printf(zone, ";! failed %s. %s %s\n", question->name,
					       question->type, trouble);
	}
	return g_string_free(g_steal_pointer(&zone), FALSE);
}

static EmlReport *
inspect(const Scenario *scenario, const char *zone)
{
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autofree char *tags = g_strdup_printf(
	    "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=%s; s=s; h=from; bh=@BH@; b=@B@",
	    scenario->d);
	g_autofree char *plain = g_strdup_printf(
	    "From: %s\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nSubject: hello\n\nbody\n",
	    scenario->from);
	g_autofree char *body =
	    scenario->d != NULL ? test_sign(plain, tags, TEST_KEY_ED25519) : g_strdup(plain);
	g_autofree char *text =
	    g_strdup_printf("Return-Path: <%s>\nReceived: from " HELO " (" HELO " [192.0.2.1])\n"
			    "\tby mx.receiver.example (Postfix) with ESMTPS id 4F6A7B8C9D;\n"
			    "\tMon, 2 Nov 2026 10:00:03 +0000\n%s",
			    scenario->mail_from, body);
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlDnsStore) store = test_store(zone);
	g_autoptr(EmlInspection) inspection =
	    eml_inspection_new("trouble", message, store, &settings);

	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}

/* "SPF DKIM DMARC STATUS"; the caller owns it. */
static char *
outcome_of(const EmlReport *report)
{
	const EmlDkimResult *signature =
	    report->dkim->len > 0 ? g_ptr_array_index(report->dkim, 0) : NULL;

	return g_strjoin(" ", eml_result_word(report->spf->result),
			 signature != NULL ? eml_result_word(signature->result) : "-",
			 eml_result_word(report->dmarc->result),
			 eml_status_word(report->verdict.status), NULL);
}

/* Without trouble; and every question that was asked is one of the scenario's, or about the HELO
 * name, the name of the client or a brand indicator. */
static void
test_untroubled(gconstpointer data)
{
	const Scenario *scenario = data;
	g_autofree char *zone = zone_of(scenario, -1, "none", NULL);
	g_autoptr(EmlReport) report = inspect(scenario, zone);
	g_autofree char *outcome = outcome_of(report);

	g_assert_cmpstr(outcome, ==, scenario->expected);
	for (guint i = 0; i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);
		g_autofree char *name =
		    g_strndup(line->question->name, strlen(line->question->name) - 1);
		const char *type = eml_dns_type_word(line->question->type);

		if (find_question(scenario, name, type) < 0 && strcmp(name, HELO) != 0 &&
		    strcmp(type, "PTR") != 0 && strstr(name, "._bimi.") == NULL)
			g_error("%s %s is asked too", name, type);
	}
}

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	const Scenario *scenario = find_scenario(rows[row].scenario);
	const gint n = find_question(scenario, rows[row].question, rows[row].type);

	g_assert_cmpint(n, >=, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(troubles); i++) {
		g_autofree char *zone = zone_of(scenario, n, troubles[i], NULL);
		g_autoptr(EmlReport) report = inspect(scenario, zone);
		g_autofree char *outcome = outcome_of(report);

		if (strcmp(outcome, rows[row].expected) != 0)
			g_error("%s gives %s", troubles[i], outcome);
	}
}

/* Replies that the question might have had instead; those of another purpose count as none. */
static const struct {
	const char *type, *data;
} others[] = {
    {"TXT", NULL},
    {"TXT", ""},
    {"TXT", "v=spf1 +all"},
    {"TXT", "v=spf1 -all"},
    {"TXT", "v=spf1 ip4:192.0.2.1 -all"},
    {"TXT", "v=DMARC1; p=none"},
    {"TXT", "v=DMARC1; p=reject; aspf=s; adkim=s"},
    {"TXT", "v=DMARC1; p=reject; psd=n"},
    {"TXT", "v=DMARC1; p=reject; psd=y"},
    {"TXT", KEY},
    {"TXT", "v=DKIM1; p="},
    {"A", NULL},
    {"A", "192.0.2.1"},
    {"A", "198.51.100.9"},
    {"MX", NULL},
    {"MX", "10 mail.example.org."},
    {"PTR", NULL},
    {"PTR", "mail.example.org."},
};

/* The SPF record of the HELO name, in each of its forms and troubles, changes nothing: DMARC looks
 * at MAIL FROM only (RFC 9989 section 4.4). */
static void
test_helo(gconstpointer data)
{
	const Scenario *scenario = data;
	const Question helo = {HELO, "TXT", NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(troubles) + G_N_ELEMENTS(others); i++) {
		const gboolean trouble = i < G_N_ELEMENTS(troubles);
		g_autofree char *others_zone = zone_of(scenario, -1, "none", NULL);
		g_autoptr(GString) zone = g_string_new(others_zone);
		g_autoptr(EmlReport) report = NULL;
		g_autofree char *outcome = NULL;

		if (trouble)
			g_string_append_printf(zone, ";! failed %s. TXT %s\n", HELO, troubles[i]);
		else if (strcmp(others[i - G_N_ELEMENTS(troubles)].type, "TXT") == 0)
			add_answer(zone, &helo, others[i - G_N_ELEMENTS(troubles)].data);
		report = inspect(scenario, zone->str);
		outcome = outcome_of(report);
		g_assert_nonnull(report->spf_helo);
		g_assert_cmpstr(outcome, ==, scenario->expected);
	}
}

/* "If a DNS error occurs while doing the PTR RR lookup, then this mechanism fails to match", RFC
 * 7208 section 5.5, and the same for the addresses of the names: the result is a definite one by
 * the standard. A snapshot without the answer is no DNS error (interface contract, section 4). */
static gboolean
is_definite_by_standard(const Scenario *scenario, gint n, const char *trouble)
{
	return strcmp(trouble, "not-asked") != 0 && strcmp(scenario->name, "ptr") == 0 &&
	       strcmp(scenario->questions[n].type, "TXT") != 0;
}

/* No reply to the question turns round what is said without one. */
static void
test_could_change(gconstpointer data)
{
	const Scenario *scenario = &scenarios[GPOINTER_TO_UINT(data) / MAX_QUESTIONS];
	const gint n = GPOINTER_TO_UINT(data) % MAX_QUESTIONS;

	for (gsize t = 0; t < G_N_ELEMENTS(troubles); t++) {
		g_autofree char *zone = zone_of(scenario, n, troubles[t], NULL);
		g_autoptr(EmlReport) report = inspect(scenario, zone);
		const EmlStatus status = report->verdict.status;

		if (is_definite_by_standard(scenario, n, troubles[t])) {
			g_assert_cmpstr(eml_result_word(report->spf->result), ==, "fail");
			continue;
		}
		for (gsize i = 0; i < G_N_ELEMENTS(others) && status != EML_STATUS_UNDECIDED; i++) {
			g_autofree char *other = zone_of(scenario, n, NULL, others[i].data);
			g_autoptr(EmlReport) changed = NULL;

			if (strcmp(others[i].type, scenario->questions[n].type) != 0)
				continue;
			changed = inspect(scenario, other);
			if (changed->verdict.status != status)
				g_error("%s: %s, but %s with %s", troubles[t],
					eml_status_word(status),
					eml_status_word(changed->verdict.status),
					others[i].data != NULL ? others[i].data : "no such name");
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < G_N_ELEMENTS(scenarios); i++) {
		const Scenario *scenario = &scenarios[i];
		g_autofree char *path = g_strdup_printf("/dns-trouble/%s/none", scenario->name);

		g_autofree char *helo = g_strdup_printf("/dns-trouble/%s/helo", scenario->name);

		g_test_add_data_func(path, scenario, test_untroubled);
		g_test_add_data_func(helo, scenario, test_helo);
		for (guint n = 0; n < MAX_QUESTIONS && scenario->questions[n].name != NULL; n++) {
			const Question *question = &scenario->questions[n];
			g_autofree char *change =
			    g_strdup_printf("/dns-trouble/%s/could-change/%s-%s", scenario->name,
					    question->type, question->name);

			g_test_add_data_func(change, GUINT_TO_POINTER(i * MAX_QUESTIONS + n),
					     test_could_change);
		}
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/dns-trouble/%s/%s-%s", rows[i].scenario,
							rows[i].type, rows[i].question);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
