/* Rows for syntax/dmarc-record and syntax/dmarc-uri: RFC 9989 sections 4.7 and 4.8. */
#include "syntax/dmarc-record.h"
#include "syntax/dmarc-uri.h"

static const char *const problem_words[EML_DMARC_PROBLEM_LAST] = {
    [EML_DMARC_DUPLICATE] = "duplicate",
    [EML_DMARC_DUPLICATE_OTHER] = "duplicate-other",
    [EML_DMARC_LEADING_SPACE] = "leading-space",
    [EML_DMARC_NO_TAG] = "no-tag",
    [EML_DMARC_UPPER_CASE] = "upper-case",
    [EML_DMARC_UNKNOWN] = "unknown",
    [EML_DMARC_HISTORIC] = "historic",
    [EML_DMARC_BAD_VALUE] = "bad-value",
    [EML_DMARC_NO_POLICY] = "no-policy",
    [EML_DMARC_BAD_URI] = "bad-uri",
    [EML_DMARC_URI_SIZE] = "uri-size",
    [EML_DMARC_MAILTO_NO_AT] = "mailto-no-at",
    [EML_DMARC_NO_RUF] = "no-ruf",
    [EML_DMARC_TOO_MANY] = "too-many",
};

/* "p=reject sp=none np=- psd=u t adkim aspf rua=1": what the record means. */
static char *
meaning_of(const EmlDmarcRecord *record)
{
	static const char psd[] = "uyn";
	const char *p = eml_policy_word(record->p);
	const char *sp = eml_policy_word(record->sp);
	const char *np = eml_policy_word(record->np);

	return g_strdup_printf(
	    "%sp=%s sp=%s np=%s psd=%c%s%s%s rua=%u ruf=%u", record->valid ? "" : "INVALID ",
	    p != NULL ? p : "-", sp != NULL ? sp : "-", np != NULL ? np : "-", psd[record->psd],
	    record->testing ? " t" : "", record->strict_dkim ? " adkim" : "",
	    record->strict_spf ? " aspf" : "", record->rua->len, record->ruf->len);
}

/* "bad-value:13-16 unknown:18-21", each with its byte range. */
static char *
problems_of(const EmlDmarcRecord *record)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < record->problems->len; i++) {
		const EmlDmarcProblem *problem =
		    &g_array_index(record->problems, EmlDmarcProblem, i);

		g_assert_cmpuint(problem->at_start, <=, problem->at_end);
		g_assert_cmpuint(problem->at_end, <=, record->text.len);
		g_string_append_printf(out, "%s%s:%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT,
				       i > 0 ? " " : "", problem_words[problem->code],
				       problem->at_start, problem->at_end);
	}
	return g_string_free(out, FALSE);
}

#define NO_RECORD NULL

