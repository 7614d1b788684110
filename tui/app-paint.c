#include "tui/app-private.h"
#include "tui/head.h"
#include "tui/shape.h"

#include "judge/words.h"

#include <string.h>

#define WIDE 120	  /* columns from which list and details stand side by side */
#define NARROW 60	  /* columns below which the top line has room for one remark */
#define LIST_SHARE 47	  /* percent of them for the list */
#define LOW 14		  /* lines below which the verdict has one of them */
#define LABEL 9		  /* columns of "Subject  " */
#define DIVIDER_COLUMNS 4 /* that one key moves the line between the panes */
#define LEAST_COLUMNS 30  /* of either pane */

static EmlStrip
strip_of(const EmlCanvas *canvas, guint line)
{
	return (EmlStrip){line, 0, eml_canvas_columns(canvas)};
}

/* The text at the right end of the strip; returns the strip that is left of it. */
static EmlStrip
paint_right(EmlCanvas *canvas, EmlStrip strip, EmlRole role, const EmlPlain *text)
{
	const guint width = eml_plain_width(text);

	if (width == 0 || width + 8 > strip.columns)
		return strip;
	eml_canvas_text(canvas, eml_strip_after(strip, strip.columns - width), role, text);
	strip.columns -= width + 2;
	return strip;
}

/* "1-14 of 19" of a list that is not seen whole; empty if it is. */
static char *
position_of(const EmlView *view)
{
	guint first = 0, last = 0, total = 0;

	eml_view_position(view, &first, &last, &total);
	if (total == 0 || (first == 1 && last == total))
		return g_strdup("");
	return g_strdup_printf("%u-%u of %u", first, last, total);
}

/* "1-14 of 19   what if   DNS 11/12   2 problems " */
static EmlPlain *
progress(const EmlApp *self, guint columns)
{
	const EmlReport *report = self->report;
	const guint problems = eml_head_problems(report);
	const EmlEnvelope *envelope = report->envelope;
	g_autofree char *position = position_of(eml_app_page(self)->list);
	g_autoptr(GString) text = g_string_new(NULL);

	if (eml_report_is_hypothetical(report) && columns < NARROW)
		return g_strdup("what if ");
	if (columns >= NARROW)
		g_string_append(text, position);
	if (report->hypothetical != NULL || envelope->helo.supposed || envelope->mail_from.supposed)
		g_string_append_printf(text, "%swhat if", text->len > 0 ? "   " : "");
	if (report->offline)
		g_string_append_printf(text, "%soffline", text->len > 0 ? "   " : "");
	else if (!report->done)
		g_string_append_printf(text, "%sDNS %u/%u", text->len > 0 ? "   " : "",
				       report->dns_answered, report->dns_asked);
	if (envelope->ip.supposed && columns >= NARROW)
		g_string_append_printf(text, "%syour IP %s", text->len > 0 ? "   " : "",
				       envelope->ip.value);
	if (report->done && problems > 0 && (text->len == 0 || columns >= NARROW))
		g_string_append_printf(text, "%s%u problem%s", text->len > 0 ? "   " : "", problems,
				       problems > 1 ? "s" : "");
	if (text->len == 0)
		g_string_append(text, position);
	g_string_append_c(text, ' ');
	return g_strdup(text->str);
}

/* The page's name, and what its keys have made of it: "Headers (decoded, whole)". */
static char *
name_of(const EmlApp *self, const EmlPage *page)
{
	static const char *const made[] = {"", " (decoded)", " (whole)", " (decoded, whole)"};
	g_autofree EmlPlain *title = eml_rows_title(self->report, page->about);
	const guint decoded = (self->how & EML_ROWS_DECODED) != 0 ? 1 : 0;
	const guint whole = (self->how & EML_ROWS_WHOLE) != 0 ? 2 : 0;

	return g_strconcat(title, eml_page_is_fields(page) ? made[decoded + whole] : "", NULL);
}

/* "  > DKIM #1 > Headers": how one came here. From the left what finds no room becomes "..". */
static EmlPlain *
breadcrumb(const EmlApp *self, guint columns)
{
	g_autoptr(GString) path = g_string_new(NULL);
	guint shown = 0;

	for (guint i = self->pages->len; i > 1; i--, shown++) {
		const EmlPage *page = g_ptr_array_index(self->pages, i - 1);
		g_autofree char *title = name_of(self, page);
		g_autofree char *part = g_strconcat(" > ", title, NULL);

		/* room for the dots stays while more follow; the last one is always there */
		const guint dots = i > 2 ? 5 : 0;

		if (shown > 0 &&
		    eml_plain_width(path->str) + eml_plain_width(part) + dots > columns) {
			g_string_prepend(path, " > ..");
			break;
		}
		g_string_prepend(path, part);
	}
	return g_strdup(path->str);
}

