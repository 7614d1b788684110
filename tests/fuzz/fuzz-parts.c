/* Any bytes have parts that nest, no larger than what they are in, the same whatever the pieces. */
#include "base/limits.h"
#include "mail/meaning.h"
#include "mail/parts.h"

#include "support.h"

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

static void
check_part(const EmlParts *parts, guint i)
{
	const EmlPart *part = g_ptr_array_index(parts->parts, i);
	const EmlPart *before = i > 0 ? g_ptr_array_index(parts->parts, i - 1) : NULL;

	g_assert_cmpuint(part->depth, <, EML_MAX_PART_DEPTH);
	g_assert_true(before != NULL ? part->depth > 0 && part->depth <= before->depth + 1
				     : part->depth == 0);
	g_assert_true(before == NULL || part->depth <= before->depth ||
		      (eml_part_is_container(before) && part->size <= before->size));
	g_assert_true(part->type != NULL && g_str_is_ascii(part->type));
	g_assert_true(part->filename == NULL || g_utf8_validate(part->filename, -1, NULL));
	g_assert_true(part->charset == NULL || g_utf8_validate(part->charset, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(EmlMessage) message = eml_message_new(bytes, NULL);
	g_autoptr(EmlParts) whole = message != NULL ? test_parts_of(message, EML_BODY_PIECE) : NULL;
	g_autoptr(EmlParts) cut = message != NULL ? test_parts_of(message, size % 5 + 1) : NULL;

	if (message == NULL)
		return 0;
	g_assert_cmpuint(whole->parts->len, ==, cut->parts->len);
	g_assert_cmpuint(whole->parts->len, <=, EML_MAX_PARTS);
	for (guint i = 0; i < whole->parts->len; i++) {
		const EmlPart *a = g_ptr_array_index(whole->parts, i);
		const EmlPart *b = g_ptr_array_index(cut->parts, i);

		check_part(whole, i);
		g_assert_cmpstr(a->type, ==, b->type);
		g_assert_cmpuint(a->size, ==, b->size);
		g_assert_cmpuint(a->line, ==, b->line);
		g_assert_cmpuint(a->oddities, ==, b->oddities);
		g_assert_true(g_string_equal(a->header, b->header));
	}
	return 0;
}
