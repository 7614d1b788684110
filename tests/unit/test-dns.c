/* Rows for dns/dns and dns/name. */
#include "dns/name.h"

#include "dns/dns.h"
#include "dns/offline.h"

#define L10 "abcdefghij"
#define L63 L10 L10 L10 L10 L10 L10 "abc"

typedef struct {
	const char *name;
	EmlSlice in;
	const char *expected; /* NULL: cannot be asked */
} NameRow;

#define BYTES(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

static const NameRow bytes_rows[] = {
    {"plain", BYTES("example.org"), "example.org."},
    {"final-dot", BYTES("example.org."), "example.org."},
    {"case", BYTES("S1._DomainKey.EXAMPLE.org"), "s1._domainkey.example.org."},
    {"one-label", BYTES("org"), "org."},
    {"empty", BYTES(""), NULL},
    {"root", BYTES("."), NULL},
    {"empty-label", BYTES("a..b"), NULL},
    {"leading-dot", BYTES(".a"), NULL},
    {"two-final-dots", BYTES("a.."), NULL},
    {"label-63", BYTES(L63 ".org"), L63 ".org."},
    {"label-64", BYTES(L63 "x.org"), NULL},
    {"name-253", BYTES(L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "a"),
     L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "a."},
    {"name-254", BYTES(L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "ab"), NULL},
    {"backslash-is-a-byte", BYTES("a\\.b"), "a\\\\.b."},
    {"specials", BYTES("a\"(b);@$ \t.c"), "a\\\"\\(b\\)\\;\\@\\$\\032\\009.c."},
    {"nul-and-8-bit", BYTES("a\0\xe4.b"), "a\\000\\228.b."},
    {"equals-plus", BYTES("a=b+c/d.org"), "a=b+c/d.org."},
};

static const NameRow presentation_rows[] = {
    {"plain", BYTES("Example.ORG"), "example.org."},
    {"root", BYTES("."), "."},
    {"empty", BYTES(""), NULL},
    {"escaped-dot", BYTES("a\\.b.org."), "a\\.b.org."},
    {"needless-escape", BYTES("\\a\\b.org"), "ab.org."},
    {"decimal", BYTES("\\065\\046\\000.org"), "a\\.\\000.org."},
    {"decimal-256", BYTES("\\256.org"), NULL},
    {"decimal-short", BYTES("a\\06"), NULL},
    {"decimal-broken", BYTES("\\06x.org"), NULL},
    {"trailing-backslash", BYTES("a\\"), NULL},
    {
	"escaped-final-dot",
	BYTES("a\\."),
	"a\\..",
    },
    {"empty-label", BYTES("a..b"), NULL},
};

static void
check_name(const char *name, const char *expected)
{
	guint8 wire[EML_DNS_MAX_WIRE];
	g_autofree char *again = NULL;
	gsize len = 0;

	g_assert_cmpstr(name, ==, expected);
	if (name == NULL)
		return;
	len = eml_dns_name_to_wire(name, wire);
	g_assert_cmpuint(len, >, 0);
	again = eml_dns_name_from_wire(wire, len);
	g_assert_cmpstr(again, ==, name);
	for (gsize cut = 0; cut < len; cut++) {
		g_autofree char *part = eml_dns_name_from_wire(wire, cut);

		g_assert_null(part);
	}
}

static void
test_bytes(gconstpointer data)
{
	const NameRow *row = data;
	g_autofree char *name = eml_dns_name_from_bytes(row->in);
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(EML_DNS_TXT, row->in);

	check_name(name, row->expected);
	g_assert_cmpstr(question != NULL ? question->name : NULL, ==, row->expected);
}

static void
test_presentation(gconstpointer data)
{
	const NameRow *row = data;
	g_autofree char *name = eml_dns_name_from_presentation(row->in);

	check_name(name, row->expected);
}

