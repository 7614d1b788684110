/* Runs a fuzz target over its corpus as an ordinary test: every file, cut at some places, and a few
 * made-up inputs. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* some targets have one, which comes first */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static guint
run_cut(const char *data, gsize size)
{
	const gsize step = size > 64 ? size / 64 : 1;
	guint n = 0;

	for (gsize cut = 0; cut <= size; cut += step, n++) {
		/* an own block, so that reading past the end is seen */
		g_autofree guint8 *part = g_memdup2(data, cut);

		LLVMFuzzerTestOneInput(part, cut);
	}
	return n;
}

static guint
run_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *data = NULL;
	gsize size = 0;

	if (!g_file_get_contents(path, &data, &size, NULL))
		return 0;
	return run_cut(data, size);
}

int
main(int argc, char **argv)
{
	static const char *const made_up[] = {
	    "", ":", ";", "=", "(", "\"", "<>", "\r\n", "a=b; c=d;\r\n\te=f", "\xff\xfe"};
	g_autoptr(GDir) folder = argc > 1 ? g_dir_open(argv[1], 0, NULL) : NULL;
	const char *name = NULL;
	guint n = 0;

	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	for (gsize i = 0; i < G_N_ELEMENTS(made_up); i++)
		n += run_cut(made_up[i], strlen(made_up[i]));
	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL)
		n += run_file(argv[1], name);
	printf("1..1\n%s 1 - corpus: %u inputs\n", n > 0 ? "ok" : "not ok", n);
	return n > 0 ? 0 : 1;
}
