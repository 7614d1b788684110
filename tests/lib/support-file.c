#include "support-file.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/load.h"

static char *folder; /* of the running test */

char *
test_folder_path(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

char *
test_folder_write(const char *name, const void *data, gsize len)
{
	char *path = test_folder_path(name);

	g_assert_true(g_file_set_contents(path, data, (gssize)len, NULL)); /* small */
	return path;
}

int
test_unlinked_file(EmlSlice bytes)
{
	g_autofree char *name = NULL;
	const int fd = g_file_open_tmp("emlens-XXXXXX", &name, NULL);

	g_assert_cmpint(fd, >=, 0);
	g_unlink(name);
	g_assert_cmpint(write(fd, bytes.data, bytes.len), ==, (gssize)bytes.len);
	return fd;
}

GBytes *
test_gzip(const void *data, gsize len)
{
	g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
	g_autoptr(GInputStream) plain =
	    g_memory_input_stream_new_from_data(data, (gssize)len, NULL);
	g_autoptr(GInputStream) packed = g_converter_input_stream_new(plain, G_CONVERTER(gzip));
	g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable();

	g_assert_cmpint(
	    g_output_stream_splice(out, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >,
	    0);
	return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(out));
}

char *
test_folder_write_sparse(const char *name, guint64 size)
{
	char *path = test_folder_write(name, TEST_BYTES("To: b\n\nbody\n"));

	g_assert_cmpint(truncate(path, (off_t)size), ==, 0);
	return path;
}

void
test_folder_make(void)
{
	folder = g_dir_make_tmp("emlens-load-XXXXXX", NULL);
	g_assert_nonnull(folder);
}

void
test_folder_remove(void)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = NULL;

	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = test_folder_path(name);

		g_remove(path);
	}
	g_rmdir(folder);
	g_clear_pointer(&folder, g_free);
}

const char *
test_folder(void)
{
	return folder;
}

/* Writes bytes into a descriptor or a FIFO from a thread of its own, in pieces that cut lines. */
typedef struct {
	int fd;
	const char *fifo; /* opened first; NULL: fd is open */
	const char *data;
	gsize len;
	gboolean endless; /* again and again, until the reader is gone */
} Feed;

static gpointer
feed(gpointer data)
{
	const Feed *self = data;
	const int fd = self->fifo != NULL ? open(self->fifo, O_WRONLY | O_CLOEXEC) : self->fd;
	const gsize most = self->endless ? self->len : self->len < 1 << 20 ? 7 : 4099;

	g_assert_cmpint(fd, >=, 0);
	do {
		for (gsize at = 0; at < self->len;) {
			const ssize_t n = write(fd, self->data + at, MIN(most, self->len - at));

			if (n <= 0) {
				close(fd);
				return NULL;
			}
			at += (gsize)n; /* positive */
		}
	} while (self->endless);
	close(fd);
	return NULL;
}

EmlMessage *
test_load_fifo(const char *data, gsize len, GError **error)
{
	g_autofree char *path = test_folder_path("fifo");
	Feed self = {-1, path, data, len, FALSE};
	EmlMessage *message = NULL;
	GThread *writer = NULL;

	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	writer = g_thread_new("writer", feed, &self);
	message = eml_load(path, error);
	g_thread_join(writer);
	return message;
}

EmlMessage *
test_load_pipe(TestPipe kind, const char *data, gsize len, gboolean endless, GError **error)
{
	int ends[2] = {-1, -1};
	const int kept = dup(STDIN_FILENO);
	EmlMessage *message = NULL;
	GThread *writer = NULL;
	Feed self = {0};

	g_assert_cmpint(pipe(ends), ==, 0);
	self = (Feed){ends[1], NULL, data, len, endless};
	writer = g_thread_new("writer", feed, &self);
	if (kind == TEST_PIPE_STDIN) {
		g_assert_cmpint(dup2(ends[0], STDIN_FILENO), ==, STDIN_FILENO);
		message = eml_load("-", error);
		g_assert_cmpint(dup2(kept, STDIN_FILENO), ==, STDIN_FILENO);
	} else {
		message = eml_load_fd(ends[0], error);
	}
	close(ends[0]);
	close(kept);
	g_thread_join(writer);
	return message;
}
