/* What the parts of the message are like (RFC 2045, 2046): the oddities of which programs make
 * different parts, so that a filter and a mail program do not see the same. */
#include "judge/finding.h"

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

void
eml_findings_mime(EmlFindings *self)
{
	odd_parts(self, "finding-boundary-around", EML_PART_BOUNDARY_AROUND, 0);
	/* those of the message itself are fields that may stand once, among others */
	odd_parts(self, "finding-part-field-twice", EML_PART_FIELD_REPEATED, 1);
}
