#include "judge/header-only.h"

#include "judge/words.h"

static EmlPlain *
expand(const char *id, const char *text)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	g_ptr_array_add(args, g_bytes_new(text, strlen(text)));
	return eml_words_expand(eml_words_by_id(id)->title, args);
}

EmlClaimed *
eml_header_only(const EmlClaimed *claimed)
{
	const gboolean passes = g_str_equal(claimed->word, "pass");
	EmlClaimed *self = g_new0(EmlClaimed, 1);

	self->word = passes ? "unknown" : claimed->word;
	self->basis = claimed->basis;
	self->text =
	    expand(passes ? "claimed-header-only" : "claimed-header-only-line", claimed->text);
	for (gsize i = 0; i < G_N_ELEMENTS(self->details); i++)
		if (claimed->details[i] != NULL)
			self->details[i] = expand("claimed-header-only-line", claimed->details[i]);
	return self;
}