/* meaning NULL: no DMARC record. */
static const struct {
	const char *name, *text, *meaning, *problems;
} rows[] = {
    {"minimal", "v=DMARC1;p=none", "p=none sp=- np=- psd=u rua=0 ruf=0", ""},
    {"all-tags",
     "v=DMARC1; p=quarantine; sp=reject; np=none; adkim=s; aspf=s; psd=n; t=y; fo=1:d:s; "
     "rua=mailto:a@example.com; ruf=mailto:f@example.com",
     "p=quarantine sp=reject np=none psd=n t adkim aspf rua=1 ruf=1", ""},
    {"wsp-everywhere", "v \t= DMARC1 \t;\tp\t=  reject  ; sp = none \t;",
     "p=reject sp=none np=- psd=u rua=0 ruf=0", ""},
    {"values-without-case", "v=DMARC1; p=Reject; adkim=S; psd=Y; t=N",
     "p=reject sp=- np=- psd=y adkim rua=0 ruf=0", ""},
    {"version-name-without-case", "V=DMARC1; p=none", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "upper-case:0-1"},
    {"tag-names-upper", "v=DMARC1; P=reject; ADKIM=s", "p=reject sp=- np=- psd=u adkim rua=0 ruf=0",
     "upper-case:10-11 upper-case:20-25"},
    {"p-need-not-be-second", "v=DMARC1; sp=none; p=reject",
     "p=reject sp=none np=- psd=u rua=0 ruf=0", ""},
    {"version-only", "v=DMARC1", "p=- sp=- np=- psd=u rua=0 ruf=0", "no-policy:0-8"},
    {"version-value-lower", "v=dmarc1; p=none", NO_RECORD, NULL},
    {"version-value-longer", "v=DMARC12; p=none", NO_RECORD, NULL},
    {"version-value-shorter", "v=DMARC", NO_RECORD, NULL},
    {"version-not-first", "p=none; v=DMARC1", NO_RECORD, NULL},
    {"version-no-semicolon", "v=DMARC1 p=none", NO_RECORD, NULL},
    {"version-escaped-semicolon", "v=DMARC1\\; p=none", NO_RECORD, NULL},
    {"version-quoted", "\"v=DMARC1; p=none\"", NO_RECORD, NULL},
    {"version-missing", "p=none", NO_RECORD, NULL},
    {"version-line-end", "v=DMARC1\r\n; p=none", NO_RECORD, NULL},
    {"empty", "", NO_RECORD, NULL},
    {"spf", "v=spf1 -all", NO_RECORD, NULL},
    {"leading-space", " v=DMARC1; p=none", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "leading-space:0-1"},
    {"duplicate-known", "v=DMARC1; p=none; p=reject", "INVALID p=none sp=- np=- psd=u rua=0 ruf=0",
     "duplicate:18-26"},
    {"duplicate-known-other-case", "v=DMARC1; p=none; P=none",
     "INVALID p=none sp=- np=- psd=u rua=0 ruf=0", "duplicate:18-24"},
    {"duplicate-version", "v=DMARC1; p=none; v=DMARC1",
     "INVALID p=none sp=- np=- psd=u rua=0 ruf=0", "duplicate:18-26"},
    {"duplicate-after-bad", "v=DMARC1; p=x; p=reject", "INVALID p=- sp=- np=- psd=u rua=0 ruf=0",
     "bad-value:12-13 duplicate:15-23"},
    {"duplicate-unknown", "v=DMARC1; p=none; x=1; x=2", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "unknown:18-21 duplicate-other:23-26"},
    {"duplicate-historic", "v=DMARC1; p=none; pct=1; pct=2", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "historic:18-23 duplicate-other:25-30"},
    {"historic", "v=DMARC1; p=none; pct=50; rf=afrf; ri=3600", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "historic:18-24 historic:26-33 historic:35-42"},
    {"unknown", "v=DMARC1; p=none; x-y=1", "p=none sp=- np=- psd=u rua=0 ruf=0", "no-tag:18-23"},
    {"no-equals", "v=DMARC1; p=reject; tagonly", "p=reject sp=- np=- psd=u rua=0 ruf=0",
     "no-tag:20-27"},
    {"no-name", "v=DMARC1; p=reject; =value", "p=reject sp=- np=- psd=u rua=0 ruf=0",
     "no-tag:20-26"},
    {"empty-piece", "v=DMARC1;; p=none; ;", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "no-tag:9-9 no-tag:19-19"},
    {"comma-for-semicolon", "v=DMARC1; p=none, sp=reject", "p=- sp=- np=- psd=u rua=0 ruf=0",
     "bad-value:12-27"},
    {"p-bad", "v=DMARC1; p=n", "p=- sp=- np=- psd=u rua=0 ruf=0", "bad-value:12-13"},
    {"p-empty", "v=DMARC1; p=; sp=none", "p=- sp=none np=- psd=u rua=0 ruf=0", "bad-value:10-12"},
    {"sp-bad", "v=DMARC1; p=none; sp=bob", "p=none sp=- np=- psd=u rua=0 ruf=0", "bad-value:21-24"},
    {"adkim-bad", "v=DMARC1; p=none; adkim=strict", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "bad-value:24-30"},
    {"psd-bad", "v=DMARC1; p=none; psd=yes; t=1", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "bad-value:22-25 bad-value:29-30"},
    {"fo-without-ruf", "v=DMARC1; p=none; fo=1", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "no-ruf:0-22"},
    {"fo-both", "v=DMARC1; p=none; ruf=mailto:a@b; fo=0:1", "p=none sp=- np=- psd=u rua=0 ruf=1",
     "bad-value:37-40"},
    {"fo-twice", "v=DMARC1; p=none; ruf=mailto:a@b; fo=d:d", "p=none sp=- np=- psd=u rua=0 ruf=1",
     "bad-value:37-40"},
    {"fo-order", "v=DMARC1; p=none; ruf=mailto:a@b; fo=s:0:d", "p=none sp=- np=- psd=u rua=0 ruf=1",
     ""},
    {"fo-trailing-colon", "v=DMARC1; p=none; ruf=mailto:a@b; fo=1:",
     "p=none sp=- np=- psd=u rua=0 ruf=1", "bad-value:37-39"},
    {"rua-list",
     "v=DMARC1; p=none; rua=mailto:a@example.com , mailto:b@example.com!10m,https://x/y",
     "p=none sp=- np=- psd=u rua=3 ruf=0", "uri-size:65-69"},
    {"rua-one-bad", "v=DMARC1; p=none; rua=a@example.com,mailto:b@example.com",
     "p=none sp=- np=- psd=u rua=1 ruf=0", "bad-uri:22-35"},
    {"rua-all-bad", "v=DMARC1; p=none; rua=a@example.com", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "bad-uri:22-35 bad-value:22-35"},
    {"rua-empty", "v=DMARC1; p=none; rua=", "p=none sp=- np=- psd=u rua=0 ruf=0",
     "bad-uri:22-22 bad-value:18-22"},
    {"rua-no-address", "v=DMARC1; p=none; rua=mailto:example.com",
     "p=none sp=- np=- psd=u rua=1 ruf=0", "mailto-no-at:22-40"},
    {"8-bit", "v=DMARC1; p=none\xc3\xa4; \xff=1", "p=- sp=- np=- psd=u rua=0 ruf=0",
     "bad-value:12-18 no-tag:20-23"},
    {"control", "v=DMARC1; p=no\x01ne", "p=- sp=- np=- psd=u rua=0 ruf=0", "bad-value:12-17"},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlDmarcRecord) record = eml_dmarc_record_parse(eml_slice(rows[i].text));
	g_autofree char *meaning = NULL;
	g_autofree char *problems = NULL;

	if (rows[i].meaning == NULL) {
		g_assert_null(record);
		return;
	}
	g_assert_nonnull(record);
	meaning = meaning_of(record);
	problems = problems_of(record);
	g_assert_cmpstr(meaning, ==, rows[i].meaning);
	g_assert_cmpstr(problems, ==, rows[i].problems);
}

