#pragma once
/* What tui/app.c (pages), tui/app-keys.c and tui/app-paint.c (the picture) share. */

#include "tui/app.h"
#include "tui/prompt.h"

/* What the prompt asks for. */
typedef enum { EML_ASK_SEARCH, EML_ASK_ADDRESS, EML_ASK_SAVE, EML_ASK_OPEN, EML_ASK_LAST } EmlAsk;

/* A list, and beside or below it the details of its selected row. */
typedef struct {
	EmlAbout about;
	EmlView *list;
	EmlView *details;  /* NULL: the selected row has none */
	char *details_of;  /* identity of that row; NULL */
	gboolean focus;	   /* the details have the keys */
	gboolean has_pane; /* the details were painted last time */
	guint revision;	   /* of the app, when its rows were made */
} EmlPage;

/* A key in the bottom line. */
typedef struct {
	guint column, columns;
	EmlKey key;
} EmlSpot;

struct EmlApp {
	EmlReport *report;
	char *title;
	guint position, total;
	GPtrArray *pages;   /* EmlPage; the first is the overview, the last is shown */
	gboolean wide;	    /* room for two columns */
	gboolean zoom;	    /* only the pane that has the keys is seen */
	gint divider;	    /* steps by which the panes' line was moved, down or to the right */
	gboolean low;	    /* so few lines that the verdict has one */
	guint how;	    /* EML_ROWS_DECODED, EML_ROWS_WHOLE: what the user wants */
	guint revision;	    /* grows when rows made before are old: another report, another width */
	EmlPrompt *prompt;  /* NULL: nothing is typed */
	EmlAsk ask;	    /* for what */
	char *prompt_from;  /* identity of the row where a search began */
	GPtrArray *offers;  /* EmlCopyOffer: the next key says which is copied; NULL */
	char *over;	    /* path of a file: the next key says whether to save over it; NULL */
	char *wanted;	    /* what belongs to the last wish; NULL */
	char *note;	    /* NULL */
	GArray *spots;	    /* EmlSpot: keys that were painted last in the bottom line */
	guint foot;	    /* its line */
	gboolean cancelled; /* the DNS work was stopped once */
};

EmlPage *eml_app_page(const EmlApp *self);
/* The pane that has the keys. */
EmlView *eml_app_focused(const EmlApp *self);
/* The about of a page's selected row; EML_ABOUT_NOTHING if it leads nowhere new. */
EmlAbout eml_page_selected(const EmlPage *page);
gboolean eml_page_may_have_details(const EmlPage *page);
/* The page is the list of header fields. */
gboolean eml_page_is_fields(const EmlPage *page);
/* Where keys are looked up: EML_WHERE_*. */
guint eml_app_where(const EmlApp *self);
/* Brings rows and details in line with report, width and selection. */
void eml_app_refresh(EmlApp *self, gboolean new_rows);
/* A page more; NOTHING only says so. */
void eml_app_open(EmlApp *self, EmlAbout about);
/* From the details to the list, from a page to the one before; FALSE at the overview. */
gboolean eml_app_back(EmlApp *self);
/* tui/app-doing.c: the bottom line asks, keys answer. */
void eml_app_ask(EmlApp *self, EmlAsk ask);
/* TRUE while the remark is only a hint at what may be typed. */
gboolean eml_app_shows_hint(const EmlApp *self);
EmlWish eml_app_copy(EmlApp *self);
/* TRUE while the bottom line asks for something: then keys go to eml_app_answer(). */
gboolean eml_app_asks(const EmlApp *self);
EmlWish eml_app_answer(EmlApp *self, EmlKey key);
void eml_app_paint_foot(EmlApp *self, EmlCanvas *canvas, EmlStrip strip);
