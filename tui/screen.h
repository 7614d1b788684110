#pragma once
/* The screen: the only user of ncurses. Opened with newterm() on /dev/tty, since standard input may
 * be the message. One at a time, main thread only. */

#include "tui/canvas.h"
#include "tui/keys.h"

#include <stdio.h>

typedef struct {
	gboolean color; /* as far as the terminal has colors */
	EmlBackground
	    background; /* UNKNOWN: the terminal is asked; its answer comes while keys are read */
	gboolean title; /* the window may be named, where terminals can do it */
	FILE *in, *out; /* in place of /dev/tty (tests); NULL */
} EmlScreenSettings;

typedef struct EmlScreen EmlScreen;
/* NULL with EML_ERROR_IO if there is no terminal or it cannot place a cursor. setlocale(LC_CTYPE,
 * "") must have been called. */
EmlScreen *eml_screen_open(const EmlScreenSettings *settings, GError **error);
/* Gives the terminal back. */
void eml_screen_close(EmlScreen *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlScreen, eml_screen_close)

int eml_screen_fd(const EmlScreen *self); /* to watch for keys */
/* An empty picture of the screen's size; the caller owns it. */
EmlCanvas *eml_screen_canvas(const EmlScreen *self);
void eml_screen_show(EmlScreen *self, const EmlCanvas *canvas);
/* The next key without waiting; EML_KEY_NONE if there is none. What is pasted, and a burst of keys
 * that reads like a path dropped onto the window, is one EML_KEY_PASTE. */
EmlKey eml_screen_key(EmlScreen *self);
/* The text of the last EML_KEY_PASTE, at most EML_TUI_MAX_PASTE bytes. Borrowed until the next key.
 */
const char *eml_screen_pasted(const EmlScreen *self);
/* Where the last EML_KEY_CLICK was. */
void eml_screen_clicked(const EmlScreen *self, guint *ret_line, guint *ret_column);
/* Clicks come as keys from now on, or the terminal has them again, as it does from the start: then
 * it marks text by them. The wheel is arrow keys in both. What it is now for, static. */
const char *eml_screen_toggle_mouse(EmlScreen *self);
/* Puts the text into the clipboard of whoever sits at the terminal, near or far (OSC 52): at most
 * EML_TUI_MAX_COPIED bytes of it; returns how many. No terminal says whether it did. */
gsize eml_screen_copy(EmlScreen *self, const EmlPlain *text);
/* Gives the terminal to another program; its descriptor. */
int eml_screen_lend(EmlScreen *self);
void eml_screen_take_back(EmlScreen *self);
/* The window may have another size. */
void eml_screen_resize(EmlScreen *self);
/* The next picture is drawn anew, whatever stands there. */
void eml_screen_forget(EmlScreen *self);
/* Gives the terminal back, stops the job, takes the terminal again when it goes on. */
void eml_screen_suspend(EmlScreen *self);
/* Somebody stopped the job and let it go on: waits until it has the terminal, and takes it again. */
void eml_screen_continue(EmlScreen *self);
/* Colors for the next background: dark, light, unknown; what it is now for, static. */
const char *eml_screen_next_background(EmlScreen *self);
/* Names the window; its title of before comes back with the terminal. */
void eml_screen_set_title(EmlScreen *self, const EmlPlain *title);
/* What curses holds: the lines of text, then the lines of roles by their letters (selected: in
 * upper case, ':' for '.',
 * '=' for '-'). Without colors instead: b bold, u underline, r reverse, R reverse and bold. The
 * caller owns it. */
char *eml_screen_dump(EmlScreen *self);
