/* Signs messages by libopendkim. opendkim-sign KEY DOMAIN SELECTOR reads jobs from standard input,
 * one a line, its parts between tabs: path, header and body canonicalization, algorithm, length (""
 * or "whole"), names to sign, names to oversign (both with colons between). The signature field
 * goes to the file path.sig. Ends with the first job that libopendkim refuses. */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include <dkim.h>

enum { PATH, HEADER, BODY, ALGORITHM, LENGTH, NAMES, OVER, PARTS };

static dkim_canon_t
canon_of(const char *word)
{
	return g_str_equal(word, "simple") ? DKIM_CANON_SIMPLE : DKIM_CANON_RELAXED;
}

static dkim_alg_t
algorithm_of(const char *word)
{
	if (g_str_equal(word, "rsa-sha1"))
		return DKIM_SIGN_RSASHA1;
	return g_str_equal(word, "rsa-sha256") ? DKIM_SIGN_RSASHA256 : DKIM_SIGN_ED25519SHA256;
}

static void
must(DKIM_STAT status, const char *what, const char *path)
{
	if (status != DKIM_STAT_OK)
		g_error("%s: %s: %s", path, what, dkim_getresultstr(status));
}

static DKIM_LIB *
library_for(char **job)
{
	DKIM_LIB *library = dkim_init(NULL, NULL);
	u_int flags = job[LENGTH][0] != '\0' ? DKIM_LIBFLAGS_SIGNLEN : DKIM_LIBFLAGS_NONE;
	g_auto(GStrv) over = g_strsplit(job[OVER], ":", -1);

	must(dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof(flags)), "flags",
	     job[PATH]);
	if (over[0] != NULL)
		must(dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_OVERSIGNHDRS, over,
				  sizeof(over)),
		     "oversign", job[PATH]);
	return library;
}

static void
sign(char **job, char **arguments, const char *key)
{
	DKIM_LIB *library = library_for(job);
	DKIM_STAT status = DKIM_STAT_OK;
	g_auto(GStrv) names = g_strsplit(job[NAMES], ":", -1);
	g_autofree char *target = g_strconcat(job[PATH], ".sig", NULL);
	g_autofree char *message = NULL;
	g_autofree char *field = NULL;
	gsize len = 0;
	gsize value_len = 0;
	u_char *value = NULL;
	DKIM *dkim = dkim_sign(library, (const u_char *)"job", NULL, (dkim_sigkey_t)key,
			       (const u_char *)arguments[3], (const u_char *)arguments[2],
			       canon_of(job[HEADER]), canon_of(job[BODY]),
			       algorithm_of(job[ALGORITHM]), -1, &status);

	must(status, "sign", job[PATH]);
	must(dkim_signhdrs(dkim, (const char **)names), "names", job[PATH]);
	if (!g_file_get_contents(job[PATH], &message, &len, NULL))
		g_error("%s cannot be read", job[PATH]);
	must(dkim_chunk(dkim, (u_char *)message, len), "message", job[PATH]);
	must(dkim_chunk(dkim, NULL, 0), "end", job[PATH]);
	status = dkim_eom(dkim, NULL);
	if (status != DKIM_STAT_OK)
		g_error("%s: %s", job[PATH], dkim_geterror(dkim));
	must(dkim_getsighdr_d(dkim, strlen("DKIM-Signature: "), &value, &value_len), "field",
	     job[PATH]);
	field = g_strdup_printf("DKIM-Signature: %.*s\r\n", (int)value_len, (const char *)value);
	if (!g_file_set_contents(target, field, -1, NULL))
		g_error("%s cannot be written", target);
	dkim_free(dkim);
	dkim_close(library);
}

int
main(int argc, char **argv)
{
	g_autofree char *key = NULL;
	char line[4096];

	if (argc != 4 || !g_file_get_contents(argv[1], &key, NULL, NULL))
		return 64;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		g_auto(GStrv) job = g_strsplit(g_strdelimit(line, "\n", '\t'), "\t", -1);

		if (g_strv_length(job) > PARTS)
			sign(job, argv, key);
	}
	return 0;
}
