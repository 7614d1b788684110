#include "command/save.h"

#include "render/json.h"
#include "render/out.h"
#include "render/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COLUMNS 80

static char *
text_of(const EmlReport *report)
{
	char *bytes = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&bytes, &size);
	char *text = NULL;

	if (stream == NULL)
		return NULL;
	{
		g_autoptr(EmlOut) out = eml_out_new(stream, FALSE, TRUE, COLUMNS);

		eml_text_report(out, report);
	}
	if (fclose(stream) == 0)
		text = g_strdup(bytes);
	free(bytes);
	return text;
}

static void
set_error(GError **error, const char *path, int number)
{
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number),
		    "cannot save %s: %s", path, g_strerror(number));
}

static gboolean
write_all(int fd, const char *text)
{
	gsize left = strlen(text);

	while (left > 0) {
		const ssize_t n = write(fd, text, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		text += n;
		left -= (gsize)n; /* not negative */
	}
	return TRUE;
}

/* A file that is there already is not touched, whoever made it in between. */
static gboolean
write_new(const char *path, const char *text, GError **error)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	gboolean written = FALSE;
	int number = 0;

	if (fd < 0) {
		set_error(error, path, errno);
		return FALSE;
	}
	written = write_all(fd, text);
	number = errno;
	if (close(fd) != 0 && written) {
		written = FALSE;
		number = errno;
	}
	if (!written)
		set_error(error, path, number);
	return written;
}

/* The old file stays whole until the new one is. */
static gboolean
write_over(const char *path, const char *text, GError **error)
{
	g_autoptr(GError) trouble = NULL;

	/* the new file takes the place of the old: of a device it would be the ruin */
	if (g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
			    "cannot save %s: it is no regular file", path);
		return FALSE;
	}
	if (g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
				     &trouble))
		return TRUE;
	g_set_error(error, trouble->domain, trouble->code, "cannot save: %s", trouble->message);
	return FALSE;
}

gboolean
eml_command_save_report(const EmlReport *report, const char *path, gboolean over, GError **error)
{
	const gboolean json = g_str_has_suffix(path, ".json");
	g_autofree char *report_text = json ? eml_json_report(report) : text_of(report);
	g_autofree char *text =
	    report_text != NULL ? g_strconcat(report_text, json ? "\n" : "", NULL) : NULL;

	if (text == NULL) {
		set_error(error, path, ENOMEM);
		return FALSE;
	}
	return over ? write_over(path, text, error) : write_new(path, text, error);
}
