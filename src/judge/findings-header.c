/* How the header is written: what a field must be like, which must be there, and which may stand
 * once. One finding for all fields of one kind of fault, so that a careless program's message does
 * not have more findings than fields. */
#include "base/limits.h"
#include "base/near.h"
#include "claim/address.h"
#include "judge/finding.h"
#include "judge/forwarded.h"
#include "judge/no-client.h"
#include "judge/words.h"

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

/* Those of the fields that have parameters, for which RFC 2047 section 5 forbids encoded words and
 * RFC 2231 has another way, or the others. The caller owns it. */
static GArray *
with_parameters(const EmlMessage *message, const GArray *fields, gboolean wanted)
{
	static const char *const names[] = {"Content-Type", "Content-Disposition"};
	GArray *some = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint i = 0; i < fields->len; i++) {
		const guint field = g_array_index(fields, guint, i);
		const EmlSlice name = eml_field_name(eml_message_field(message, field));
		gboolean found = FALSE;

		for (gsize n = 0; n < G_N_ELEMENTS(names); n++)
			found = found || eml_slice_equal_ci(name, eml_slice(names[n]));
		if (found == wanted)
			g_array_append_val(some, field);
	}
	return some;
}

static void
about_bytes(EmlFindings *found,
	    const char *id,
	    const char *in_parameter,
	    EmlTone tone,
	    const GArray *fields)
{
	const EmlMessage *message = found->report->message;
	g_autoptr(GArray) text = with_parameters(message, fields, FALSE);
	g_autoptr(GArray) parameters = with_parameters(message, fields, TRUE);

	about_fields(found, id, tone, text);
	about_fields(found, in_parameter, tone, parameters);
}

/* Bytes beyond ASCII in lines that are no field belong to the finding about those lines. */
static void
bytes(EmlFindings *found)
{
	const EmlFacts *facts = found->report->facts;

	if (!has_anomaly(found, "8bit-header"))
		return;
	about_bytes(found, "finding-form-not-utf8", "finding-form-parameter-not-utf8",
		    EML_TONE_WARN, facts->not_utf8);
	about_bytes(found, "finding-form-8bit-header", "finding-form-parameter-8bit", EML_TONE_NOTE,
		    facts->with_utf8);
	about_fields(found, "finding-form-lost", EML_TONE_NOTE, facts->with_lost);
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

static EmlFinding *
note(EmlFindings *found, const char *id, gint field)
{
	return eml_finding_add(found, id, EML_TONE_NOTE, EML_WEIGHT_FORM, field);
}

/* RFC 5322 section 3.6: Date must, Message-ID should be there. From is its own finding. */
static void
missing_fields(EmlFindings *found)
{
	static const char *const wanted[] = {"Date", "Message-ID"};
	const EmlMessage *message = found->report->message;
	g_autoptr(GString) missing = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
		if (eml_message_find(message, wanted[i], -1) < 0)
			g_string_append_printf(missing, "%s%s", missing->len > 0 ? " and no " : "",
					       wanted[i]);
	if (missing->len > 0)
		eml_finding_with(note(found, "finding-fields-missing", -1), missing->str);
}

/* "<" id-left "@" id-right ">", RFC 5322 section 3.6.4; what the two sides hold is not looked at,
 * since mail programs write much there that the grammar does not allow. */
static gboolean
is_message_id(EmlSlice value)
{
	const EmlSlice id = eml_slice_strip(value);
	const gssize at = eml_slice_find(id, '@');

	if (id.len < 5 || id.data[0] != '<' || id.data[id.len - 1] != '>' || at < 2 ||
	    at > (gssize)id.len - 3) /* of a header block */
		return FALSE;
	for (gsize i = 1; i + 1 < id.len; i++)
		if ((guchar)id.data[i] <= ' ' || id.data[i] == '<' || id.data[i] == '>')
			return FALSE;
	return TRUE;
}

static void
unreadable_fields(EmlFindings *found)
{
	const EmlMessage *message = found->report->message;
	const gint date = eml_message_find(message, "Date", -1);
	const gint id = eml_message_find(message, "Message-ID", -1);

	if (date >= 0 && !found->report->facts->has_date)
		note(found, "finding-date-unreadable", date);
	if (id >= 0 && !is_message_id(eml_message_field(message, (guint)id)->value))
		note(found, "finding-message-id-form", id);
}

/* Said in stronger words, while a signature passes. */
static gboolean
is_told(const EmlFindings *found, const char *name)
{
	const GPtrArray *list = found->all[EML_TONE_BAD][EML_WEIGHT_SHOWN];

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const EmlFinding *one = g_ptr_array_index(list, i);
		gsize len = 0;
		const char *arg = one->args->len > 0
				      ? g_bytes_get_data(g_ptr_array_index(one->args, 0), &len)
				      : NULL;

		if (g_str_equal(one->id, "finding-duplicate-field") && len == strlen(name) &&
		    memcmp(arg, name, len) == 0)
			return TRUE;
	}
	return FALSE;
}

