/* What the parts of the message are like (RFC 2045, 2046): the oddities of which programs make
 * different parts, so that a filter and a mail program do not see the same; and what kind of
 * message it is, where that says what the checks are about. */
#include "judge/finding.h"
#include "mail/mime-field.h"

/* One finding for all parts with that oddity, from that depth on: %1 is the line of the first, %2
 * how many there are. */
static void
odd_parts(EmlFindings *found, const char *id, EmlPartOddity oddity, guint depth)
{
	const EmlParts *parts = found->report->parts;
	const EmlPart *first = NULL;
	EmlFinding *one = NULL;
	guint n = 0;

	for (guint i = 0; parts != NULL && i < parts->parts->len; i++) {
		const EmlPart *part = g_ptr_array_index(parts->parts, i);

		if ((part->oddities & 1u << oddity) == 0 || part->depth < depth)
			continue;
		first = first != NULL ? first : part;
		n++;
	}
	if (first == NULL)
		return;
	one = eml_finding_add(found, id, EML_TONE_WARN, EML_WEIGHT_SHOWN, -1);
	eml_finding_with_number(eml_finding_with_number(one, first->line), n);
}

static gboolean
has_word(const EmlMimeField *type, const char *parameter, const char *const *words)
{
	g_autofree char *text = eml_mime_field_text(type, parameter);

	for (gsize i = 0; text != NULL && words[i] != NULL; i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return TRUE;
	return FALSE;
}

/* OpenPGP and others (RFC 1847 section 2.2), S/MIME (RFC 8551 section 3.2) and its older name. */
static gboolean
is_encrypted(const EmlMimeField *type)
{
	static const char *const enveloped[] = {"enveloped-data", "authEnveloped-data", NULL};

	if (g_str_equal(type->value, "multipart/encrypted"))
		return TRUE;
	return (g_str_equal(type->value, "application/pkcs7-mime") ||
		g_str_equal(type->value, "application/x-pkcs7-mime")) &&
	       has_word(type, "smime-type", enveloped);
}

/* multipart/report (RFC 6522 section 3): what the report is about stands in report-type. */
static void
report_kind(EmlFindings *found, const EmlMimeField *type, gint field)
{
	static const struct {
		const char *type, *shown;
	} kinds[] = {
	    {"delivery-status", "a delivery report, such as a bounce"},	 /* RFC 3464 */
	    {"feedback-report", "a report of a complaint or a failure"}, /* RFC 5965 */
	    {"tlsrpt", "a report of TLS failures"},			 /* RFC 8460 */
	};
	static const char *const receipt[] = {"disposition-notification", NULL};
	const char *shown = "a report of a mail system, which does not say of what";
	gboolean bounce = FALSE;

	if (!g_str_equal(type->value, "multipart/report"))
		return;
	if (has_word(type, "report-type", receipt)) {
		eml_finding_add(found, "finding-read-receipt", EML_TONE_NOTE, EML_WEIGHT_FORM,
				field);
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (has_word(type, "report-type", (const char *const[]){kinds[i].type, NULL})) {
			shown = kinds[i].shown;
			bounce = i == 0;
		}
	/* other reports also tell of what somebody else sent in the reader's name */
	eml_finding_with(eml_finding_add(found,
					 bounce ? "finding-delivery-report" : "finding-mail-report",
					 EML_TONE_NOTE, EML_WEIGHT_FORM, field),
			 shown);
}

static void
kind(EmlFindings *found)
{
	const EmlMessage *message = found->report->message;
	const gint field = eml_message_find(message, "Content-Type", -1);
	g_autoptr(EmlMimeField) type =
	    field >= 0 ? eml_mime_field_new(eml_message_field(message, (guint)field)->value) : NULL;

	if (type == NULL || type->value == NULL)
		return;
	if (is_encrypted(type))
		eml_finding_add(found, "finding-encrypted", EML_TONE_NOTE, EML_WEIGHT_FORM, field);
	report_kind(found, type, field);
}

void
eml_findings_mime(EmlFindings *self)
{
	kind(self);
	odd_parts(self, "finding-boundary-around", EML_PART_BOUNDARY_AROUND, 0);
	/* those of the message itself are fields that may stand once, among others */
	odd_parts(self, "finding-part-field-twice", EML_PART_FIELD_REPEATED, 1);
}