/* Tags for display: in order, with their bytes, also those that do not count. */
static void
test_tags(void)
{
	static const struct {
		EmlDmarcTagCode code;
		const char *name, *value;
		gsize at_start, at_end;
		gboolean used;
	} expected[] = {
	    {EML_DMARC_V, "v", "DMARC1", 0, 8, TRUE},
	    {EML_DMARC_P, "p", "none", 10, 18, TRUE},
	    {EML_DMARC_SP, "sp", "x", 20, 24, FALSE},
	    {EML_DMARC_OTHER, "foo", "bar baz", 26, 37, FALSE},
	    {EML_DMARC_PCT, "pct", "5", 39, 44, FALSE},
	};
	g_autoptr(EmlDmarcRecord) record =
	    eml_dmarc_record_parse(eml_slice("v=DMARC1; p = none; sp=x; foo=bar baz ;pct=5"));

	g_assert_cmpuint(record->tags->len, ==, G_N_ELEMENTS(expected));
	for (guint i = 0; i < record->tags->len; i++) {
		const EmlDmarcTag *tag = &g_array_index(record->tags, EmlDmarcTag, i);

		g_assert_cmpint(tag->code, ==, expected[i].code);
		g_assert_true(eml_slice_equal(tag->name, eml_slice(expected[i].name)));
		g_assert_true(eml_slice_equal(tag->value, eml_slice(expected[i].value)));
		g_assert_cmpuint(tag->at_start, ==, expected[i].at_start);
		g_assert_cmpuint(tag->at_end, ==, expected[i].at_end);
		g_assert_cmpint(tag->used, ==, expected[i].used);
	}
	g_assert_nonnull(eml_dmarc_record_tag(record, EML_DMARC_PCT));
	g_assert_null(eml_dmarc_record_tag(record, EML_DMARC_T));
	g_assert_null(eml_dmarc_record_tag(record, EML_DMARC_OTHER));
}

