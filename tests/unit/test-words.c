/* Every code has its words, ids are the codes, no id stands twice, args are filled in and made
 * safe. */
#include "judge/words.h"

static const struct {
	EmlStepCode code;
	const char *name;
} codes[] = {
#define STEP(code) {EML_STEP_##code, #code},
#include "check/steps-arc.def"
#include "check/steps-bimi.def"
#include "check/steps-dkim.def"
#include "check/steps-dmarc.def"
#include "check/steps-iprev.def"
#include "check/steps-spf.def"
#include "check/steps-unsubscribe.def"
#undef STEP
    {EML_STEP_NONE, "NONE"},
};

static void
test_steps(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
		const EmlWords *words = eml_words_step(codes[i].code);
		g_autofree char *id = g_ascii_strdown(codes[i].name, -1);

		g_strdelimit(id, "_", '-');
		g_assert_cmpstr(words->id, ==, id);
		g_assert_nonnull(words->title);
		g_assert_nonnull(words->why);
		g_assert_true(eml_words_by_id(id) == words);
	}
}

static void
check_one(const EmlWords *words, gpointer data)
{
	GHashTable *seen = data;

	g_assert_nonnull(words->id);
	g_assert_nonnull(words->title);
	if (!g_hash_table_add(seen, (char *)(gpointer)words->id)) /* only compared */
		g_error("the id %s stands twice", words->id);
	for (const char *c = words->id; *c != '\0'; c++)
		g_assert_true(g_ascii_islower(*c) || g_ascii_isdigit(*c) || *c == '-');
}

static void
test_ids(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	eml_words_each(check_one, seen);
	g_assert_null(eml_words_by_id("no-such-id"));
}

/* Each finding says what somebody can do, and who: the reader, the sender or owner of a domain, or
 * the receiver. */
static void
check_finding(const EmlWords *words, gpointer data)
{
	guint *n = data;

	if (!g_str_has_prefix(words->id, "finding-"))
		return;
	(*n)++;
	if (words->advice == NULL || (strstr(words->advice, "As a reader: ") == NULL &&
				      strstr(words->advice, "As the sender: ") == NULL &&
				      strstr(words->advice, "As the owner of ") == NULL &&
				      strstr(words->advice, "As the receiver: ") == NULL))
		g_error("%s: nobody is told what to do", words->id);
}

static void
test_advice(void)
{
	guint n = 0;

	eml_words_each(check_finding, &n);
	g_assert_cmpuint(n, >=, 30);
}

static void
test_expand(void)
{
	g_autoptr(GPtrArray) steps = eml_trace_new();
	EmlStep *step = eml_trace_add(steps, EML_STEP_NONE, EML_TONE_PLAIN);
	g_autofree EmlPlain *text = NULL;
	g_autofree EmlPlain *bare = eml_words_expand("%1 100% %", NULL);

	eml_step_arg(step, eml_slice_n("a\033[31m\0b", 8));
	eml_step_argf(step, "%u", 7U);
	text = eml_words_expand("<%1> %2 %3 %%", step->args);
	g_assert_null(strchr(text, '\033'));
	g_assert_true(g_str_has_suffix(text, "b> 7 ? %%"));
	g_assert_cmpstr(bare, ==, "? 100% %");
}

/* A sentence agrees with its number; brackets that are no such choice stay. */
static void
test_choice(void)
{
	static const struct {
		const char *number, *text, *expected;
	} rows[] = {
	    {"1", "%1 [%1:line was|lines were] added", "1 line was added"},
	    {"2", "%1 [%1:line was|lines were] added", "2 lines were added"},
	    {"0", "%1 [%1:byte|bytes]", "0 bytes"},
	    {"11", "[%1:is|are]", "are"},
	    {"1", "[dev] [%1] [%2:is|are] [%1:is", "[dev] [1] are [1:is"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) steps = eml_trace_new();
		EmlStep *step = eml_trace_add(steps, EML_STEP_NONE, EML_TONE_PLAIN);
		g_autofree EmlPlain *text = NULL;

		eml_step_arg_text(step, rows[i].number);
		text = eml_words_expand(rows[i].text, step->args);
		g_assert_cmpstr(text, ==, rows[i].expected);
	}
}

