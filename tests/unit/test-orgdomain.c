/* Rows for check/orgdomain: RFC 9989 sections 4.10 and 4.10.2. */
#include "check/orgdomain.h"

#include "support.h"

#define TXT(name, text) "_dmarc." name ". TXT \"" text "\"\n"
#define LONG_LABEL "x23456789012345678901234567890123456789012345678901234567890123z"

/* organizational NULL: unknown. found: the names with a record. asked: the names asked for, without
 * "_dmarc.". */
static const struct {
	const char *name, *start, *zone, *organizational, *found, *asked;
} rows[] = {
    {"no-record", "a.example.com", "", "a.example.com", "", "a.example.com example.com com"},
    {"own-record-only", "mail.example.com", TXT("mail.example.com", "v=DMARC1; p=none"),
     "mail.example.com", "mail.example.com", "mail.example.com example.com com"},
    {"parent", "a.mail.example.com", TXT("example.com", "v=DMARC1"), "example.com", "example.com",
     "a.mail.example.com mail.example.com example.com com"},
    {"fewest-labels", "a.mail.example.com",
     TXT("mail.example.com", "v=DMARC1; p=none") TXT("example.com", "v=DMARC1; p=none"),
     "example.com", "mail.example.com example.com",
     "a.mail.example.com mail.example.com example.com com"},
    {"top-level-counts", "example.com",
     TXT("example.com", "v=DMARC1; p=none") TXT("com", "v=DMARC1; p=none"), "com",
     "example.com com", "example.com com"},
    {"psd-n-stops", "a.mail.example.com",
     TXT("mail.example.com", "v=DMARC1; p=none; psd=n") TXT("example.com", "v=DMARC1; p=none"),
     "mail.example.com", "mail.example.com", "a.mail.example.com mail.example.com"},
    {"psd-n-at-start", "mail.example.com",
     TXT("mail.example.com", "v=DMARC1; p=none; psd=n") TXT("example.com", "v=DMARC1; p=none"),
     "mail.example.com", "mail.example.com", "mail.example.com"},
    {"psd-u-is-default", "mail.example.com",
     TXT("mail.example.com", "v=DMARC1; p=none; psd=u") TXT("example.com", "v=DMARC1; p=none"),
     "example.com", "mail.example.com example.com", "mail.example.com example.com com"},
    {"psd-bad-value-is-default", "mail.example.com",
     TXT("mail.example.com", "v=DMARC1; p=none; psd=no") TXT("example.com", "v=DMARC1; p=none"),
     "example.com", "mail.example.com example.com", "mail.example.com example.com com"},
    {"psd-y", "a.mail.example.com", TXT("com", "v=DMARC1; p=none; psd=y"), "example.com", "com",
     "a.mail.example.com mail.example.com example.com com"},
    {"psd-y-before-fewest", "a.giant.bank.example",
     TXT("giant.bank.example", "v=DMARC1; p=none") TXT("bank.example", "v=DMARC1; psd=y"),
     "giant.bank.example", "giant.bank.example bank.example",
     "a.giant.bank.example giant.bank.example bank.example"},
    {"psd-y-at-start", "bank.example", TXT("bank.example", "v=DMARC1; psd=y"), "bank.example",
     "bank.example", "bank.example"},
    {"psd-y-stops", "x.bank.example",
     TXT("bank.example", "v=DMARC1; psd=y") TXT("example", "v=DMARC1; p=none"), "x.bank.example",
     "bank.example", "x.bank.example bank.example"},
    {"several-dropped", "a.example.com",
     TXT("a.example.com", "v=DMARC1; p=none") TXT("a.example.com", "v=DMARC1; p=reject")
	 TXT("example.com", "v=DMARC1; p=none"),
     "example.com", "example.com", "a.example.com example.com com"},
    {"several-one-other", "example.com",
     TXT("example.com", "v=DMARC1; p=none") TXT("example.com", "v=spf1 -all"), "example.com",
     "example.com", "example.com com"},
    {"several-with-invalid", "example.com",
     TXT("example.com", "v=DMARC1; p=none") TXT("example.com", "v=DMARC1; p=none; p=none"),
     "example.com", "", "example.com com"},
    {"invalid-is-none", "a.example.com",
     TXT("a.example.com", "v=DMARC1; p=none; p=none; psd=n") TXT("example.com", "v=DMARC1; p=none"),
     "example.com", "example.com", "a.example.com example.com com"},
    {"wrong-version", "a.example.com",
     TXT("a.example.com", "v=dmarc1; p=none; psd=n") TXT("example.com", "v=DMARC1; p=none"),
     "example.com", "example.com", "a.example.com example.com com"},
    {"strings-joined", "example.com",
     "_dmarc.example.com. TXT \"v=DMA\" \"RC1; p=none; ps\" \"d=n\"\n", "example.com",
     "example.com", "example.com"},
    {"cname", "example.com",
     "_dmarc.example.com. CNAME d.example.net.\nd.example.net. TXT \"v=DMARC1; psd=n\"\n",
     "example.com", "example.com", "example.com"},
    {"eight-labels", "a.b.c.d.e.f.example.com", TXT("f.example.com", "v=DMARC1; psd=n"),
     "f.example.com", "f.example.com",
     "a.b.c.d.e.f.example.com b.c.d.e.f.example.com c.d.e.f.example.com d.e.f.example.com "
     "e.f.example.com f.example.com"},
    {"many-labels", "a.b.c.d.e.f.g.h.i.j.mail.example.com", "",
     "a.b.c.d.e.f.g.h.i.j.mail.example.com", "",
     "a.b.c.d.e.f.g.h.i.j.mail.example.com g.h.i.j.mail.example.com h.i.j.mail.example.com "
     "i.j.mail.example.com j.mail.example.com mail.example.com example.com com"},
    {"many-labels-left-out", "mail.a.b.c.d.e.f.g.example.com",
     TXT("b.c.d.e.f.g.example.com", "v=DMARC1; psd=n") TXT("example.com", "v=DMARC1"),
     "example.com", "example.com",
     "mail.a.b.c.d.e.f.g.example.com c.d.e.f.g.example.com d.e.f.g.example.com "
     "e.f.g.example.com f.g.example.com g.example.com example.com com"},
    {"many-labels-psd-below-is-left-out", "a.b.c.d.e.f.g.h.i.example.com",
     TXT("e.f.g.h.i.example.com", "v=DMARC1; psd=y"), "d.e.f.g.h.i.example.com",
     "e.f.g.h.i.example.com", "a.b.c.d.e.f.g.h.i.example.com e.f.g.h.i.example.com"},
    {"label-too-long", LONG_LABEL ".example.com", TXT("example.com", "v=DMARC1"), "example.com",
     "example.com", "example.com com"},
    {"empty-label", "a..example.com", TXT("example.com", "v=DMARC1"), "example.com", "example.com",
     "example.com com"},
    {"single-label", "localhost", "", "localhost", "", "localhost"},
    {"address", "192.0.2.1", "", "192.0.2.1", "", ""},
    {"domain-literal", "[192.0.2.1]", "", "[192.0.2.1]", "", ""},
    {"failed-first", "example.com", ";! failed _dmarc.example.com. TXT servfail\n", NULL, "",
     "example.com"},
    {"failed-later", "a.example.com",
     TXT("a.example.com", "v=DMARC1") ";! failed _dmarc.example.com. TXT timeout\n", NULL,
     "a.example.com", "a.example.com example.com"},
    {"failed-beyond-psd", "a.example.com",
     TXT("a.example.com", "v=DMARC1; psd=n") ";! failed _dmarc.example.com. TXT timeout\n",
     "a.example.com", "a.example.com", "a.example.com"},
};

