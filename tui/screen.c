#include "tui/screen.h"

#include <fcntl.h>
#include <langinfo.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>

#include "base/error.h"
#include "base/limits.h"
#include "tui/paste.h"
#include "tui/reply.h"
#include "tui/terminal.h"

/* Bracketed paste, and the wheel as arrow keys (ux.md D); not in terminfo. */
#define TAKE "\033[?2004h\033[?1007h"
#define GIVE_BACK "\033[?2004l\033[?1007l"
/* What is the background? And who are you, which every terminal answers. */
#define ASK_BACKGROUND "\033]11;?\033\\\033[c"

enum { PASTE_BEGIN = KEY_MAX + 1, PASTE_END };
#define BURST_MS 20 /* until the rest of a dropped path has come */

/* What get_wch() gives. */
typedef struct {
	gboolean is_code;
	wint_t c;
} Input;

struct EmlScreen {
	SCREEN *curses;
	FILE *in, *out;
	gboolean own_files;
	gboolean unicode;
	guint colors; /* 0: none are used */
	EmlBackground background;
	EmlReply reply;
	gboolean in_reply, in_paste;
	GString *pasted;
	GQueue *waiting; /* Input: a burst that was no path, to be read as keys */
};

static void
write_raw(const EmlScreen *self, const char *bytes)
{
	gsize left = strlen(bytes);

	while (left > 0) {
		const gssize n = write(fileno(self->out), bytes, left);

		if (n <= 0)
			return; /* the terminal is gone; reading keys will tell */
		bytes += n;
		left -= (gsize)n;
	}
}

/* Appends a terminfo string without its padding marks "$<5>". */
static void
append_capability(GString *out, const char *name)
{
	const char *value = tigetstr(name);

	if (value == NULL || value == (const char *)-1)
		return;
	while (*value != '\0') {
		const char *end = value[0] == '$' && value[1] == '<' ? strchr(value, '>') : NULL;

		if (end != NULL)
			value = end + 1;
		else
			g_string_append_c(out, *value++);
	}
}

static void
guard(void)
{
	static const char *const capabilities[] = {"sgr0", "cnorm", "rmkx", "op", "rmcup"};
	g_autoptr(GString) restore = g_string_new(GIVE_BACK);

	for (gsize i = 0; i < G_N_ELEMENTS(capabilities); i++)
		append_capability(restore, capabilities[i]);
	eml_terminal_guard(restore->str);
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
	const char *cup = NULL;

	self->curses = newterm(NULL, self->out, self->in);
	if (self->curses == NULL)
		self->curses = newterm("xterm-256color", self->out, self->in);
	cup = self->curses != NULL ? tigetstr("cup") : NULL;
	if (cup != NULL && cup != (const char *)-1)
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

static void
set_pairs(const EmlScreen *self)
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
	set_pairs(self);
	if (self->background == EML_BACKGROUND_UNKNOWN && self->own_files &&
	    !g_str_has_prefix(termname(), "linux"))
		write_raw(self, ASK_BACKGROUND);
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
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
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
	eml_terminal_save(fileno(self->out));
	if (!start_curses(self, error)) {
		eml_screen_close(self);
		return NULL;
	}
	guard();
	set_modes();
	write_raw(self, TAKE);
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
		write_raw(self, GIVE_BACK);
		endwin();
		delscreen(self->curses);
		eml_terminal_unguard();
	}
	if (self->own_files && self->in != NULL)
		fclose(self->in);
	if (self->own_files && self->out != NULL)
		fclose(self->out);
	g_string_free(self->pasted, TRUE);
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
	} table[] = {{0x2026, '~'}, {0x2190, '<'}, {0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'}};

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
	curs_set(visible ? 1 : 0);
	move((int)line, (int)column);
	refresh();
}

static EmlKey
special_key(wint_t code)
{
	static const struct {
		wint_t code;
		EmlKey key;
	} keys[] = {
	    {KEY_UP, EML_KEY_UP},
	    {KEY_DOWN, EML_KEY_DOWN},
	    {KEY_LEFT, EML_KEY_LEFT},
	    {KEY_RIGHT, EML_KEY_RIGHT},
	    {KEY_PPAGE, EML_KEY_PAGE_UP},
	    {KEY_NPAGE, EML_KEY_PAGE_DOWN},
	    {KEY_HOME, EML_KEY_HOME},
	    {KEY_END, EML_KEY_END},
	    {KEY_BTAB, EML_KEY_BACK_TAB},
	    {KEY_ENTER, EML_KEY_ENTER},
	    {KEY_BACKSPACE, EML_KEY_BACKSPACE},
	    {KEY_DC, EML_KEY_DELETE},
	    {KEY_F(1), EML_KEY_HELP},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].code == code)
			return keys[i].key;
	return EML_KEY_NONE;
}

