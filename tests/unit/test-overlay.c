/* Records laid over a source: which questions they answer, which fall through, and where the
 * CNAMEs of one lead into the other. */
#include "dns/overlay.h"

#include "dns/offline.h"
#include "dns/zone-read.h"
#include "dns/zone.h"
#include "support.h"

static void
on_answer(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

/* `expected` as from test_answer_text(), with "laid: " before it if the answer says that it is
 * laid over. */
static const struct {
	const char *name, *above, *below, *question;
	EmlDnsType type;
	const char *expected;
} rows[] = {
    {"replaces", "a.b. TXT new\n", "a.b. TXT old\n", "a.b", EML_DNS_TXT, "laid: found: new"},
    {"replaces-whole-set", "a.b. TXT new\n", "a.b. TXT old\na.b. TXT site\n", "A.b", EML_DNS_TXT,
     "laid: found: new"},
    {"set-of-several", "a.b. TXT x\na.b. TXT y\n", "a.b. TXT old\n", "a.b", EML_DNS_TXT,
     "laid: found: x | y"},
    {"other-type", "a.b. TXT new\n", "a.b. MX 5 m.b.\n", "a.b", EML_DNS_MX, "found: 5 m.b."},
    {"other-name", "a.b. TXT new\n", "c.b. TXT old\n", "c.b", EML_DNS_TXT, "found: old"},
    {"falls-through-to-failure", "a.b. TXT new\n", ";! failed c.b. TXT servfail\n", "c.b",
     EML_DNS_TXT, "failed servfail"},
    {"not-in-snapshot", "a.b. TXT new\n", "", "c.b", EML_DNS_TXT, "not-asked not-in-snapshot"},
    {"over-failure", "a.b. TXT new\n", ";! failed a.b. TXT servfail\n", "a.b", EML_DNS_TXT,
     "laid: found: new"},
    {"over-bogus", "a.b. TXT new\n", ";! failed a.b. TXT bogus\n", "a.b", EML_DNS_TXT,
     "laid: found: new"},
    {"over-no-name", "a.b. TXT new\n", ";! complete\n", "a.b", EML_DNS_TXT, "laid: found: new"},
    {"no-name-becomes-no-data", "a.b. TXT new\n", ";! complete\n", "a.b", EML_DNS_A,
     "laid: no-data"},
    {"empty-non-terminal", "x.a.b. TXT new\n", ";! complete\n", "a.b", EML_DNS_A, "laid: no-data"},
    {"no-name-stays", "a.b. TXT new\n", ";! complete\n", "c.b", EML_DNS_A, "no-name"},
    {"removed", ";! no-data a.b. TXT\n", "a.b. TXT old\n", "a.b", EML_DNS_TXT, "laid: no-data"},
    {"removed-name", ";! no-name a.b.\n", "a.b. TXT old\n", "a.b", EML_DNS_TXT, "laid: no-name"},
    {"fails", ";! failed a.b. TXT timeout\n", "a.b. TXT old\n", "a.b", EML_DNS_TXT,
     "laid: failed timeout"},
    {"complete-does-not-count", ";! complete\na.b. TXT new\n", "c.b. TXT old\n", "c.b", EML_DNS_TXT,
     "found: old"},
    {"over-cname", "a.b. TXT new\n", "a.b. CNAME c.b.\nc.b. TXT old\n", "a.b", EML_DNS_TXT,
     "laid: found: new"},
    {"beside-cname", "a.b. TXT new\n", "a.b. CNAME c.b.\nc.b. A 192.0.2.1\n", "a.b", EML_DNS_A,
     "found via c.b.: c0.00.02.01"},
    {"at-end-of-cname", "c.b. TXT new\n", "a.b. CNAME c.b.\nc.b. TXT old\n", "a.b", EML_DNS_TXT,
     "laid: found via c.b.: new"},
    {"in-middle-of-cname", "c.b. TXT new\n", "a.b. CNAME c.b.\nc.b. CNAME d.b.\nd.b. TXT old\n",
     "a.b", EML_DNS_TXT, "laid: found via c.b.: new"},
    {"cname-leads-below", "a.b. CNAME c.b.\n", "a.b. TXT x\nc.b. TXT old\n", "a.b", EML_DNS_TXT,
     "laid: found via c.b.: old"},
    {"cname-leads-below-twice", "a.b. CNAME c.b.\n", "c.b. CNAME d.b.\nd.b. TXT old\n", "a.b",
     EML_DNS_TXT, "laid: found via c.b. via d.b.: old"},
    {"cname-leads-nowhere", "a.b. CNAME c.b.\n", ";! complete\n", "a.b", EML_DNS_TXT,
     "laid: no-name via c.b."},
    {"cname-to-and-fro", "a.b. CNAME c.b.\nd.b. TXT new\n", "c.b. CNAME d.b.\nd.b. TXT old\n",
     "a.b", EML_DNS_TXT, "laid: found via c.b. via d.b.: new"},
    {"cname-loop-of-both", "a.b. CNAME c.b.\n", "c.b. CNAME a.b.\n", "a.b", EML_DNS_TXT,
     "laid: failed cname-loop via c.b. via a.b."},
    {"cname-loop-above", "a.b. CNAME a.b.\n", "", "a.b", EML_DNS_TXT,
     "laid: failed cname-loop via a.b."},
    {"dnssec-unknown", "a.b. TXT new\n;! dnssec a.b. TXT secure\n", "", "a.b", EML_DNS_TXT,
     "laid: found: new"},
    {"dnssec-below", "a.b. TXT new\n", "c.b. TXT old\n;! dnssec c.b. TXT secure\n", "c.b",
     EML_DNS_TXT, "found secure: old"},
    {"dnssec-of-chain", "c.b. TXT new\n", "a.b. CNAME c.b.\n;! dnssec a.b. TXT secure\n", "a.b",
     EML_DNS_TXT, "laid: found via c.b.: new"},
    {"wildcard", "*.b. TXT new\n", "a.b. TXT old\n", "a.b", EML_DNS_TXT, "laid: found: new"},
    {"smallest-ttl", "c.b. 60 TXT new\n", "a.b. 30 CNAME c.b.\nc.b. TXT old\n", "a.b", EML_DNS_TXT,
     "laid: found via c.b. ttl 30: new"},
};

static EmlDnsSource *
overlay(const char *above, EmlDnsSource *below)
{
	g_autoptr(GError) error = NULL;
	EmlZoneTree *tree = eml_zone_tree_new();

	eml_zone_read(tree, "above", eml_slice(above), &error);
	g_assert_no_error(error);
	return eml_dns_overlay_new(tree, below);
}

static char *
ask(EmlDnsSource *source, const char *name, EmlDnsType type)
{
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(type, eml_slice(name));
	g_autoptr(EmlDnsAnswer) answer = NULL;
	g_autofree char *text = NULL;

	source->submit(source, question, G_MAXINT64, on_answer, &answer);
	g_assert_nonnull(answer);
	g_assert_cmpfloat(answer->ms, <, 0);
	text = test_answer_text(answer);
	g_assert_true(answer->hypothetical ==
		      (g_strcmp0(answer->detail, "laid over by --what-if") == 0));
	return g_strconcat(answer->hypothetical ? "laid: " : "", text, NULL);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GError) error = NULL;
	EmlDnsSource *below = eml_dns_zone_parse("below", eml_slice(rows[i].below), &error);
	g_autoptr(EmlDnsSource) source = NULL;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	source = overlay(rows[i].above, below);
	text = ask(source, rows[i].question, rows[i].type);
	g_assert_cmpstr(text, ==, rows[i].expected);
}

