#include "tui/keys.h"

#define ALL EML_WHERE_EVERYWHERE
#define CTRL EML_KEY_CONTROL

/* clang-format off */
static const EmlKeyEntry entries[] = {
	{EML_ACTION_DOWN, {'j', EML_KEY_DOWN, CTRL('n')}, ALL, "j ↓", NULL, 0, "one row down", "Moving"},
	{EML_ACTION_UP, {'k', EML_KEY_UP, CTRL('p')}, ALL, "k ↑", NULL, 0, "one row up", "Moving"},
	{EML_ACTION_PAGE_DOWN, {' ', EML_KEY_PAGE_DOWN, CTRL('f')}, ALL, "Space PgDn", NULL, 0,
	 "one screenful down", "Moving"},
	{EML_ACTION_PAGE_UP, {'b', EML_KEY_PAGE_UP, CTRL('b')}, ALL, "b PgUp", NULL, 0,
	 "one screenful up", "Moving"},
	{EML_ACTION_HALF_DOWN, {CTRL('d')}, ALL, "^D", NULL, 0, "half a screenful down", "Moving"},
	{EML_ACTION_HALF_UP, {CTRL('u')}, ALL, "^U", NULL, 0, "half a screenful up", "Moving"},
	{EML_ACTION_TOP, {'g', EML_KEY_HOME}, ALL, "g Home", NULL, 0, "to the first row", "Moving"},
	{EML_ACTION_BOTTOM, {'G', EML_KEY_END}, ALL, "G End", NULL, 0, "to the last row", "Moving"},
	{EML_ACTION_FOCUS, {EML_KEY_TAB, EML_KEY_BACK_TAB}, ALL, "Tab", "pane", 5,
	 "to the other pane: the list, or the details of its selected row", "Moving"},
	{EML_ACTION_ZOOM, {'z'}, ALL, "z", NULL, 0, "this pane alone, or both again", "Moving"},
	{EML_ACTION_DIVIDER, {'<', '>'}, ALL, "< >", NULL, 0, "the line between the panes: more room for the details, or for the list", "Moving"},

	{EML_ACTION_OPEN, {EML_KEY_ENTER}, ALL, "Enter", "open", 1,
	 "open what is selected; from a step to its header field or DNS answer", "Opening"},
	{EML_ACTION_IN, {'l', EML_KEY_RIGHT}, ALL, "l →", NULL, 0, "unfold the branch; open what is selected", "Opening"},
	{EML_ACTION_BACK, {EML_KEY_ESCAPE, EML_KEY_BACKSPACE}, ALL, "Esc", NULL, 0,
	 "back to where you came from", "Opening"},
	{EML_ACTION_OUT, {'h', EML_KEY_LEFT}, ALL, "h ←", NULL, 0,
	 "inside a branch: fold it, or to the row it belongs to; elsewhere back", "Opening"},
	{EML_ACTION_LEAVE, {'q'}, EML_WHERE_VIEW, "q", "back", 2, "back; in the overview: quit", "Opening"},
	{EML_ACTION_LEAVE, {'q'}, EML_WHERE_OVERVIEW, "q", "quit", 2, NULL, "Opening"},
	{EML_ACTION_CHECK, {'1', '2', '3', '4', '5', '6', '7', '8', '9', '0', 'r'}, ALL, "1-9 0 r", NULL, 0,
	 "the check of that number or letter; in the overview it is selected, and the same key again opens it", "Opening"},
	{EML_ACTION_CHECK, {'p'}, ALL, "p", NULL, 0, "the parts of the message (MIME), in the same way", "Opening"},
	{EML_ACTION_CHECK, {'V'}, ALL, "V", NULL, 0, "the verdict in full, and what to do about it", "Opening"},
	{EML_ACTION_CANONICAL, {'c'}, ALL, "c", NULL, 0,
	 "the header of a DKIM signature as it was hashed, with its blanks and line ends", "Opening"},
	{EML_ACTION_NEXT_MESSAGE, {']'}, EML_WHERE_SEVERAL, "]", NULL, 0, "the next message", "Opening"},
	{EML_ACTION_PREVIOUS_MESSAGE, {'['}, EML_WHERE_SEVERAL, "[", "message", 7, "the previous message", "Opening"},
	{EML_ACTION_OTHER_MESSAGE, {'O'}, ALL, "O", NULL, 0,
	 "open another message by its path; Tab completes; one that is dropped onto the window opens, too", "Opening"},

	{EML_ACTION_SEARCH, {'/'}, ALL, "/", "search", 4, "search in the pane, without case; Enter keeps it", "Finding"},
	{EML_ACTION_NEXT_MATCH, {'n'}, ALL, "n", NULL, 0, "the next row that matches", "Finding"},
	{EML_ACTION_PREVIOUS_MATCH, {'N'}, ALL, "N", NULL, 0, "the previous row that matches", "Finding"},
	{EML_ACTION_PROBLEMS, {'f'}, ALL, "f", "problems only", 9, "only rows with a problem, or all again", "Finding"},

	{EML_ACTION_FOLD, {'-'}, EML_WHERE_TREE, "-", NULL, 0, "fold the branch", "Branches"},
	{EML_ACTION_UNFOLD, {'+', '='}, EML_WHERE_TREE, "+", NULL, 0, "unfold the branch", "Branches"},
	{EML_ACTION_FOLD_ALL, {'*'}, EML_WHERE_TREE, "*", "fold all", 10, "fold or unfold all branches", "Branches"},

	{EML_ACTION_DECODE, {'d'}, EML_WHERE_FIELDS, "d", "decode", 5,
	 "encoded words (RFC 2047) as text, or as they came", "Header fields"},
	{EML_ACTION_WHOLE, {'u'}, EML_WHERE_FIELDS, "u", "whole", 5,
	 "each field whole, with all its lines, or on one line", "Header fields"},

	{EML_ACTION_AGAIN, {'v'}, ALL, "v", "verify", 6, "verify again: ask DNS anew", "Doing"},
	{EML_ACTION_OFFLINE, {'o'}, ALL, "o", NULL, 0, "the claims only, without DNS; once more: verify", "Doing"},
	{EML_ACTION_ADDRESS, {'i'}, ALL, "i", NULL, 0, "what if the message had come from another IP address", "Doing"},
	{EML_ACTION_COPY, {'y'}, ALL, "y", "copy", 7,
	 "copy from the selected row: value, header field, domain or DNS record", "Doing"},
	{EML_ACTION_SAVE, {'w'}, ALL, "w", "save", 8, "save the report: JSON if the name ends in .json, else text, all of it", "Doing"},
	{EML_ACTION_RAW, {'e'}, ALL, "e", NULL, 0, "the message as it came, in $PAGER or less", "Doing"},

	{EML_ACTION_HELP, {'?', EML_KEY_HELP}, ALL, "? F1", "help", 3, "this help", "The program"},
	{EML_ACTION_THEME, {'t'}, ALL, "t", NULL, 0, "colors for a dark, a light or an unknown background", "The program"},
	{EML_ACTION_MOUSE, {'m'}, ALL, "m", NULL, 0,
	 "clicks select, open and press the keys of the bottom line; or the mouse marks text again", "The program"},
	{EML_ACTION_REDRAW, {CTRL('l')}, ALL, "^L", NULL, 0, "draw the screen again", "The program"},
	{EML_ACTION_SUSPEND, {CTRL('z')}, ALL, "^Z", NULL, 0, "suspend; fg comes back", "The program"},
	{EML_ACTION_CANCEL, {CTRL('c')}, ALL, "^C", NULL, 0, "stop asking DNS; once more: quit", "The program"},
	{EML_ACTION_QUIT, {'Q'}, ALL, "Q", NULL, 0, "quit from anywhere", "The program"},
};
/* clang-format on */

const EmlKeyEntry *
eml_keys(guint *ret_n)
{
	*ret_n = G_N_ELEMENTS(entries);
	return entries;
}

static gboolean
has_key(const EmlKeyEntry *entry, EmlKey key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(entry->keys) && entry->keys[i] != EML_KEY_NONE; i++)
		if (entry->keys[i] == key)
			return TRUE;
	return FALSE;
}

const EmlKeyEntry *
eml_keys_find(EmlKey key, guint where)
{
	for (gsize i = 0; i < G_N_ELEMENTS(entries); i++)
		if ((entries[i].where & where) != 0 && has_key(&entries[i], key))
			return &entries[i];
	return NULL;
}
