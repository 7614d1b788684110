#pragma once
/* What keys do: one table gives the handling, the bottom line, the help and the man page's list.
 * Pure; screen.c turns what a terminal sends into these keys. */

#include <glib.h>

/* A key: the character it types, or one of these (above all characters). */
enum {
	EML_KEY_NONE = 0,
	EML_KEY_ESCAPE = 0x1b,
	EML_KEY_ENTER = '\r',
	EML_KEY_TAB = '\t',
	EML_KEY_BACKSPACE = 0x7f,
	EML_KEY_UP = 0x110000,
	EML_KEY_DOWN,
	EML_KEY_LEFT,
	EML_KEY_RIGHT,
	EML_KEY_PAGE_UP,
	EML_KEY_PAGE_DOWN,
	EML_KEY_HOME,
	EML_KEY_END,
	EML_KEY_BACK_TAB,
	EML_KEY_DELETE,
	EML_KEY_HELP,	/* F1 */
	EML_KEY_CLICK,	/* of the mouse: eml_screen_clicked() */
	EML_KEY_PASTE,	/* something was pasted or dropped: eml_screen_pasted() */
	EML_KEY_REDRAW, /* nothing was typed, but the screen must be drawn again */
	EML_KEY_CLOSED, /* the terminal is gone */
};
typedef guint32 EmlKey;

/* The key that Control and this letter type. */
#define EML_KEY_CONTROL(letter) ((EmlKey)(letter)&0x1f)

typedef enum {
	EML_ACTION_NONE,
	EML_ACTION_DOWN,
	EML_ACTION_UP,
	EML_ACTION_PAGE_DOWN,
	EML_ACTION_PAGE_UP,
	EML_ACTION_HALF_DOWN,
	EML_ACTION_HALF_UP,
	EML_ACTION_TOP,
	EML_ACTION_BOTTOM,
	EML_ACTION_OPEN,
	EML_ACTION_IN, /* to the right: unfold the branch, else open */
	EML_ACTION_BACK,
	EML_ACTION_OUT,	  /* to the left: out of the branch, else back */
	EML_ACTION_LEAVE, /* back, and at the top quit */
	EML_ACTION_FOCUS,
	EML_ACTION_ZOOM,
	EML_ACTION_DIVIDER, /* < or >: more room for the details, or for the list */
	EML_ACTION_CHECK, /* a digit, or r: the check of that kind */
	EML_ACTION_SEARCH,
	EML_ACTION_NEXT_MATCH,
	EML_ACTION_PREVIOUS_MATCH,
	EML_ACTION_PROBLEMS,
	EML_ACTION_UNFOLD,
	EML_ACTION_FOLD,
	EML_ACTION_FOLD_ALL,
	EML_ACTION_DECODE,
	EML_ACTION_WHOLE,
	EML_ACTION_CANONICAL, /* what the DKIM signature was made over */
	EML_ACTION_NEXT_MESSAGE,
	EML_ACTION_PREVIOUS_MESSAGE,
	EML_ACTION_OTHER_MESSAGE,
	EML_ACTION_ADDRESS,
	EML_ACTION_AGAIN,
	EML_ACTION_OFFLINE,
	EML_ACTION_COPY,
	EML_ACTION_SAVE,
	EML_ACTION_RAW,
	EML_ACTION_THEME,
	EML_ACTION_MOUSE,
	EML_ACTION_HELP,
	EML_ACTION_REDRAW,
	EML_ACTION_SUSPEND,
	EML_ACTION_CANCEL,
	EML_ACTION_QUIT,
	EML_ACTION_LAST,
} EmlAction;

/* Where a key does something. */
enum {
	EML_WHERE_OVERVIEW = 1 << 0,
	EML_WHERE_VIEW = 1 << 1,    /* any other view */
	EML_WHERE_TREE = 1 << 2,    /* the view has branches that fold */
	EML_WHERE_SEVERAL = 1 << 3, /* there are several messages */
	EML_WHERE_FIELDS = 1 << 4,  /* the view lists header fields */
	EML_WHERE_EVERYWHERE = EML_WHERE_OVERVIEW | EML_WHERE_VIEW,
};

typedef struct {
	EmlAction action;
	EmlKey keys[12];   /* ends with EML_KEY_NONE */
	guint where;	   /* EML_WHERE_*, any of them */
	const char *shown; /* the keys as people read them: "j ↓" */
	const char *brief; /* for the bottom line; NULL: not shown there */
	guint weight;	   /* the bottom line keeps the lightest where room is short */
	const char *help;  /* a sentence */
	const char *group; /* heading in the help; the table is in groups */
} EmlKeyEntry;

/* All of them, in the order of the help. */
const EmlKeyEntry *eml_keys(guint *ret_n);
/* The entry of that key where one of `where` holds, NULL if it does nothing there. */
const EmlKeyEntry *eml_keys_find(EmlKey key, guint where);
