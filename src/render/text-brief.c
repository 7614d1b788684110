/* The report that fits a screen and a half: no steps, one line a hop. */
#include "render/text-parts.h"

#include "base/clock.h"
#include "judge/owner.h"
#include "judge/words.h"

#define DELAY_COLUMNS 10
#define TLS_COLUMNS 8
#define MAX_LINES 12U /* of the path */

static void
path_line(EmlOut *out, const char *delay, const char *tls, const EmlPlain *text)
{
	eml_out_cell(out, EML_TONE_PLAIN, delay, DELAY_COLUMNS);
	eml_out_cell(out, EML_TONE_PLAIN, tls, TLS_COLUMNS);
	eml_out_wrapped(out, text, DELAY_COLUMNS + TLS_COLUMNS, DELAY_COLUMNS + TLS_COLUMNS);
}

static void
hop_line(EmlOut *out, const EmlHop *hop)
{
	g_autofree char *delay = hop->has_delay ? eml_clock_delay(hop->delay_s) : g_strdup("");
	g_autofree EmlPlain *tls = eml_plain(eml_slice(eml_words_protection(hop->received)));
	g_autofree EmlPlain *text =
	    eml_words_servers_within(hop, eml_out_columns(out) - DELAY_COLUMNS - TLS_COLUMNS);

	path_line(out, delay, tls, text);
}

static void
inner_line(EmlOut *out, const EmlHops *hops, guint i, guint n, const char *owner)
{
	g_autofree EmlPlain *text = NULL;
	g_autofree char *line =
	    g_strdup_printf("%u %s inside %s", n, n == 1 ? "hop" : "hops", owner);
	g_autofree char *delay = NULL;
	gint64 delay_s = 0;
	gboolean known = FALSE;

	for (guint k = i; k < i + n; k++) {
		const EmlHop *hop = g_ptr_array_index(hops->hops, k);

		delay_s += hop->has_delay ? hop->delay_s : 0;
		known = known || hop->has_delay;
	}
	delay = known ? eml_clock_delay(delay_s) : g_strdup("");
	text = eml_plain(eml_slice(line));
	path_line(out, delay, "", text);
}

/* Returns how many hops the line tells. */
static guint
path_step(EmlOut *out, const EmlHops *hops, guint i)
{
	g_autofree char *owner = NULL;
	const guint n = eml_owner_inner_hops(hops, i, &owner);

	if (n > 0)
		inner_line(out, hops, i, n, owner);
	else
		hop_line(out, g_ptr_array_index(hops->hops, i));
	return MAX(n, 1);
}

static void
path(EmlOut *out, const EmlReport *report)
{
	const EmlHops *hops = report->hops;
	const gboolean submitted = hops->doubt == EML_HOPS_SUBMITTED;
	g_autofree EmlPlain *no_border = eml_words_no_border(hops);
	guint lines = 0;
	guint i = 0;

	if (hops->hops->len > 0)
		eml_text_heading(out, "Path, newest first");
	for (; i < hops->hops->len && lines < MAX_LINES; lines++) {
		if (i > 0 && eml_hops_is_below(hops, i) && !eml_hops_is_below(hops, i - 1))
			eml_out_wrapped(out,
					eml_words_title(submitted ? "shown-below-submitted"
								  : "shown-below-border"),
					DELAY_COLUMNS, 0);
		i += path_step(out, hops, i);
	}
	if (i < hops->hops->len) {
		g_autofree char *more = g_strdup_printf("and %u more", hops->hops->len - i);

		path_line(out, "", "", more);
	}
	if (no_border != NULL) {
		eml_out_sign(out, EML_TONE_NOTE);
		eml_out_wrapped(out, no_border, 2, 1);
	}
}

/* The addresses, of which the table says what they are worth, on one line. */
static void
unsubscribe(EmlOut *out, const EmlUnsubscribe *self)
{
	g_autoptr(GString) uris = g_string_new(NULL);
	g_autofree EmlPlain *text = NULL;
	g_autofree EmlPlain *cut = NULL;

	for (guint i = 0; self != NULL && i < self->uris->len; i++)
		g_string_append_printf(uris, "%s%s", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(self->uris, i));
	if (uris->len == 0)
		return;
	text = eml_plain(eml_slice_n(uris->str, uris->len));
	cut = eml_plain_cut(text, eml_out_columns(out) - EML_TEXT_LABEL);
	eml_out_newline(out);
	eml_text_line(out, "Unsubscribe", cut);
}

void
eml_text_brief(EmlOut *out, const EmlReport *report)
{
	eml_text_summary(out, report);
	eml_text_findings(out, report, FALSE);
	path(out, report);
	unsubscribe(out, report->unsubscribe);
	eml_out_newline(out);
	eml_out_wrapped(out, "Full proof: --full", 0, 0);
}