/* Where a path has no room, its folders go before the name of the file does. The caller owns it. */
static EmlPlain *
short_name(const EmlPlain *name, guint room)
{
	const char *slash = strrchr(name, '/');
	g_autofree char *tail = NULL;

	if (slash == NULL || slash[1] == '\0' || eml_plain_width(name) <= room)
		return eml_plain_cut(name, room);
	tail = g_strdup_printf("…%s", slash);
	return eml_plain_cut(tail, room);
}

static void
paint_title(const EmlApp *self, EmlCanvas *canvas)
{
	EmlStrip strip = strip_of(canvas, 0);
	g_autofree EmlPlain *right = progress(self, strip.columns);
	g_autofree EmlPlain *name = eml_plain(eml_slice(self->title));
	g_autofree EmlPlain *place = breadcrumb(self, 0);
	g_autofree EmlPlain *path = NULL;
	g_autofree EmlPlain *cut = NULL;
	g_autoptr(GString) behind = g_string_new(NULL);
	guint room = 0;

	eml_canvas_rule(canvas, strip, EML_ROLE_TITLE, EML_GLYPH_NONE);
	/* in a narrow window the place goes before the remark */
	if (strip.columns >= NARROW ||
	    10 + eml_plain_width(place) + eml_plain_width(right) < strip.columns)
		strip = paint_right(canvas, strip, EML_ROLE_TITLE, right);
	if (self->total > 1)
		g_string_append_printf(behind, "  [%u/%u]", self->position, self->total);
	/* the message's name keeps some room, too */
	path = breadcrumb(self, strip.columns - MIN(strip.columns, 9 + 16));
	g_string_append_printf(behind, "%s%s", *path != '\0' ? " " : "", path);
	room = 9 + eml_plain_width(behind->str);
	cut = short_name(name, strip.columns > room ? strip.columns - room : 0);
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_TITLE, " emlens  "));
	strip = eml_strip_after(strip, eml_canvas_text(canvas, strip, EML_ROLE_TITLE, cut));
	eml_canvas_text(canvas, strip, EML_ROLE_TITLE, behind->str);
}

static void
paint_label(
    EmlCanvas *canvas, EmlStrip strip, const char *label, EmlRole role, const EmlPlain *text)
{
	strip = eml_strip_after(strip, 1);
	eml_canvas_text(canvas, strip, EML_ROLE_DIM, label);
	eml_canvas_text(canvas, eml_strip_after(strip, LABEL), role, text);
}

/* TRUE if the titles of the table do not say all of it. */
static gboolean
needs_claimed(const EmlReport *report, const EmlPlain *claimed, guint columns)
{
	guint widths[EML_ROW_CELLS];

	eml_shape_widths(EML_SHAPE_TITLES, columns, 0, widths);
	return *claimed != '\0' &&
	       (!eml_report_has_claims(report) || eml_plain_width(claimed) > widths[2]);
}

/* Far from the column that it is about. The caller owns it. */
static EmlPlain *
results_of(const EmlReport *report)
{
	g_autofree EmlPlain *by = eml_head_claimed(report);

	return g_strdup_printf("%s%s", g_str_has_prefix(by, "claimed") ? "results " : "", by);
}

/* The date stays whole, what stands at its right is cut. */
static void
paint_date(const EmlApp *self, EmlCanvas *canvas, EmlStrip strip)
{
	g_autofree EmlPlain *date = eml_head_date(self->report);
	g_autofree EmlPlain *by = eml_head_claimed(self->report);
	g_autofree EmlPlain *right = needs_claimed(self->report, by, strip.columns)
					 ? results_of(self->report)
					 : eml_head_size(self->report);
	const guint kept = 1 + LABEL + eml_plain_width(date) + 3;
	g_autofree EmlPlain *cut = eml_plain_cut(right, strip.columns - MIN(strip.columns, kept));

	paint_label(canvas, paint_right(canvas, strip, EML_ROLE_DIM, cut), "Date", EML_ROLE_TEXT,
		    date);
}

