#include "mail/mailbox.h"

#include "base/limits.h"
#include "mail/mbox.h"

#include <errno.h>
#include <unistd.h>

#define OVERLAP 2048 /* bytes kept of the piece before: a "From " line, the lines around it */

/* Reads as much as there is, up to `wanted`. */
static gsize
read_at(int fd, char *buffer, gsize wanted, guint64 at)
{
	gsize have = 0;

	while (have < wanted) {
		const ssize_t n = pread(fd, buffer + have, wanted - have, (off_t)(at + have));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		have += (gsize)n; /* positive */
	}
	return have;
}

gboolean
eml_mailbox_begins(EmlSlice start)
{
	return eml_slice_starts_with_ci(start, "From ") ||
	       eml_slice_starts_with_ci(start, ">From ");
}

static EmlSlice
line_at(EmlSlice text, gsize at)
{
	const EmlSlice rest = eml_slice_part(text, at, text.len);
	const gssize lf = eml_slice_find(rest, '\n');

	return lf < 0 ? rest : eml_slice_part(rest, 0, (gsize)lf);
}

/* field-name ":", RFC 5322 section 3.6.8 */
static gboolean
is_field_line(EmlSlice line)
{
	const gssize colon = eml_slice_find(line, ':');

	for (gssize i = 0; i < colon; i++)
		if (line.data[i] < 33 || line.data[i] > 126)
			return FALSE;
	return colon > 0;
}

/* Bytes of the empty line before that place; 0 if the line before is another one. */
static gsize
empty_line_before(EmlSlice text, gsize at)
{
	gsize start = at - 1; /* the line end before */

	while (start > 0 && (text.data[start - 1] == ' ' || text.data[start - 1] == '\t' ||
			     text.data[start - 1] == '\r'))
		start--;
	return start > 0 && text.data[start - 1] == '\n' ? at - start : 0;
}

/* A message begins at that "From " of the text: behind an empty line, and a field stands behind its
 * line. */
static gboolean
begins_at(EmlSlice text, gsize at)
{
	const EmlSlice line = line_at(text, at);
	const gsize next = at + line.len + 1;

	return empty_line_before(text, at) > 0 && next < text.len && eml_mbox_is_postmark(line) &&
	       is_field_line(line_at(text, next));
}

/* What the search knows between two pieces. */
typedef struct {
	GArray *parts;
	guint most;
	guint64 base; /* offset in the file of the window's first byte */
	guint64 done; /* offset up to which beginnings were looked for */
} Search;

static void
end_part(Search *s, guint64 next, gsize empty_line)
{
	EmlMailboxPart *last = &g_array_index(s->parts, EmlMailboxPart, s->parts->len - 1);

	last->len = next - empty_line - last->start;
}

/* Beginnings in the window, of which the last OVERLAP bytes are looked at with the next one. */
static void
search_window(Search *s, EmlSlice window, gsize to)
{
	gsize at = s->done > s->base ? (gsize)(s->done - s->base) : 0; /* inside the window */

	while (at < to && s->parts->len < s->most) {
		const char *found = memmem(window.data + at, to - at, "\nFrom ", 6);
		EmlMailboxPart part = {0};

		if (found == NULL)
			break;
		at = (gsize)(found - window.data) + 1; /* inside the window */
		if (!begins_at(window, at))
			continue;
		part.start = s->base + at;
		end_part(s, part.start, empty_line_before(window, at));
		g_array_append_val(s->parts, part);
	}
	s->done = s->base + to - MIN(to, 5);
}

/* Bytes of the empty line at the very end: the last message has one behind it too. */
static gsize
ends_in_empty_line(int fd, guint64 size)
{
	char end[3] = {0};
	const gsize n = size >= sizeof end ? read_at(fd, end, sizeof end, size - sizeof end) : 0;

	if (n == sizeof end && memcmp(end, "\n\r\n", 3) == 0)
		return 2;
	return n == sizeof end && memcmp(end + 1, "\n\n", 2) == 0 ? 1 : 0;
}

gboolean
eml_mailbox_parts(int fd, guint64 size, guint most, gint64 until, GArray **ret_parts)
{
	Search s = {g_array_new(FALSE, TRUE, sizeof(EmlMailboxPart)), most, 0, 0};
	const EmlMailboxPart first = {0, size};
	g_autofree char *window = g_malloc(EML_BODY_PIECE + OVERLAP);

	*ret_parts = s.parts;
	g_array_append_val(s.parts, first);
	while (s.base < size && s.parts->len < most) {
		const gsize wanted = (gsize)MIN(EML_BODY_PIECE + OVERLAP, size - s.base);
		const gboolean is_last = s.base + wanted == size;

		if ((until != 0 && g_get_monotonic_time() > until) ||
		    read_at(fd, window, wanted, s.base) < wanted)
			return FALSE;
		search_window(&s, eml_slice_n(window, wanted),
			      is_last ? wanted : wanted - OVERLAP / 2);
		if (is_last)
			break;
		s.base += EML_BODY_PIECE;
	}
	end_part(&s, size, ends_in_empty_line(fd, size));
	return TRUE;
}

/* Ends the piece that begins at *start; what is empty is none. */
static void
add_piece(GArray *parts, guint64 *start, guint64 end, gsize separator)
{
	const EmlMailboxPart part = {*start, end - *start};

	if (part.len > 0)
		g_array_append_val(parts, part);
	*start = end + separator;
}

gboolean
eml_mailbox_separated(int fd, guint64 size, EmlSlice separator, guint most, GArray **ret_parts)
{
	const gsize piece =
	    EML_BODY_PIECE + separator.len - 1; /* a separator lies in one of them */
	g_autofree char *window = g_malloc(piece);
	GArray *parts = g_array_new(FALSE, TRUE, sizeof(EmlMailboxPart));
	guint64 start = 0; /* where the piece begins that is not ended yet */

	*ret_parts = parts;
	for (guint64 base = 0; base < size; base += EML_BODY_PIECE) {
		const gsize have = read_at(fd, window, (gsize)MIN(piece, size - base), base);
		const char *at = window + (start > base ? MIN(start - base, have) : 0);
		const char *found = NULL;

		while (parts->len < most &&
		       (found = memmem(at, (gsize)(window + have - at), separator.data,
				       separator.len)) != NULL) {
			add_piece(parts, &start, base + (guint64)(found - window), separator.len);
			at = found + separator.len;
		}
	}
	if (start == 0)
		return FALSE;
	if (parts->len < most && start < size)
		add_piece(parts, &start, size, 0);
	return TRUE;
}

GBytes *
eml_mailbox_read(int fd, EmlMailboxPart part)
{
	g_autofree char *bytes = NULL;

	if (part.len > EML_MAX_COPIED_MESSAGE)
		return NULL;
	bytes = g_malloc((gsize)part.len); /* at most EML_MAX_COPIED_MESSAGE */
	if (read_at(fd, bytes, (gsize)part.len, part.start) < part.len)
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&bytes), (gsize)part.len);
}
