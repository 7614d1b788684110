#include "tui/paste.h"

#include <string.h>

#include "base/limits.h"

gboolean
eml_paste_is_path(const char *text)
{
	if (text[0] == '\'' || text[0] == '"')
		return TRUE;
	if (text[0] == '/')
		return strchr(text + 1, '/') != NULL;
	if (g_ascii_strncasecmp(text, "file://", strlen("file://")) == 0)
		return TRUE;
	return (g_ascii_isalpha(text[0]) && text[1] == ':' && text[2] == '\\') ||
	       g_str_has_prefix(text, "\\\\wsl");
}

void
eml_paste_add(GString *text, gunichar c)
{
	const gboolean line_end = c == '\r' || c == '\n';

	if (!line_end && (c < ' ' || (c >= 0x7f && c < 0xa0) || c > 0x10FFFF))
		return;
	if (text->len + 6 <= EML_TUI_MAX_PASTE)
		g_string_append_unichar(text, c);
}
