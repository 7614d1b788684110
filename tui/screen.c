#include "tui/screen-private.h"

#include <fcntl.h>
#include <langinfo.h>
#include <string.h>
#include <wchar.h>

#include "base/error.h"
#include "base/limits.h"
#include "tui/terminal.h"

/* Bracketed paste, and the wheel as arrow keys (ux.md D); not in terminfo. */
#define TAKE "\033[?2004h\033[?1007h"
#define GIVE_BACK "\033[?2004l\033[?1007l"
/* For the signal handler: curses does it itself where it is asked. */
#define NO_MOUSE "\033[?1000l\033[?1006l"
/* The title that the window has is kept by the terminal meanwhile (XTWINOPS). */
#define KEEP_TITLE "\033[22;2t"
#define GIVE_TITLE_BACK "\033[23;2t"
#define MAX_TITLE 120 /* columns */
/* What is the background? And who are you, which every terminal answers. */
#define ASK_BACKGROUND "\033]11;?\033\\\033[c"

static gboolean
has_capability(const char *name)
{
	const char *value = tigetstr(name);

	return value != NULL && value != (const char *)-1;
}

/* Appends a terminfo string without its padding marks "$<5>". */
static void
append_capability(GString *out, const char *name)
{
	const char *value = has_capability(name) ? tigetstr(name) : "";

	while (*value != '\0') {
		const char *end = value[0] == '$' && value[1] == '<' ? strchr(value, '>') : NULL;

		if (end != NULL)
			value = end + 1;
		else
			g_string_append_c(out, *value++);
	}
}

static void
guard(const EmlScreen *self)
{
	static const char *const capabilities[] = {"sgr0", "cnorm", "rmkx", "op", "rmcup"};
	g_autoptr(GString) restore = g_string_new(GIVE_BACK NO_MOUSE);

	g_string_append(restore, self->titled ? GIVE_TITLE_BACK : "");
	for (gsize i = 0; i < G_N_ELEMENTS(capabilities); i++)
		append_capability(restore, capabilities[i]);
	eml_terminal_guard(restore->str);
}

/* Terminals like xterm have titles; others could show what they do not know. */
static gboolean
has_title(void)
{
	return tigetflag("XT") > 0 || has_capability("tsl") ||
	       g_str_has_prefix(termname(), "screen");
}

static void
write_title(const EmlScreen *self)
{
	g_autoptr(GString) bytes = g_string_new("\033]2;");

	if (!self->titled || self->title == NULL)
		return;
	for (const char *at = self->title; *at != '\0'; at = g_utf8_next_char(at))
		if (self->unicode)
			g_string_append_unichar(bytes, g_utf8_get_char(at));
		else
			g_string_append_c(bytes, (guchar)*at < 0x80 ? *at : '?');
	g_string_append_c(bytes, '\a');
	eml_frame_write(self->frame, bytes->str);
}

static void
take_modes(const EmlScreen *self)
{
	eml_frame_write(self->frame, self->titled ? TAKE KEEP_TITLE : TAKE);
	write_title(self);
}

static void
give_back_modes(const EmlScreen *self)
{
	eml_frame_write(self->frame, self->titled ? GIVE_BACK GIVE_TITLE_BACK : GIVE_BACK);
}

/* A terminal without a second screen keeps the picture: what comes next goes on its last line,
 * which is the keys'. */
static void
leave(const EmlScreen *self)
{
	give_back_modes(self);
	if (!has_capability("smcup") && !isendwin()) {
		move(LINES - 1, 0);
		clrtoeol();
		refresh();
	}
	endwin();
}

void
eml_screen_set_title(EmlScreen *self, const EmlPlain *title)
{
	g_free(self->title);
	self->title = eml_plain_cut(title, MAX_TITLE);
	write_title(self);
}

static gboolean
open_files(EmlScreen *self, const EmlScreenSettings *settings, GError **error)
{
	int fd = -1;

	self->in = settings->in;
	self->out = settings->out;
	if (self->in != NULL && self->out != NULL)
		return TRUE;
	self->own_files = TRUE;
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	self->in = fd >= 0 ? fdopen(fd, "r") : NULL;
	self->out = fd >= 0 ? fdopen(fcntl(fd, F_DUPFD_CLOEXEC, 3), "w") : NULL;
	if (self->in != NULL && self->out != NULL)
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_IO, "There is no terminal to show the message on.");
	return FALSE;
}

