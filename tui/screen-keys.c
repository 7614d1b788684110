#include "tui/screen-private.h"

#include "tui/paste.h"
#include "tui/terminal.h"

#define BURST_MS 20  /* until the rest of a dropped path has come */
#define WHEEL_ROWS 3 /* that one notch moves */

/* What get_wch() gives. */
typedef struct {
	gboolean is_code;
	wint_t c;
} Input;

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
	    {KEY_SUSPEND, EML_KEY_CONTROL('z')}, /* of the Linux console */
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
	eml_screen_set_pairs(self);
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
	if (input.is_code && input.c == EML_PASTE_BEGIN)
		g_string_truncate(self->pasted, 0);
	else if (!input.is_code)
		eml_paste_add(self->pasted, input.c);
	self->in_paste = !input.is_code || input.c != EML_PASTE_END;
	return self->in_paste || self->pasted->len == 0 ? EML_KEY_NONE : EML_KEY_PASTE;
}

/* A press of the button is a key of its own, a notch of the wheel some arrow keys. Curses tells
 * once of all that came together. */
static EmlKey
take_mouse(EmlScreen *self)
{
	MEVENT event;
	const Input down = {TRUE, KEY_DOWN}, up = {TRUE, KEY_UP};
	EmlKey key = EML_KEY_NONE;

	while (getmouse(&event) == OK) {
		if ((event.bstate & BUTTON1_PRESSED) != 0) {
			self->clicked_line = (guint)MAX(event.y, 0);
			self->clicked_column = (guint)MAX(event.x, 0);
			key = EML_KEY_CLICK;
		}
		if ((event.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) == 0)
			continue;
		for (guint i = 0; i < WHEEL_ROWS; i++)
			g_queue_push_head(
			    self->waiting,
			    g_memdup2((event.bstate & BUTTON4_PRESSED) != 0 ? &up : &down,
				      sizeof(Input)));
	}
	return key;
}

/* EML_KEY_NONE if it was no key for us. */
static EmlKey
take_input(EmlScreen *self, Input input)
{
	Input next;

	if (self->in_paste || (input.is_code && input.c == EML_PASTE_BEGIN))
		return take_pasted(self, input);
	if (input.is_code)
		return input.c == KEY_MOUSE ? take_mouse(self) : special_key(input.c);
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
 * anything else stays keys. What ends the path (Tab, an arrow) stays a key, too, and so does an
 * Enter at its end; one inside stands between two paths. */
static gboolean
take_burst(EmlScreen *self, Input input)
{
	gboolean ended = FALSE;
	int status = OK;

	g_string_truncate(self->pasted, 0);
	while (status != ERR) {
		g_queue_push_tail(self->waiting, g_memdup2(&input, sizeof input));
		ended = input.is_code || (input.c < ' ' && input.c != '\r' && input.c != '\n');
		if (ended)
			break;
		eml_paste_add(self->pasted, input.c);
		timeout(eml_paste_is_path(self->pasted->str) ? BURST_MS : 0);
		status = get_wch(&input.c);
		input.is_code = status == KEY_CODE_YES;
	}
	nodelay(stdscr, TRUE);
	if (!eml_paste_is_path(self->pasted->str))
		return FALSE;
	ended = ended || ((Input *)g_queue_peek_tail(self->waiting))->c == '\r';
	while (g_queue_get_length(self->waiting) > (ended ? 1 : 0))
		g_free(g_queue_pop_head(self->waiting));
	if (g_str_has_suffix(self->pasted->str, "\r"))
		g_string_truncate(self->pasted, self->pasted->len - 1);
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

void
eml_screen_clicked(const EmlScreen *self, guint *ret_line, guint *ret_column)
{
	*ret_line = self->clicked_line;
	*ret_column = self->clicked_column;
}

const char *
eml_screen_pasted(const EmlScreen *self)
{
	return self->pasted->str;
}
