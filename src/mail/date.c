/* eml_meaning_date(): date-time of RFC 5322 section 3.3 with the obsolete forms of section 4.3. */
#include "mail/meaning.h"

#include "base/cursor.h"

typedef struct {
	gint year, month, day, hour, minute, second;
	gint offset; /* minutes east of UTC */
} DateTime;

static const char *const day_names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* obs-zone, RFC 5322 section 4.3: every other word says nothing about the zone and counts as -0000.
 */
static const struct {
	const char *name;
	gint minutes;
} zones[] = {
    {"CDT", -5 * 60}, {"CST", -6 * 60}, {"EDT", -4 * 60}, {"EST", -5 * 60},
    {"MDT", -6 * 60}, {"MST", -7 * 60}, {"PDT", -7 * 60}, {"PST", -8 * 60},
};

/* [CFWS]; a comment that does not close runs to the end */
static void
skip_cfws(EmlCursor *c)
{
	guint depth = 0;

	for (; !eml_cursor_at_end(c); c->at++) {
		const int byte = eml_cursor_peek(c);

		if (byte == '(')
			depth++;
		else if (depth == 0 && byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n')
			return;
		else if (byte == ')')
			depth--;
		else if (byte == '\\' && eml_cursor_peek_at(c, 1) >= 0)
			c->at++;
	}
}

/* At least `least` and at most `most` digits, and no digit after them. */
static gboolean
take_digits(EmlCursor *c, guint least, guint most, gint *ret_number)
{
	gint number = 0;
	guint n = 0;

	while (g_ascii_isdigit(eml_cursor_peek_at(c, n))) {
		if (n == most)
			return FALSE;
		number = number * 10 + (eml_cursor_peek_at(c, n) - '0');
		n++;
	}
	if (n < least)
		return FALSE;
	c->at += n;
	*ret_number = number;
	return TRUE;
}

/* One of the names (three letters each); the rest of a longer word must not follow. */
static gboolean
take_name(EmlCursor *c, const char *const *names, guint n_names, gint *ret_index)
{
	if (g_ascii_isalpha(eml_cursor_peek_at(c, 3)))
		return FALSE;
	for (guint i = 0; i < n_names; i++) {
		if (eml_cursor_take_ci(c, names[i])) {
			*ret_index = (gint)i; /* at most 12 */
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean
take_mark(EmlCursor *c, char mark)
{
	EmlCursor at = *c;

	skip_cfws(&at);
	if (!eml_cursor_take(&at, mark))
		return FALSE;
	skip_cfws(&at);
	*c = at;
	return TRUE;
}

/* year = 4*DIGIT / obs-year = 2*DIGIT, RFC 5322 sections 3.3 and 4.3 */
static gboolean
take_year(EmlCursor *c, gint *ret_year)
{
	const gsize start = c->at;
	gint year = 0;

	if (!take_digits(c, 2, 4, &year))
		return FALSE;
	if (c->at - start == 2 && year < 50)
		year += 2000;
	else if (c->at - start < 4)
		year += 1900;
	*ret_year = year;
	return TRUE;
}

/* [ day-name [","] ] day month year, RFC 5322 section 3.3; the name of the day is not compared with
 * the date */
static gboolean
read_date(EmlCursor *c, DateTime *time)
{
	gint ignored = 0;

	if (take_name(c, day_names, G_N_ELEMENTS(day_names), &ignored)) {
		skip_cfws(c);
		eml_cursor_take(c, ',');
		skip_cfws(c);
	}
	if (!take_digits(c, 1, 2, &time->day))
		return FALSE;
	skip_cfws(c);
	if (!take_name(c, month_names, G_N_ELEMENTS(month_names), &time->month))
		return FALSE;
	time->month++;
	skip_cfws(c);
	return take_year(c, &time->year);
}

/* time-of-day = hour ":" minute [ ":" second ], RFC 5322 section 3.3; a fraction is passed over */
static gboolean
read_time_of_day(EmlCursor *c, DateTime *time)
{
	if (!take_digits(c, 1, 2, &time->hour) || !take_mark(c, ':') ||
	    !take_digits(c, 2, 2, &time->minute))
		return FALSE;
	if (!take_mark(c, ':'))
		return TRUE;
	if (!take_digits(c, 2, 2, &time->second))
		return FALSE;
	if (eml_cursor_peek(c) == '.' && g_ascii_isdigit(eml_cursor_peek_at(c, 1))) {
		c->at++;
		while (g_ascii_isdigit(eml_cursor_peek(c)))
			c->at++;
	}
	return TRUE;
}

/* ( "+" / "-" ) 4DIGIT, RFC 5322 section 3.3; "+hh:mm" too */
static gboolean
take_numeric_zone(EmlCursor *c, gint *ret_minutes)
{
	const gboolean west = eml_cursor_peek(c) == '-';
	EmlCursor at = *c;
	gint hours = 0;
	gint minutes = 0;

	if (!eml_cursor_take(&at, '+') && !eml_cursor_take(&at, '-'))
		return FALSE;
	if (take_digits(&at, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_digits(&at, 2, 2, &hours) || !eml_cursor_take(&at, ':') ||
		   !take_digits(&at, 2, 2, &minutes)) {
		return FALSE;
	}
	if (minutes > 59)
		return FALSE;
	*c = at;
	*ret_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
	return TRUE;
}

/* obs-zone, RFC 5322 section 4.3 */
static gboolean
take_zone_name(EmlCursor *c, gint *ret_minutes)
{
	const gsize start = c->at;
	EmlSlice word = {0};

	while (g_ascii_isalpha(eml_cursor_peek(c)))
		c->at++;
	word = eml_cursor_since(c, start);
	if (word.len == 0)
		return FALSE;
	*ret_minutes = 0;
	for (guint i = 0; i < G_N_ELEMENTS(zones); i++)
		if (eml_slice_equal_ci(word, eml_slice(zones[i].name)))
			*ret_minutes = zones[i].minutes;
	return TRUE;
}

/* zone, and what programs write behind it: a zone's name after the number, Go's monotonic clock
 * "m=+555016.7". Without any zone the time counts as UTC. */
static gboolean
read_zone_and_end(EmlCursor *c, DateTime *time)
{
	gint ignored = 0;

	skip_cfws(c);
	if (take_numeric_zone(c, &time->offset)) {
		skip_cfws(c);
		if (eml_cursor_peek_at(c, 1) != '=')
			take_zone_name(c, &ignored);
	} else {
		take_zone_name(c, &time->offset);
	}
	skip_cfws(c);
	if (eml_cursor_take_ci(c, "m=+") || eml_cursor_take_ci(c, "m=-")) {
		while (g_ascii_isdigit(eml_cursor_peek(c)) || eml_cursor_peek(c) == '.')
			c->at++;
		skip_cfws(c);
	}
	return eml_cursor_at_end(c);
}

/* "2018-09-28 08:48:36.858842501 +0000 UTC", as Go prints a time */
static gboolean
read_go_date(EmlCursor *c, DateTime *time)
{
	return take_digits(c, 4, 4, &time->year) && eml_cursor_take(c, '-') &&
	       take_digits(c, 2, 2, &time->month) && eml_cursor_take(c, '-') &&
	       take_digits(c, 2, 2, &time->day);
}

gboolean
eml_meaning_date(EmlSlice value, gint64 *ret_seconds, gint *ret_offset_minutes)
{
	EmlCursor c = eml_cursor(value);
	DateTime time = {0};
	g_autoptr(GDateTime) utc = NULL;

	skip_cfws(&c);
	if (eml_cursor_peek_at(&c, 4) == '-' ? !read_go_date(&c, &time) : !read_date(&c, &time))
		return FALSE;
	skip_cfws(&c);
	if (!read_time_of_day(&c, &time) || time.second > 60 || !read_zone_and_end(&c, &time))
		return FALSE;
	utc = g_date_time_new_utc(time.year, time.month, time.day, time.hour, time.minute, 0);
	if (utc == NULL)
		return FALSE;
	*ret_seconds = g_date_time_to_unix(utc) + time.second - time.offset * 60;
	if (ret_offset_minutes != NULL)
		*ret_offset_minutes = time.offset;
	return TRUE;
}