/* The end of something that is no key; TRUE if it told the background, which was not known. */
static gboolean
end_reply(EmlScreen *self)
{
	const EmlBackground background = eml_reply_background(&self->reply);

	self->in_reply = FALSE;
	if (background == EML_BACKGROUND_UNKNOWN || self->background != EML_BACKGROUND_UNKNOWN)
		return FALSE;
	self->background = background;
	set_pairs(self);
	return TRUE;
}

static gboolean
next_input(EmlScreen *self, Input *ret_input)
{
	g_autofree Input *waiting = g_queue_pop_head(self->waiting);
	wint_t c = 0;
	int status = ERR;

	if (waiting != NULL) {
		*ret_input = *waiting;
		return TRUE;
	}
	status = get_wch(&c);
	*ret_input = (Input){.is_code = status == KEY_CODE_YES, .c = c};
	return status != ERR;
}

static EmlKey
take_pasted(EmlScreen *self, Input input)
{
	if (input.is_code && input.c == PASTE_BEGIN)
		g_string_truncate(self->pasted, 0);
	else if (!input.is_code)
		eml_paste_add(self->pasted, input.c);
	self->in_paste = !input.is_code || input.c != PASTE_END;
	return self->in_paste || self->pasted->len == 0 ? EML_KEY_NONE : EML_KEY_PASTE;
}

/* EML_KEY_NONE if it was no key for us. */
static EmlKey
take_input(EmlScreen *self, Input input)
{
	Input next;

	if (self->in_paste || (input.is_code && input.c == PASTE_BEGIN))
		return take_pasted(self, input);
	if (input.is_code)
		return special_key(input.c);
	if (self->in_reply) {
		if (!eml_reply_feed(&self->reply, input.c) && end_reply(self))
			return EML_KEY_REDRAW;
		return EML_KEY_NONE;
	}
	if (input.c == EML_KEY_ESCAPE && next_input(self, &next)) {
		self->reply = (EmlReply){0};
		self->in_reply = eml_reply_feed(&self->reply, next.c);
		return EML_KEY_NONE;
	}
	if (input.c == '\n')
		return EML_KEY_ENTER;
	return input.c == 0x08 ? EML_KEY_BACKSPACE : (EmlKey)input.c;
}

static gboolean
may_begin_burst(const EmlScreen *self, Input input)
{
	return !input.is_code && input.c > ' ' && !self->in_paste && !self->in_reply &&
	       g_queue_is_empty(self->waiting) &&
	       eml_terminal_waiting(fileno(self->in)) >= EML_PASTE_BURST;
}

/* Terminals that do not bracket a dropped path type it. Reads all that waits: a path is a paste,
 * anything else stays keys. */
static gboolean
take_burst(EmlScreen *self, Input input)
{
	int status = OK;

	g_string_truncate(self->pasted, 0);
	while (status != ERR) {
		g_queue_push_tail(self->waiting, g_memdup2(&input, sizeof input));
		if (input.is_code || (input.c < ' ' && input.c != '\r' && input.c != '\n'))
			break;
		eml_paste_add(self->pasted, input.c);
		timeout(eml_paste_is_path(self->pasted->str) ? BURST_MS : 0);
		status = get_wch(&input.c);
		input.is_code = status == KEY_CODE_YES;
	}
	nodelay(stdscr, TRUE);
	if (!eml_paste_is_path(self->pasted->str))
		return FALSE;
	g_queue_clear_full(self->waiting, g_free);
	return TRUE;
}

EmlKey
eml_screen_key(EmlScreen *self)
{
	EmlKey key = EML_KEY_NONE;
	Input input;

	while (key == EML_KEY_NONE) {
		if (!next_input(self, &input))
			return EML_KEY_NONE;
		if (!may_begin_burst(self, input))
			key = take_input(self, input);
		else if (take_burst(self, input))
			key = EML_KEY_PASTE;
	}
	return key;
}

const char *
eml_screen_pasted(const EmlScreen *self)
{
	return self->pasted->str;
}

gsize
eml_screen_copy(EmlScreen *self, const EmlPlain *text)
{
	gsize len = MIN(strlen(text), (gsize)EML_TUI_MAX_COPIED);
	g_autofree char *coded = NULL;

	while (len > 0 && ((guchar)text[len] & 0xC0) == 0x80)
		len--;					    /* no half of a character */
	coded = g_base64_encode((const guchar *)text, len); /* octets */
	write_raw(self, "\033]52;c;");
	write_raw(self, coded);
	write_raw(self, "\a");
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

void
eml_screen_suspend(EmlScreen *self)
{
	write_raw(self, GIVE_BACK);
	endwin();
	eml_terminal_stop();
	write_raw(self, TAKE);
	eml_screen_resize(self);
}

int
eml_screen_lend(EmlScreen *self)
{
	write_raw(self, GIVE_BACK);
	endwin();
	eml_terminal_lend();
	return fileno(self->out);
}

void
eml_screen_take_back(EmlScreen *self)
{
	eml_terminal_take_back();
	write_raw(self, TAKE);
	eml_screen_resize(self);
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
	set_pairs(self);
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
