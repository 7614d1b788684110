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
	EML_WISH_MOUSE,	 /* clicks are wanted, or no longer */
	EML_WISH_COPY,	 /* eml_app_wanted(): the text */
	/* of the caller's caller, who has the inspections and the files: */
	EML_WISH_AGAIN,	    /* ask DNS anew */
	EML_WISH_OFFLINE,   /* ask nothing, or ask again */
	EML_WISH_ADDRESS,   /* eml_app_wanted(): the client's IP, "" = the message's own */
	EML_WISH_OPEN,	    /* eml_app_wanted(): paths as typed or dropped */
	EML_WISH_SAVE,	    /* eml_app_wanted(): a path where nothing may stand yet */
	EML_WISH_SAVE_OVER, /* the same where a file may stand: the user said so */
	EML_WISH_RAW,	    /* show the message in a pager */
} EmlWish;

typedef struct EmlApp EmlApp;
/* title: the name for the top line. position, total: of the message; total 1 or 0: not shown. */
EmlApp *eml_app_new(EmlReport *report, const char *title, guint position, guint total);
void eml_app_free(EmlApp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlApp, eml_app_free)
/* A newer snapshot of the same message. */
void eml_app_set_report(EmlApp *self, EmlReport *report);
/* The same for another inspection of the same message: what the pages were opened from is looked up
 * again. */
void eml_app_renew(EmlApp *self, EmlReport *report, guint position, guint total);
EmlWish eml_app_key(EmlApp *self, EmlKey key);
/* The mouse, somewhere on the picture painted last: a row is selected, the selected one opened, a
 * key of the bottom line pressed. */
EmlWish eml_app_click(EmlApp *self, guint line, guint column);
/* Text that arrives in one piece: goes into what is being typed, else names messages to open. */
EmlWish eml_app_paste(EmlApp *self, const char *text);
/* What belongs to the last wish. Borrowed until the next key. */
const char *eml_app_wanted(const EmlApp *self);
/* A file of that name is there: asks whether to save over it. */
void eml_app_ask_over(EmlApp *self, const char *path);
/* A remark in the bottom line until the next key. */
void eml_app_note(EmlApp *self, const char *text);
void eml_app_paint(EmlApp *self, EmlCanvas *canvas);
