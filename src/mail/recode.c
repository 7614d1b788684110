#include "mail/recode.h"

#include "base/error.h"
#include "base/limits.h"

/* The character at the place, which is moved behind it; U+FFFD for half of a pair. No charset
 * converter of the system: it may not be there. */
static gunichar
take_utf_16(const guint8 *bytes, gsize len, gboolean big, gsize *at)
{
	const gsize high = big ? 0 : 1;
	const gunichar first = (gunichar)bytes[*at + high] << 8 | bytes[*at + 1 - high];
	gunichar second = 0;

	*at += 2;
	if (first < 0xD800 || first > 0xDFFF)
		return first;
	if (first > 0xDBFF || len - *at < 2)
		return 0xFFFD;
	second = (gunichar)bytes[*at + high] << 8 | bytes[*at + 1 - high];
	if (second < 0xDC00 || second > 0xDFFF)
		return 0xFFFD;
	*at += 2;
	return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

/* A byte too many at the end is left out. */
static GBytes *
from_utf_16(const char *bytes, gsize len, gboolean big)
{
	GString *text = g_string_sized_new(len / 2 + 1);

	for (gsize at = 0; at + 1 < len;)
		g_string_append_unichar(text, take_utf_16((const guint8 *)bytes, len, big, &at));
	return g_string_free_to_bytes(text);
}

static GBytes *
from_cr_lines(const char *bytes, gsize len)
{
	GString *text = g_string_new_len(bytes, (gssize)len); /* at most EML_MAX_COPIED_MESSAGE */

	for (gsize i = 0; i < len; i++)
		if (text->str[i] == '\r')
			text->str[i] = '\n';
	return g_string_free_to_bytes(text);
}

gboolean
eml_recode(const EmlSpool *spool, const EmlKind *kind, EmlSpool *ret_recoded, GError **error)
{
	g_autofree char *bytes = NULL;
	GBytes *recoded = NULL;
	gsize len = 0;

	if (spool->size > EML_MAX_COPIED_MESSAGE) {
		g_set_error(error, EML_ERROR, EML_ERROR_DATA,
			    "%s, and it is too large to be converted here (the limit is %u MiB). "
			    "Save the message again, as source (.eml).",
			    kind->coding == EML_CODING_CR_LINES
				? "The lines of this file end in CR alone"
				: "This file is UTF-16",
			    (guint)(EML_MAX_COPIED_MESSAGE >> 20));
		return FALSE;
	}
	bytes = g_malloc((gsize)spool->size); /* at most EML_MAX_COPIED_MESSAGE */
	len = eml_spool_peek(spool, bytes, (gsize)spool->size);
	if (kind->coding == EML_CODING_CR_LINES)
		recoded = from_cr_lines(bytes, len);
	else
		recoded = from_utf_16(bytes + MIN(kind->mark, len), len - MIN(kind->mark, len),
				      kind->coding == EML_CODING_UTF_16_BE);
	*ret_recoded = (EmlSpool){recoded, -1, g_bytes_get_size(recoded)};
	return TRUE;
}
