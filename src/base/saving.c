#include "base/saving.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

#define OWN 0600
#define PAUSE_MS 20 /* between two looks for somebody who reads */

/* Names of open files (/dev/stdout): replacing them would be the ruin of the system. */
static gboolean
is_special(const char *path, const struct stat *facts)
{
	return !S_ISREG(facts->st_mode) || g_str_has_prefix(path, "/dev/") ||
	       g_str_has_prefix(path, "/proc/");
}

/* A FIFO that nobody reads yet is waited for some time. */
static gboolean
open_itself(EmlSaving *self)
{
	int waited = 0;

	do {
		if (waited > 0)
			g_usleep(PAUSE_MS * 1000);
		self->fd = open(self->path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
		waited += PAUSE_MS;
	} while (self->fd < 0 && (errno == ENXIO || errno == EINTR) && waited < EML_FIFO_WAIT_MS);
	if (self->fd >= 0) {
		const int flags = fcntl(self->fd, F_GETFL);

		fcntl(self->fd, F_SETFL, flags & ~O_NONBLOCK); /* that worked for opening */
	}
	return self->fd >= 0;
}

static gboolean
open_new(EmlSaving *self)
{
	self->fd = open(self->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWN);
	return self->fd >= 0;
}

static gboolean
open_beside(EmlSaving *self)
{
	struct stat old;

	self->mode = OWN;
	self->replaces = lstat(self->path, &old) == 0;
	if (self->replaces && S_ISREG(old.st_mode))
		self->mode = old.st_mode & 0777;
	self->temporary = g_strconcat(self->path, ".XXXXXX", NULL);
	self->fd = g_mkstemp_full(self->temporary, O_RDWR | O_CLOEXEC, OWN);
	return self->fd >= 0;
}

static void
clear(EmlSaving *self)
{
	g_clear_pointer(&self->path, g_free);
	g_clear_pointer(&self->temporary, g_free);
	self->fd = -1;
}

static gboolean
begin(EmlSaving *self, EmlSavingKind kind)
{
	struct stat facts;

	if (kind == EML_SAVING_NEW)
		return open_new(self);
	if (stat(self->path, &facts) < 0 || !is_special(self->path, &facts))
		return open_beside(self);
	if (kind == EML_SAVING_INTO)
		return open_itself(self);
	errno = EINVAL;
	return FALSE;
}

gboolean
eml_saving_begin(EmlSaving *self, const char *path, EmlSavingKind kind)
{
	int trouble = 0;

	*self = (EmlSaving){.path = g_strdup(path), .fd = -1};
	if (begin(self, kind))
		return TRUE;
	trouble = errno;
	clear(self);
	errno = trouble;
	return FALSE;
}

gboolean
eml_saving_write(const EmlSaving *self, const char *text, gsize len)
{
	while (len > 0) {
		const ssize_t n = write(self->fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		text += n;
		len -= (gsize)n; /* not negative */
	}
	return TRUE;
}

/* What was there must not be lost by a crash: the new bytes are on the disk first. */
static gboolean
make_whole(const EmlSaving *self)
{
	if (self->temporary == NULL)
		return TRUE;
	return fchmod(self->fd, self->mode) == 0 && (!self->replaces || fsync(self->fd) == 0);
}

gboolean
eml_saving_end(EmlSaving *self, gboolean keep)
{
	gboolean good = !keep || make_whole(self);
	int trouble = errno;

	/* what the system holds back may only fail to arrive now */
	if (close(self->fd) < 0 && good) {
		good = FALSE;
		trouble = errno;
	}
	if (self->temporary != NULL && good && keep && rename(self->temporary, self->path) < 0) {
		good = FALSE;
		trouble = errno;
	}
	if (self->temporary != NULL && !(good && keep))
		unlink(self->temporary);
	clear(self);
	errno = trouble;
	return good;
}

gboolean
eml_saving_save(const char *path, EmlSavingKind kind, const char *text, gsize len)
{
	EmlSaving saving;
	gboolean written = FALSE;
	int trouble = 0;

	if (!eml_saving_begin(&saving, path, kind))
		return FALSE;
	written = eml_saving_write(&saving, text, len);
	trouble = errno;
	if (!eml_saving_end(&saving, written))
		return FALSE;
	errno = trouble;
	return written;
}
