#include "support.h"

char *
test_shared_path(const char *path)
{
	const char *shared = g_getenv("EMLENS_SHARED");

	return g_build_filename(shared != NULL ? shared : "../shared", path, NULL);
}

gboolean
test_shared_or_skip(void)
{
	g_autofree char *suites = test_shared_path("suites");

	if (g_file_test(suites, G_FILE_TEST_IS_DIR))
		return TRUE;
	g_test_skip("the published suites are not here (EMLENS_SHARED)");
	return FALSE;
}

GBytes *
test_file(const char *path)
{
	g_autoptr(GError) error = NULL;
	char *data = NULL;
	gsize len = 0;

	g_file_get_contents(path, &data, &len, &error);
	g_assert_no_error(error);
	return g_bytes_new_take(data, len);
}