static void
test_parent(void)
{
	const char *name = "a\\.b.c.org.";

	name = eml_dns_name_parent(name);
	g_assert_cmpstr(name, ==, "c.org.");
	name = eml_dns_name_parent(name);
	g_assert_cmpstr(name, ==, "org.");
	name = eml_dns_name_parent(name);
	g_assert_cmpstr(name, ==, ".");
	g_assert_null(eml_dns_name_parent(name));
}

static void
test_wire_broken(void)
{
	static const guint8 pointer[] = {0xc0, 0x0c, 0};
	static const guint8 reserved[] = {0x40, 'a', 0};
	guint8 out[EML_DNS_MAX_WIRE];

	g_assert_null(eml_dns_name_from_wire(pointer, sizeof(pointer)));
	g_assert_null(eml_dns_name_from_wire(reserved, sizeof(reserved)));
	g_assert_cmpuint(eml_dns_name_to_wire("no-final-dot", out), ==, 0);
	g_assert_cmpuint(eml_dns_name_to_wire("a..", out), ==, 0);
	g_assert_cmpuint(eml_dns_name_to_wire("", out), ==, 0);
}

static void
test_question_equal(void)
{
	g_autoptr(EmlDnsQuestion) a = eml_dns_question_new(EML_DNS_TXT, eml_slice("A.org"));
	g_autoptr(EmlDnsQuestion) b = eml_dns_question_new(EML_DNS_TXT, eml_slice("a.ORG."));
	g_autoptr(EmlDnsQuestion) c = eml_dns_question_new(EML_DNS_MX, eml_slice("a.org"));

	g_assert_true(eml_dns_question_equal(a, b));
	g_assert_cmpuint(eml_dns_question_hash(a), ==, eml_dns_question_hash(b));
	g_assert_false(eml_dns_question_equal(a, c));
}

static void
test_words(void)
{
	EmlDnsType type = EML_DNS_A;

	g_assert_true(eml_dns_type_from_word(eml_slice("aaaa"), &type));
	g_assert_cmpint(type, ==, EML_DNS_AAAA);
	g_assert_false(eml_dns_type_from_word(eml_slice("AAA"), &type));
	g_assert_cmpstr(eml_dns_type_word(EML_DNS_TXT), ==, "TXT");
	g_assert_cmpstr(eml_dns_outcome_word(EML_DNS_NOT_ASKED), ==, "not-asked");
	g_assert_cmpstr(eml_dnssec_word(EML_DNSSEC_BOGUS), ==, "bogus");
}

static void
on_offline(EmlDnsAnswer *answer, gpointer data)
{
	EmlDnsAnswer **out = data;

	*out = answer;
}

static void
test_offline(void)
{
	g_autoptr(EmlDnsSource) source = eml_dns_offline_new();
	g_autoptr(EmlDnsQuestion) question = eml_dns_question_new(EML_DNS_TXT, eml_slice("a.org"));
	g_autoptr(EmlDnsAnswer) answer = NULL;

	source->submit(source, question, 0, on_offline, &answer);
	g_assert_nonnull(answer);
	g_assert_cmpint(answer->outcome, ==, EML_DNS_NOT_ASKED);
	g_assert_cmpstr(answer->reason, ==, "offline");
}

static void
add_rows(const char *prefix, const NameRow *rows, gsize count, GTestDataFunc function)
{
	for (gsize i = 0; i < count; i++) {
		g_autofree char *path = g_strconcat(prefix, rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], function);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add_rows("/dns/name/bytes/", bytes_rows, G_N_ELEMENTS(bytes_rows), test_bytes);
	add_rows("/dns/name/presentation/", presentation_rows, G_N_ELEMENTS(presentation_rows),
		 test_presentation);
	g_test_add_func("/dns/name/parent", test_parent);
	g_test_add_func("/dns/name/wire-broken", test_wire_broken);
	g_test_add_func("/dns/question/equal", test_question_equal);
	g_test_add_func("/dns/words", test_words);
	g_test_add_func("/dns/offline", test_offline);
	return g_test_run();
}