/* Section 4.10.1: what is applied where p is missing or a policy is bad. */
static const struct {
	const char *name, *text, *policies; /* policies NULL: no DMARC processing */
} policy_rows[] = {
    {"as-written", "v=DMARC1; p=reject; sp=quarantine; np=none", "reject quarantine none"},
    {"no-p-no-rua", "v=DMARC1", NULL},
    {"no-p-rua", "v=DMARC1; rua=mailto:a@example.com", "none - -"},
    {"no-p-bad-rua", "v=DMARC1; rua=a@example.com", NULL},
    {"bad-p-rua", "v=DMARC1; p=rejct; sp=reject; rua=mailto:a@example.com", "none - -"},
    {"bad-sp-no-rua", "v=DMARC1; p=reject; sp=x", NULL},
    {"bad-sp-rua", "v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com", "none - -"},
    {"bad-np-rua", "v=DMARC1; p=reject; np=; rua=mailto:a@example.com!1", "none - -"},
    {"ruf-does-not-help", "v=DMARC1; ruf=mailto:a@example.com", NULL},
};

static void
test_policies(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlDmarcRecord) record = eml_dmarc_record_parse(eml_slice(policy_rows[i].text));
	EmlPolicy p = EML_POLICY_LAST, sp = EML_POLICY_LAST, np = EML_POLICY_LAST;
	const gboolean usable = eml_dmarc_record_policies(record, &p, &sp, &np);
	g_autofree char *got =
	    g_strdup_printf("%s %s %s", p < EML_POLICY_LAST ? eml_policy_word(p) : "-",
			    sp < EML_POLICY_LAST ? eml_policy_word(sp) : "-",
			    np < EML_POLICY_LAST ? eml_policy_word(np) : "-");

	g_assert_cmpstr(usable ? got : NULL, ==, policy_rows[i].policies);
}

static const struct {
	const char *text;
	gboolean nearly;
} nearly_rows[] = {
    {"v=DMARC1; p=none", FALSE},
    {"v=dmarc1; p=none", TRUE},
    {"v=DMARC1 p=none", TRUE},
    {"v=DMARC2", TRUE},
    {"\"v=DMARC1; p=none\"", TRUE},
    {"DMARC1; p=none", TRUE},
    {"v = dmarc", TRUE},
    {"v=spf1", FALSE},
    {"", FALSE},
    {"v", FALSE},
    {"p=none; v=DMARC1", FALSE},
};

static void
test_nearly(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(nearly_rows); i++)
		g_assert_cmpint(eml_dmarc_record_nearly(eml_slice(nearly_rows[i].text)), ==,
				nearly_rows[i].nearly);
}

/* uri NULL: none; size NULL: none. */
static const struct {
	const char *item, *uri, *size;
	gboolean mailto_no_at;
} uri_rows[] = {
    {"mailto:a@example.com", "mailto:a@example.com", NULL, FALSE},
    {"MAILTO:a@example.com!10M", "MAILTO:a@example.com", "!10M", FALSE},
    {"mailto:a%2Cb%21c@example.com!5", "mailto:a%2Cb%21c@example.com", "!5", FALSE},
    {"https://example.com/r?x=1#y", "https://example.com/r?x=1#y", NULL, FALSE},
    {"ftp://abuse.com", "ftp://abuse.com", NULL, FALSE},
    {"mailto://abuse.com", "mailto://abuse.com", NULL, TRUE},
    {"mailto:@abuse.com", "mailto:@abuse.com", NULL, TRUE},
    {"mailto:", NULL, NULL, FALSE},
    {"a@example.com", NULL, NULL, FALSE},
    {"1x:y", NULL, NULL, FALSE},
    {"mailto:a b@example.com", NULL, NULL, FALSE},
    {"mailto:a@example.com!", NULL, NULL, FALSE},
    {"mailto:a@example.com!k", NULL, NULL, FALSE},
    {"mailto:a@example.com!10mb", NULL, NULL, FALSE},
    {"mailto:a%2@example.com", NULL, NULL, FALSE},
    {"mailto:a%", NULL, NULL, FALSE},
    {"mailto:\xc3\xa4@example.com", NULL, NULL, FALSE},
    {"", NULL, NULL, FALSE},
    {":x", NULL, NULL, FALSE},
};

