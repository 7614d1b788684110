#pragma once
/* One line that is typed: a title, a text, a cursor. Searching, addresses and paths are asked for
 * with it. Pure; what the text means is its user's matter. */

#include "tui/canvas.h"
#include "tui/keys.h"

#define EML_PROMPT_MAX 4096 /* bytes of a text: PATH_MAX of Linux; what is more is not taken */

typedef enum {
	EML_PROMPT_STAYS,
	EML_PROMPT_CHANGED,
	EML_PROMPT_COMPLETE, /* Tab: the user of the prompt may know how the text goes on */
	EML_PROMPT_ACCEPTED,
	EML_PROMPT_CANCELLED,
} EmlPromptEvent;

typedef struct EmlPrompt EmlPrompt;
/* title: "/" or "Save as:", static. The cursor stands behind the text. */
EmlPrompt *eml_prompt_new(const char *title, const char *text);
void eml_prompt_free(EmlPrompt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlPrompt, eml_prompt_free)
const char *eml_prompt_text(const EmlPrompt *self);
void eml_prompt_set_text(EmlPrompt *self, const char *text);
/* Characters that are typed, the arrows, Home, End, Backspace, Delete, ^A ^E ^B ^F ^D ^H, ^U ^K ^W,
 * Tab, Enter, Escape and ^C. */
EmlPromptEvent eml_prompt_key(EmlPrompt *self, EmlKey key);
/* Text that arrives in one piece goes in at the cursor, without what cannot be typed. */
void eml_prompt_paste(EmlPrompt *self, const char *text);
/* Columns of title, text and cursor. */
guint eml_prompt_columns(const EmlPrompt *self);
/* Title and text with the cursor in sight; sets the canvas's cursor. */
void eml_prompt_paint(const EmlPrompt *self, EmlCanvas *canvas, EmlStrip strip);
