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
/* Shows one message until the user wants something else: QUIT, NEXT or PREVIOUS. The inspection is
 * started, if it was not, after the first picture; it may still run on return. title: name for the
 * top line. position, total: "[2/3]"; total 1: not shown. */
EmlWish eml_tui_show(
    EmlTui *self, EmlInspection *inspection, const char *title, guint position, guint total);
/* The screen as text (tests). The caller owns it. */
char *eml_tui_dump(EmlTui *self);
