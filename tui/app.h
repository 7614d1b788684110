#pragma once
/* The interface without a terminal: pages of views over the newest report, what each key does, and
 * the picture of it. tui/tui.c gives it keys and shows its canvas; tests do the same without a
 * terminal. */

#include "tui/canvas.h"
#include "tui/keys.h"
#include "tui/view.h"

/* What the caller has to do after a key. */
typedef enum {
	EML_WISH_NONE,
	EML_WISH_QUIT,
	EML_WISH_NEXT,	   /* message */
	EML_WISH_PREVIOUS, /* message */
	EML_WISH_CANCEL,   /* the DNS work */
	EML_WISH_SUSPEND,
	EML_WISH_REDRAW, /* everything, whatever stands there */
	EML_WISH_THEME,	 /* the next color scheme */
} EmlWish;

typedef struct EmlApp EmlApp;
/* title: the name for the top line. position, total: of the message; total 1 or 0: not shown. */
EmlApp *eml_app_new(EmlReport *report, const char *title, guint position, guint total);
void eml_app_free(EmlApp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlApp, eml_app_free)
/* A newer snapshot of the same message. */
void eml_app_set_report(EmlApp *self, EmlReport *report);
EmlWish eml_app_key(EmlApp *self, EmlKey key);
/* A remark in the bottom line until the next key. */
void eml_app_note(EmlApp *self, const char *text);
void eml_app_paint(EmlApp *self, EmlCanvas *canvas);
