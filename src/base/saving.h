#pragma once
/* A file that is written: beside the old one, which stays until the new one is whole, and is then
 * replaced (a symbolic link, too: where it leads to is not touched). A FIFO or a device is written
 * to. What we write tells what is in somebody's mail: a new file is for its owner alone, one that
 * was there keeps its mode. Trouble is told by errno. */

#include <glib.h>

typedef enum {
	EML_SAVING_NEW,	 /* EEXIST if anything of that name is there */
	EML_SAVING_OVER, /* EINVAL if something is there that is no regular file */
	EML_SAVING_INTO, /* a FIFO or a device, too; ENXIO if nothing comes to read from the FIFO */
} EmlSavingKind;

typedef struct {
	char *path;
	char *temporary; /* NULL: the file itself is written */
	int fd;
	guint mode;	   /* that it will have */
	gboolean replaces; /* a file that is there */
} EmlSaving;

/* FALSE: nothing was begun. */
gboolean eml_saving_begin(EmlSaving *self, const char *path, EmlSavingKind kind);
gboolean eml_saving_write(const EmlSaving *self, const char *text, gsize len);
/* keep: the file is whole. In any case nothing but the file is left behind. */
gboolean eml_saving_end(EmlSaving *self, gboolean keep);
/* All three in one. */
gboolean eml_saving_save(const char *path, EmlSavingKind kind, const char *text, gsize len);
