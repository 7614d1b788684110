#pragma once
/* A report as rows of cells: what a view lists, what it says of its selected row, where Enter
 * leads. Pure: no terminal, no widths; everything foreign passes base/safe-text on its way into a
 * cell. A set of rows holds its report, so rows may point into it. */

#include "base/safe-text.h"
#include "report.h"
#include "tui/theme.h"

/* What can be looked at as a whole. The numbers of the digits are kinds of check, whatever the
 * message holds. */
typedef enum {
	EML_VIEW_OVERVIEW,
	EML_VIEW_SPF,  /* EmlAbout.index 1: of the HELO name beside MAIL FROM */
	EML_VIEW_DKIM, /* one signature: EmlAbout.index, in message order */
	EML_VIEW_DMARC,
	EML_VIEW_ARC,
	EML_VIEW_UNSUBSCRIBE,
	EML_VIEW_IPREV,
	EML_VIEW_PATH,
	EML_VIEW_CLAIMS,
	EML_VIEW_FINDINGS,
	EML_VIEW_HEADERS,
	EML_VIEW_PARTS,
	EML_VIEW_DNS,
	EML_VIEW_VERDICT, /* in full: where a window is small, its line is cut */
	EML_VIEW_HELP,
	EML_VIEW_LAST,
} EmlViewKind;

/* What a row, or the rows of a pane, are about. */
typedef enum {
	EML_ABOUT_NOTHING,
	EML_ABOUT_VIEW,
	EML_ABOUT_STEP,	    /* step */
	EML_ABOUT_FIELD,    /* index: header field */
	EML_ABOUT_HOP,	    /* index: into hops, newest first */
	EML_ABOUT_CLAIM,    /* index: header field of the claim */
	EML_ABOUT_FINDING,  /* index: into the report's findings */
	EML_ABOUT_QUESTION, /* index: number of the DNS question, 1-based */
	EML_ABOUT_PART,	    /* index: into the report's parts */
	EML_ABOUT_TAIL,	    /* index: into the report's signatures; what stands behind its l= */
	EML_ABOUT_LAST,
} EmlAboutKind;

typedef struct {
	EmlAboutKind kind;
	EmlViewKind view; /* EML_ABOUT_VIEW */
	guint index;
	const EmlStep *step; /* EML_ABOUT_STEP; borrowed from the report's checks */
} EmlAbout;

/* Which columns a row has; their widths are in tui/shape.c. */
typedef enum {
	EML_SHAPE_BLANK,
	EML_SHAPE_HEADING, /* 0 words in a line across the pane */
	EML_SHAPE_TITLES,  /* 1 check, 2 claimed by whom, 3 verified: over EML_SHAPE_CHECK */
	EML_SHAPE_TEXT,	   /* 0 paragraph */
	EML_SHAPE_PAIR,	   /* 0 label, 1 sign, 2 value */
	EML_SHAPE_CHECK, /* 0 digit, 1 check, 2 claimed, 3 of whom, 4 compared, 5 sign, 6 verified,
			    7 note */
	EML_SHAPE_STEP,	 /* 0 sign, 1 sentence, 2 where */
	EML_SHAPE_HOP,	 /* 0 number, 1 delay, 2 its bar or a word, 3 from and by, 4 protocol, 5 TLS
			  */
	EML_SHAPE_FIELD, /* 0 signed by, 1 number, 2 text, 3 whose */
	EML_SHAPE_FIELD_WHOLE, /* the same, the text over as many lines as it takes */
	EML_SHAPE_CLAIM,       /* 0 number, 1 field and name, 2 trust */
	EML_SHAPE_RESULT,      /* 0 method, 1 result, 2 properties */
	EML_SHAPE_FINDING,     /* 0 sign, 1 sentence */
	EML_SHAPE_QUESTION,    /* 0 number, 1 name, 2 type, 3 outcome, 4 DNSSEC, 5 time */
	EML_SHAPE_PART,	       /* 0 sign, 1 file name and type, 2 charset, 3 encoding, 4 size */
	EML_SHAPE_KEY,	       /* 0 keys, 1 help */
	EML_SHAPE_LAST,
} EmlShape;

#define EML_ROW_CELLS 8

typedef struct {
	EmlPlain *text; /* owned; NULL = empty, or the bar, or the glyph */
	EmlGlyph glyph;
	guint bar; /* thousandths of the column that a bar takes; 0 = none */
	EmlRole role;
	gsize from, to; /* bytes of text drawn in the role `marked`; 0, 0 = none */
	EmlRole marked;
} EmlCell;

typedef struct {
	EmlShape shape;
	guint depth;	  /* rows right below with a greater depth are its branch */
	gboolean branch;  /* it has one, which can be folded */
	gboolean problem; /* stays when only problems are shown */
	EmlAbout about;
	char *identity; /* by which the selection finds the row again in another snapshot; NULL:
			   cannot be selected */
	EmlCell cells[EML_ROW_CELLS];
} EmlRow;

/* How rows are made; any of them. */
enum {
	EML_ROWS_WIDE = 1 << 0,	   /* the overview also lists path and findings */
	EML_ROWS_DECODED = 1 << 1, /* encoded words of header fields as text */
	EML_ROWS_WHOLE = 1 << 2,   /* header fields with all their lines */
	EML_ROWS_LOW = 1 << 3,	   /* the overview lists the verdict, too */
};

typedef struct {
	EmlReport *report; /* a reference */
	guint how;	   /* EML_ROWS_* */
	EmlRow *titles;	   /* stays above the rows when they scroll; NULL = none */
	GPtrArray *rows;   /* EmlRow */
	gboolean tree;	   /* some row is a branch */
	guint references;  /* main thread only; nobody changes rows that are made */
} EmlRows;

/* The rows of a view, or the details of what a row is about. The caller owns it; never NULL. */
EmlRows *eml_rows_make(EmlReport *report, EmlAbout about, guint how);
EmlRows *eml_rows_ref(EmlRows *self);
/* Gives a reference back. */
void eml_rows_free(EmlRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlRows, eml_rows_free)
/* Its name in the top line: "SPF", "DKIM #2", "Header 8". The caller owns it. */
EmlPlain *eml_rows_title(const EmlReport *report, EmlAbout about);
gboolean eml_about_same(EmlAbout a, EmlAbout b);
EmlAbout eml_about_view(EmlViewKind view, guint index);
/* The view that a digit, or a letter in its place, stands for; EML_VIEW_LAST if none. */
EmlViewKind eml_view_of_digit(char digit);
char eml_view_digit(EmlViewKind view);
