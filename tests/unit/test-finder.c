/* The search for the message behind what a reader shows: what counts as found, and when nothing may
 * be concluded. */
#include "mail/finder.h"

#include "base/limits.h"
#include "mail/meaning.h"

#include "support-file.h"

#include <fcntl.h>
#include <unistd.h>

#define HEAD                                                                                       \
	"From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: "                    \
	"<a@b.example>\nSubject: x\n"
#define ENOUGH_MS 60000

static EmlRendered *
rendered(const char *body)
{
	return eml_rendered_new(eml_slice(HEAD), eml_slice(body), "utf-8");
}

static EmlFound
find(const char *path, guint budget_ms)
{
	g_autoptr(EmlRendered) shown = rendered("\nbody\n");
	g_autoptr(EmlFinder) finder = eml_finder_new(shown, budget_ms);
	EmlMessage *message = NULL;
	EmlFound found = EML_FOUND_NONE;

	eml_finder_look_at_path(finder, path);
	found = eml_finder_result(finder, &message);
	g_assert_cmpint(message != NULL, ==, found == EML_FOUND_ONE || found == EML_FOUND_HEADER);
	return found;
}

static void
test_one_file(void)
{
	test_folder_make();
	{
		g_autofree char *path = test_folder_write("a", TEST_BYTES(HEAD "\nbody\n"));

		g_assert_cmpint(find(path, ENOUGH_MS), ==, EML_FOUND_ONE);
		g_assert_cmpint(find(test_folder(), ENOUGH_MS), ==, EML_FOUND_ONE);
		g_assert_cmpint(find("/no/such/file", ENOUGH_MS), ==, EML_FOUND_NONE);
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
		g_assert_cmpint(find(test_folder(), ENOUGH_MS), ==, EML_FOUND_ONE);
		attack = test_folder_write("c", TEST_BYTES(HEAD "\nother body\n"));
		/* the text tells the two apart */
		g_assert_cmpint(find(test_folder(), ENOUGH_MS), ==, EML_FOUND_ONE);
		g_free(attack);
		attack = test_folder_write("c", TEST_BYTES(HEAD "X-Other: x\n\nbody\n"));
		g_assert_cmpint(find(test_folder(), ENOUGH_MS), ==, EML_FOUND_AMBIGUOUS);
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

		g_assert_cmpint(find(body, ENOUGH_MS), ==, EML_FOUND_NONE);
		for (guint i = 0; i < 600; i++)
			g_string_append(
			    text,
			    "Received: from one host by another one; at some time or other\n");
		g_string_append(text, HEAD "\nbody\n");
		deep = test_folder_write("deep", text->str, text->len);
		g_assert_cmpint(find(deep, ENOUGH_MS), ==, EML_FOUND_ONE);
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
		g_autoptr(EmlRendered) shown = rendered("\nbody\n");
		g_autoptr(EmlFinder) finder = eml_finder_new(shown, 1);
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
		g_autoptr(EmlRendered) shown = rendered("\nbody\n");
		g_autoptr(EmlFinder) finder = eml_finder_new(shown, ENOUGH_MS);
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

/* One file beside the genuine message, which is shown. */
typedef struct {
	const char *name, *head, *body;
	EmlFound beside, alone;
} Other;

static void
check_beside(const Other *other, const char *data, gsize len)
{
	test_folder_make();
	{
		g_autofree char *attack = test_folder_write("b", data, len);
		g_autofree char *genuine = NULL;

		g_test_message("%s", other->name);
		g_assert_nonnull(attack);
		g_assert_cmpint(find(test_folder(), ENOUGH_MS), ==, other->alone);
		genuine = test_folder_write("a", TEST_BYTES(HEAD "\nbody\n"));
		g_assert_nonnull(genuine);
		g_assert_cmpint(find(test_folder(), ENOUGH_MS), ==, other->beside);
	}
	test_folder_remove();
}

#define REST "From: a@b.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: x\n"
#define ID "Message-ID: <a@b.example>\n"

/* What may be shown so makes it ambiguous; what surely is not does not. */
static void
test_beside(void)
{
	static const Other others[] = {
	    {"other text", HEAD, "evil\n", EML_FOUND_ONE, EML_FOUND_OTHER_TEXT},
	    {"other id", REST "Message-ID: <c@d>\n", "body\n", EML_FOUND_ONE, EML_FOUND_NONE},
	    {"other subject", HEAD "X: y\nSubject: z\n", "body\n", EML_FOUND_AMBIGUOUS,
	     EML_FOUND_NONE},
	    {"html", HEAD "Content-Type: text/html\n", "<p>x\n", EML_FOUND_AMBIGUOUS,
	     EML_FOUND_HEADER},
	    {"id with blank", REST "Message-ID: <a @b.example>\n", "body\n", EML_FOUND_AMBIGUOUS,
	     EML_FOUND_ONE},
	    {"id encoded", REST "Message-ID: =?utf-8?q?=3Ca=40b.example=3E?=\n", "body\n",
	     EML_FOUND_AMBIGUOUS, EML_FOUND_ONE},
	    {"id twice", REST "Message-ID: <c@d>\n" ID, "evil\n", EML_FOUND_AMBIGUOUS,
	     EML_FOUND_NONE},
	    {"odd name", REST "=?utf-8?q?Message-ID?=: <a@b.example>\n", "body\n",
	     EML_FOUND_AMBIGUOUS, EML_FOUND_NONE},
	    {"two types", HEAD "Content-Type: text/plain\nContent-Type: text/html\n", "evil\n",
	     EML_FOUND_AMBIGUOUS, EML_FOUND_HEADER},
	    {"a line in the header", HEAD "no field\n", "evil\n", EML_FOUND_AMBIGUOUS,
	     EML_FOUND_HEADER},
	    {"multipart", HEAD "Content-Type: multipart/mixed; boundary=b\n",
	     "--b\n\nevil\n--b--\n", EML_FOUND_AMBIGUOUS, EML_FOUND_HEADER},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *text = g_strconcat(others[i].head, "\n", others[i].body, NULL);

		check_beside(&others[i], text, strlen(text));
	}
}

/* A message that cannot be read counts where the id may be its, and only there. */
static void
test_unreadable(void)
{
	static const struct {
		const char *id;
		Other other;
	} rows[] = {
	    {ID, {"with the id", NULL, NULL, EML_FOUND_AMBIGUOUS, EML_FOUND_NONE}},
	    {"Message-ID: <c@d>\n", {"with another", NULL, NULL, EML_FOUND_ONE, EML_FOUND_NONE}},
	    {"=?utf-8?q?Message-ID?=: <a@b.example>\n",
	     {"odd", NULL, NULL, EML_FOUND_ONE, EML_FOUND_NONE}},
	};
	g_autoptr(GString) fields = g_string_new(REST);
	g_autoptr(GString) no_field = g_string_new(NULL);

	for (guint i = 0; i < EML_MAX_FIELDS; i++)
		g_string_append_printf(fields, "X-%u: y\n", i);
	while (no_field->len <= EML_MAX_NO_FIELD_BYTES)
		g_string_append(no_field, "no field\n");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = g_strconcat(fields->str, rows[i].id, "\nevil\n", NULL);
		g_autofree char *b = g_strconcat(no_field->str, REST, rows[i].id, "\nevil\n", NULL);

		check_beside(&rows[i].other, a, strlen(a));
		check_beside(&rows[i].other, b, strlen(b));
	}
}

/* The id anywhere in a header block that is read in pieces, behind many fields and behind a long
 * one. */
static void
test_pieces(void)
{
	static const gsize pieces[] = {8 << 10, 64 << 10, 72 << 10, 128 << 10};
	static const char *const fillers[] = {"X: yyyyyyyyyy\n", "yyyyyyyyyyyyyyy", "\n\n\n\n "};
	static const Other other = {"piece", NULL, NULL, EML_FOUND_AMBIGUOUS, EML_FOUND_ONE};

	for (gsize i = 0; i < G_N_ELEMENTS(pieces) * G_N_ELEMENTS(fillers) * 8; i++) {
		const char *filler = fillers[i / 8 % G_N_ELEMENTS(fillers)];
		const gsize size = pieces[i / 8 / G_N_ELEMENTS(fillers)] - 20 + i % 8 * 5;
		g_autoptr(GString) text = g_string_new("X-Long: y");

		if (filler[0] == 'X')
			g_string_append_c(text, '\n');
		while (text->len < size - 9)
			g_string_append_len(text, filler[0] == '\n' ? "\n " : filler,
					    filler[0] == '\n' ? 2 : 15);
		if (filler[0] == 'X')
			g_string_append(text, "X: ");
		while (text->len < size)
			g_string_append_c(text, 'z');
		g_string_append(text, "\n" HEAD "\nbody\n");
		check_beside(&other, text->str, text->len);
	}
}

/* Found before the time was over: only what is shown whole is surely the one. */
static void
test_whole(void)
{
	static const struct {
		const char *head, *body;
		EmlFound found;
	} rows[] = {
	    {HEAD, "body\n", EML_FOUND_ONE},
	    {HEAD "Content-Type: multipart/alternative; boundary=b\n",
	     "--b\n\nbody\n--b\nContent-Type: text/html\n\n<p>body\n--b--\n", EML_FOUND_NO_TIME},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(EmlRendered) shown = rendered("\nbody\n");
		g_autoptr(EmlFinder) finder = eml_finder_new(shown, ENOUGH_MS);
		g_autofree char *text = g_strconcat(rows[i].head, "\n", rows[i].body, NULL);
		EmlMessage *message = NULL;

		test_folder_make();
		{
			g_autofree char *path = test_folder_write("a", text, strlen(text));

			eml_finder_look_at_path(finder, path);
			g_assert_cmpint(eml_finder_result(finder, &message), ==, EML_FOUND_ONE);
			eml_finder_set_time(finder, 0);
			g_usleep(2000);
			eml_finder_look_at_path(finder, test_folder());
			g_assert_cmpint(eml_finder_result(finder, &message), ==, rows[i].found);
		}
		test_folder_remove();
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	g_test_add_func("/finder/one-file", test_one_file);
	g_test_add_func("/finder/ambiguous", test_ambiguous);
	g_test_add_func("/finder/long-header", test_long_header);
	g_test_add_func("/finder/beside", test_beside);
	g_test_add_func("/finder/unreadable", test_unreadable);
	g_test_add_func("/finder/pieces", test_pieces);
	g_test_add_func("/finder/whole", test_whole);
	g_test_add_func("/finder/time-is-over", test_time_is_over);
	g_test_add_func("/finder/descriptor-stays", test_descriptor_stays);
	return g_test_run();
}
