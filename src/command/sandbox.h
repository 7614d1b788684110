#pragma once
/* Walls that the process puts around itself before it reads a byte of a message, for all its
 * threads and for good: who takes it over by a hostile message finds no program to run, no file to
 * write, no other file to read, and no socket but those that command/helper.h has opened. Call it
 * while there is one thread. Nothing can fail: where the system lacks a wall, the others stand. */

#include <glib.h>

typedef enum {
	EML_WALL_LIMITS = 1 << 0, /* no core file, no debugger, memory has an end */
	EML_WALL_FILES = 1 << 1,  /* Landlock: of files, those that are named */
	EML_WALL_CALLS = 1 << 2,  /* seccomp: of system calls, those that are needed */
} EmlWall;

/* readable: names of files and of folders (char *), all of what is below them may be read; NULL:
 * everything. Returns the walls that stand now. */
guint eml_sandbox_enter(const GPtrArray *readable);
/* For people, in one line: what these walls are, or what is missing. Static. */
const char *eml_sandbox_words(guint walls);
