#pragma once
/* The terminal's own state: it is given back as it was, also when a signal ends the program. The
 * only file with mutable state at file scope, because a signal handler can reach nothing else. One
 * terminal at a time, main thread only. */

#include <glib.h>

/* Keeps the line settings of the descriptor and what signals do; call it before curses changes
 * them. FALSE if it is no terminal: then only the bytes of eml_terminal_guard() are written back. */
gboolean eml_terminal_save(int fd);
/* From now on SEGV ABRT BUS FPE ILL QUIT TERM HUP and INT write these bytes, give the settings back
 * and then do what they did before eml_terminal_save(). WINCH, CONT and TSTP are told through eml_terminal_events(). */
void eml_terminal_guard(const char *restore);
/* The signals do again what they did before. */
void eml_terminal_unguard(void);

/* A descriptor to watch; -1 without a guard. */
int eml_terminal_events(void);
typedef enum {
	EML_TERMINAL_NOTHING,
	EML_TERMINAL_RESIZED,
	EML_TERMINAL_CONTINUED,
	EML_TERMINAL_STOP, /* somebody sent TSTP */
} EmlTerminalEvent;
/* The next event; NOTHING if there is none left. */
EmlTerminalEvent eml_terminal_next_event(void);

/* Waits until the job is in the foreground, stopped meanwhile as the system stops what would write
 * from the background; a shell may have changed the line settings until then. Events that have come
 * by then are forgotten: all has to be set and drawn anew. */
void eml_terminal_wait(void);
/* Stops the whole job, as ^Z does in other programs; returns when it goes on. The terminal must
 * have been given back. */
void eml_terminal_stop(void);
/* While another program has the terminal (a pager): INT, QUIT and TSTP, which its keys send to
 * both, do nothing here. The terminal must have been given back. */
void eml_terminal_lend(void);
void eml_terminal_take_back(void);
/* Bytes that wait to be read. */
guint eml_terminal_waiting(int fd);
/* Columns and lines of the window; FALSE if the descriptor does not know. */
gboolean eml_terminal_size(int fd, guint *ret_columns, guint *ret_lines);
