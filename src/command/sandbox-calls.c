/* seccomp (libseccomp): system calls that are not in the tables are answered with ENOSYS, as by a
 * kernel that does not know them. So no program is run, no process made, no file written or
 * removed, no socket opened, connected or bound, no other process looked at. */
#include "command/sandbox-walls.h"

#ifdef EML_HAS_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

/* clang-format off */
#define ONE(name, test) {SCMP_SYS(name), 1, {test}}
#define TWO(name, test, other) {SCMP_SYS(name), 2, {test, other}}
#define IS(argument, value) {argument, SCMP_CMP_EQ, value, 0}
/* The bits of the mask are exactly these in that argument. */
#define BITS(argument, mask, bits) {argument, SCMP_CMP_MASKED_EQ, mask, bits}
/* clang-format on */

#define OPENING (O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))
#if EML_SANITIZED
/* The leak sanitizer's helper shares memory, a child process does not. */
#define CLONING (CLONE_VM | CLONE_VFORK)
#define CLONED CLONE_VM
#else
#define CLONING CLONE_THREAD
#define CLONED CLONE_THREAD
#endif

typedef struct {
	int call;
	guint n;
	struct scmp_arg_cmp tests[2];
} Allowed;

static const int plain[] = {
    /* descriptors that are open */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(write),
    SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(close),
    SCMP_SYS(close_range), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(fcntl),
    SCMP_SYS(fcntl64), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(ppoll_time64), SCMP_SYS(select),
    SCMP_SYS(_newselect), SCMP_SYS(pselect6), SCMP_SYS(pselect6_time64), SCMP_SYS(fadvise64),
    SCMP_SYS(fadvise64_64), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(getdents),
    SCMP_SYS(getdents64),
    /* facts about files */
    SCMP_SYS(stat), SCMP_SYS(stat64), SCMP_SYS(fstat), SCMP_SYS(fstat64), SCMP_SYS(lstat),
    SCMP_SYS(lstat64), SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(statx),
    SCMP_SYS(fstatfs), SCMP_SYS(fstatfs64), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    /* sockets that the helper has opened and connected */
    SCMP_SYS(recv), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(send), SCMP_SYS(getsockopt),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername),
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    /* threads and signals */
    SCMP_SYS(futex), SCMP_SYS(futex_time64), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(membarrier), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid),
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigpending),
    SCMP_SYS(rt_sigsuspend), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigtimedwait_time64),
    SCMP_SYS(restart_syscall), SCMP_SYS(pause),
    /* time, and who we are */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(clock_getres),
    SCMP_SYS(clock_getres_time64), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(getpid),
    SCMP_SYS(getppid), SCMP_SYS(getpgrp), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(getuid32), SCMP_SYS(geteuid32), SCMP_SYS(getgid32),
    SCMP_SYS(getegid32), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrandom),
    SCMP_SYS(getrlimit), SCMP_SYS(ugetrlimit),
#if EML_SANITIZED
    SCMP_SYS(ptrace), SCMP_SYS(wait4), SCMP_SYS(tgkill), SCMP_SYS(kill), SCMP_SYS(prctl),
    SCMP_SYS(getpgid), SCMP_SYS(setitimer)
#endif
};

static const Allowed tested[] = {
    /* reading alone */
    ONE(open, BITS(1, OPENING, O_RDONLY)),
    ONE(openat, BITS(2, OPENING, O_RDONLY)),
    /* to nobody but whom the socket is connected to */
    ONE(sendto, IS(4, 0)),
    /* threads alone */
    ONE(clone, BITS(0, CLONING, CLONED)),
    /* no code but that of files: libraries, converters of character sets */
    ONE(mmap, BITS(2, PROT_EXEC, 0)),
    ONE(mmap2, BITS(2, PROT_EXEC, 0)),
    TWO(mmap, BITS(2, PROT_EXEC | PROT_WRITE, PROT_EXEC), BITS(3, MAP_ANONYMOUS, 0)),
    TWO(mmap2, BITS(2, PROT_EXEC | PROT_WRITE, PROT_EXEC), BITS(3, MAP_ANONYMOUS, 0)),
    ONE(mprotect, BITS(2, PROT_EXEC, 0)),
    ONE(prctl, IS(0, PR_SET_NAME)),
    TWO(prlimit64, IS(0, 0), IS(2, 0)),
    /* of a terminal: its size, its modes, what waits; not putting keys into it */
    ONE(ioctl, IS(1, TCGETS)),
    ONE(ioctl, IS(1, TCSETS)),
    ONE(ioctl, IS(1, TCSETSW)),
    ONE(ioctl, IS(1, TCSETSF)),
    ONE(ioctl, IS(1, TCFLSH)),
    ONE(ioctl, IS(1, TIOCGWINSZ)),
    ONE(ioctl, IS(1, TIOCGPGRP)),
    ONE(ioctl, IS(1, FIONREAD)),
    ONE(ioctl, IS(1, FIONBIO)),
    /* TCGETS2 to TCSETSF2, whose size the C library does not tell */
    ONE(ioctl, BITS(1, 0xffff, 0x542A)),
    ONE(ioctl, BITS(1, 0xffff, 0x542B)),
    ONE(ioctl, BITS(1, 0xffff, 0x542C)),
    ONE(ioctl, BITS(1, 0xffff, 0x542D)),
};

static gboolean
allow_plain(scmp_filter_ctx filter)
{
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain[i], 0) != 0)
			return FALSE;
	return TRUE;
}

static gboolean
allow(scmp_filter_ctx filter, const Allowed *table, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, table[i].call, table[i].n,
					   table[i].tests) != 0)
			return FALSE;
	return TRUE;
}

/* Signals to itself, and to the group of processes that the terminal stops together. */
static gboolean
allow_signals(scmp_filter_ctx filter)
{
	const scmp_datum_t self = (scmp_datum_t)getpid();
	const Allowed own[] = {ONE(tgkill, IS(0, self)), ONE(kill, IS(0, self)),
			       TWO(kill, IS(0, 0), IS(1, SIGTSTP))};

	return EML_SANITIZED || allow(filter, own, G_N_ELEMENTS(own));
}

gboolean
eml_sandbox_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	gboolean good = FALSE;

	if (filter == NULL)
		return FALSE;
	good = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && allow_plain(filter) &&
	       allow(filter, tested, G_N_ELEMENTS(tested)) && allow_signals(filter) &&
	       seccomp_load(filter) == 0;
	seccomp_release(filter);
	return good;
}

#else

gboolean
eml_sandbox_calls(void)
{
	return FALSE;
}

#endif