/* From, Subject and Date, as many as there is room for; returns the lines taken. In a wide window
 * date and size stand beside the first two. */
static guint
paint_head(const EmlApp *self, EmlCanvas *canvas, guint line)
{
	const guint lines = eml_canvas_lines(canvas);
	const guint n = lines >= 20 ? (self->wide ? 2 : 3) : lines >= 14 ? 2 : lines >= 10 ? 1 : 0;
	g_autofree EmlPlain *from = eml_head_from(self->report);
	g_autofree EmlPlain *subject = eml_head_subject(self->report);
	g_autofree EmlPlain *date = eml_head_date(self->report);
	g_autofree EmlPlain *size = eml_head_size(self->report);
	g_autofree EmlPlain *claimed = results_of(self->report);
	EmlStrip first = strip_of(canvas, line), second = strip_of(canvas, line + 1),
		 third = strip_of(canvas, line + 2);

	if (self->wide && n == 2) {
		const guint left = first.columns * LIST_SHARE / 100 + 1;

		paint_label(canvas, eml_strip_after(first, left), "Date", EML_ROLE_TEXT, date);
		paint_label(
		    canvas,
		    paint_right(canvas, eml_strip_after(second, left), EML_ROLE_DIM, claimed),
		    "Size", EML_ROLE_DIM, size);
		first.columns = second.columns = left - 2;
	}
	if (n >= 3)
		paint_date(self, canvas, third);
	if (n >= 2)
		paint_label(canvas, second, "Subject", EML_ROLE_TEXT, subject);
	if (n >= 1)
		paint_label(canvas, first, "From", EML_ROLE_STRONG, from);
	return n;
}

/* The text over some lines of the strip's columns; returns how many it took. */
static guint
paint_wrapped(EmlCanvas *canvas, EmlStrip strip, EmlRole role, const EmlPlain *text, guint lines)
{
	guint i = 0;
	gsize skip = 0;

	for (; i < lines && *text != '\0'; i++, text += skip, strip.line++) {
		const gsize length = eml_canvas_break(text, MAX(strip.columns, 1), &skip);

		if (i + 1 == lines)
			eml_canvas_text(canvas, strip, role, text);
		else
			eml_canvas_text_n(canvas, strip, role, text, length);
	}
	return i;
}

/* The sentence beside the badge; where that room is too small, under the badge, too. Returns the
 * lines it took. */
static guint
paint_sentence(EmlCanvas *canvas, EmlStrip beside, const EmlPlain *sentence, guint lines)
{
	const EmlStrip under = {beside.line + 1, 3, beside.column + beside.columns - 3};
	const gsize room = (gsize)beside.columns * lines;
	gsize skip = 0;
	gsize length = 0;

	/* nearly so: lines end at blanks, and 10 columns a line are seldom lost */
	if (lines < 2 || eml_plain_width(sentence) + 10 < room)
		return paint_wrapped(canvas, beside, EML_ROLE_TEXT, sentence, lines);
	length = eml_canvas_break(sentence, MAX(beside.columns, 1), &skip);
	eml_canvas_text_n(canvas, beside, EML_ROLE_TEXT, sentence, length);
	return 1 + paint_wrapped(canvas, under, EML_ROLE_TEXT, sentence + skip, lines - 1);
}

/* The badge with its sign and word, the sentence beside it, and, if a line is left, the weightiest
 * problem. */
static void
paint_verdict(const EmlApp *self, EmlCanvas *canvas, guint line, guint lines)
{
	EmlTone tone = EML_TONE_NOTE, problem_tone = EML_TONE_NOTE;
	const char *word = eml_head_status(self->report, &tone);
	const char *sign = eml_theme_glyph(eml_theme_sign(tone), eml_canvas_unicode(canvas));
	g_autofree EmlPlain *badge = g_strdup_printf(" %s %s ", sign, word);
	g_autofree EmlPlain *sentence = eml_head_sentence(self->report);
	g_autofree EmlPlain *problem = eml_head_problem(self->report, &problem_tone);
	EmlStrip strip = eml_strip_after(strip_of(canvas, line), 1);
	guint used = 0;

	strip = eml_strip_after(strip,
				eml_canvas_text(canvas, strip, eml_theme_badge(tone), badge) + 2);
	strip.columns -= MIN(strip.columns, 1);
	used = paint_sentence(canvas, strip, sentence, lines);
	if (used >= lines || problem == NULL)
		return;
	strip.line += used;
	eml_canvas_glyph(canvas, strip, eml_theme_tone(problem_tone), eml_theme_sign(problem_tone));
	eml_canvas_text(canvas, eml_strip_after(strip, 2), EML_ROLE_TEXT, problem);
}