static gint
by_number(gconstpointer a, gconstpointer b)
{
	const guint left = *(const guint *)a;
	const guint right = *(const guint *)b;

	return left < right ? -1 : left > right;
}

static void
repeated_fields(EmlFindings *found)
{
	/* RFC 5322 section 3.6 without From, which is its own finding; RFC 2045 section 3 and
	 * RFC 2183 section 2 */
	static const char *const once[] = {"Sender",
					   "Reply-To",
					   "To",
					   "Cc",
					   "Bcc",
					   "Message-ID",
					   "Subject",
					   "Date",
					   "References",
					   "In-Reply-To",
					   "Content-ID",
					   "Content-Type",
					   "MIME-Version",
					   "Content-Transfer-Encoding",
					   "Content-Disposition",
					   "Content-Description"};
	const EmlMessage *message = found->report->message;
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(guint));

	for (gsize i = 0; i < G_N_ELEMENTS(once); i++) {
		if (eml_message_count(message, once[i]) < 2 || is_told(found, once[i]))
			continue;
		for (gint at = eml_message_find(message, once[i], -1); at >= 0;
		     at = eml_message_find(message, once[i], at)) {
			const guint field = (guint)at; /* not negative here */

			g_array_append_val(fields, field);
		}
	}
	g_array_sort(fields, by_number);
	about_fields(found, "finding-repeated-fields", EML_TONE_NOTE, fields);
}

/* Names that are near to another one, and right. */
static gboolean
is_known(const char *name)
{
	return g_ascii_strcasecmp(name, "DKIM2-Signature") == 0;
}

/* A name that is nearly one that matters. */
static void
misspelt_fields(EmlFindings *found)
{
	static const struct {
		const char *name;
		gboolean also_beside; /* also where the field itself is there */
	} rights[] = {{"From", FALSE},	       {"Date", FALSE},	   {"Subject", FALSE},
		      {"Message-ID", FALSE},   {"Received", TRUE}, {"Return-Path", TRUE},
		      {"DKIM-Signature", TRUE}};
	const EmlMessage *message = found->report->message;

	for (gsize r = 0; r < G_N_ELEMENTS(rights); r++) {
		EmlFinding *one = NULL;

		if (!rights[r].also_beside && eml_message_find(message, rights[r].name, -1) >= 0)
			continue;
		for (guint i = 0; i < eml_message_n_fields(message); i++) {
			const EmlSlice name = eml_field_name(eml_message_field(message, i));
			g_autofree char *text = NULL;

			if (name.len > strlen(rights[r].name) + 1 ||
			    name.len + 1 < strlen(rights[r].name))
				continue;
			text = eml_slice_dup(name);
			if (is_known(text) || eml_near_distance(text, rights[r].name) != 1)
				continue;
			if (one == NULL)
				one = eml_finding_with(
				    eml_finding_with(note(found, "finding-field-misspelt", -1),
						     text),
				    rights[r].name);
			if (one->fields->len < EML_MAX_FINDING_FIELDS)
				eml_finding_field(one, (gint)i); /* an index */
		}
	}
}

/* Where the host has no name, every network has such a machine. */
static EmlPlain *
machine(const char *by)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	EmlAddress address;
	const gboolean nameless =
	    eml_address_parse(by, &address) && !eml_address_is_public(&address);

	g_ptr_array_add(args, g_bytes_new(by, strlen(by)));
	return eml_words_expand(eml_words_title(nameless ? "made-on-address" : "made-on-host"),
				args);
}

/* That servers handled the message all the same: a list that sent it on, or the last of them, which
 * delivered it (RFC 5321 section 4.4 of Return-Path). FALSE if nothing shows it. */
static gboolean
trace_removed(EmlFindings *found)
{
	static const char *const delivered[] = {"Return-Path", "Delivered-To"};
	const EmlMessage *message = found->report->message;
	EmlForwarded sign = {.field = -1};
	gint field = -1;
	g_autofree char *name = NULL;

	if (eml_forwarded_sign(found->report, EML_FORWARDED_LIST, &sign))
		field = sign.field;
	for (gsize i = 0; i < G_N_ELEMENTS(delivered) && field < 0; i++)
		field = eml_message_find(message, delivered[i], -1);
	if (field < 0)
		return FALSE;
	name = eml_slice_dup(eml_field_name(eml_message_field(message, (guint)field)));
	eml_finding_with(eml_finding_add(found,
					 field == sign.field ? "finding-trace-removed-by-list"
							     : "finding-trace-removed",
					 EML_TONE_NOTE, EML_WEIGHT_ANSWER, field),
			 name);
	return TRUE;
}

