#include "tui/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct EmlFrame {
	int fd;	      /* where curses writes */
	int terminal; /* the same terminal, our own descriptor */
	int memory;   /* a file without a name that takes the picture; -1 */
	gboolean collecting;
};

EmlFrame *
eml_frame_new(int fd)
{
	EmlFrame *self = g_new0(EmlFrame, 1);

	self->fd = fd;
	self->terminal = fcntl(fd, F_DUPFD_CLOEXEC, 3);
#ifdef MFD_CLOEXEC
	self->memory = memfd_create("picture", MFD_CLOEXEC);
#else
	self->memory = -1; /* each picture goes out as curses writes it */
#endif
	return self;
}

void
eml_frame_free(EmlFrame *self)
{
	if (self == NULL)
		return;
	if (self->terminal >= 0)
		close(self->terminal);
	if (self->memory >= 0)
		close(self->memory);
	g_free(self);
}

int
eml_frame_terminal(const EmlFrame *self)
{
	return self->terminal >= 0 ? self->terminal : self->fd;
}

static void
write_all(int fd, const char *bytes, gsize left)
{
	while (left > 0) {
		const gssize n = write(fd, bytes, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* the terminal is gone; reading keys will tell */
		bytes += n;
		left -= (gsize)n; /* positive here */
	}
}

void
eml_frame_write(const EmlFrame *self, const char *bytes)
{
	write_all(self->terminal >= 0 ? self->terminal : self->fd, bytes, strlen(bytes));
}

void
eml_frame_begin(EmlFrame *self)
{
	self->collecting = self->terminal >= 0 && self->memory >= 0 &&
			   dup3(self->memory, self->fd, O_CLOEXEC) >= 0;
}

void
eml_frame_end(EmlFrame *self)
{
	const off_t len = self->collecting ? lseek(self->memory, 0, SEEK_CUR) : 0;
	g_autofree char *bytes = NULL;
	gssize n = 0;

	if (!self->collecting)
		return;
	self->collecting = FALSE;
	dup3(self->terminal, self->fd, O_CLOEXEC);
	if (len <= 0 || lseek(self->memory, 0, SEEK_SET) != 0)
		return;
	bytes = g_malloc((gsize)len); /* positive here */
	n = pread(self->memory, bytes, (gsize)len, 0);
	if (n > 0)
		write_all(self->terminal, bytes, (gsize)n);
}
