#pragma once
/* Files for tests of loading: a folder that lives as long as one test, and messages that come
 * through pipes and FIFOs. */

#include "mail/message.h"

/* A string literal that may contain NUL, with its length. */
#define TEST_BYTES(text) text, sizeof text - 1

/* An empty folder for the running test; one at a time. */
void test_folder_make(void);
/* With every file in it. */
void test_folder_remove(void);
const char *test_folder(void);
/* The path of a name in the folder. The caller owns it. */
char *test_folder_path(const char *name);
/* Writes the file and returns its path; the caller owns it. */
char *test_folder_write(const char *name, const void *data, gsize len);
/* A message whose file has holes up to that size. The caller owns the path. */
char *test_folder_write_sparse(const char *name, guint64 size);
/* A descriptor of a file without a name that holds the bytes. The caller closes it. */
int test_unlinked_file(EmlSlice bytes);
/* One gzip member. The caller owns it. */
GBytes *test_gzip(const void *data, gsize len);

/* eml_load() of a FIFO in the folder into which a thread writes the bytes in pieces that cut lines.
 */
EmlMessage *test_load_fifo(const char *data, gsize len, GError **error);
/* eml_load_fd() of a pipe, or eml_load("-") with the pipe as standard input. endless: the bytes
 * come again and again, until the reader is gone. */
typedef enum { TEST_PIPE_FD, TEST_PIPE_STDIN } TestPipe;
EmlMessage *
test_load_pipe(TestPipe kind, const char *data, gsize len, gboolean endless, GError **error);