/* Lines kept for what to do about the verdict. They are there before the verdict is, so that
 * nothing moves when it comes: in a small window only where it is known from the start. */
static guint
advice_lines(const EmlApp *self, guint lines)
{
	if (lines >= 30)
		return 2;
	return lines >= 20 && self->report->offline ? 1 : 0;
}

/* Under the verdict: what to do about it. Returns the lines taken. */
static guint
paint_advice(const EmlApp *self, EmlCanvas *canvas, guint line)
{
	EmlStrip strip = eml_strip_after(strip_of(canvas, line), 2);
	const guint lines = advice_lines(self, eml_canvas_lines(canvas));
	g_autofree EmlPlain *text = eml_head_advice(self->report);

	if (*text == '\0' || lines == 0)
		return lines;
	eml_canvas_text(canvas, strip, EML_ROLE_DIM, "->");
	strip = eml_strip_after(strip, 3);
	strip.columns -= MIN(strip.columns, 1);
	paint_wrapped(canvas, strip, EML_ROLE_TEXT, text, lines);
	return lines;
}

/* Under the verdict: what is supposed, since nothing else here is true without it. Returns the
 * lines taken. */
static guint
paint_hypothetical(const EmlApp *self, EmlCanvas *canvas, guint line)
{
	EmlStrip strip = eml_strip_after(strip_of(canvas, line), 2);
	g_autofree EmlPlain *text =
	    eml_words_hypothetical(self->report->hypothetical, self->report->envelope);

	if (text == NULL || eml_canvas_lines(canvas) < 8)
		return 0;
	eml_canvas_glyph(canvas, strip, EML_ROLE_WARN, eml_theme_sign(EML_TONE_WARN));
	strip = eml_strip_after(strip, 2);
	strip.columns -= MIN(strip.columns, 1);
	eml_canvas_text(canvas, strip, EML_ROLE_WARN, text);
	return 1;
}

/* The line above the details: what they are of, and which part of them is seen. */
static void
paint_rule(const EmlApp *self, const EmlPage *page, EmlCanvas *canvas, EmlStrip strip)
{
	g_autofree EmlPlain *title = eml_rows_title(self->report, eml_page_selected(page));
	EmlStrip words = eml_strip_after(strip, 2);
	guint used = 0;

	eml_canvas_rule(canvas, strip, EML_ROLE_RULE, EML_GLYPH_ACROSS);
	if (*title == '\0' || words.columns < 8)
		return;
	words.columns -= 4;
	eml_canvas_text(canvas, words, EML_ROLE_RULE, " ");
	used = eml_canvas_text(canvas, eml_strip_after(words, 1),
			       page->focus ? EML_ROLE_KEY : EML_ROLE_HEADING, title);
	eml_canvas_text(canvas, eml_strip_after(words, 1 + used), EML_ROLE_RULE, " ");
}

/* "5-12 of 38" at the right end of the line above a list that is not seen whole. */
static void
paint_position(const EmlView *view, EmlCanvas *canvas, EmlStrip rule)
{
	g_autofree char *position = position_of(view);
	g_autofree EmlPlain *text = g_strdup_printf(" %s ", position);

	if (*position == '\0' || rule.columns < 40)
		return;
	rule.columns -= 2;
	paint_right(canvas, rule, EML_ROLE_DIM, text);
}

static void
paint_details(const EmlApp *self, EmlPage *page, EmlCanvas *canvas, EmlArea area)
{
	const EmlStrip rule = {area.line, area.column, area.columns};

	page->has_pane = TRUE;
	paint_rule(self, page, canvas, rule);
	if (area.lines < 2)
		return;
	area.line++;
	area.lines--;
	eml_view_paint(page->details, canvas, area, page->focus);
	paint_position(page->details, canvas, rule);
}

/* A size of the list, as far as the user has moved the line behind it. */
static guint
moved(const EmlApp *self, guint size, gint step, guint least, guint most)
{
	const gint wanted = (gint)size + self->divider * step; /* a screen's size */

	return (guint)CLAMP(wanted, (gint)least, (gint)MAX(least, most));
}

