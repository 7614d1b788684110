/* The search for the message behind what a reader shows: what counts as found, and when nothing may
 * be concluded. */
#include "mail/finder.h"

#include "support-file.h"

#include <fcntl.h>
#include <unistd.h>

#define HEAD                                                                                       \
	"From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: "                    \
	"<a@b.example>\nSubject: x\n"
#define ENOUGH_MS 60000

static EmlFound
find(const char *path, guint budget_ms, gboolean sure)
{
	g_autoptr(EmlRendered) shown = eml_rendered_new(eml_slice(HEAD));
	g_autoptr(EmlFinder) finder = eml_finder_new(shown, budget_ms, sure);
	EmlMessage *message = NULL;
	EmlFound found = EML_FOUND_NONE;

	eml_finder_look_at_path(finder, path);
	found = eml_finder_result(finder, &message);
	g_assert_cmpint(message != NULL, ==, found == EML_FOUND_ONE);
	return found;
}

static void
test_one_file(void)
{
	test_folder_make();
	{
		g_autofree char *path = test_folder_write("a", TEST_BYTES(HEAD "\nbody\n"));

		g_assert_cmpint(find(path, ENOUGH_MS, FALSE), ==, EML_FOUND_ONE);
		g_assert_cmpint(find(test_folder(), ENOUGH_MS, FALSE), ==, EML_FOUND_ONE);
		g_assert_cmpint(find("/no/such/file", ENOUGH_MS, FALSE), ==, EML_FOUND_NONE);
	}
	test_folder_remove();
}

static void
test_ambiguous(void)
{
	test_folder_make();
	{
		g_autofree char *a = test_folder_write("a", TEST_BYTES(HEAD "\nbody\n"));
		g_autofree char *copy = test_folder_write("b", TEST_BYTES(HEAD "\nbody\n"));
		g_autofree char *attack = NULL;

		g_assert_true(a != NULL && copy != NULL);
		g_assert_cmpint(find(test_folder(), ENOUGH_MS, FALSE), ==, EML_FOUND_ONE);
		attack = test_folder_write("c", TEST_BYTES(HEAD "\nother body\n"));
		g_assert_cmpint(find(test_folder(), ENOUGH_MS, FALSE), ==, EML_FOUND_AMBIGUOUS);
		/* where the shown fields prove the message, the first that has them is it */
		g_assert_cmpint(find(test_folder(), ENOUGH_MS, TRUE), ==, EML_FOUND_ONE);
	}
	test_folder_remove();
}

/* An id far down in a long header block, and in the body only. */
static void
test_long_header(void)
{
	test_folder_make();
	{
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *deep = NULL;
		g_autofree char *body = test_folder_write("body", TEST_BYTES("From: a@b\n\n" HEAD));

		g_assert_cmpint(find(body, ENOUGH_MS, FALSE), ==, EML_FOUND_NONE);
		for (guint i = 0; i < 600; i++)
			g_string_append(
			    text,
			    "Received: from one host by another one; at some time or other\n");
		g_string_append(text, HEAD "\nbody\n");
		deep = test_folder_write("deep", text->str, text->len);
		g_assert_cmpint(find(deep, ENOUGH_MS, FALSE), ==, EML_FOUND_ONE);
	}
	test_folder_remove();
}

/* What was not looked at may match too. */
static void
test_time_is_over(void)
{
	test_folder_make();
	{
		g_autofree char *a = test_folder_write("a", TEST_BYTES(HEAD "\nbody\n"));
		g_autoptr(EmlRendered) shown = eml_rendered_new(eml_slice(HEAD));
		g_autoptr(EmlFinder) finder = eml_finder_new(shown, 1, FALSE);
		EmlMessage *message = NULL;

		g_assert_nonnull(a);
		g_usleep(5000);
		eml_finder_look_at_path(finder, test_folder());
		g_assert_cmpint(eml_finder_result(finder, &message), ==, EML_FOUND_NO_TIME);
		g_assert_null(message);
		g_assert_false(eml_finder_goes_on(finder));
	}
	test_folder_remove();
}

static void
test_descriptor_stays(void)
{
	test_folder_make();
	{
		g_autofree char *path = test_folder_write("a", TEST_BYTES(HEAD "\nbody\n"));
		g_autoptr(EmlRendered) shown = eml_rendered_new(eml_slice(HEAD));
		g_autoptr(EmlFinder) finder = eml_finder_new(shown, ENOUGH_MS, FALSE);
		const int fd = open(path, O_RDONLY | O_CLOEXEC);
		EmlMessage *message = NULL;

		g_assert_cmpint(lseek(fd, 7, SEEK_SET), ==, 7);
		eml_finder_look_at_fd(finder, fd);
		g_assert_cmpint(eml_finder_result(finder, &message), ==, EML_FOUND_ONE);
		g_assert_cmpint(lseek(fd, 0, SEEK_CUR), ==, 7);
		close(fd);
	}
	test_folder_remove();
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/finder/one-file", test_one_file);
	g_test_add_func("/finder/ambiguous", test_ambiguous);
	g_test_add_func("/finder/long-header", test_long_header);
	g_test_add_func("/finder/time-is-over", test_time_is_over);
	g_test_add_func("/finder/descriptor-stays", test_descriptor_stays);
	return g_test_run();
}
