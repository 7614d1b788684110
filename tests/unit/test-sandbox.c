/* command/sandbox: each wall is tried from inside, in a process of its own: with both walls of the
 * system, and with one of them alone, as on a kernel that lacks the other. What must go on working
 * is tried, too. */
#include "sandbox-deeds.h"

#include "check/crypto.h"
#include "command/sandbox-walls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* This program has nothing to verify. */
void
eml_crypto_init(void)
{
}

static int
udp_socket(const struct sockaddr_in *address)
{
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(fd, >=, 0);
	if (address != NULL)
		g_assert_cmpint(connect(fd, (const struct sockaddr *)address, sizeof *address), ==,
				0);
	return fd;
}

static void
listen_somewhere(Scene *s)
{
	socklen_t size = sizeof s->address;

	s->address =
	    (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	g_assert_cmpint(bind(s->listener, (struct sockaddr *)&s->address, size), ==, 0);
	g_assert_cmpint(listen(s->listener, 1), ==, 0);
	g_assert_cmpint(getsockname(s->listener, (struct sockaddr *)&s->address, &size), ==, 0);
}

static void
scene_make(Scene *s)
{
	s->folder = g_dir_make_tmp("emlens-sandbox-XXXXXX", NULL);
	s->inside = g_build_filename(s->folder, "inside", NULL);
	s->fresh = g_build_filename(s->folder, "fresh", NULL);
	s->named = g_strconcat(s->folder, ".named", NULL);
	s->other = g_strconcat(s->folder, ".other", NULL);
	g_assert_true(g_file_set_contents(s->inside, "inside", -1, NULL));
	g_assert_true(g_file_set_contents(s->named, "named", -1, NULL));
	g_assert_true(g_file_set_contents(s->other, "other", -1, NULL));
	listen_somewhere(s);
	s->datagrams = udp_socket(&s->address);
	s->unbound = udp_socket(NULL);
}

static void
scene_clear(Scene *s)
{
	g_remove(s->fresh);
	g_remove(s->inside);
	g_remove(s->named);
	g_remove(s->other);
	g_rmdir(s->folder);
	g_free(s->folder);
	g_free(s->inside);
	g_free(s->fresh);
	g_free(s->named);
	g_free(s->other);
	close(s->datagrams);
	close(s->unbound);
	close(s->listener);
}

/* The walls of the system that are asked for; those that stand. */
static guint
enter(const Scene *s, guint wanted)
{
	g_autoptr(GPtrArray) readable = g_ptr_array_new();
	guint walls = 0;

	g_ptr_array_add(readable, s->folder);
	g_ptr_array_add(readable, s->named);
	if (wanted == SIDES)
		return eml_sandbox_enter(readable);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	walls |= (wanted & FILES) != 0 && eml_sandbox_files(readable) ? FILES : 0;
	walls |= (wanted & CALLS) != 0 && eml_sandbox_calls() ? CALLS : 0;
	return walls;
}

enum { REFUSED = 10, DONE = 11, NO_WALL = 12 };

static void
in_child(const Scene *s, gsize i, guint wanted)
{
	if ((enter(s, wanted) & wanted) != wanted)
		_exit(NO_WALL);
	_exit(deeds[i].deed(s) ? DONE : REFUSED);
}

static int
try(gsize i, guint wanted)
{
	Scene s;
	int status = 0;
	pid_t child = 0;

	scene_make(&s);
	child = fork();
	if (child == 0)
		in_child(&s, i, wanted);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	scene_clear(&s);
	g_assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
test_walls(gsize i, guint wanted)
{
	const gboolean open = EML_SANITIZED && deeds[i].sanitizers_need_it;
	const gboolean refused = (deeds[i].refused_by & wanted) != 0;
	const int outcome = try(i, wanted);

	if (outcome == NO_WALL)
		g_test_skip("this kernel has no such wall");
	else if (deeds[i].refused_by == 0)
		g_assert_true(outcome == DONE || (deed_tells_limits(i) && wanted != SIDES));
	else if (refused && !open)
		g_assert_cmpint(outcome, ==, REFUSED);
}

static void
test_both(gconstpointer data)
{
	test_walls(GPOINTER_TO_SIZE(data), SIDES);
}

static void
test_files(gconstpointer data)
{
	test_walls(GPOINTER_TO_SIZE(data), FILES);
}

static void
test_calls(gconstpointer data)
{
	test_walls(GPOINTER_TO_SIZE(data), CALLS);
}

/* Each thing that a wall refuses can be done without one, or the row would prove nothing. */
static void
test_without(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	const int outcome = try(i, 0);

	/* root or a container may be refused some for other reasons; running a program ends it */
	if (deed_runs_program(i))
		g_assert_cmpint(outcome, ==, 0);
	else if (outcome == REFUSED)
		g_test_skip("the system refuses it without a wall, too");
}

static gboolean
can_be_looked_into(pid_t process)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/environ", (int)process);

	return deed_opens(path, O_RDONLY);
}

/* As an ordinary user, since root may look into every process. */
static void
look_into_walled(void)
{
	int begin[2], ready[2];
	char byte = 0;
	pid_t walled = 0;
	gboolean before = FALSE, after = FALSE;

	if (pipe(begin) < 0 || pipe(ready) < 0 ||
	    (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0))
		_exit(NO_WALL);
	prctl(PR_SET_DUMPABLE, 1); /* which the change of the user took away */
	walled = fork();
	if (walled == 0) {
		if (read(begin[0], &byte, 1) != 1 || eml_sandbox_enter(NULL) == 0 ||
		    write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	before = can_be_looked_into(walled);
	if (write(begin[1], "b", 1) != 1 || read(ready[0], &byte, 1) != 1)
		_exit(NO_WALL);
	after = can_be_looked_into(walled);
	kill(walled, SIGKILL);
	_exit(before && !after ? REFUSED : before ? DONE : NO_WALL);
}

static void
test_looked_into(void)
{
	int status = 0;
	const pid_t child = fork();

	if (child == 0)
		look_into_walled();
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_WALL || EML_SANITIZED)
		g_test_skip("no process can be looked into here");
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, REFUSED);
}

static void
test_words(void)
{
	g_assert_cmpstr(eml_sandbox_words(SIDES), ==, "on (Landlock and seccomp)");
	g_assert_true(g_str_has_prefix(eml_sandbox_words(CALLS), "on in part (seccomp"));
	g_assert_true(g_str_has_prefix(eml_sandbox_words(FILES), "on in part (Landlock"));
	g_assert_cmpstr(eml_sandbox_words(EML_WALL_LIMITS), ==, "not on this system");
}

static void
add(const char *folder, gsize i, void (*test)(gconstpointer))
{
	g_autofree char *path = g_strdup_printf("/sandbox/%s/%s", folder, deeds[i].name);

	g_test_add_data_func(path, GSIZE_TO_POINTER(i), test);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < n_deeds; i++) {
		add("both", i, test_both);
		add("files", i, test_files);
		add("calls", i, test_calls);
		if (deeds[i].refused_by != 0)
			add("without", i, test_without);
	}
	g_test_add_func("/sandbox/looked-into", test_looked_into);
	g_test_add_func("/sandbox/words", test_words);
	return g_test_run();
}
