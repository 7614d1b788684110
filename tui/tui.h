#pragma once
/* The terminal interface: shows an inspection while its checks run and lets the user look around.
 * Needs the default main context and setlocale(LC_ALL, ""); main thread only. */

#include "inspect.h"
#include "tui/app.h"
#include "tui/screen.h"

typedef struct EmlTui EmlTui;
/* NULL with EML_ERROR_IO if no terminal can be had: the caller then prints text. color: as --color,
 * NO_COLOR, CLICOLOR_FORCE and TERM=dumb say. */
EmlTui *eml_tui_open(const EmlScreenSettings *settings, GError **error);
/* Gives the terminal back. */
void eml_tui_close(EmlTui *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlTui, eml_tui_close)

typedef struct {
	EmlInspection *inspection;
	const char *title;     /* name for the top line */
	guint position, total; /* "[2/3]"; total 1: not shown */
	gboolean same;	       /* the message shown last: pages and selection stay */
} EmlTuiMessage;

/* Shows one message until the user wants what the caller has to do: QUIT, NEXT, PREVIOUS, and those
 * from AGAIN on. The inspection is started, if it was not, after the first picture; it may still
 * run on return. */
EmlWish eml_tui_show(EmlTui *self, const EmlTuiMessage *message);
/* What belongs to the last wish. Borrowed until the next eml_tui_show(). */
const char *eml_tui_wanted(const EmlTui *self);
/* A remark in the bottom line when a message is shown next. */
void eml_tui_note(EmlTui *self, const char *text);
/* The same message is shown next, with the question whether to save over that file. */
void eml_tui_ask_over(EmlTui *self, const char *path);
/* Gives the terminal to another program, between two eml_tui_show(); its descriptor. */
int eml_tui_lend(EmlTui *self);
void eml_tui_take_back(EmlTui *self);
/* The screen as text (tests). The caller owns it. */
char *eml_tui_dump(EmlTui *self);
