#include "command/sandbox.h"

#include "check/crypto.h"
#include "command/sandbox-walls.h"

#include <string.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Address space, far above what any message needs (64 MB and eight times its header), since threads
 * and libraries reserve much that they do not use. */
#define MAX_BYTES ((rlim_t)2 << 30)

/* A core file would hold the mail. */
static gboolean
set_limits(void)
{
	const struct rlimit no_core = {0, 0};
	struct rlimit memory;
	gboolean good = setrlimit(RLIMIT_CORE, &no_core) == 0;

	if (!EML_SANITIZED && getrlimit(RLIMIT_AS, &memory) == 0 && memory.rlim_cur > MAX_BYTES) {
		memory.rlim_cur = MAX_BYTES;
		memory.rlim_max = MIN(memory.rlim_max, MAX_BYTES);
		good &= setrlimit(RLIMIT_AS, &memory) == 0;
	}
#ifdef __linux__
	if (!EML_SANITIZED)
		good &= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
	return good;
}

/* Without it no process may set up walls that those it starts cannot leave. */
static gboolean
renounce_privileges(void)
{
#ifdef __linux__
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#else
	return FALSE;
#endif
}

/* What libraries would open the first time they are used. */
static void
open_before(void)
{
	eml_crypto_init();
	strerror(EML_WALL_LIMITS); /* the messages of the locale */
}

guint
eml_sandbox_enter(const GPtrArray *readable)
{
	guint walls = 0;

	open_before();
	walls |= set_limits() ? EML_WALL_LIMITS : 0;
	if (!renounce_privileges())
		return walls;
	walls |= eml_sandbox_files(readable) ? EML_WALL_FILES : 0;
	walls |= eml_sandbox_calls() ? EML_WALL_CALLS : 0;
	return walls;
}

const char *
eml_sandbox_words(guint walls)
{
	const gboolean files = (walls & EML_WALL_FILES) != 0;
	const gboolean calls = (walls & EML_WALL_CALLS) != 0;

	if (files && calls)
		return "on (Landlock and seccomp)";
	if (calls)
		return "on in part (seccomp; without Landlock other files of yours can be read)";
	if (files)
		return "on in part (Landlock; without seccomp sockets can be opened)";
	return "not on this system";
}
