/* How the header is written: what a field must be like, which must be there, and which may stand
 * once. One finding for all fields of one kind of fault, so that a careless program's message does
 * not have more findings than fields. */
#include "base/limits.h"
#include "judge/finding.h"

/* "Subject, To and 3 more"; a name is told once. */
static char *
names_of(const EmlMessage *message, const GArray *fields)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < fields->len; i++) {
		const guint field = g_array_index(fields, guint, i);
		const EmlSlice name = eml_field_name(eml_message_field(message, field));
		char *lower = eml_slice_dup_lower(name);

		if (!g_hash_table_add(told, lower) ||
		    g_hash_table_size(told) > EML_MAX_FINDING_NAMES)
			continue;
		g_string_append(names, names->len > 0 ? ", " : "");
		g_string_append_len(names, name.data, (gssize)name.len); /* of a header block */
	}
	if (g_hash_table_size(told) > EML_MAX_FINDING_NAMES)
		g_string_append_printf(names, " and %u more",
				       g_hash_table_size(told) - EML_MAX_FINDING_NAMES);
	return g_string_free(g_steal_pointer(&names), FALSE);
}

static void
name_fields(EmlFinding *one, const GArray *fields)
{
	for (guint i = 0; i < MIN(fields->len, EML_MAX_FINDING_FIELDS); i++)
		eml_finding_field(one, (gint)g_array_index(fields, guint, i)); /* an index */
}

/* One finding about all these fields, of which %1 are the names; NULL if there are none. */
static void
about_fields(EmlFindings *found, const char *id, EmlTone tone, const GArray *fields)
{
	EmlFinding *one = NULL;
	g_autofree char *names = NULL;

	if (fields->len == 0)
		return;
	names = names_of(found->report->message, fields);
	one = eml_finding_with(eml_finding_add(found, id, tone, EML_WEIGHT_FORM, -1), names);
	name_fields(one, fields);
}

static gboolean
has_anomaly(const EmlFindings *found, const char *wanted)
{
	return g_strv_contains(eml_message_anomalies(found->report->message), wanted);
}

/* Bytes beyond ASCII in lines that are no field belong to the finding about those lines. */
static void
bytes(EmlFindings *found)
{
	const EmlFacts *facts = found->report->facts;

	if (!has_anomaly(found, "8bit-header"))
		return;
	about_fields(found, "finding-form-not-utf8", EML_TONE_WARN, facts->not_utf8);
	about_fields(found, "finding-form-8bit-header", EML_TONE_NOTE, facts->with_utf8);
}

static char *
addresses_of(const GPtrArray *from)
{
	g_autoptr(GString) list = g_string_new(NULL);
	guint n = 0;

	for (guint i = 0; i < from->len; i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(from, i);

		if (*mailbox->address == '\0' || ++n > EML_MAX_FINDING_NAMES)
			continue;
		g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", mailbox->address);
	}
	if (n > EML_MAX_FINDING_NAMES)
		g_string_append_printf(list, " and %u more", n - EML_MAX_FINDING_NAMES);
	return g_string_free(g_steal_pointer(&list), FALSE);
}

/* What was read all the same must not look as if it stood there. Without any address the finding
 * about that says enough. */
static void
from_form(EmlFindings *found)
{
	const EmlFacts *facts = found->report->facts;
	const EmlMessage *message = found->report->message;
	g_autofree char *read = addresses_of(facts->from);

	if (facts->malformed_from >= 0 && facts->from_domains->len > 0)
		eml_finding_with(eml_finding_add(found, "finding-from-form", EML_TONE_WARN,
						 EML_WEIGHT_SHOWN, facts->malformed_from),
				 read);
	if (facts->from->len > 1 && facts->from_domains->len == 1 && facts->n_from_fields == 1 &&
	    eml_message_count(message, "Sender") == 0)
		eml_finding_with_number(eml_finding_add(found, "finding-from-no-sender",
							EML_TONE_NOTE, EML_WEIGHT_FORM,
							eml_message_find(message, "From", -1)),
					facts->from->len);
}

void
eml_findings_header(EmlFindings *self)
{
	from_form(self);
	bytes(self);
}
