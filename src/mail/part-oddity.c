/* What is odd about parts, as ids of words (judge/words-parts.def). */
#include "mail/parts.h"

static const char *const oddity_ids[EML_PART_ODDITY_LAST] = {
    [EML_PART_TYPE_BROKEN] = "mime-type-broken",
    [EML_PART_FIELD_REPEATED] = "mime-field-repeated",
    [EML_PART_HEADER_BROKEN] = "mime-header-broken",
    [EML_PART_HEADER_8BIT] = "mime-header-8bit",
    [EML_PART_UTF_7] = "mime-utf-7",
    [EML_PART_ENCODING_UNKNOWN] = "mime-encoding-unknown",
    [EML_PART_ENCODING_FORBIDDEN] = "mime-encoding-forbidden",
    [EML_PART_NO_BOUNDARY] = "mime-no-boundary",
    [EML_PART_BOUNDARY_FORM] = "mime-boundary-form",
    [EML_PART_BOUNDARY_AROUND] = "mime-boundary-around",
    [EML_PART_EMPTY] = "mime-empty",
    [EML_PART_NO_END] = "mime-no-end",
    [EML_PART_BEHIND_END] = "mime-behind-end",
    [EML_PART_DELIMITER_LONGER] = "mime-delimiter-longer",
    [EML_PART_TEXT_OUTSIDE] = "mime-text-outside",
    [EML_PART_UNTOLD] = "mime-untold",
    [EML_PART_TOO_DEEP] = "mime-too-deep",
    [EML_PART_TOO_MANY] = "mime-too-many",
};

const char *
eml_part_oddity_id(EmlPartOddity oddity)
{
	return oddity_ids[oddity];
}
