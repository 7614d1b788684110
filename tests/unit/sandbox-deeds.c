#include "sandbox-deeds.h"

#include "command/sandbox-walls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

gboolean
deed_opens(const char *path, int flags)
{
	const int fd = open(path, flags | O_CLOEXEC, 0600);

	return fd >= 0 && close(fd) == 0;
}

static gboolean
read_named(const Scene *s)
{
	char text[8] = {0};
	const int fd = open(s->named, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && read(fd, text, 5) == 5 && close(fd) == 0 && strcmp(text, "named") == 0;
}

static gboolean
read_inside(const Scene *s)
{
	return deed_opens(s->inside, O_RDONLY);
}

static gboolean
list_named(const Scene *s)
{
	g_autoptr(GDir) dir = g_dir_open(s->folder, 0, NULL);

	return dir != NULL && g_dir_read_name(dir) != NULL;
}

static gboolean
read_other(const Scene *s)
{
	return deed_opens(s->other, O_RDONLY);
}

static gboolean
read_passwords(G_GNUC_UNUSED const Scene *s)
{
	return deed_opens("/etc/passwd", O_RDONLY);
}

static gboolean
list_root(G_GNUC_UNUSED const Scene *s)
{
	return deed_opens("/", O_RDONLY | O_DIRECTORY);
}

static gboolean
write_named(const Scene *s)
{
	return deed_opens(s->named, O_WRONLY);
}

static gboolean
update_inside(const Scene *s)
{
	return deed_opens(s->inside, O_RDWR);
}

static gboolean
cut_inside(const Scene *s)
{
	struct stat facts;

	/* whatever open() says */
	(void)deed_opens(s->inside, O_RDONLY | O_TRUNC);
	return stat(s->inside, &facts) == 0 && facts.st_size == 0;
}

static gboolean
make_inside(const Scene *s)
{
	return deed_opens(s->fresh, O_WRONLY | O_CREAT | O_EXCL);
}

static gboolean
make_by_reading(const Scene *s)
{
	return deed_opens(s->fresh, O_RDONLY | O_CREAT);
}

static gboolean
make_nameless(const Scene *s)
{
	return deed_opens(s->folder, O_RDWR | O_TMPFILE);
}

static gboolean
make_folder(const Scene *s)
{
	return mkdir(s->fresh, 0700) == 0;
}

static gboolean
make_link(const Scene *s)
{
	return symlink("/etc/passwd", s->fresh) == 0;
}

static gboolean
make_pipe(const Scene *s)
{
	return mkfifo(s->fresh, 0600) == 0;
}

static gboolean
remove_inside(const Scene *s)
{
	return unlink(s->inside) == 0;
}

static gboolean
move_inside(const Scene *s)
{
	return rename(s->inside, s->fresh) == 0;
}

static gboolean
open_up(const Scene *s)
{
	return chmod(s->inside, 0666) == 0;
}

static gboolean
open_by_new_call(const Scene *s)
{
	const guint64 how[3] = {O_WRONLY, 0, 0};

	return syscall(SYS_openat2, AT_FDCWD, s->named, how, sizeof how) >= 0;
}

static gboolean
run_program(G_GNUC_UNUSED const Scene *s)
{
	execl("/bin/true", "true", NULL);
	return FALSE; /* where it worked, the status is that of true(1): 0 */
}

static gboolean
make_child(G_GNUC_UNUSED const Scene *s)
{
	const long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (child == 0)
		_exit(0);
	return child > 0;
}

static gboolean
make_socket(G_GNUC_UNUSED const Scene *s)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static gboolean
make_datagram_socket(G_GNUC_UNUSED const Scene *s)
{
	return socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0;
}

static gboolean
make_local_socket(G_GNUC_UNUSED const Scene *s)
{
	int pair[2];

	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 ||
	       socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
}

static gboolean
connect_tcp(const Scene *s)
{
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd >= 0 && connect(fd, (const struct sockaddr *)&s->address, sizeof s->address) == 0;
}

static gboolean
connect_elsewhere(const Scene *s)
{
	return connect(s->unbound, (const struct sockaddr *)&s->address, sizeof s->address) == 0;
}

static gboolean
send_elsewhere(const Scene *s)
{
	return sendto(s->datagrams, "x", 1, 0, (const struct sockaddr *)&s->address,
		      sizeof s->address) == 1;
}

static gboolean
send_elsewhere_by_message(const Scene *s)
{
	struct iovec piece = {(char *)"x", 1};
	struct sockaddr_in address = s->address;
	const struct msghdr message = {.msg_name = &address,
				       .msg_namelen = sizeof address,
				       .msg_iov = &piece,
				       .msg_iovlen = 1};

	return sendmsg(s->unbound, &message, 0) == 1;
}

static gboolean
accept_somebody(const Scene *s)
{
	return accept(s->listener, NULL, NULL) >= 0 || errno == EAGAIN;
}

static gboolean
send_to_the_connected(const Scene *s)
{
	return send(s->datagrams, "x", 1, MSG_NOSIGNAL) == 1;
}

static gboolean
signal_parent(G_GNUC_UNUSED const Scene *s)
{
	return kill(getppid(), 0) == 0;
}

static gboolean
trace_parent(G_GNUC_UNUSED const Scene *s)
{
	return ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0;
}

static gboolean
read_parent(const Scene *s)
{
	char byte = 0;
	struct iovec here = {&byte, 1};
	struct iovec there = {s->folder, 1};

	return process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1;
}

static gboolean
make_code(G_GNUC_UNUSED const Scene *s)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0) != MAP_FAILED;
}

