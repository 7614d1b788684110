#include "support.h"

char *
test_shared_path(const char *path)
{
	const char *shared = g_getenv("EMLENS_SHARED");
	const char *source = g_getenv("EMLENS_SOURCE");

	if (shared != NULL)
		return g_build_filename(shared, path, NULL);
	return g_build_filename(source != NULL ? source : ".", "..", "shared", path, NULL);
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
