#include "tui/terminal.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define MAX_RESTORE 512 /* bytes */

/* Signals that end the program, and those that are only told. */
static const int deadly[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL,
			     SIGQUIT, SIGTERM, SIGHUP, SIGINT};
static const struct {
	int number;
	char event;
} told[] = {{SIGWINCH, EML_TERMINAL_RESIZED},
	    {SIGCONT, EML_TERMINAL_CONTINUED},
	    {SIGTSTP, EML_TERMINAL_STOP}};

/* For the signal handlers (style, section 9: the one exception). */
static struct {
	int fd;
	gboolean has_settings;
	struct termios settings;
	char restore[MAX_RESTORE];
	size_t restore_len;
	int events[2]; /* pipe */
	struct sigaction before_deadly[G_N_ELEMENTS(deadly)];
	struct sigaction before_told[G_N_ELEMENTS(told)];
	volatile sig_atomic_t guarded;
} terminal = {.fd = -1, .events = {-1, -1}};

gboolean
eml_terminal_save(int fd)
{
	for (size_t i = 0; i < G_N_ELEMENTS(deadly); i++)
		sigaction(deadly[i], NULL, &terminal.before_deadly[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		sigaction(told[i].number, NULL, &terminal.before_told[i]);
	terminal.fd = fd;
	terminal.has_settings = tcgetattr(fd, &terminal.settings) == 0;
	return terminal.has_settings;
}

/* In the background the terminal is another's: setting it would stop us (SIGTTOU). */
static gboolean
is_foreground(void)
{
	return !terminal.has_settings || tcgetpgrp(terminal.fd) == getpgrp();
}

/* Only what POSIX allows inside a handler. The signal is raised again and does what it did before
 * us. */
static void
on_deadly(int number)
{
	if (terminal.guarded && is_foreground()) {
		if (write(terminal.fd, terminal.restore, terminal.restore_len) < 0)
			terminal.restore_len = 0; /* nothing can be done about it here */
		if (terminal.has_settings)
			tcsetattr(terminal.fd, TCSANOW, &terminal.settings);
	}
	terminal.guarded = FALSE;
	for (size_t i = 0; i < G_N_ELEMENTS(deadly); i++)
		if (deadly[i] == number)
			sigaction(number, &terminal.before_deadly[i], NULL);
	raise(number);
}

static void
on_told(int number)
{
	const int saved = errno;

	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		if (told[i].number == number && write(terminal.events[1], &told[i].event, 1) < 0)
			break; /* the pipe is full: enough is told already */
	errno = saved;
}

static void
handle(int number, void (*handler)(int), int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

/* A signal that the parent had us ignore (nohup) stays ignored. What curses would do with it, end
 * the program with a status of its own, does not count. */
static void
install(int number, void (*handler)(int), int flags, const struct sigaction *before)
{
	if (before->sa_handler != SIG_IGN || number == SIGWINCH)
		handle(number, handler, flags);
}

static void
install_all(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(deadly); i++)
		install(deadly[i], on_deadly, SA_NODEFER, &terminal.before_deadly[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		install(told[i].number, on_told, SA_RESTART, &terminal.before_told[i]);
}

void
eml_terminal_guard(const char *restore)
{
	g_return_if_fail(terminal.fd >= 0 && !terminal.guarded);
	terminal.restore_len = MIN(strlen(restore), sizeof terminal.restore);
	memcpy(terminal.restore, restore, terminal.restore_len);
	if (terminal.events[0] < 0 && g_unix_open_pipe(terminal.events, FD_CLOEXEC, NULL)) {
		g_unix_set_fd_nonblocking(terminal.events[0], TRUE, NULL);
		g_unix_set_fd_nonblocking(terminal.events[1], TRUE, NULL);
	}
	terminal.guarded = TRUE;
	install_all();
}

void
eml_terminal_unguard(void)
{
	if (!terminal.guarded)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(deadly); i++)
		sigaction(deadly[i], &terminal.before_deadly[i], NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
		sigaction(told[i].number, &terminal.before_told[i], NULL);
	terminal.guarded = FALSE;
	close(terminal.events[0]);
	close(terminal.events[1]);
	terminal.events[0] = terminal.events[1] = -1;
	terminal.fd = -1;
}

int
eml_terminal_events(void)
{
	return terminal.events[0];
}

EmlTerminalEvent
eml_terminal_next_event(void)
{
	char event = EML_TERMINAL_NOTHING;

	if (terminal.events[0] < 0 || read(terminal.events[0], &event, 1) != 1)
		return EML_TERMINAL_NOTHING;
	return (EmlTerminalEvent)event;
}

/* Setting what is set already: the system stops the job at that while it is in the background
 * (SIGTTOU), and the call is made again when it goes on. */
void
eml_terminal_wait(void)
{
	struct termios settings;

	if (tcgetattr(terminal.fd, &settings) == 0)
		tcsetattr(terminal.fd, TCSANOW, &settings);
	while (eml_terminal_next_event() != EML_TERMINAL_NOTHING)
		continue;
}

void
eml_terminal_stop(void)
{
	struct sigaction before;
	struct sigaction normal = {.sa_handler = SIG_DFL};

	sigemptyset(&normal.sa_mask);
	sigaction(SIGTSTP, &normal, &before);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
}

/* A handler, not SIG_IGN: that the other program would inherit. */
static void
on_nothing(G_GNUC_UNUSED int number)
{
}

void
eml_terminal_lend(void)
{
	handle(SIGINT, on_nothing, SA_RESTART);
	handle(SIGQUIT, on_nothing, SA_RESTART);
	handle(SIGTSTP, on_nothing, SA_RESTART);
}

void
eml_terminal_take_back(void)
{
	install_all();
}

guint
eml_terminal_waiting(int fd)
{
	int n = 0;

	return ioctl(fd, FIONREAD, &n) == 0 && n > 0 ? (guint)n : 0;
}

gboolean
eml_terminal_size(int fd, guint *ret_columns, guint *ret_lines)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
		return FALSE;
	*ret_columns = size.ws_col;
	*ret_lines = size.ws_row;
	return TRUE;
}