static EmlDnsStore *
store_of(const char *zone)
{
	g_autofree char *text = g_strconcat(";! complete\n", zone, NULL);

	return test_store(text);
}

/* The names of the used questions without "_dmarc." and the final dot, in order. */
static char *
asked(EmlDnsStore *store, const EmlDns *dns)
{
	g_autoptr(GPtrArray) log = eml_dns_store_log(store);
	const GArray *used = eml_dns_used(dns);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < used->len; i++) {
		const guint slot = g_array_index(used, guint, i);
		const EmlDnsLogEntry *entry = g_ptr_array_index(log, slot - 1);
		const char *name = entry->question->name;

		g_assert_true(g_str_has_prefix(name, "_dmarc."));
		g_string_append_printf(out, "%s%.*s", i > 0 ? " " : "", (int)strlen(name) - 8,
				       name + 7);
	}
	return g_string_free(out, FALSE);
}

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlDnsStore) store = store_of(rows[i].zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) trace = eml_trace_new();
	g_autoptr(EmlOrgdomain) walk = eml_orgdomain_find(rows[i].start, dns, trace);
	g_autoptr(GString) found = g_string_new(NULL);
	g_autofree char *names = asked(store, dns);

	for (guint j = 0; j < walk->found->len; j++) {
		const EmlOrgdomainFound *one = g_ptr_array_index(walk->found, j);

		g_string_append_printf(found, "%s%s", j > 0 ? " " : "", one->name);
		g_assert_cmpuint(one->slot, >, 0);
	}
	g_assert_cmpstr(walk->organizational, ==, rows[i].organizational);
	g_assert_cmpstr(found->str, ==, rows[i].found);
	g_assert_cmpstr(names, ==, rows[i].asked);
	g_assert_cmpint(walk->end == EML_WALK_COMPLETE, ==, walk->organizational != NULL);
	g_assert_cmpuint(trace->len, >, 0);
}