static void
test_offline(void)
{
	g_autoptr(EmlDnsSource) source = overlay("a.b. TXT new\n", eml_dns_offline_new());
	g_autofree char *laid = ask(source, "a.b", EML_DNS_TXT);
	g_autofree char *other = ask(source, "a.b", EML_DNS_A);

	g_assert_cmpstr(laid, ==, "laid: found: new");
	g_assert_cmpstr(other, ==, "not-asked offline");
}

/* A chain longer than a resolver follows, half of it in each source. */
static void
test_long_chain(void)
{
	g_autoptr(GString) above = g_string_new(NULL);
	g_autoptr(GString) below = g_string_new(NULL);
	g_autoptr(EmlDnsSource) source = NULL;
	g_autofree char *text = NULL;

	for (guint i = 0; i < 40; i++)
		g_string_append_printf(i % 2 == 0 ? above : below, "n%u.b. CNAME n%u.b.\n", i,
				       i + 1);
	source = overlay(above->str, eml_dns_zone_parse("below", eml_slice(below->str), NULL));
	text = ask(source, "n0.b", EML_DNS_TXT);
	g_assert_true(g_str_has_prefix(text, "laid: failed cname-chain-too-long"));
}

/* A source that answers only when it is cancelled or freed. */
typedef struct {
	EmlDnsSource source;
	EmlDnsDone done;
	gpointer data;
} Dead;

static void
dead_submit(EmlDnsSource *source,
	    const EmlDnsQuestion *question,
	    gint64 deadline,
	    EmlDnsDone done,
	    gpointer data)
{
	Dead *dead = (Dead *)source;

	(void)question;
	(void)deadline;
	dead->done = done;
	dead->data = data;
}

static void
dead_cancel(EmlDnsSource *source)
{
	Dead *dead = (Dead *)source;

	if (dead->done != NULL)
		dead->done(eml_dns_answer_new(EML_DNS_FAILED, "cancelled"), dead->data);
	dead->done = NULL;
}

static void
dead_free(EmlDnsSource *source)
{
	dead_cancel(source);
	g_free(source);
}

static void
test_cancel(gconstpointer by_free)
{
	Dead *dead = g_new0(Dead, 1);
	EmlDnsSource *source = NULL;
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(EML_DNS_A, eml_slice("a.b"));
	g_autoptr(EmlDnsAnswer) answer = NULL;

	dead->source = (EmlDnsSource){dead_submit, dead_cancel, dead_free};
	source = overlay("a.b. TXT new\n", &dead->source);
	source->submit(source, question, G_MAXINT64, on_answer, &answer);
	g_assert_null(answer);
	if (by_free == NULL)
		source->cancel(source);
	else
		eml_dns_source_free(source);
	g_assert_nonnull(answer);
	g_assert_cmpstr(answer->reason, ==, "cancelled");
	if (by_free == NULL)
		eml_dns_source_free(source);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/overlay/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/overlay/offline", test_offline);
	g_test_add_func("/overlay/long-chain", test_long_chain);
	g_test_add_data_func("/overlay/cancel", NULL, test_cancel);
	g_test_add_data_func("/overlay/free", "", test_cancel);
	return g_test_run();
}
