/* The collected header values of suites/authres/examples.txt: Authentication-Results and its ARC
 * form as they are written by large receivers, and Received-SPF. Block by block: what is read, the
 * grammar, and every deviation that the note of the block speaks of. */
#include "support-authres.h"
#include "support.h"
#include "syntax/received-spf.h"

/* What is read, without the values (those are compared with the header itself):
 *   GRAMMAR ID/VERSION i=INSTANCE (comments) | METHOD/VERSION=RESULT<RAW> "reason" (comments)
 *   ptype.property… | …      "-" without authserv-id
 * and of Received-SPF:  RESULT (c) key key client-ip=ADDRESS key…   "-" without result */
static const struct {
	guint number;
	const char *wanted, *deviations;
} rows[] = {
#include "authres-example-rows.def"
};

typedef struct {
	guint number;
	char *name, *value; /* of the field */
} Block;

static void
block_free(gpointer data)
{
	Block *self = data;

	g_free(self->name);
	g_free(self->value);
	g_free(self);
}

static void
append_result(GString *out, const EmlAuthresResult *result)
{
	g_string_append_printf(out, " | %s", result->method);
	if (result->method_version >= 0)
		g_string_append_printf(out, "/%d", result->method_version);
	g_string_append_printf(out, "=%s", result->result);
	if (strcmp(result->result, result->result_raw) != 0)
		g_string_append_printf(out, "<%s>", result->result_raw);
	if (result->reason != NULL)
		g_string_append_printf(out, " \"%s\"", result->reason);
	if (result->comments->len > 0)
		g_string_append_printf(out, " (%u)", result->comments->len);
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *found = g_ptr_array_index(result->properties, i);

		g_string_append_printf(out, " %s%s%s", found->ptype != NULL ? found->ptype : "",
				       found->ptype != NULL ? "." : "", found->property);
	}
}

static char *
authres_shape(const EmlAuthres *authres)
{
	GString *out = g_string_new(eml_grammar_word(authres->grammar));

	g_string_append_printf(out, " %s",
			       authres->authserv_id != NULL ? authres->authserv_id : "-");
	if (authres->version >= 0)
		g_string_append_printf(out, "/%d", authres->version);
	if (authres->instance >= 0)
		g_string_append_printf(out, " i=%d", authres->instance);
	if (authres->comments->len > 0)
		g_string_append_printf(out, " (%u)", authres->comments->len);
	for (guint i = 0; i < authres->results->len; i++)
		append_result(out, g_ptr_array_index(authres->results, i));
	return g_string_free(out, FALSE);
}

/* The value stands at the end of its range, plain or in quotes, and nothing follows it that could
 * belong to it. */
static void
check_value(const char *field, const EmlAuthresProperty *property)
{
	g_autofree char *range =
	    g_strndup(field + property->at_start, property->at_end - property->at_start);
	g_autofree char *quoted = g_strdup_printf("\"%s\"", property->value);
	const char next = field[property->at_end];

	g_assert_true(g_str_has_suffix(range, property->value) || g_str_has_suffix(range, quoted));
	g_assert_true(property->value[0] != '"' || strchr(property->value + 1, '@') != NULL);
	g_assert_true(next == '\0' || strchr(" \t\r\n;(", next) != NULL);
	if (property->value[0] == '\0')
		g_assert_true(g_str_has_suffix(range, "=") || g_str_has_suffix(range, "\"\""));
}

static void
check_authres(const Block *block, const char *wanted, const char *wanted_deviations)
{
	const gboolean is_arc = g_str_has_prefix(block->name, "ARC-");
	g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice(block->value), is_arc);
	g_autofree char *shape = authres_shape(authres);
	g_autofree char *deviations = test_authres_deviations(authres);

	g_assert_cmpstr(shape, ==, wanted);
	g_assert_cmpstr(deviations, ==, wanted_deviations);
	for (guint i = 0; i < authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(authres->results, i);

		for (guint j = 0; j < result->properties->len; j++)
			check_value(block->value, g_ptr_array_index(result->properties, j));
	}
}

static void
check_received_spf(const Block *block, const char *wanted)
{
	g_autoptr(EmlReceivedSpf) spf = eml_received_spf_parse(eml_slice(block->value));
	const char *word = eml_result_word(spf->result);
	g_autoptr(GString) out = g_string_new(word != NULL ? word : "-");

	if (spf->comment != NULL)
		g_string_append(out, " (c)");
	for (guint i = 0; i < spf->pairs->len; i++) {
		const EmlSpfPair *pair = g_ptr_array_index(spf->pairs, i);

		g_string_append_printf(out, " %s", pair->key);
		if (strcmp(pair->key, "client-ip") == 0)
			g_string_append_printf(out, "=%s", pair->value);
		g_assert_nonnull(strstr(block->value, pair->value));
		g_assert_null(strpbrk(pair->value, "<>\";"));
	}
	g_assert_cmpstr(out->str, ==, wanted);
}

static void
test_block(gconstpointer data)
{
	const Block *block = data;

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].number != block->number)
			continue;
		if (g_str_has_suffix(block->name, "Authentication-Results"))
			check_authres(block, rows[i].wanted, rows[i].deviations);
		else
			check_received_spf(block, rows[i].wanted);
		return;
	}
	g_assert_not_reached();
}

/* "NNN\n…\nheader:\nName: value", up to the empty line */
static void
add_block(const char *text)
{
	const char *head = "\nheader:\n";
	const char *field = strstr(text, head);
	const char *end = field != NULL ? strstr(field + strlen(head), "\n\n") : NULL;
	const char *colon = NULL;
	Block *block = NULL;
	g_autofree char *path = NULL;

	g_assert_nonnull(field);
	field += strlen(head);
	end = end != NULL ? end : field + strlen(field);
	colon = strchr(field, ':');
	block = g_new0(Block, 1);
	block->number = (guint)g_ascii_strtoull(text, NULL, 10);
	block->name = g_strndup(field, (gsize)(colon - field));
	block->value = g_strndup(colon + 1, (gsize)(end - colon - 1));
	if (g_str_has_suffix(block->value, "\n"))
		block->value[strlen(block->value) - 1] = '\0';
	path = g_strdup_printf("/authres-examples/%03u", block->number);
	g_test_add_data_func_full(path, block, test_block, block_free);
}

static void
test_absent(void)
{
	test_shared_or_skip();
}

int
main(int argc, char **argv)
{
	g_autofree char *path = test_shared_path("suites/authres/examples.txt");
	g_autofree char *text = NULL;
	g_auto(GStrv) blocks = NULL;

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		g_test_add_func("/authres-examples", test_absent);
		return g_test_run();
	}
	blocks = g_strsplit(text, "\n--- ", -1);
	for (guint i = 1; blocks[i] != NULL; i++)
		add_block(blocks[i]);
	return g_test_run();
}