/* Every kind of term has one sentence, which the step of no other kind has. */
static void
test_spf_terms(void)
{
	static const struct {
		const char *term, *id;
	} terms[] = {
	    {"all", "spf-term-all"},
	    {"-all", "spf-term-all"},
	    {"?include:a.example", "spf-term-include"},
	    {"a", "spf-term-a"},
	    {"~a:b.example/24//64", "spf-term-a"},
	    {"mx/26", "spf-term-mx"},
	    {"ptr:b.example", "spf-term-ptr"},
	    {"+ip4:192.0.2.0/24", "spf-term-ip4"},
	    {"ip6:2001:db8::1", "spf-term-ip6"},
	    {"exists:%{i}.b.example", "spf-term-exists"},
	    {"redirect=b.example", "spf-term-redirect"},
	    {"exp=b.example", "spf-term-exp"},
	    {"ra=x", "spf-term-modifier"},
	    {"nonsense", "spf-term-unknown"},
	    {"", "spf-term-unknown"},
	    {"a mx", "spf-term-unknown"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(terms); i++)
		g_assert_cmpstr(eml_words_spf_term(eml_slice(terms[i].term))->id, ==, terms[i].id);
	for (guint kind = 0; kind <= EML_SPF_KIND_LAST; kind++) {
		const EmlWords *words = eml_words_spf_kind((EmlSpfKind)kind);

		g_assert_true(g_str_has_suffix(words->title, "."));
		g_assert_null(strstr(words->title, ". "));
		g_assert_true(eml_words_by_id(words->id) == words);
	}
}

static void
test_hypothetical(void)
{
	g_autoptr(GPtrArray) records = g_ptr_array_new();
	g_autofree EmlPlain *one = NULL;
	g_autofree EmlPlain *many = NULL;

	g_ptr_array_add(records, (gpointer) "a. TXT \"x\033[31m 100%1\"");
	one = eml_words_hypothetical(records, NULL);
	g_assert_true(g_str_has_prefix(one, "Hypothetical: as if DNS held a. TXT \"x"));
	g_assert_true(g_str_has_suffix(one, " 100%1\""));
	g_assert_null(strchr(one, '\033'));
	for (guint i = 0; i < 6; i++)
		g_ptr_array_add(records, (gpointer) "b. MX 1 c.");
	many = eml_words_hypothetical(records, NULL);
	g_assert_true(g_str_has_suffix(many, ", b. MX 1 c., b. MX 1 c. and 4 more records"));
}

/* Facts of the session that the message does not tell, alone and beside records. */
static void
test_supposed(void)
{
	char ip[] = "192.0.2.1", none[] = "", helo[] = "a\033";
	EmlEnvelope envelope = {
	    .ip = {.value = ip}, .helo = {.value = helo}, .mail_from = {.value = none}};
	g_autoptr(GPtrArray) records = g_ptr_array_new();
	g_autofree EmlPlain *facts = NULL;
	g_autofree EmlPlain *both = NULL;

	g_assert_null(eml_words_hypothetical(NULL, &envelope));
	g_assert_false(eml_envelope_is_supposed(&envelope));
	envelope.ip.supposed = envelope.helo.supposed = envelope.mail_from.supposed = TRUE;
	g_assert_true(eml_envelope_is_supposed(&envelope));
	facts = eml_words_hypothetical(NULL, &envelope);
	g_assert_cmpstr(facts, ==,
			"Hypothetical: as if 192.0.2.1 had handed the message over, and the server "
			"had said HELO a\u241b, and MAIL FROM had been <>, empty as in bounces and "
			"automatic messages");
	g_ptr_array_add(records, (gpointer) "a. MX 1 b.");
	envelope.helo.supposed = envelope.mail_from.supposed = FALSE;
	both = eml_words_hypothetical(records, &envelope);
	g_assert_cmpstr(both, ==,
			"Hypothetical: as if 192.0.2.1 had handed the message over, and DNS held "
			"a. MX 1 b.");
}

/* Each sentence of what is has one of what would be, with the same args, that does not say it is.
 */
static void
test_would(void)
{
	static const char *const ids[] = {
	    "verdict-pass-dkim",     "verdict-pass-spf",	   "verdict-pass-other-body",
	    "verdict-unsigned-tail", "verdict-pass-unsigned-tail", "verdict-aligned-dkim",
	    "verdict-aligned-spf",   "verdict-no-proof",	   "verdict-policy-unknown",
	    "verdict-fail",	     "verdict-fail-testing",	   "verdict-fail-none",
	    "verdict-changed",	     "verdict-changed-asks"};

	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autofree char *id = g_strconcat(ids[i], "-what-if", NULL);
		const EmlWords *is = eml_words_by_id(ids[i]), *would = eml_words_by_id(id);

		g_assert_nonnull(would);
		g_assert_null(strstr(would->title, "did send"));
		g_assert_nonnull(strstr(would->title, "would "));
		g_assert_cmpint(is->advice != NULL, ==, would->advice != NULL);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/steps", test_steps);
	g_test_add_func("/words/ids", test_ids);
	g_test_add_func("/words/advice", test_advice);
	g_test_add_func("/words/expand", test_expand);
	g_test_add_func("/words/choice", test_choice);
	g_test_add_func("/words/spf-terms", test_spf_terms);
	g_test_add_func("/words/hypothetical", test_hypothetical);
	g_test_add_func("/words/supposed", test_supposed);
	g_test_add_func("/words/would", test_would);
	return g_test_run();
}
