/* Rows for syntax/dkim-sig: RFC 6376 section 3.5, RFC 8617 sections 4.1.2 and 4.1.3. */
#include "base/limits.h"
#include "syntax/dkim-sig.h"

#define SLICE(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}
#define REST "; d=example.org; s=s1; h=from; bh=Zm9v; b=YmFy"
#define BASE "v=1; a=rsa-sha256" REST
#define SEAL "i=2; a=rsa-sha256; cv=pass; d=example.org; s=s1; b=YmFy"
#define AMS "i=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v; b=YmFy"
#define L63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"

/* What is wrong: names of faults with the tag blamed, in order; "" = usable. */
static const struct {
	const char *name;
	EmlSigKind kind;
	EmlSlice in;
	const char *faults;
} rows[] = {
    {"minimal", EML_SIG_DKIM, SLICE(BASE), ""},
    {"folded", EML_SIG_DKIM,
     SLICE(" v=1; a=rsa-sha256;\r\n\td=example.org; s=s1;\r\n h=from:\r\n to; bh=Zm\r\n "
	   "9v;\r\n\tb=Ym\r\n\tFy"),
     ""},
    {"fws-around-everything", EML_SIG_DKIM,
     SLICE(" v = 1 ; a = ed25519-sha256 ; d = example.org ; s = s1 ; h = from : to ; bh = Z m 9 v "
	   "; b = Y m F y ; "),
     ""},
    {"all-tags", EML_SIG_DKIM,
     SLICE(BASE
	   "; c=relaxed/simple; i=joe@sub.example.org; l=12; q=dns/txt; t=1; x=2; z=From:a@b|To:c"),
     ""},
    {"unknown-tag", EML_SIG_DKIM, SLICE(BASE "; zz=what; darn=yes"), ""},
    {"trailing-semicolon", EML_SIG_DKIM, SLICE(BASE ";"), ""},
    {"from-in-any-case", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=To:FROM; bh=Zm9v; b=YmFy"), ""},
    {"algorithm-in-any-case", EML_SIG_DKIM, SLICE("v=1; a=RSA-SHA256" REST), ""},
    {"rsa-sha1-can-be-read", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha1" REST), ""},
    {"underscore-in-selector", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=a_b.example.org; s=_s_1.x; h=from; bh=Zm9v; b=YmFy"), ""},
    {"u-labels", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=\xc3\xbc"
	   "bung.example; s=s\xc3\xbc; h=from; bh=Zm9v; b=YmFy"),
     ""},
    {"query-one-known", EML_SIG_DKIM, SLICE(BASE "; q=future:dns/txt"), ""},
    {"times-of-13-digits", EML_SIG_DKIM, SLICE(BASE "; t=1; x=9999999999999"), ""},
    {"empty", EML_SIG_DKIM, SLICE(""), "syntax"},
    {"no-tag-list", EML_SIG_DKIM, SLICE("hello"), "syntax"},
    {"encoded-word", EML_SIG_DKIM, SLICE(" =?UTF-8?Q?v=3D1;_a=3Drsa-sha256;?="), "encoded-word"},
    {"encoded-word-later", EML_SIG_DKIM,
     SLICE(" v=1; a=rsa-sha256;\r\n =?UTF-8?Q?d=3Dexample.org?="), "encoded-word"},
    {"nul", EML_SIG_DKIM, SLICE("v=1; a=rsa\0-sha256" REST), "syntax"},
    {"duplicate", EML_SIG_DKIM, SLICE(BASE "; d=example.org"), "duplicate"},
    {"no-v", EML_SIG_DKIM, SLICE("a=rsa-sha256" REST), "missing:v"},
    {"no-a", EML_SIG_DKIM, SLICE("v=1" REST), "missing:a"},
    {"no-b", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v"),
     "missing:b"},
    {"no-bh", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from; b=YmFy"),
     "missing:bh"},
    {"no-d", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; s=s1; h=from; bh=Zm9v; b=YmFy"), "missing:d"},
    {"no-s", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=example.org; h=from; bh=Zm9v; b=YmFy"),
     "missing:s"},
    {"no-h", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; bh=Zm9v; b=YmFy"),
     "missing:h"},
    {"upper-case-tag", EML_SIG_DKIM, SLICE("V=1; a=rsa-sha256" REST), "missing:v"},
    {"version-2", EML_SIG_DKIM, SLICE("v=2; a=rsa-sha256" REST), "version:v"},
    {"version-01", EML_SIG_DKIM, SLICE("v=01; a=rsa-sha256" REST), "version:v"},
    {"version-empty", EML_SIG_DKIM, SLICE("v=; a=rsa-sha256" REST), "version:v"},
    {"algorithm-unknown", EML_SIG_DKIM, SLICE("v=1; a=rsa-md5" REST), "algorithm:a"},
    {"algorithm-empty", EML_SIG_DKIM, SLICE("v=1; a=" REST), "algorithm:a"},
    {"b-empty", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v; b="),
     "value:b"},
    {"b-bad", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v; b=!!!!"), "value:b"},
    {"bh-bad", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9; b=YmFy"), "value:bh"},
    {"canon-unknown", EML_SIG_DKIM, SLICE(BASE "; c=future"), "canon:c"},
    {"canon-body-unknown", EML_SIG_DKIM, SLICE(BASE "; c=relaxed/nofws"), "canon:c"},
    {"canon-body-empty", EML_SIG_DKIM, SLICE(BASE "; c=relaxed/"), "canon:c"},
    {"canon-three", EML_SIG_DKIM, SLICE(BASE "; c=relaxed/relaxed/relaxed"), "canon:c"},
    {"canon-empty", EML_SIG_DKIM, SLICE(BASE "; c="), "canon:c"},
    {"domain-empty", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=; s=s1; h=from; bh=Zm9v; b=YmFy"),
     "domain:d"},
    {"domain-one-label", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=org; s=s1; h=from; bh=Zm9v; b=YmFy"), "domain:d"},
    {"domain-empty-label", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example..org; s=s1; h=from; bh=Zm9v; b=YmFy"), "domain:d"},
    {"domain-final-dot", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org.; s=s1; h=from; bh=Zm9v; b=YmFy"), "domain:d"},
    {"domain-space-inside", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=exa mple.org; s=s1; h=from; bh=Zm9v; b=YmFy"), "domain:d"},
    {"domain-parenthesis", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.net(.example.com; s=s1; h=from; bh=Zm9v; b=YmFy"),
     "domain:d"},
    {"domain-label-64", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=" L63 "h.example.org; s=s1; h=from; bh=Zm9v; b=YmFy"), "domain:d"},
    {"domain-label-63", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=" L63 ".example.org; s=s1; h=from; bh=Zm9v; b=YmFy"), ""},
    {"selector-empty", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=; h=from; bh=Zm9v; b=YmFy"), "selector:s"},
    {"selector-bad", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1/x; h=from; bh=Zm9v; b=YmFy"), "selector:s"},
    {"selector-hyphen-first", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=-s; h=from; bh=Zm9v; b=YmFy"), "selector:s"},
    {"name-too-long", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=" L63 "." L63 "." L63 ".org; s=" L63 "; h=from; bh=Zm9v; b=YmFy"),
     "name-too-long:s"},
    {"h-empty", EML_SIG_DKIM, SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=; bh=Zm9v; b=YmFy"),
     "value:h"},
    {"h-empty-name", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from::to; bh=Zm9v; b=YmFy"), "value:h"},
    {"h-final-colon", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from:to:; bh=Zm9v; b=YmFy"), "value:h"},
    {"h-comma", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from, to; bh=Zm9v; b=YmFy"), "value:h"},
    {"h-8-bit", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=from:\xc3\xbc; bh=Zm9v; b=YmFy"), "value:h"},
    {"h-without-from", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=example.org; s=s1; h=to:x-from; bh=Zm9v; b=YmFy"),
     "from-unsigned:h"},
    {"identity-equal", EML_SIG_DKIM, SLICE(BASE "; i=@example.org"), ""},
    {"identity-in-any-case", EML_SIG_DKIM, SLICE(BASE "; i=Joe@EXAMPLE.org"), ""},
    {"identity-below", EML_SIG_DKIM, SLICE(BASE "; i=@eng.example.org"), ""},
    {"identity-encoded", EML_SIG_DKIM, SLICE(BASE "; i=joe=40x@eng.=65xample.org"), ""},
    {"identity-encoded-at", EML_SIG_DKIM, SLICE(BASE "; i=joe=40eng.example.org"), ""},
    {"identity-quoted-local-part", EML_SIG_DKIM, SLICE(BASE "; i=\"a@b\"@example.org"), ""},
    {"identity-above", EML_SIG_DKIM, SLICE(BASE "; i=@org.com"), "identity-domain:i"},
    {"identity-parent", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=a.example.org; s=s1; h=from; bh=Zm9v; b=YmFy; i=@example.org"),
     "identity-domain:i"},
    {"identity-suffix-without-dot", EML_SIG_DKIM, SLICE(BASE "; i=@badexample.org"),
     "identity-domain:i"},
    {"identity-no-at", EML_SIG_DKIM, SLICE(BASE "; i=example.org"), "identity:i"},
    {"identity-empty", EML_SIG_DKIM, SLICE(BASE "; i="), "identity:i"},
    {"identity-no-domain", EML_SIG_DKIM, SLICE(BASE "; i=joe@"), "identity:i"},
    {"identity-bad-hex", EML_SIG_DKIM, SLICE(BASE "; i=joe=4g@example.org"), "identity:i"},
    {"identity-lower-hex", EML_SIG_DKIM, SLICE(BASE "; i=joe=4f@example.org"), "identity:i"},
    {"identity-cut-hex", EML_SIG_DKIM, SLICE(BASE "; i=@example.org=4"), "identity:i"},
    {"identity-u-label", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=xn--bung-zra.example; s=s1; h=from; bh=Zm9v; b=YmFy; "
	   "i=@mail.\xc3\xbc"
	   "bung.example"),
     ""},
    {"identity-other-u-label", EML_SIG_DKIM,
     SLICE("v=1; a=rsa-sha256; d=xn--bung-zra.example; s=s1; h=from; bh=Zm9v; b=YmFy; i=@\xc3\xb6"
	   "bung.example"),
     "identity-domain:i"},
    {"length-empty", EML_SIG_DKIM, SLICE(BASE "; l="), "value:l"},
    {"length-negative", EML_SIG_DKIM, SLICE(BASE "; l=-1"), "value:l"},
    {"length-hex", EML_SIG_DKIM, SLICE(BASE "; l=0x10"), "value:l"},
    {"length-76-digits", EML_SIG_DKIM,
     SLICE(BASE "; l=9999999999999999999999999999999999999999999999999999999999999999999999999999"),
     ""},
    {"length-77-digits", EML_SIG_DKIM,
     SLICE(BASE
	   "; l=00000000000000000000000000000000000000000000000000000000000000000000000000001"),
     "value:l"},
    {"query-unknown", EML_SIG_DKIM, SLICE(BASE "; q=dns/special"), "query:q"},
    {"query-http", EML_SIG_DKIM, SLICE(BASE "; q=http"), "query:q"},
    {"time-bad", EML_SIG_DKIM, SLICE(BASE "; t=yesterday"), "value:t"},
    {"time-empty", EML_SIG_DKIM, SLICE(BASE "; t="), "value:t"},
    {"expiry-equal", EML_SIG_DKIM, SLICE(BASE "; t=5; x=5"), "times:x"},
    {"expiry-before", EML_SIG_DKIM, SLICE(BASE "; t=6; x=5"), "times:x"},
    {"two-faults", EML_SIG_DKIM, SLICE("v=1; a=rsa-md5; d=org; s=s1; h=to; bh=Zm9v; b=YmFy"),
     "algorithm:a domain:d from-unsigned:h"},
    {"ams", EML_SIG_ARC_MESSAGE, SLICE(AMS), ""},
    {"ams-without-from", EML_SIG_ARC_MESSAGE,
     SLICE("i=1; a=rsa-sha256; d=example.org; s=s1; h=to; bh=Zm9v; b=YmFy"), ""},
    {"ams-no-instance", EML_SIG_ARC_MESSAGE,
     SLICE("a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v; b=YmFy"), "missing:i"},
    {"ams-instance-0", EML_SIG_ARC_MESSAGE,
     SLICE("i=0; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v; b=YmFy"), "value:i"},
    {"ams-instance-51", EML_SIG_ARC_MESSAGE,
     SLICE("i=51; a=rsa-sha256; d=example.org; s=s1; h=from; bh=Zm9v; b=YmFy"), "value:i"},
    {"ams-no-bh", EML_SIG_ARC_MESSAGE,
     SLICE("i=1; a=rsa-sha256; d=example.org; s=s1; h=from; b=YmFy"), "missing:bh"},
    {"seal", EML_SIG_ARC_SEAL, SLICE(SEAL), ""},
    {"seal-with-h", EML_SIG_ARC_SEAL, SLICE(SEAL "; h=from"), "refused:h"},
    {"seal-no-cv", EML_SIG_ARC_SEAL, SLICE("i=2; a=rsa-sha256; d=example.org; s=s1; b=YmFy"),
     "missing:cv"},
    {"seal-cv-unknown", EML_SIG_ARC_SEAL,
     SLICE("i=2; a=rsa-sha256; cv=softfail; d=example.org; s=s1; b=YmFy"), "value:cv"},
};

static const char *const fault_words[EML_FAULT_LAST] = {
    [EML_FAULT_SYNTAX] = "syntax",
    [EML_FAULT_ENCODED_WORD] = "encoded-word",
    [EML_FAULT_DUPLICATE] = "duplicate",
    [EML_FAULT_TOO_MANY] = "too-many",
    [EML_FAULT_MISSING] = "missing",
    [EML_FAULT_REFUSED] = "refused",
    [EML_FAULT_VALUE] = "value",
    [EML_FAULT_VERSION] = "version",
    [EML_FAULT_ALGORITHM] = "algorithm",
    [EML_FAULT_CANON] = "canon",
    [EML_FAULT_QUERY] = "query",
    [EML_FAULT_DOMAIN] = "domain",
    [EML_FAULT_SELECTOR] = "selector",
    [EML_FAULT_NAME_TOO_LONG] = "name-too-long",
    [EML_FAULT_IDENTITY] = "identity",
    [EML_FAULT_IDENTITY_DOMAIN] = "identity-domain",
    [EML_FAULT_FROM_UNSIGNED] = "from-unsigned",
    [EML_FAULT_TIMES] = "times",
};

static char *
faults_of(const EmlDkimSig *sig, EmlSlice in)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < sig->faults->len; i++) {
		const EmlSigFault *fault = &g_array_index(sig->faults, EmlSigFault, i);

		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", fault_words[fault->kind]);
		if (fault->tag != NULL)
			g_string_append_printf(out, ":%s", fault->tag);
		g_assert_cmpuint(fault->at_start, <=, fault->at_end);
		g_assert_cmpuint(fault->at_end, <=, in.len);
		if (fault->tag != NULL && fault->at_end > 0)
			g_assert_true(eml_slice_starts_with_ci(
			    eml_slice_part(in, fault->at_start, fault->at_end), fault->tag));
	}
	return g_string_free(out, FALSE);
}

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(rows[i].in, rows[i].kind);
	g_autofree char *faults = faults_of(sig, rows[i].in);

	g_assert_cmpstr(faults, ==, rows[i].faults);
}

static void
test_values(void)
{
	static const char text[] =
	    " v=1; a=rsa-sha256; c=relaxed;\r\n d=Example.ORG; s=S1; i=J oe@Sub.=45xample.org;\r\n"
	    " l=184467440737095516160; t=1117574938; x=1118006938;\r\n h=From : To:from; bh=Zm9v; "
	    "b=YmFy";
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(eml_slice(text), EML_SIG_DKIM);

	g_assert_cmpuint(sig->faults->len, ==, 0);
	g_assert_cmpint(sig->algorithm, ==, EML_ALGORITHM_RSA_SHA256);
	g_assert_cmpint(sig->header_canon, ==, EML_CANON_RELAXED);
	g_assert_cmpint(sig->body_canon, ==,
			EML_CANON_SIMPLE); /* "relaxed" alone is relaxed/simple */
	g_assert_cmpstr(sig->domain, ==, "example.org");
	g_assert_cmpstr(sig->selector, ==, "S1");
	g_assert_cmpstr(sig->identity, ==, "Joe@Sub.=45xample.org");
	g_assert_cmpstr(sig->identity_domain, ==, "sub.example.org");
	g_assert_true(sig->has_length);
	g_assert_cmpuint(sig->length, ==, G_MAXUINT64);
	g_assert_cmpint(sig->signed_at, ==, 1117574938);
	g_assert_cmpint(sig->expires_at, ==, 1118006938);
	g_assert_cmpuint(sig->signed_names->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(sig->signed_names, 0), ==, "from");
	g_assert_cmpstr(g_ptr_array_index(sig->signed_names, 1), ==, "to");
	g_assert_cmpstr(g_ptr_array_index(sig->signed_names, 2), ==, "from");
	g_assert_cmpmem(g_bytes_get_data(sig->bh, NULL), g_bytes_get_size(sig->bh), "foo", 3);
	g_assert_cmpmem(g_bytes_get_data(sig->b, NULL), g_bytes_get_size(sig->b), "bar", 3);
	g_assert_true(eml_slice_equal(eml_dkim_sig_raw(sig, "d"), eml_slice("Example.ORG")));
	g_assert_cmpuint(eml_dkim_sig_raw(sig, "z").len, ==, 0);
}

static void
test_defaults(void)
{
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(eml_slice(BASE), EML_SIG_DKIM);

	g_assert_cmpint(sig->header_canon, ==, EML_CANON_SIMPLE);
	g_assert_cmpint(sig->body_canon, ==, EML_CANON_SIMPLE);
	g_assert_null(sig->identity);
	g_assert_false(sig->has_length);
	g_assert_cmpint(sig->signed_at, ==, -1);
	g_assert_cmpint(sig->expires_at, ==, -1);
	g_assert_cmpint(sig->cv, ==, EML_RESULT_LAST);
}

static void
test_infinite(void)
{
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(
	    eml_slice(BASE "; t=999999999998; x=12345678901234567890123"), EML_SIG_DKIM);

	g_assert_cmpint(sig->signed_at, ==, G_GINT64_CONSTANT(999999999998));
	g_assert_cmpint(sig->expires_at, ==, G_GINT64_CONSTANT(999999999999));
	g_assert_cmpuint(sig->faults->len, ==, 0);
}

static void
test_arc(void)
{
	g_autoptr(EmlDkimSig) seal = eml_dkim_sig_parse(eml_slice(SEAL), EML_SIG_ARC_SEAL);

	g_assert_cmpuint(seal->instance, ==, 2);
	g_assert_cmpint(seal->cv, ==, EML_RESULT_PASS);
	g_assert_cmpint(seal->header_canon, ==, EML_CANON_RELAXED);
}

static const struct {
	const char *name, *before, *hole, *after;
} holes[] = {
    {"last", "v=1; b=", "Zm9v", ""},
    {"middle", "v=1; b=", "Zm9v", "; bh=x"},
    {"bh-first", "bh=Zm9v; b=", "Zm9v", "; v=1"},
    {"fws-around", "v=1; b =", " \r\n Zm\r\n\t9v \r\n ", ";"},
    {"fws-at-end", "v=1; b=", "Zm9v\r\n ", ""},
    {"empty", "v=1; b=", "", "; a=b"},
    {"only-fws", "v=1; b=", " \t", ";a=b"},
    {"looks-like-b-inside", "v=1; z=b=x; ab=b; b=", "Zm9v", ";"},
    {"first", "b=", "Zm9v==", ""},
};

static void
test_hole(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text = g_strconcat(holes[i].before, holes[i].hole, holes[i].after, NULL);
	g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(eml_slice(text), EML_SIG_DKIM);
	gsize from = 0;
	gsize to = 0;

	g_assert_true(eml_dkim_sig_hole(sig, eml_slice(text), &from, &to));
	g_assert_cmpuint(from, ==, strlen(holes[i].before));
	g_assert_cmpuint(to, ==, strlen(holes[i].before) + strlen(holes[i].hole));
}

static void
test_too_many(void)
{
	g_autoptr(GString) text =
	    g_string_new("v=1; a=rsa-sha256; d=example.org; s=s1; bh=Zm9v; b=YmFy; h=from");
	g_autoptr(EmlDkimSig) exact = NULL;
	g_autoptr(EmlDkimSig) over = NULL;

	for (guint i = 1; i < EML_MAX_SIGNED_HEADERS; i++)
		g_string_append(text, ":x");
	exact = eml_dkim_sig_parse(eml_slice(text->str), EML_SIG_DKIM);
	g_assert_cmpuint(exact->faults->len, ==, 0);
	g_string_append(text, ":x");
	over = eml_dkim_sig_parse(eml_slice(text->str), EML_SIG_DKIM);
	g_assert_cmpuint(over->faults->len, ==, 1);
	g_assert_cmpint(g_array_index(over->faults, EmlSigFault, 0).kind, ==, EML_FAULT_TOO_MANY);
}

/* Cut at every byte, in a block of its own: no overread, and nothing but the whole is usable. */
static void
test_truncated(void)
{
	static const char whole[] =
	    " v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; i=a=40b@example.org;\r\n"
	    "\ts=s1; l=3; q=dns/txt; t=1; x=2; h=from:to; bh=Zm9v; b=Ym\r\n Fy";

	for (gsize len = 0; len < sizeof(whole); len++) {
		g_autofree char *copy = g_memdup2(whole, MAX(len, 1));
		const EmlSlice in = eml_slice_n(copy, len);

		for (guint kind = 0; kind < EML_SIG_LAST; kind++) {
			g_autoptr(EmlDkimSig) sig = eml_dkim_sig_parse(in, (EmlSigKind)kind);
			g_autofree char *faults = faults_of(sig, in);

			if (kind == EML_SIG_DKIM)
				g_assert_cmpint(*faults == '\0', ==, len == sizeof(whole) - 1);
		}
	}
}

static void
add(const char *folder, const char *name, guint i, GTestDataFunc func)
{
	g_autofree char *path = g_strdup_printf("/dkim-sig/%s/%s", folder, name);

	g_test_add_data_func(path, GUINT_TO_POINTER(i), func);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		add("row", rows[i].name, i, test_row);
	for (guint i = 0; i < G_N_ELEMENTS(holes); i++)
		add("hole", holes[i].name, i, test_hole);
	g_test_add_func("/dkim-sig/values", test_values);
	g_test_add_func("/dkim-sig/defaults", test_defaults);
	g_test_add_func("/dkim-sig/infinite", test_infinite);
	g_test_add_func("/dkim-sig/arc", test_arc);
	g_test_add_func("/dkim-sig/too-many", test_too_many);
	g_test_add_func("/dkim-sig/truncated", test_truncated);
	return g_test_run();
}
