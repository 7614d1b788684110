#include "support-steps.h"

#include "judge/words.h"

struct TestSteps {
	gboolean seen[EML_STEP_LAST];
};

TestSteps *
test_steps_new(void)
{
	return g_new0(TestSteps, 1);
}

void
test_steps_free(TestSteps *self)
{
	g_free(self);
}

void
test_steps_take(TestSteps *self, const GPtrArray *trace)
{
	for (guint i = 0; i < trace->len; i++) {
		const EmlStep *step = g_ptr_array_index(trace, i);

		self->seen[step->code] = TRUE;
		test_steps_take(self, step->children);
	}
}

void
test_steps_assert_all(const TestSteps *self, const char *prefix)
{
	guint n_missing = 0;

	for (guint code = EML_STEP_NONE + 1; code < EML_STEP_LAST; code++) {
		const char *id = eml_words_step((EmlStepCode)code)->id;

		if (!g_str_has_prefix(id, prefix) || self->seen[code])
			continue;
		g_test_message("%s occurs nowhere", id);
		n_missing++;
	}
	g_assert_cmpuint(n_missing, ==, 0);
}
