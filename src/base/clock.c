#include "base/clock.h"

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

gboolean
eml_clock_parse(const char *text, gint64 *ret_seconds)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = NULL;

	if (text[0] == '@')
		return g_ascii_string_to_signed(text + 1, 10, 0, G_GINT64_CONSTANT(253402300799),
						ret_seconds, NULL);
	time = g_date_time_new_from_iso8601(text, utc);
	if (time == NULL)
		return FALSE;
	*ret_seconds = g_date_time_to_unix(time);
	return TRUE;
}
