#pragma once
/* What tui/app.c (pages), tui/app-keys.c and tui/app-paint.c (the picture) share. */

#include "tui/app.h"

/* A list, and beside or below it the details of its selected row. */
typedef struct {
	EmlAbout about;
	EmlView *list;
	EmlView *details;  /* NULL: the selected row has none */
	char *details_of;  /* identity of that row; NULL */
	gboolean focus;	   /* the details have the keys */
	gboolean has_pane; /* the details were painted last time */
} EmlPage;

struct EmlApp {
	EmlReport *report;
	char *title;
	guint position, total;
	GPtrArray *pages;   /* EmlPage; the first is the overview, the last is shown */
	gboolean wide;	    /* room for two columns */
	GString *prompt;    /* what is typed to search for; NULL: nothing is */
	char *prompt_from;  /* identity of the row where that began */
	char *note;	    /* NULL */
	gboolean cancelled; /* the DNS work was stopped once */
};

EmlPage *eml_app_page(const EmlApp *self);
/* The pane that has the keys. */
EmlView *eml_app_focused(const EmlApp *self);
/* The about of a page's selected row; EML_ABOUT_NOTHING if it leads nowhere new. */
EmlAbout eml_page_selected(const EmlPage *page);
gboolean eml_page_may_have_details(const EmlPage *page);
/* Where keys are looked up: EML_WHERE_*. */
guint eml_app_where(const EmlApp *self);
/* Brings rows and details in line with report, width and selection. */
void eml_app_refresh(EmlApp *self, gboolean new_rows);
/* A page more; NOTHING only says so. */
void eml_app_open(EmlApp *self, EmlAbout about);
/* From the details to the list, from a page to the one before; FALSE at the overview. */
gboolean eml_app_back(EmlApp *self);
void eml_app_paint_foot(const EmlApp *self, EmlCanvas *canvas, EmlStrip strip);