/* List above, details below: the overview's table is seen whole if the details keep a line, other
 * lists get three fifths, and all of it where the selected row has no details. */
static void
paint_stacked(const EmlApp *self, EmlPage *page, EmlCanvas *canvas, EmlArea area)
{
	const gboolean overview = self->pages->len == 1;
	const guint want = eml_view_lines(page->list, area.columns, area.lines) + 1;
	const guint least = want + 2 < area.lines ? 3 : 2;
	const guint shared = overview ? area.lines - least : area.lines * 3 / 5;
	EmlArea list = area, details = area;

	if (page->details != NULL)
		list.lines = moved(self, MIN(want, shared), 1, 2, area.lines - 2);
	details.line += list.lines;
	details.lines -= list.lines;
	eml_view_paint(page->list, canvas, list, !page->focus);
	if (page->details != NULL)
		paint_details(self, page, canvas, details);
}

static void
paint_beside(const EmlApp *self, EmlPage *page, EmlCanvas *canvas, EmlArea area)
{
	EmlArea list = area, details = area;

	list.columns = moved(self, area.columns * LIST_SHARE / 100, DIVIDER_COLUMNS, LEAST_COLUMNS,
			     area.columns - LEAST_COLUMNS);
	details.column += list.columns + 2;
	details.columns -= list.columns + 2;
	for (guint i = 0; i < area.lines; i++)
		eml_canvas_glyph(canvas, (EmlStrip){area.line + i, list.columns, 1}, EML_ROLE_RULE,
				 EML_GLYPH_DOWN);
	eml_view_paint(page->list, canvas, list, !page->focus);
	if (page->details != NULL)
		paint_details(self, page, canvas, details);
}

/* Where no row leads to details, the list has the whole width; not while checks run, so that
 * nothing moves when their rows come. */
static gboolean
is_plain(const EmlApp *self, const EmlPage *page)
{
	const GPtrArray *rows = eml_view_rows(page->list)->rows;

	if (!self->report->done)
		return FALSE;
	for (guint i = 0; i < rows->len; i++) {
		const EmlAbout about = ((const EmlRow *)g_ptr_array_index(rows, i))->about;

		if (about.kind != EML_ABOUT_NOTHING && !eml_about_same(about, page->about))
			return FALSE;
	}
	return TRUE;
}

static void
paint_alone(const EmlApp *self, EmlPage *page, EmlCanvas *canvas, EmlArea area)
{
	page->has_pane = page->details != NULL; /* Tab goes there */
	if (page->focus)
		paint_details(self, page, canvas, area);
	else
		eml_view_paint(page->list, canvas, area, TRUE);
}

static void
paint_body(const EmlApp *self, EmlCanvas *canvas, EmlArea area)
{
	EmlPage *page = eml_app_page(self);

	page->has_pane = FALSE;
	if (!eml_page_may_have_details(page) || is_plain(self, page))
		eml_view_paint(page->list, canvas, area, TRUE);
	else if (self->zoom && area.lines >= 6)
		paint_alone(self, page, canvas, area);
	else if (self->wide && area.lines >= 6)
		paint_beside(self, page, canvas, area);
	else if (area.lines >= 12)
		paint_stacked(self, page, canvas, area);
	else
		eml_view_paint(page->list, canvas, area, TRUE);
}

void
eml_app_paint(EmlApp *self, EmlCanvas *canvas)
{
	const guint lines = eml_canvas_lines(canvas), columns = eml_canvas_columns(canvas);
	const gboolean wide = columns >= WIDE;
	const gboolean low = lines < LOW;
	const guint verdict = low ? 1 : 2;
	EmlArea body = {1, 0, 0, columns};
	const gboolean changed = wide != self->wide || low != self->low;

	self->wide = wide;
	self->low = low;
	self->revision += changed;
	eml_app_refresh(self, changed);
	if (lines < 2)
		return;
	if (self->pages->len == 1) {
		body.line += paint_head(self, canvas, body.line);
		body.line += lines >= 30;
		paint_verdict(self, canvas, body.line, verdict);
		body.line += verdict;
		body.line += paint_advice(self, canvas, body.line);
		body.line += paint_hypothetical(self, canvas, body.line);
	}
	body.lines = lines > body.line + 1 ? lines - body.line - 1 : 0;
	paint_body(self, canvas, body);
	paint_title(self, canvas); /* it tells which part of the list is seen */
	eml_app_paint_foot(self, canvas, strip_of(canvas, lines - 1));
}