/* Asking ahead changes no answer and covers every name of the walk. */
static void
test_prefetch(void)
{
	g_autoptr(EmlDnsStore) store = store_of("");
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) trace = eml_trace_new();
	g_autoptr(EmlOrgdomain) walk = NULL;
	guint before = 0, after = 0, answered = 0;

	eml_orgdomain_prefetch("a.b.c.d.e.f.g.h.i.example.com", dns);
	eml_dns_store_counts(store, &before, &answered);
	walk = eml_orgdomain_find("a.b.c.d.e.f.g.h.i.example.com", dns, trace);
	eml_dns_store_counts(store, &after, &answered);
	g_assert_cmpuint(before, ==, 8);
	g_assert_cmpuint(after, ==, before);
}

/* Whether two names belong together as far as two walks went. */
static const struct {
	const char *name, *a, *b, *zone;
	EmlSame same;
} same_rows[] = {
    {"parent", "example.com", "a.example.com", TXT("example.com", "v=DMARC1"), EML_SAME_YES},
    {"siblings", "b.example.com", "a.example.com", TXT("example.com", "v=DMARC1"), EML_SAME_YES},
    {"cut-off", "example.com", "a.example.com",
     TXT("example.com", "v=DMARC1") TXT("a.example.com", "v=DMARC1; psd=n"), EML_SAME_NO},
    {"equal", "example.com", "example.com", "", EML_SAME_YES},
    {"other", "example.com", "example.net", "", EML_SAME_NO},
    {"suffix-of-a-label", "ple.com", "example.com", "", EML_SAME_NO},
    {"failed-above-both", "b.example.com", "a.example.com",
     ";! failed _dmarc.example.com. TXT timeout\n", EML_SAME_UNKNOWN},
    /* org of a is a.x.com, of x.com, or of com; that of b may be x.com or com */
    {"failed-above-one", "a.x.com", "b.x.com",
     TXT("a.x.com", "v=DMARC1; psd=n") ";! failed _dmarc.x.com. TXT timeout\n", EML_SAME_NO},
    {"failed-top", "example.com", "other.com", ";! failed _dmarc.com. TXT timeout\n",
     EML_SAME_UNKNOWN},
    {"failed-nothing-in-common", "a.example.com", "example.net",
     ";! failed _dmarc.example.com. TXT timeout\n", EML_SAME_NO},
    /* b is its own organization if it has psd=n, else it belongs to x.com */
    {"failed-maybe-chosen", "x.com", "b.x.com",
     TXT("x.com", "v=DMARC1; psd=n") ";! failed _dmarc.b.x.com. TXT timeout\n", EML_SAME_UNKNOWN},
};

static void
test_same(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlDnsStore) store = store_of(same_rows[i].zone);
	g_autoptr(EmlDns) dns = test_dns(store);
	g_autoptr(GPtrArray) trace = eml_trace_new();
	g_autoptr(EmlOrgdomain) a = eml_orgdomain_find(same_rows[i].a, dns, trace);
	g_autoptr(EmlOrgdomain) b = eml_orgdomain_find(same_rows[i].b, dns, trace);

	g_assert_cmpint(eml_orgdomain_same(a, b), ==, same_rows[i].same);
	g_assert_cmpint(eml_orgdomain_same(b, a), ==, same_rows[i].same);
}

static void
test_names(void)
{
	g_assert_true(eml_orgdomain_is_within("a.example.com", "example.com"));
	g_assert_true(eml_orgdomain_is_within("example.com", "example.com"));
	g_assert_false(eml_orgdomain_is_within("example.com", "a.example.com"));
	g_assert_false(eml_orgdomain_is_within("badexample.com", "example.com"));
	g_assert_cmpuint(eml_orgdomain_common_labels("a.example.com", "b.example.com"), ==, 2);
	g_assert_cmpuint(eml_orgdomain_common_labels("example.com", "a.example.com"), ==, 2);
	g_assert_cmpuint(eml_orgdomain_common_labels("xexample.com", "example.com"), ==, 1);
	g_assert_cmpuint(eml_orgdomain_common_labels("example.com", "example.net"), ==, 0);
	g_assert_cmpuint(eml_orgdomain_common_labels("", "com"), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/orgdomain/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(same_rows); i++) {
		g_autofree char *path = g_strdup_printf("/orgdomain/same/%s", same_rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_same);
	}
	g_test_add_func("/orgdomain/prefetch", test_prefetch);
	g_test_add_func("/orgdomain/names", test_names);
	return g_test_run();
}
