#include "judge/words.h"

/* Where a row looks, and for what. */
static const struct {
	const char *method, *place, *pattern, *id;
} rows[] = {
#define VENDOR(method, place, pattern, id, source, title, why) {method, place, pattern, id},
#include "judge/words-vendor.def"
#undef VENDOR
};

static void
vendor_word_free_cb(gpointer word)
{
	EmlVendorWord *self = word;

	g_free(self->raw);
	g_free(self);
}

/* Adds the first row that fits the value at that place. */
static void
look_up(GPtrArray *all, const char *method, const char *place, const char *value, const char *raw)
{
	g_autofree char *lower = g_ascii_strdown(value, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		EmlVendorWord *word = NULL;

		if (!g_str_equal(rows[i].place, place) ||
		    !g_pattern_match_simple(rows[i].method, method) ||
		    !g_pattern_match_simple(rows[i].pattern, lower))
			continue;
		word = g_new0(EmlVendorWord, 1);
		word->raw = g_strdup(raw);
		word->words = eml_words_by_id(rows[i].id);
		g_ptr_array_add(all, word);
		return;
	}
}

static void
look_up_comment(GPtrArray *all, const char *method, const char *comment)
{
	g_auto(GStrv) words = g_strsplit_set(comment, " \t\r\n,;", -1);
	g_autofree char *raw = g_strdup_printf("(%s)", comment);

	look_up(all, method, "(", comment, raw);
	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			look_up(all, method, "word", words[i], words[i]);
}

/* reason= is a reason by the grammar, and a bare property where something stood before it. */
static void
look_up_property(GPtrArray *all, const char *method, const EmlAuthresProperty *property)
{
	g_autofree char *name = property->ptype != NULL
				    ? g_strdup_printf("%s.%s", property->ptype, property->property)
				    : g_strdup(property->property);
	g_autofree char *raw = g_strdup_printf("%s=%s", name, property->value);

	look_up(all, method, name, property->value, raw);
}

GPtrArray *
eml_words_vendor(const EmlAuthresResult *result)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(vendor_word_free_cb);
	g_autofree char *written = g_strdup_printf("%s=%s", result->method, result->result_raw);

	look_up(all, result->method, "=", result->result_raw, written);
	for (guint i = 0; i < result->comments->len; i++)
		look_up_comment(all, result->method, g_ptr_array_index(result->comments, i));
	if (result->reason != NULL) {
		g_autofree char *raw = g_strdup_printf("reason=%s", result->reason);

		look_up(all, result->method, "reason", result->reason, raw);
	}
	for (guint i = 0; i < result->properties->len; i++)
		look_up_property(all, result->method, g_ptr_array_index(result->properties, i));
	return all;
}

GPtrArray *
eml_words_vendor_spf(const EmlReceivedSpf *spf)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(vendor_word_free_cb);
	g_autofree char *raw = g_strdup_printf("(%s)", spf->comment);

	if (spf->comment != NULL)
		look_up(all, "spf", "(", spf->comment, raw);
	return all;
}