static void
test_uri(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	EmlDmarcUri uri = {{NULL, 0}, {NULL, 0}, FALSE};
	const gboolean ok = eml_dmarc_uri_parse(eml_slice(uri_rows[i].item), &uri);

	g_assert_cmpint(ok, ==, uri_rows[i].uri != NULL);
	g_assert_true(eml_slice_equal(uri.uri, eml_slice(uri_rows[i].uri)));
	g_assert_true(eml_slice_equal(uri.size, eml_slice(uri_rows[i].size)));
	g_assert_cmpint(uri.mailto_no_at, ==, uri_rows[i].mailto_no_at);
}

/* A NUL is a byte like another: no tag, no value. */
static void
test_nul(void)
{
	static const char text[] = "v=DMARC1; p=none\0; sp=reject\0; \0=x";
	g_autoptr(EmlDmarcRecord) record =
	    eml_dmarc_record_parse(eml_slice_n(text, sizeof text - 1));
	g_autofree char *problems = problems_of(record);

	g_assert_cmpstr(problems, ==, "bad-value:12-17 bad-value:22-29 no-tag:31-34");
	g_assert_cmpint(record->p, ==, EML_POLICY_LAST);
}

/* Cut at every byte: nothing is read past the end, every range stays inside. */
static void
test_cut(void)
{
	static const char text[] =
	    "v = DMARC1 ; p=reject; sp=none;np=x; fo=1:d; rua=mailto:a%2C@b!10m,x; ruf=mailto:f@x;"
	    "adkim=s;aspf=r;psd=y;t=y;;pct=1;zz;q=1;q=1;p=none";

	for (gsize n = 0; n < sizeof text; n++) {
		g_autofree char *copy = g_memdup2(text, MAX(n, 1));
		g_autoptr(EmlDmarcRecord) record = eml_dmarc_record_parse(eml_slice_n(copy, n));
		g_autofree char *problems = NULL;

		g_assert_cmpint(record != NULL, ==, n >= 10);
		if (record != NULL)
			problems = problems_of(record);
	}
}

static void
test_limits(void)
{
	g_autoptr(GString) text = g_string_new("v=DMARC1; p=reject; rua=mailto:a@b");
	g_autoptr(EmlDmarcRecord) record = NULL;

	for (guint i = 0; i < 60; i++)
		g_string_append(text, ",mailto:a@b");
	for (guint i = 0; i < 200; i++)
		g_string_append_printf(text, "; x%u=1", i);
	g_string_append(text, "; p=none");
	record = eml_dmarc_record_parse(eml_slice(text->str));
	g_assert_true(record->valid);
	g_assert_cmpuint(record->rua->len, ==, 50);
	g_assert_cmpuint(record->tags->len, ==, 128);
	g_assert_cmpint(g_array_index(record->problems, EmlDmarcProblem, 0).code, ==,
			EML_DMARC_TOO_MANY);
	g_assert_cmpint(
	    g_array_index(record->problems, EmlDmarcProblem, record->problems->len - 1).code, ==,
	    EML_DMARC_TOO_MANY);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/dmarc-record/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(policy_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/dmarc-record/policies/%s", policy_rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_policies);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(uri_rows); i++) {
		g_autofree char *path = g_strdup_printf("/dmarc-record/uri/%" G_GSIZE_FORMAT, i);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_uri);
	}
	g_test_add_func("/dmarc-record/tags", test_tags);
	g_test_add_func("/dmarc-record/nearly", test_nearly);
	g_test_add_func("/dmarc-record/nul", test_nul);
	g_test_add_func("/dmarc-record/cut", test_cut);
	g_test_add_func("/dmarc-record/limits", test_limits);
	return g_test_run();
}
