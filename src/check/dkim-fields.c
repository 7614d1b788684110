#include "check/dkim-fields.h"

#include "check/dkim.h"

static void
signed_header_free(gpointer data)
{
	EmlSignedHeader *self = data;

	g_free(self->name);
	g_free(self);
}

static EmlSignedHeader *
find_header(const GPtrArray *list, const char *name)
{
	for (guint i = 0; i < list->len; i++) { /* at most EML_MAX_SIGNED_HEADERS */
		EmlSignedHeader *header = g_ptr_array_index(list, i);

		if (strcmp(header->name, name) == 0)
			return header;
	}
	return NULL;
}

GPtrArray *
eml_dkim_fields_list(const EmlFieldIndex *index, guint field, const EmlDkimSig *sig)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(signed_header_free);

	for (guint i = 0; i < sig->signed_names->len; i++) {
		const char *name = g_ptr_array_index(sig->signed_names, i);
		EmlSignedHeader *header = find_header(list, name);

		if (header == NULL) {
			header = g_new0(EmlSignedHeader, 1);
			header->name = g_strdup(name);
			header->n_present = eml_field_index_count(
			    index, name, (gint)field); /* at most EML_MAX_FIELDS */
			g_ptr_array_add(list, header);
		}
		header->n_signed++;
		header->oversigned = header->n_signed > header->n_present;
	}
	return list;
}

static void
append_name(GString *names, const char *name)
{
	g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
}

typedef struct {
	guint field;
	gsize h_start, h_end;
	GPtrArray *trace;
} Place;

static EmlStep *
add_step(const Place *place, EmlStepCode code, EmlTone tone)
{
	return eml_step_at_field(eml_trace_add(place->trace, code, tone), (gint)place->field,
				 (gssize)place->h_start,
				 (gssize)place->h_end); /* inside a header block: they fit */
}

/* Fields that matter to whoever reads the message or acts on it: the larger part of RFC 6376
 * section 5.4.1, with what RFC 8058 section 3.1 asks for. */
static const char *const weighty[] = {
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "list-unsubscribe",
    "list-unsubscribe-post",
};

/* At most one each: RFC 5322 section 3.6 */
static const char *const single[] = {
    "from",	  "sender",	 "reply-to",   "to",	  "cc",	  "bcc",
    "message-id", "in-reply-to", "references", "subject", "date",
};

/* Of these, what a mailing list writes on the way (RFC 2369), and the fields that show one. */
static const char *const of_lists[] = {"sender", "list-unsubscribe", "list-unsubscribe-post"};
static const char *const list_signs[] = {"list-id", "list-post", "x-mailing-list", "x-beenthere",
					 "mailing-list"};

/* A list that the signer wrote about himself is a newsletter: nobody else added fields to it. */
gboolean
eml_dkim_fields_by_list(const GPtrArray *list, const EmlFieldIndex *index)
{
	gboolean found = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(list_signs); i++) {
		if (find_header(list, list_signs[i]) != NULL)
			return FALSE;
		found = found || eml_field_index_count(index, list_signs[i], -1) > 0;
	}
	return found;
}

static gboolean
is_one_of(EmlSlice name, const char *const *names, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (eml_slice_equal_ci(name, eml_slice(names[i])))
			return TRUE;
	return FALSE;
}

static gboolean
is_of_lists(EmlSlice name)
{
	return is_one_of(name, of_lists, G_N_ELEMENTS(of_lists));
}

gboolean
eml_dkim_should_name(const EmlDkimResult *self, EmlSlice field)
{
	return is_one_of(field, weighty, G_N_ELEMENTS(weighty)) &&
	       !(self->by_list && is_of_lists(field));
}

static void
explain_unsigned(const Place *place, const GPtrArray *list, const EmlFieldIndex *index)
{
	const gboolean by_list = eml_dkim_fields_by_list(list, index);
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GString) added = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(weighty); i++)
		if (find_header(list, weighty[i]) == NULL &&
		    eml_field_index_count(index, weighty[i], -1) > 0)
			append_name(by_list && is_of_lists(eml_slice(weighty[i])) ? added : names,
				    weighty[i]);
	if (find_header(list, "content-type") == NULL &&
	    eml_field_index_count(index, "content-type", -1) > 0)
		add_step(place, EML_STEP_DKIM_UNSIGNED_TYPE, EML_TONE_NOTE);
	if (names->len > 0)
		eml_step_arg_text(add_step(place, EML_STEP_DKIM_UNSIGNED_HEADERS, EML_TONE_NOTE),
				  names->str);
	if (added->len > 0)
		eml_step_arg_text(add_step(place, EML_STEP_DKIM_UNSIGNED_BY_LIST, EML_TONE_PLAIN),
				  added->str);
}

static void
explain_copies(const Place *place, const GPtrArray *list)
{
	for (guint i = 0; i < G_N_ELEMENTS(single); i++) {
		const EmlSignedHeader *header = find_header(list, single[i]);
		EmlStep *step = NULL;

		if (header == NULL || header->n_present < 2 ||
		    header->n_present <= header->n_signed)
			continue;
		step = add_step(place, EML_STEP_DKIM_UNSIGNED_COPY, EML_TONE_WARN);
		eml_step_argf(eml_step_arg_text(step, header->name), "%u", header->n_present);
		eml_step_argf(step, "%u", header->n_signed);
	}
}

void
eml_dkim_fields_explain(const GPtrArray *list,
			const EmlFieldIndex *index,
			guint field,
			gsize h_start,
			gsize h_end,
			GPtrArray *trace)
{
	const Place place = {.field = field, .h_start = h_start, .h_end = h_end, .trace = trace};
	g_autoptr(GString) covered = g_string_new(NULL);
	g_autoptr(GString) oversigned = g_string_new(NULL);
	guint n_covered = 0, n_oversigned = 0;
	EmlStep *step = NULL;

	for (guint i = 0; i < list->len; i++) {
		const EmlSignedHeader *header = g_ptr_array_index(list, i);

		if (header->n_present > 0)
			append_name(covered, header->name);
		if (header->n_signed < header->n_present)
			g_string_append_printf(covered, " (%u of %u)", header->n_signed,
					       header->n_present);
		if (header->oversigned)
			append_name(oversigned, header->name);
		n_covered += MIN(header->n_signed, header->n_present);
		n_oversigned += header->oversigned ? 1 : 0;
	}
	step = eml_step_arg_text(add_step(&place, EML_STEP_DKIM_SIGNED_HEADERS, EML_TONE_PLAIN),
				 covered->str);
	/* the signature itself is neither */
	eml_step_argf(eml_step_argf(step, "%u", n_covered), "%u", eml_field_index_total(index) - 1);
	if (n_oversigned > 0)
		eml_step_argf(
		    eml_step_arg_text(add_step(&place, EML_STEP_DKIM_OVERSIGNED, EML_TONE_GOOD),
				      oversigned->str),
		    "%u", n_oversigned);
	explain_unsigned(&place, list, index);
	explain_copies(&place, list);
}
