#pragma once
/* One picture, one write. Curses writes each few cells on their own, and a terminal that draws in
 * between, or one inside another program, shows half a picture. So what curses writes is collected
 * while a picture is drawn, and then goes to the terminal as a whole. */

#include <glib.h>

typedef struct EmlFrame EmlFrame;
/* `fd` is where curses writes; it stays the caller's. */
EmlFrame *eml_frame_new(int fd);
/* NULL is fine. */
void eml_frame_free(EmlFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EmlFrame, eml_frame_free)

/* A descriptor that is the terminal also while a picture is collected; the frame's own. */
int eml_frame_terminal(const EmlFrame *self);
/* Writes to the terminal at once; not between begin and end. */
void eml_frame_write(const EmlFrame *self, const char *bytes);
/* Where nothing can be collected, curses writes to the terminal as before. */
void eml_frame_begin(EmlFrame *self);
void eml_frame_end(EmlFrame *self);
