#include "base/clock.h"

#include "base/cursor.h"

#define LAST_SECOND G_GINT64_CONSTANT(253402300799) /* 9999-12-31T23:59:59Z */

gint64
eml_clock_now(const EmlClock *clock)
{
	return clock != NULL && clock->fixed ? clock->seconds : g_get_real_time() / G_USEC_PER_SEC;
}

char *
eml_clock_format(gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);

	if (time == NULL) /* beyond the year 9999 */
		return g_strdup_printf("@%" G_GINT64_FORMAT, seconds);
	return g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

/* Exactly `digits` digits. */
static gboolean
take_number(EmlCursor *c, guint digits, gint *ret_number)
{
	gint number = 0;

	for (guint i = 0; i < digits; i++) {
		const int digit = eml_cursor_peek_at(c, i);

		if (digit < '0' || digit > '9')
			return FALSE;
		number = number * 10 + (digit - '0');
	}
	c->at += digits;
	*ret_number = number;
	return TRUE;
}

/* full-date = date-fullyear "-" date-month "-" date-mday, RFC 3339 section 5.6 */
static gboolean
read_full_date(EmlCursor *c, gint *ret_year, gint *ret_month, gint *ret_day)
{
	return take_number(c, 4, ret_year) && eml_cursor_take(c, '-') &&
	       take_number(c, 2, ret_month) && eml_cursor_take(c, '-') &&
	       take_number(c, 2, ret_day);
}

/* partial-time = time-hour ":" time-minute ":" time-second [time-secfrac], RFC 3339 section 5.6 */
static gboolean
read_partial_time(EmlCursor *c, gint *ret_hour, gint *ret_minute, gint *ret_second)
{
	if (!take_number(c, 2, ret_hour) || !eml_cursor_take(c, ':') ||
	    !take_number(c, 2, ret_minute) || !eml_cursor_take(c, ':') ||
	    !take_number(c, 2, ret_second) || *ret_second > 60)
		return FALSE;
	if (!eml_cursor_take(c, '.'))
		return TRUE;
	if (!g_ascii_isdigit(eml_cursor_peek(c)))
		return FALSE;
	while (g_ascii_isdigit(eml_cursor_peek(c)))
		c->at++;
	return TRUE;
}

/* time-offset = "Z" / time-numoffset, RFC 3339 section 5.6 */
static gboolean
read_time_offset(EmlCursor *c, gint *ret_minutes)
{
	const gboolean west = eml_cursor_peek(c) == '-';
	gint hours = 0;
	gint minutes = 0;

	*ret_minutes = 0;
	if (eml_cursor_take_ci(c, "z"))
		return TRUE;
	if (!eml_cursor_take(c, '+') && !eml_cursor_take(c, '-'))
		return FALSE;
	if (!take_number(c, 2, &hours) || !eml_cursor_take(c, ':') ||
	    !take_number(c, 2, &minutes) || hours > 23 || minutes > 59)
		return FALSE;
	*ret_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
	return TRUE;
}

/* date-time = full-date "T" full-time, RFC 3339 section 5.6; a blank may stand for the "T" */
static gboolean
parse_date_time(EmlCursor c, gint64 *ret_seconds)
{
	g_autoptr(GDateTime) time = NULL;
	gint year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0;

	if (!read_full_date(&c, &year, &month, &day))
		return FALSE;
	if (!eml_cursor_take_ci(&c, "t") && !eml_cursor_take(&c, ' '))
		return FALSE;
	if (!read_partial_time(&c, &hour, &minute, &second) || !read_time_offset(&c, &offset) ||
	    !eml_cursor_at_end(&c))
		return FALSE;
	time = g_date_time_new_utc(year, month, day, hour, minute, 0);
	if (time == NULL)
		return FALSE;
	*ret_seconds = g_date_time_to_unix(time) + second - offset * 60;
	return TRUE;
}

gboolean
eml_clock_parse(const char *text, gint64 *ret_seconds)
{
	if (text[0] == '@')
		return g_ascii_string_to_signed(text + 1, 10, 0, LAST_SECOND, ret_seconds, NULL);
	return parse_date_time(eml_cursor(eml_slice(text)), ret_seconds);
}

char *
eml_clock_delay(gint64 seconds)
{
	const char sign = seconds < 0 ? '-' : '+';
	const guint64 size = seconds < 0 ? -(guint64)seconds : (guint64)seconds;
	const guint64 minutes = (size + 30) / 60;

	if (size <= 90)
		return g_strdup_printf("%c%" G_GUINT64_FORMAT " s", sign, size);
	if (size < 600)
		return g_strdup_printf("%c%" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT " min", sign,
				       size / 60, size % 60);
	if (size < 7200)
		return g_strdup_printf("%c%" G_GUINT64_FORMAT " min", sign, minutes);
	if (size < 172800)
		return g_strdup_printf("%c%" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT " h", sign,
				       minutes / 60, minutes % 60);
	return g_strdup_printf("%c%" G_GUINT64_FORMAT " d", sign, (size + 43200) / 86400);
}