/* An unknown kind of terminal is most likely like xterm. */
static gboolean
start_curses(EmlScreen *self, GError **error)
{
	self->curses = newterm(NULL, self->out, self->in);
	if (self->curses == NULL)
		self->curses = newterm("xterm-256color", self->out, self->in);
	if (self->curses != NULL && has_capability("cup"))
		return TRUE;
	g_set_error(error, EML_ERROR, EML_ERROR_IO,
		    "This terminal (%s) cannot be drawn on; set TERM to what it is, or use --text.",
		    self->curses != NULL ? termname() : "unknown");
	return FALSE;
}

static EmlScheme
scheme_of(const EmlScreen *self)
{
	return eml_theme_scheme(self->colors, self->background);
}

/* A pair for each role, selected or not; its number tells both. */
static int
pair_of(guint role, gboolean selected)
{
	return 1 + (int)role * 2 + (selected ? 1 : 0);
}

void
eml_screen_set_pairs(const EmlScreen *self)
{
	for (guint role = 0; self->colors > 0 && role < EML_ROLE_LAST; role++) {
		for (guint selected = 0; selected < 2; selected++) {
			const EmlStyle style =
			    eml_theme_style(scheme_of(self), (EmlRole)role, selected > 0);

			init_pair((short)pair_of(role, selected > 0), style.foreground,
				  style.background);
		}
	}
}

static void
start_colors(EmlScreen *self)
{
	if (!has_colors() || start_color() == ERR)
		return;
	if (use_default_colors() == ERR || COLOR_PAIRS < pair_of(EML_ROLE_LAST, FALSE))
		return;
	self->colors = (guint)MAX(COLORS, 0);
	eml_screen_set_pairs(self);
	if (self->background == EML_BACKGROUND_UNKNOWN && self->own_files &&
	    !g_str_has_prefix(termname(), "linux"))
		eml_frame_write(self->frame, ASK_BACKGROUND);
}

static void
set_modes(void)
{
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	typeahead(-1); /* a picture is drawn whole, though the terminal answers meanwhile */
	define_key("\033[200~", EML_PASTE_BEGIN);
	define_key("\033[201~", EML_PASTE_END);
}

EmlScreen *
eml_screen_open(const EmlScreenSettings *settings, GError **error)
{
	EmlScreen *self = g_new0(EmlScreen, 1);

	self->pasted = g_string_new(NULL);
	self->waiting = g_queue_new();
	self->background = settings->background;
	self->unicode = g_str_equal(nl_langinfo(CODESET), "UTF-8");
	if (!open_files(self, settings, error)) {
		eml_screen_close(self);
		return NULL;
	}
	self->frame = eml_frame_new(fileno(self->out));
	eml_terminal_save(eml_frame_terminal(self->frame));
	if (!start_curses(self, error)) {
		eml_screen_close(self);
		return NULL;
	}
	self->titled = settings->title && has_title();
	guard(self);
	set_modes();
	take_modes(self);
	self->taken = TRUE;
	if (settings->color)
		start_colors(self);
	return self;
}

void
eml_screen_close(EmlScreen *self)
{
	if (self == NULL)
		return;
	if (self->curses != NULL) {
		if (self->taken)
			leave(self);
		endwin();
		delscreen(self->curses);
		eml_terminal_unguard();
	}
	eml_frame_free(self->frame);
	if (self->own_files && self->in != NULL)
		fclose(self->in);
	if (self->own_files && self->out != NULL)
		fclose(self->out);
	g_string_free(self->pasted, TRUE);
	g_free(self->title);
	g_queue_free_full(self->waiting, g_free);
	g_free(self);
}

int
eml_screen_fd(const EmlScreen *self)
{
	return fileno(self->in);
}

EmlCanvas *
eml_screen_canvas(const EmlScreen *self)
{
	return eml_canvas_new((guint)COLS, (guint)LINES, self->unicode);
}

