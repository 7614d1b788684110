#include "base/idna.h"

#include <idn2.h>

#include "base/limits.h"

static gboolean
is_ascii(EmlSlice name)
{
	for (gsize i = 0; i < name.len; i++)
		if ((guchar)name.data[i] >= 0x80)
			return FALSE;
	return TRUE;
}

/* The mapping of Unicode TR46 makes ASCII of foreign characters, e.g. '@' of U+FF20; only letters,
 * digits, '-', '_' and dots between labels are a name. */
static gboolean
is_mapped_name(const char *name)
{
	if (name[0] == '\0' || name[0] == '.' || strstr(name, "..") != NULL)
		return FALSE;
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr("-_.", *c) == NULL)
			return FALSE;
	return TRUE;
}

static char *
map_to_ascii(EmlSlice name)
{
	g_autofree char *utf8 = NULL;
	g_autofree char *copy = NULL;
	char *ascii = NULL;

	if (name.len > EML_MAX_IDNA_NAME || !g_utf8_validate_len(name.data, name.len, NULL))
		return NULL;
	utf8 = g_strndup(name.data, name.len); /* valid, so without NUL */
	if (idn2_to_ascii_8z(utf8, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	copy = g_ascii_strdown(ascii, -1);
	idn2_free(ascii);
	return is_mapped_name(copy) ? g_steal_pointer(&copy) : NULL;
}

char *
eml_idna_to_ascii(EmlSlice name)
{
	g_autofree char *ascii = NULL;
	gsize len = 0;

	if (eml_slice_find(name, '\0') >= 0)
		return NULL;
	ascii = is_ascii(name) ? eml_slice_dup_lower(name) : map_to_ascii(name);
	if (ascii == NULL)
		return NULL;
	len = strlen(ascii);
	if (len > 0 && ascii[len - 1] == '.')
		ascii[--len] = '\0';
	return len > 0 ? g_steal_pointer(&ascii) : NULL;
}