static gboolean
turn_into_code(G_GNUC_UNUSED const Scene *s)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static gboolean
make_space(G_GNUC_UNUSED const Scene *s)
{
	return syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */) == 0;
}

static gboolean
type_for_the_user(G_GNUC_UNUSED const Scene *s)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x") == 0 || errno != ENOSYS;
}

static gboolean
use_ring(G_GNUC_UNUSED const Scene *s)
{
	char parameters[120] = {0};

	return syscall(425 /* io_uring_setup */, 1, parameters) >= 0;
}

static gboolean
hold_process(G_GNUC_UNUSED const Scene *s)
{
	return syscall(434 /* pidfd_open */, getppid(), 0) >= 0;
}

static gboolean
raise_limit(G_GNUC_UNUSED const Scene *s)
{
	const struct rlimit soft = {0, 0};

	return setrlimit(RLIMIT_NOFILE, &soft) == 0;
}

static gpointer
nothing(gpointer data)
{
	return data;
}

static gboolean
use_thread(const Scene *s)
{
	GThread *thread = g_thread_try_new("some", nothing, (gpointer)s, NULL);

	return thread != NULL && g_thread_join(thread) == s;
}

static gboolean
use_memory(G_GNUC_UNUSED const Scene *s)
{
	g_autofree char *much = g_try_malloc(64 << 20);

	return much != NULL && memset(much, 1, 64 << 20) != NULL;
}

static gboolean
use_converter(G_GNUC_UNUSED const Scene *s)
{
	static const char word[] = "\x83\x65\x83\x58\x83\x67"; /* Shift_JIS */
	g_autofree char *text = g_convert(word, 6, "UTF-8", "CP932", NULL, NULL, NULL);

	return g_strcmp0(text, "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88") == 0;
}

static gboolean
is_limited(G_GNUC_UNUSED const Scene *s)
{
	struct rlimit core, memory;

	if (getrlimit(RLIMIT_CORE, &core) < 0 || getrlimit(RLIMIT_AS, &memory) < 0)
		return FALSE;
	return core.rlim_max == 0 && (EML_SANITIZED || memory.rlim_max <= (rlim_t)2 << 30);
}

const DeedRow deeds[] = {
    {"reads-named", read_named, 0, FALSE},
    {"reads-in-named-folder", read_inside, 0, FALSE},
    {"lists-named-folder", list_named, 0, FALSE},
    {"threads", use_thread, 0, FALSE},
    {"memory", use_memory, 0, FALSE},
    {"converter", use_converter, 0, FALSE},
    {"sends-to-the-connected", send_to_the_connected, 0, FALSE},
    {"limited", is_limited, 0, FALSE},
    {"read-other", read_other, FILES, FALSE},
    {"read-passwords", read_passwords, FILES, FALSE},
    {"list-root", list_root, FILES, FALSE},
    {"write-named", write_named, SIDES, FALSE},
    {"update-inside", update_inside, SIDES, FALSE},
    {"cut-inside", cut_inside, CALLS, FALSE},
    {"make-inside", make_inside, SIDES, FALSE},
    {"make-by-reading", make_by_reading, SIDES, FALSE},
    {"make-nameless", make_nameless, SIDES, FALSE},
    {"make-folder", make_folder, SIDES, FALSE},
    {"make-link", make_link, SIDES, FALSE},
    {"make-pipe", make_pipe, SIDES, FALSE},
    {"remove-inside", remove_inside, SIDES, FALSE},
    {"move-inside", move_inside, SIDES, FALSE},
    {"open-up", open_up, CALLS, FALSE},
    {"open-by-new-call", open_by_new_call, SIDES, FALSE},
    {"run-program", run_program, SIDES, FALSE},
    {"make-child", make_child, CALLS, FALSE},
    {"make-socket", make_socket, CALLS, FALSE},
    {"make-datagram-socket", make_datagram_socket, CALLS, FALSE},
    {"make-local-socket", make_local_socket, CALLS, FALSE},
    {"connect-tcp", connect_tcp, CALLS, FALSE}, /* and Landlock 4 */
    {"connect-elsewhere", connect_elsewhere, CALLS, FALSE},
    {"send-elsewhere", send_elsewhere, CALLS, FALSE},
    {"send-elsewhere-by-message", send_elsewhere_by_message, CALLS, FALSE},
    {"accept", accept_somebody, CALLS, FALSE},
    {"signal-parent", signal_parent, CALLS, TRUE},
    {"trace-parent", trace_parent, CALLS, TRUE},
    {"read-parent", read_parent, CALLS, FALSE},
    {"make-code", make_code, CALLS, FALSE},
    {"turn-into-code", turn_into_code, CALLS, FALSE},
    {"make-space", make_space, CALLS, FALSE},
    {"type-for-the-user", type_for_the_user, CALLS, FALSE},
    {"use-ring", use_ring, CALLS, FALSE},
    {"hold-process", hold_process, CALLS, FALSE},
    {"raise-limit", raise_limit, CALLS, FALSE},
};
const gsize n_deeds = G_N_ELEMENTS(deeds);

gboolean
deed_runs_program(gsize i)
{
	return deeds[i].deed == run_program;
}

gboolean
deed_tells_limits(gsize i)
{
	return deeds[i].deed == is_limited;
}