/* What has no client, and how that comes. */
static void
no_client(EmlFindings *found)
{
	const GPtrArray *hops = found->report->hops->hops;
	const EmlHop *top = hops->len > 0 ? g_ptr_array_index(hops, 0) : NULL;
	EmlFinding *one = NULL;
	g_autofree EmlPlain *on = NULL;

	switch (eml_no_client(found->report)) {
	case EML_CLIENT_MAY_BE:
		break;
	case EML_CLIENT_NO_TRACE:
		if (!trace_removed(found))
			eml_finding_add(found, "finding-no-received", EML_TONE_NOTE,
					EML_WEIGHT_ANSWER, -1);
		break;
	case EML_CLIENT_MADE_HERE:
		one = eml_finding_add(found, "finding-made-here", EML_TONE_NOTE, EML_WEIGHT_ANSWER,
				      (gint)top->field);
		on = machine(top->received->by);
		eml_finding_with(one, on);
		break;
	case EML_CLIENT_OWN_COPY:
		one = eml_finding_add(found, "finding-own-copy", EML_TONE_NOTE, EML_WEIGHT_ANSWER,
				      (gint)top->field);
		eml_finding_with_number(one, eml_report_line(found->report, (gint)top->field));
		break;
	}
}

/* "(Postfix, from userid 1000)" says who handed the message over. */
static gboolean
is_unreadable(const EmlHop *hop)
{
	const EmlReceived *received = hop->received;

	return received->from == NULL && received->from_ip == NULL && received->by == NULL &&
	       received->origin == EML_ORIGIN_NOT_SAID && !hop->has_time;
}

static void
unreadable_hops(EmlFindings *found)
{
	const EmlHops *hops = found->report->hops;
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(guint));
	EmlFinding *one = NULL;

	for (guint i = 0; i < hops->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, i);

		if (is_unreadable(hop))
			g_array_append_val(fields, hop->field);
	}
	if (fields->len == 0)
		return;
	one = eml_finding_with_number(note(found,
					   fields->len < hops->hops->len
					       ? "finding-received-unreadable"
					       : "finding-received-none-readable",
					   -1),
				      fields->len);
	name_fields(one, fields);
}

static void
blank_line(EmlFindings *found)
{
	const EmlFacts *facts = found->report->facts;
	g_autofree char *name = NULL;

	if (facts->blank_field < 0)
		return;
	name = eml_slice_dup(
	    eml_field_name(eml_message_field(found->report->message, (guint)facts->blank_field)));
	eml_finding_with(
	    eml_finding_with_number(note(found, "finding-form-blank-line", facts->blank_field),
				    facts->blank_line),
	    name);
}

static void
large_fields(EmlFindings *found)
{
	const EmlMessage *message = found->report->message;
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint i = 0; i < eml_message_n_fields(message); i++)
		if (eml_message_field(message, i)->whole.len > EML_USUAL_FIELD_BYTES)
			g_array_append_val(fields, i);
	about_fields(found, "finding-field-large", EML_TONE_NOTE, fields);
}

/* Of an older or a newer kind than DKIM, and not checked. A DKIM2-Signature is listed with the
 * signatures, and so is the Message-Instance that belongs to one. */
static void
other_signatures(EmlFindings *found)
{
	const EmlMessage *message = found->report->message;
	const gint old = eml_message_find(message, "DomainKey-Signature", -1);
	const gboolean signs_anew = eml_message_find(message, "DKIM-Signature", -1) >= 0;
	const gint instance = eml_message_find(message, "Message-Instance", -1);

	if (old >= 0)
		note(found, signs_anew ? "finding-domainkeys-beside" : "finding-domainkeys", old);
	if (instance >= 0 && eml_message_find(message, "DKIM2-Signature", -1) < 0)
		note(found, "finding-message-instance", instance);
}

void
eml_findings_header(EmlFindings *self)
{
	no_client(self);
	from_form(self);
	bytes(self);
	missing_fields(self);
	unreadable_fields(self);
	repeated_fields(self);
	misspelt_fields(self);
	unreadable_hops(self);
	blank_line(self);
	large_fields(self);
	other_signatures(self);
}