/* Our own glyphs where the character set has only ASCII; anything else that it lacks is '?'. */
static wchar_t
ascii_of(gunichar c)
{
	static const struct {
		gunichar from;
		char to;
	} table[] = {{0x00A0, ' '}, {0x00B7, '.'}, {0x2026, '~'}, {0x2190, '<'},
		     {0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'}};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if (table[i].from == c)
			return (wchar_t)table[i].to;
	return c < 0x80 ? (wchar_t)c : L'?';
}

/* Joiners and variation selectors make some terminals draw another width than they count. */
static gboolean
changes_width(gunichar c)
{
	return c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F);
}

/* The characters of a cell. Where the C library counts other columns than we do, curses would move
 * what follows: then a replacement stands there. TRUE: the second column needs a blank of its own.
 */
static gboolean
cell_chars(const EmlScreen *self, const EmlCanvasCell *cell, wchar_t ret_chars[CCHARW_MAX + 1])
{
	guint n = 1;

	ret_chars[0] = self->unicode ? (wchar_t)cell->chars[0] : ascii_of(cell->chars[0]);
	if (self->unicode && wcwidth(ret_chars[0]) != cell->width)
		ret_chars[0] = 0xFFFD;
	for (guint i = 1; self->unicode && i <= EML_CANVAS_MARKS && cell->chars[i] != 0; i++)
		if (wcwidth((wchar_t)cell->chars[i]) == 0 && !changes_width(cell->chars[i]))
			ret_chars[n++] = (wchar_t)cell->chars[i];
	ret_chars[n] = L'\0';
	return cell->width == 2 && (!self->unicode || ret_chars[0] == 0xFFFD);
}

static attr_t
attributes_of(guint8 flags)
{
	return (flags & EML_STYLE_BOLD ? A_BOLD : 0) |
	       (flags & EML_STYLE_UNDERLINE ? A_UNDERLINE : 0) |
	       (flags & EML_STYLE_REVERSE ? A_REVERSE : 0);
}

static void
show_cell(const EmlScreen *self, int line, int column, const EmlCanvasCell *cell)
{
	const EmlStyle style =
	    eml_theme_style(scheme_of(self), (EmlRole)cell->role, cell->selected);
	const short pair = (short)(self->colors > 0 ? pair_of(cell->role, cell->selected) : 0);
	wchar_t chars[CCHARW_MAX + 1];
	cchar_t drawn;

	if (cell->width == 0)
		return;
	const gboolean second = cell_chars(self, cell, chars);

	setcchar(&drawn, chars, attributes_of(style.flags), pair, NULL);
	mvadd_wch(line, column, &drawn);
	if (second) {
		setcchar(&drawn, self->unicode ? L" " : L"?", attributes_of(style.flags), pair,
			 NULL);
		mvadd_wch(line, column + 1, &drawn);
	}
}

/* As one write, the cursor and its visibility with the rest; but the first after another program
 * had the terminal goes out as curses makes it, which sets the line up again meanwhile and needs
 * the terminal itself for that. */
void
eml_screen_show(EmlScreen *self, const EmlCanvas *canvas)
{
	guint line = 0, column = 0;
	gboolean visible = FALSE;

	for (line = 0; line < eml_canvas_lines(canvas); line++)
		for (column = 0; column < eml_canvas_columns(canvas); column++)
			show_cell(self, (int)line, (int)column,
				  eml_canvas_cell(canvas, line, column));
	eml_canvas_cursor(canvas, &line, &column, &visible);
	if (!isendwin())
		eml_frame_begin(self->frame);
	curs_set(visible ? 1 : 0);
	move((int)line, (int)column);
	refresh();
	eml_frame_end(self->frame);
}

gsize
eml_screen_copy(EmlScreen *self, const EmlPlain *text)
{
	gsize len = MIN(strlen(text), (gsize)EML_TUI_MAX_COPIED);
	g_autofree char *coded = NULL;

	while (len > 0 && ((guchar)text[len] & 0xC0) == 0x80)
		len--;					    /* no half of a character */
	coded = g_base64_encode((const guchar *)text, len); /* octets */
	eml_frame_write(self->frame, "\033]52;c;");
	eml_frame_write(self->frame, coded);
	eml_frame_write(self->frame, "\a");
	return len;
}

void
eml_screen_resize(EmlScreen *self)
{
	guint columns = 0, lines = 0;

	if (eml_terminal_size(fileno(self->out), &columns, &lines))
		resizeterm((int)lines, (int)columns);
	clearok(curscr, TRUE);
}

void
eml_screen_forget(G_GNUC_UNUSED EmlScreen *self)
{
	clearok(curscr, TRUE);
}

/* After another program had the terminal. */
static void
take_terminal(EmlScreen *self)
{
	eml_terminal_wait();
	take_modes(self);
	eml_screen_resize(self);
}

void
eml_screen_suspend(EmlScreen *self)
{
	leave(self);
	eml_terminal_stop();
	take_terminal(self);
}

void
eml_screen_continue(EmlScreen *self)
{
	eml_terminal_wait();
	leave(self);
	take_terminal(self);
}

int
eml_screen_lend(EmlScreen *self)
{
	leave(self);
	eml_terminal_lend();
	return fileno(self->out);
}

void
eml_screen_take_back(EmlScreen *self)
{
	eml_terminal_take_back();
	take_terminal(self);
}

/* All that a terminal reports: where curses leaves out an event it waits for the next one, whatever
 * nodelay() says. */
#define EVENTS                                                                                     \
	(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON2_PRESSED | BUTTON2_RELEASED |                 \
	 BUTTON3_PRESSED | BUTTON3_RELEASED | BUTTON4_PRESSED | BUTTON4_RELEASED |                 \
	 BUTTON5_PRESSED | BUTTON5_RELEASED)

const char *
eml_screen_toggle_mouse(EmlScreen *self)
{
	mmask_t got = 0;

	self->mouse = !self->mouse;
	mouseinterval(0); /* a press is a click */
	got = mousemask(self->mouse ? EVENTS : 0, NULL);
	self->mouse = self->mouse && got != 0;
	if (self->mouse)
		return "clicks select and open; m: the mouse marks text";
	return got == 0 && !has_mouse() ? "no mouse here" : "the mouse marks text";
}

const char *
eml_screen_next_background(EmlScreen *self)
{
	static const struct {
		EmlBackground next;
		const char *name;
	} order[EML_BACKGROUND_LAST] = {
	    [EML_BACKGROUND_UNKNOWN] = {EML_BACKGROUND_DARK, "colors for a dark background"},
	    [EML_BACKGROUND_DARK] = {EML_BACKGROUND_LIGHT, "colors for a light background"},
	    [EML_BACKGROUND_LIGHT] = {EML_BACKGROUND_UNKNOWN, "colors for any background"},
	};
	const char *name = order[self->background].name;

	if (self->colors == 0)
		return "no colors here";
	self->background = order[self->background].next;
	eml_screen_set_pairs(self);
	return name;
}

static char
letter_of(const EmlScreen *self, attr_t attributes, short pair)
{
	char letter = '.';

	if (self->colors > 0 && pair > 0) {
		letter = eml_theme_letter((EmlRole)((pair - 1) / 2));
		if ((pair - 1) % 2 == 0)
			return letter;
		return letter == '.' ? ':' : letter == '-' ? '=' : g_ascii_toupper(letter);
	}
	if ((attributes & A_REVERSE) != 0)
		return (attributes & A_BOLD) != 0 ? 'R' : 'r';
	if ((attributes & A_UNDERLINE) != 0)
		return 'u';
	return (attributes & A_BOLD) != 0 ? 'b' : '.';
}

char *
eml_screen_dump(EmlScreen *self)
{
	g_autoptr(GString) text = g_string_new(NULL), roles = g_string_new(NULL);

	for (int line = 0; line < LINES; line++) {
		for (int column = 0; column < COLS; column++) {
			wchar_t chars[CCHARW_MAX + 1] = L"";
			attr_t attributes = 0;
			short pair = 0;
			cchar_t cell;

			mvin_wch(line, column, &cell);
			getcchar(&cell, chars, &attributes, &pair, NULL);
			for (const wchar_t *c = chars; *c != L'\0'; c++)
				g_string_append_unichar(text, (gunichar)*c);
			g_string_append_c(roles, letter_of(self, attributes, pair));
			column += wcwidth(chars[0]) == 2;
		}
		g_string_append_c(text, '\n');
		g_string_append_c(roles, '\n');
	}
	g_string_append(text, roles->str);
	return g_strdup(text->str);
}
