/* Any field value has a meaning in valid UTF-8, and a domain that can be asked for. */
#include "mail/meaning.h"
#include "syntax/mailbox-list.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	eml_meaning_init();
	return 0;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	const EmlSlice in = eml_slice_n((const char *)data, size);
	g_autoptr(GPtrArray) mailboxes = eml_meaning_addresses(in);
	g_autofree char *words = eml_meaning_words(in);
	g_autofree char *quoted = eml_meaning_words_quoted(in);
	g_autofree char *id = eml_meaning_message_id(in);
	gint64 seconds = 0;

	/* an address that the grammar allows is read */
	if (eml_mailbox_list_is_valid(in) && eml_slice_find(in, ';') < 0)
		g_assert_cmpuint(mailboxes->len, >, 0);
	for (guint i = 0; i < mailboxes->len; i++) {
		const EmlMailbox *m = g_ptr_array_index(mailboxes, i);

		g_assert_true(m->display == NULL || g_utf8_validate(m->display, -1, NULL));
		g_assert_true(g_utf8_validate(m->address, -1, NULL));
		g_assert_true(m->domain == NULL ||
			      (strlen(m->domain) <= 253 && g_str_is_ascii(m->domain)));
		g_assert_true(m->domain == NULL || strchr(m->address, '@') != NULL);
	}
	g_assert_true(g_utf8_validate(words, -1, NULL));
	g_assert_true(g_utf8_validate(quoted, -1, NULL));
	g_assert_true(id == NULL || g_utf8_validate(id, -1, NULL));
	if (eml_meaning_date(in, &seconds, NULL))
		g_assert_cmpint(ABS(seconds), <, G_GINT64_CONSTANT(300000000000));
	return 0;
}
