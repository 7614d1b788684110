#include "check/dkim-meaning.h"

#include "base/clock.h"
#include "check/dkim-tags.h"
#include "syntax/dkim-name.h"

#define MAX_SHOWN 40 /* bytes of a value: keys and signatures are long, and the record is shown */

typedef struct {
	const char *tag;
	EmlStepCode step;
	EmlTone tone;
} Meaning;

/* RFC 6376 section 3.5 */
static const Meaning of_signature[] = {
    {"a", EML_STEP_DKIM_TAG_A, EML_TONE_PLAIN},	  {"b", EML_STEP_DKIM_TAG_B, EML_TONE_PLAIN},
    {"bh", EML_STEP_DKIM_TAG_BH, EML_TONE_PLAIN}, {"c", EML_STEP_DKIM_TAG_C, EML_TONE_PLAIN},
    {"d", EML_STEP_DKIM_TAG_D, EML_TONE_PLAIN},	  {"h", EML_STEP_DKIM_TAG_H, EML_TONE_PLAIN},
    {"i", EML_STEP_DKIM_TAG_I, EML_TONE_PLAIN},	  {"l", EML_STEP_DKIM_TAG_L, EML_TONE_NOTE},
    {"q", EML_STEP_DKIM_TAG_Q, EML_TONE_PLAIN},	  {"s", EML_STEP_DKIM_TAG_S, EML_TONE_PLAIN},
    {"t", EML_STEP_DKIM_TAG_T, EML_TONE_PLAIN},	  {"v", EML_STEP_DKIM_TAG_V, EML_TONE_PLAIN},
    {"x", EML_STEP_DKIM_TAG_X, EML_TONE_PLAIN},	  {"z", EML_STEP_DKIM_TAG_Z, EML_TONE_PLAIN},
};

/* RFC 6376 section 3.6.1; g= is older */
static const Meaning of_key[] = {
    {"v", EML_STEP_DKIM_KEY_TAG_V, EML_TONE_PLAIN},
    {"g", EML_STEP_DKIM_KEY_GRANULARITY, EML_TONE_NOTE},
    {"h", EML_STEP_DKIM_KEY_TAG_H, EML_TONE_PLAIN},
    {"k", EML_STEP_DKIM_KEY_TAG_K, EML_TONE_PLAIN},
    {"n", EML_STEP_DKIM_KEY_NOTE, EML_TONE_PLAIN},
    {"p", EML_STEP_DKIM_KEY_TAG_P, EML_TONE_PLAIN},
    {"s", EML_STEP_DKIM_KEY_TAG_S, EML_TONE_PLAIN},
    {"t", EML_STEP_DKIM_KEY_TAG_T, EML_TONE_PLAIN},
};

static const Meaning *
meaning_of(const Meaning *all, gsize n, EmlSlice tag)
{
	for (gsize i = 0; i < n; i++)
		if (eml_slice_equal(tag, eml_slice(all[i].tag)))
			return &all[i];
	return NULL;
}

/* Without the folds, and not longer than one likes to read. The caller owns it. */
static char *
shown(EmlSlice value)
{
	g_autofree char *text = eml_dkim_without_fws(value);

	if (strlen(text) <= MAX_SHOWN)
		return g_steal_pointer(&text);
	return g_strdup_printf("%.*s…", MAX_SHOWN, text);
}

/* Arg: the value (%1). */
static EmlStep *
add_step(GPtrArray *steps, const Meaning *meaning, const EmlTag *tag)
{
	g_autofree char *value = shown(tag->value);
	EmlStep *step = eml_trace_add(steps, meaning->step, meaning->tone);

	return eml_step_arg_text(step, value);
}

/* One more arg for the tags that hold a moment: it, as people write it (%2). */
static void
add_moment(EmlStep *step, const EmlDkimSig *sig)
{
	const gint64 seconds = step->code == EML_STEP_DKIM_TAG_T   ? sig->signed_at
			       : step->code == EML_STEP_DKIM_TAG_X ? sig->expires_at
								   : -1;
	g_autofree char *text = seconds >= 0 ? eml_clock_format(seconds) : NULL;

	if (text != NULL)
		eml_step_arg_text(step, text);
}

void
eml_dkim_meaning_of_signature(const EmlMessage *message,
			      const EmlDkimSig *sig,
			      guint field,
			      GPtrArray *steps)
{
	for (guint i = 0; i < sig->tags->tags->len; i++) { /* at most EML_MAX_TAGS */
		const EmlTag *tag = &g_array_index(sig->tags->tags, EmlTag, i);
		const Meaning *meaning =
		    meaning_of(of_signature, G_N_ELEMENTS(of_signature), tag->name);
		gsize start = 0, end = 0;
		EmlStep *step = NULL;

		if (meaning == NULL)
			continue;
		step = add_step(steps, meaning, tag);
		add_moment(step, sig);
		if (eml_dkim_tag_range(message, sig, field, meaning->tag, &start, &end))
			eml_step_at_field(step, (gint)field, (gssize)start,
					  (gssize)end); /* inside a header block: they fit */
	}
}

void
eml_dkim_meaning_of_key(const EmlDkimKey *record, guint slot, gboolean ranges, GPtrArray *steps)
{
	for (guint i = 0; i < record->tags->tags->len; i++) { /* at most EML_MAX_TAGS */
		const EmlTag *tag = &g_array_index(record->tags->tags, EmlTag, i);
		const Meaning *meaning = meaning_of(of_key, G_N_ELEMENTS(of_key), tag->name);
		EmlStep *step = NULL;

		if (meaning == NULL) {
			step = eml_trace_add(steps, EML_STEP_DKIM_KEY_TAG_UNKNOWN, EML_TONE_NOTE);
			eml_step_arg(step, tag->name);
		} else if (meaning->step == EML_STEP_DKIM_KEY_NOTE && record->note != NULL) {
			step = eml_trace_add(steps, meaning->step, meaning->tone);
			eml_step_arg(step, eml_slice_n(g_bytes_get_data(record->note, NULL),
						       g_bytes_get_size(record->note)));
		} else {
			step = add_step(steps, meaning, tag);
		}
		/* a record has at most 64 KiB */
		eml_step_at_record(step, slot, ranges ? (gssize)tag->at : -1,
				   ranges ? (gssize)(tag->value_at + tag->value.len) : -1);
	}
}
