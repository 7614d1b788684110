/* Rows for syntax/received: the shapes that real programs write, and hostile ones. */
#include "syntax/received.h"

#include "base/limits.h"

#define DATE "Tue, 24 Nov 2026 10:00:00 +0000"

static const struct {
	const char *name, *in;
	const char *from, *from_name, *from_ip, *by, *with, *id, *for_, *tls, *cipher, *date;
	const char *other_ip, *via, *comment, *unread;
	EmlReceivedOrigin origin;
	const char *by_name;
	gboolean by_filter;
	const char *by_ip;
} rows[] = {
#include "received-rows.def"
};

static EmlReceived *
parse(gconstpointer data)
{
	return eml_received_parse(eml_slice(rows[GPOINTER_TO_UINT(data)].in));
}

static void
test_row(gconstpointer data)
{
	const guint row = GPOINTER_TO_UINT(data);
	g_autoptr(EmlReceived) received = parse(data);
	g_autofree char *date = eml_slice_dup(received->date);

	g_assert_cmpstr(received->from, ==, rows[row].from);
	g_assert_cmpstr(received->from_name, ==, rows[row].from_name);
	g_assert_cmpstr(received->from_ip, ==, rows[row].from_ip);
	g_assert_cmpstr(received->other_ip, ==, rows[row].other_ip);
	g_assert_cmpstr(received->via, ==, rows[row].via);
	g_assert_cmpstr(received->comment, ==, rows[row].comment);
	g_assert_cmpstr(received->unread, ==, rows[row].unread);
	g_assert_cmpint(received->origin, ==, rows[row].origin);
	g_assert_cmpstr(received->by, ==, rows[row].by);
	g_assert_cmpstr(received->by_name, ==, rows[row].by_name);
	g_assert_cmpint(received->by_filter, ==, rows[row].by_filter);
	g_assert_cmpstr(received->by_ip, ==, rows[row].by_ip);
	g_assert_cmpstr(received->with, ==, rows[row].with);
	g_assert_cmpstr(received->id, ==, rows[row].id);
	g_assert_cmpstr(received->for_, ==, rows[row].for_);
	g_assert_cmpstr(received->tls, ==, rows[row].tls);
	g_assert_cmpstr(received->cipher, ==, rows[row].cipher);
	g_assert_cmpstr(date, ==, rows[row].date != NULL ? rows[row].date : "");
}

/* Cut after every byte, the copy without anything behind it: no read past the end. */
static void
test_truncated(gconstpointer data)
{
	const EmlSlice whole = eml_slice(rows[GPOINTER_TO_UINT(data)].in);

	for (gsize len = 0; len < whole.len; len++) {
		g_autofree char *copy = g_memdup2(whole.data, MAX(len, 1));
		g_autoptr(EmlReceived) received = eml_received_parse(eml_slice_n(copy, len));

		g_assert_true(received->date.len <= len);
	}
}

static void
test_bytes(void)
{
	const char in[] = "from a\0b\xff (x\0y [192.0.2.1]) by \x1b[31m; x";
	g_autoptr(EmlReceived) received = eml_received_parse(eml_slice_n(in, sizeof in - 1));

	g_assert_cmpstr(received->from, ==, "a\\u{0}b\xff");
	g_assert_cmpstr(received->from_name, ==, NULL);
	g_assert_cmpstr(received->from_ip, ==, "192.0.2.1");
	g_assert_cmpstr(received->by, ==, "\x1b[31m");
}

static void
test_long(void)
{
	static const char *const units[] = {"(", "((a)", "a (b [192.0.2.1]) ", "by ", "; ",
					    "[", "<"};

	for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
		GString *text = g_string_new("from ");
		g_autoptr(EmlReceived) received = NULL;

		while (text->len < 1 << 20)
			g_string_append(text, units[i]);
		received = eml_received_parse(eml_slice_n(text->str, text->len));
		g_assert_null(received->for_);
		g_string_free(text, TRUE);
	}
}

/* What a sender makes too long to be read whole, or ends with a NUL byte, is not taken for what a
 * reader fetched. */
static void
test_fetched(void)
{
	static const char nul[] = "from x by y with IMAP (z\0 by b.example with ESMTP id 1); " DATE;
	g_autoptr(GString) many = g_string_new("from x by y with IMAP");
	g_autoptr(EmlReceived) cut = eml_received_parse(eml_slice_n(nul, sizeof nul - 1));
	EmlReceived *received = NULL;

	for (guint i = 0; i < EML_MAX_RECEIVED_PARTS; i++)
		g_string_append(many, " z");
	g_string_append(many, " by b.example with ESMTP id 1; " DATE);
	received = eml_received_parse(eml_slice(many->str));
	g_assert_cmpint(cut->origin, ==, EML_ORIGIN_NOT_SAID);
	g_assert_cmpint(received->origin, ==, EML_ORIGIN_NOT_SAID);
	eml_received_free(received);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/received/row/%s", rows[i].name);
		g_autofree char *cut = g_strdup_printf("/received/truncated/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
		g_test_add_data_func(cut, GUINT_TO_POINTER(i), test_truncated);
	}
	g_test_add_func("/received/bytes", test_bytes);
	g_test_add_func("/received/long", test_long);
	g_test_add_func("/received/fetched", test_fetched);
	return g_test_run();
}
