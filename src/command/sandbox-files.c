/* Landlock (Linux 5.13): a set of rules says below which files and folders what may be done; what
 * it handles and no rule allows is refused. The numbers are those of linux/landlock.h, which is not
 * on every system that has it, or is older than the kernel. */
#include "command/sandbox-walls.h"

#ifdef __linux__

#include <dlfcn.h>
#include <fcntl.h>
#include <iconv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on every processor (since Linux 5.1, new numbers are). */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif
#define CREATE_VERSION 1U /* ask for the version of the interface */
#define RULE_PATH_BENEATH 1
#define READ_FILE (G_GUINT64_CONSTANT(1) << 2)
#define READ_FOLDER (G_GUINT64_CONSTANT(1) << 3)

typedef struct {
	guint64 files, net, scoped; /* what is refused unless a rule allows it */
} Ruleset;

typedef struct {
	guint64 allowed;
	gint32 below; /* descriptor */
} __attribute__((packed)) Rule;

/* Everything that this version of the interface knows: running, writing, making and removing
 * files, reading them, moving them to another folder (2), cutting them (3), ioctl() of devices (5);
 * TCP (4); abstract sockets (6). */
static Ruleset
everything(long version)
{
	guint bits = 13;

	if (version >= 2)
		bits = 14;
	if (version >= 3)
		bits = 15;
	if (version >= 5)
		bits = 16;
	return (Ruleset){.files = (G_GUINT64_CONSTANT(1) << bits) - 1,
			 .net = version >= 4 ? 3 : 0,
			 .scoped = version >= 6 ? 1 : 0};
}

static gsize
size_known_to(long version)
{
	return version >= 6   ? sizeof(Ruleset)
	       : version >= 4 ? offsetof(Ruleset, scoped)
			      : offsetof(Ruleset, net);
}

/* What is not there now stays unreadable. */
static void
allow_reading(int rules, const char *path)
{
	const int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat facts;
	Rule rule = {READ_FILE, fd};

	if (fd < 0)
		return;
	if (fstat(fd, &facts) == 0 && S_ISDIR(facts.st_mode))
		rule.allowed |= READ_FOLDER;
	syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0);
	close(fd);
}

/* The C library's converters of character sets are opened when a message names one; they are beside
 * the library itself, or where the user has said. */
static void
allow_converters(int rules)
{
	const char *own = g_getenv("GCONV_PATH");
	g_auto(GStrv) folders = g_strsplit(own != NULL ? own : "", ":", -1);
	Dl_info library;

	for (guint i = 0; folders[i] != NULL; i++)
		allow_reading(rules, folders[i]);
	if (dladdr((const void *)(gintptr)iconv_open, &library) != 0) {
		g_autofree char *folder = g_path_get_dirname(library.dli_fname);
		g_autofree char *converters = g_build_filename(folder, "gconv", NULL);

		allow_reading(rules, converters);
	}
}

gboolean
eml_sandbox_files(const GPtrArray *readable)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, CREATE_VERSION);
	const Ruleset all = everything(version);
	int rules = -1;
	gboolean good = FALSE;

	if (version >= 1)
		rules = (int)syscall(SYS_landlock_create_ruleset, &all, size_known_to(version), 0);
	if (rules < 0)
		return FALSE;
	if (readable == NULL)
		allow_reading(rules, "/");
	for (guint i = 0; readable != NULL && i < readable->len; i++)
		allow_reading(rules, g_ptr_array_index(readable, i));
	allow_converters(rules);
	if (EML_SANITIZED)
		allow_reading(rules, "/proc");
	good = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return good;
}

#else

gboolean
eml_sandbox_files(G_GNUC_UNUSED const GPtrArray *readable)
{
	return FALSE;
}

#endif
