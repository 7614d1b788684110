#include "mail/recode.h"

#include "base/error.h"
#include "base/limits.h"

static gboolean
from_utf_16(const EmlSpool *spool, const EmlKind *kind, EmlSpool *ret_recoded, GError **error)
{
	g_autoptr(GCharsetConverter) converter =
	    g_charset_converter_new("UTF-8", kind->charset, NULL);
	g_autoptr(GInputStream) source = eml_spool_stream(spool, kind->mark);
	g_autoptr(GInputStream) plain = NULL;
	g_autoptr(GError) cause = NULL;

	if (converter != NULL) {
		plain = g_converter_input_stream_new(source, G_CONVERTER(converter));
		if (eml_spool_read(plain, EML_MAX_FILE_BYTES + 1, ret_recoded, &cause))
			return TRUE;
	}
	if (cause != NULL && !g_error_matches(cause, EML_ERROR, EML_ERROR_DATA)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	g_set_error(error, EML_ERROR, EML_ERROR_DATA,
		    "This file is %s, and cannot be converted to what mail is. Save the message "
		    "again, as source (.eml).",
		    kind->charset);
	return FALSE;
}

static gboolean
from_cr_lines(const EmlSpool *spool, EmlSpool *ret_recoded, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize len = 0;

	if (spool->size > EML_MAX_COPIED_MESSAGE) {
		g_set_error_literal(
		    error, EML_ERROR, EML_ERROR_DATA,
		    "The lines of this file end in CR alone, and it is too large to "
		    "be converted here. Make them end in LF or CR LF.");
		return FALSE;
	}
	bytes = g_malloc((gsize)spool->size); /* at most EML_MAX_COPIED_MESSAGE */
	len = eml_spool_peek(spool, bytes, (gsize)spool->size);
	for (gsize i = 0; i < len; i++)
		if (bytes[i] == '\r')
			bytes[i] = '\n';
	*ret_recoded = (EmlSpool){g_bytes_new_take(g_steal_pointer(&bytes), len), -1, len};
	return TRUE;
}

gboolean
eml_recode(const EmlSpool *spool, const EmlKind *kind, EmlSpool *ret_recoded, GError **error)
{
	return kind->charset != NULL ? from_utf_16(spool, kind, ret_recoded, error)
				     : from_cr_lines(spool, ret_recoded, error);
}
