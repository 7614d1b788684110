/* Rows for check/canon: RFC 6376 section 3.4, and comparison with the naive form in pieces of any
 * size. */
#include "naive-canon.h"

#define SLICE(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

static void
gather(EmlSlice bytes, gpointer data)
{
	g_assert_cmpuint(bytes.len, >, 0);
	g_byte_array_append(data, (const guint8 *)bytes.data, (guint)bytes.len);
}

/* The body in pieces of at most `most` bytes (chosen at random if random), each in a block of its
 * own. */
static GByteArray *
in_pieces(EmlCanon canon, EmlSlice body, guint most, gboolean random)
{
	GByteArray *out = g_byte_array_new();
	g_autoptr(EmlCanonBody) writer = eml_canon_body_new(canon, gather, out);

	for (gsize at = 0; at < body.len;) {
		const gsize wanted =
		    random ? (gsize)g_test_rand_int_range(0, (gint32)most + 1) : most;
		const EmlSlice piece = eml_slice_part(body, at, at + wanted);
		g_autofree char *copy = g_memdup2(piece.data, piece.len);

		eml_canon_body_feed(writer, eml_slice_n(copy, piece.len));
		at += piece.len;
	}
	eml_canon_body_finish(writer);
	return out;
}

static const struct {
	const char *name;
	EmlSlice in, simple, relaxed;
} bodies[] = {
    {"empty", SLICE(""), SLICE("\r\n"), SLICE("")},
    {"one-empty-line", SLICE("\r\n"), SLICE("\r\n"), SLICE("")},
    {"three-empty-lines", SLICE("\r\n\r\n\r\n"), SLICE("\r\n"), SLICE("")},
    {"only-space", SLICE(" \t"), SLICE(" \t\r\n"), SLICE("")},
    {"line-of-space", SLICE(" \r\n"), SLICE(" \r\n"), SLICE("")},
    {"no-line-end", SLICE("a"), SLICE("a\r\n"), SLICE("a\r\n")},
    {"rfc-3.4.5", SLICE(" C \r\nD \t E\r\n\r\n\r\n"), SLICE(" C \r\nD \t E\r\n"),
     SLICE(" C\r\nD E\r\n")},
    {"space-before-end", SLICE("a\r\n \r\n"), SLICE("a\r\n \r\n"), SLICE("a\r\n")},
    {"space-without-line-end", SLICE("a\r\n  "), SLICE("a\r\n  \r\n"), SLICE("a\r\n")},
    {"empty-lines-inside", SLICE("a\r\n\r\n\r\nb\r\n\r\n"), SLICE("a\r\n\r\n\r\nb\r\n"),
     SLICE("a\r\n\r\n\r\nb\r\n")},
    {"space-line-inside", SLICE("a\r\n \t\r\nb\r\n"), SLICE("a\r\n \t\r\nb\r\n"),
     SLICE("a\r\n\r\nb\r\n")},
    {"space-at-line-start", SLICE("\t a\r\n"), SLICE("\t a\r\n"), SLICE(" a\r\n")},
    {"single-spaces", SLICE("a b c\r\n"), SLICE("a b c\r\n"), SLICE("a b c\r\n")},
    {"tab", SLICE("a\tb\r\n"), SLICE("a\tb\r\n"), SLICE("a b\r\n")},
    {"lf", SLICE("a\nb \n\n"), SLICE("a\r\nb \r\n"), SLICE("a\r\nb\r\n")},
    {"lf-empty-lines", SLICE("a\n\n\nb"), SLICE("a\r\n\r\n\r\nb\r\n"), SLICE("a\r\n\r\n\r\nb\r\n")},
    {"mixed", SLICE("a\nb\r\nc\n"), SLICE("a\r\nb\r\nc\r\n"), SLICE("a\r\nb\r\nc\r\n")},
    {"lf-and-dropped-space", SLICE("a\r\n \nb"), SLICE("a\r\n \r\nb\r\n"), SLICE("a\r\n\r\nb\r\n")},
    {"lone-cr", SLICE("a\rb\r\n"), SLICE("a\rb\r\n"), SLICE("a\rb\r\n")},
    {"cr-at-end", SLICE("a\r"), SLICE("a\r\r\n"), SLICE("a\r\r\n")},
    {"only-cr", SLICE("\r"), SLICE("\r\r\n"), SLICE("\r\r\n")},
    {"cr-cr-lf", SLICE("a\r\r\nb\r\n"), SLICE("a\r\r\nb\r\n"), SLICE("a\r\r\nb\r\n")},
    {"space-cr-letter", SLICE("a \rb\r\n"), SLICE("a \rb\r\n"), SLICE("a \rb\r\n")},
    {"space-cr-cr-lf", SLICE("a  \r\r\n"), SLICE("a  \r\r\n"), SLICE("a \r\r\n")},
    {"cr-space", SLICE("a\r  b\r\n"), SLICE("a\r  b\r\n"), SLICE("a\r b\r\n")},
    {"nul", SLICE("a\0 \0\r\n"), SLICE("a\0 \0\r\n"), SLICE("a\0 \0\r\n")},
    {"8-bit", SLICE("\xe4\xa0\xff \xa0\r\n"), SLICE("\xe4\xa0\xff \xa0\r\n"),
     SLICE("\xe4\xa0\xff \xa0\r\n")},
    {"other-control", SLICE("a\v \f\r\n"), SLICE("a\v \f\r\n"), SLICE("a\v \f\r\n")},
    {"dots-stay", SLICE("..a\r\n.\r\n"), SLICE("..a\r\n.\r\n"), SLICE("..a\r\n.\r\n")},
    {"long-words",
     SLICE("abcdefghijklmnop qrstuvwxyz  abcdefghijklmnop \r\nabcdefgh\tijklmnop\r\n"),
     SLICE("abcdefghijklmnop qrstuvwxyz  abcdefghijklmnop \r\nabcdefgh\tijklmnop\r\n"),
     SLICE("abcdefghijklmnop qrstuvwxyz abcdefghijklmnop\r\nabcdefgh ijklmnop\r\n")},
};

static void
test_body(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);

	for (guint most = 1; most <= bodies[i].in.len + 1; most++) {
		g_autoptr(GByteArray) simple =
		    in_pieces(EML_CANON_SIMPLE, bodies[i].in, most, FALSE);
		g_autoptr(GByteArray) relaxed =
		    in_pieces(EML_CANON_RELAXED, bodies[i].in, most, FALSE);

		g_assert_cmpmem(simple->data, simple->len, bodies[i].simple.data,
				bodies[i].simple.len);
		g_assert_cmpmem(relaxed->data, relaxed->len, bodies[i].relaxed.data,
				bodies[i].relaxed.len);
	}
}

/* Text in which everything that matters comes often. */
static GByteArray *
random_text(guint len)
{
	static const char alphabet[] = "\r\n\r\n\n \t  ab\r\xc3z";
	GByteArray *text = g_byte_array_new();

	while (text->len < len) {
		const guint8 c = (guint8)alphabet[g_test_rand_int_range(0, sizeof(alphabet) - 1)];
		const gint32 times =
		    g_test_rand_int_range(0, 30) == 0 ? g_test_rand_int_range(1, 900) : 1;

		for (gint32 n = 0; n < times; n++)
			g_byte_array_append(text, &c, 1);
	}
	return text;
}

static void
test_random(gconstpointer data)
{
	const EmlCanon canon = (EmlCanon)GPOINTER_TO_UINT(data);

	for (guint round = 0; round < 2000; round++) {
		const guint len = round < 1800 ? round % 60 : 3000;
		g_autoptr(GByteArray) text = random_text(len);
		const EmlSlice body = eml_slice_n((const char *)text->data, text->len);
		g_autoptr(GByteArray) expected = naive_canon_body(canon, body);
		g_autoptr(GByteArray) got = in_pieces(canon, body, round % 3 == 0 ? 3 : 700, TRUE);
		g_autoptr(GByteArray) again = NULL;

		g_assert_cmpmem(got->data, got->len, expected->data, expected->len);
		again = in_pieces(canon, eml_slice_n((const char *)got->data, got->len), 50, TRUE);
		if (canon == EML_CANON_SIMPLE || got->len > 0) /* canonical text stays as it is */
			g_assert_cmpmem(again->data, again->len, got->data, got->len);
	}
}

static const struct {
	const char *name;
	EmlSlice field; /* with its line end */
	EmlSlice simple, relaxed;
} fields[] = {
    {"plain", SLICE("A: X\r\n"), SLICE("A: X\r\n"), SLICE("a:X\r\n")},
    {"rfc-3.4.5", SLICE("B : Y\t\r\n\tZ  \r\n"), SLICE("B : Y\t\r\n\tZ  \r\n"), SLICE("b:Y Z\r\n")},
    {"no-space", SLICE("SubJECT:x\r\n"), SLICE("SubJECT:x\r\n"), SLICE("subject:x\r\n")},
    {"empty-value", SLICE("X:\r\n"), SLICE("X:\r\n"), SLICE("x:\r\n")},
    {"blank-value", SLICE("X: \t \r\n"), SLICE("X: \t \r\n"), SLICE("x:\r\n")},
    {"folded-at-once", SLICE("X:\r\n y\r\n"), SLICE("X:\r\n y\r\n"), SLICE("x:y\r\n")},
    {"blank-folded-line", SLICE("X: a\r\n \r\n\tb\r\n"), SLICE("X: a\r\n \r\n\tb\r\n"),
     SLICE("x:a b\r\n")},
    {"fold-inside-word", SLICE("X: a\r\n\t\tb c\r\n"), SLICE("X: a\r\n\t\tb c\r\n"),
     SLICE("x:a b c\r\n")},
    {"lf", SLICE("X: a\n b\n"), SLICE("X: a\r\n b\r\n"), SLICE("x:a b\r\n")},
    {"no-line-end", SLICE("X: a"), SLICE("X: a\r\n"), SLICE("x:a\r\n")},
    {"space-before-colon", SLICE("X \t: a\r\n"), SLICE("X \t: a\r\n"), SLICE("x:a\r\n")},
    {"lone-cr", SLICE("X: a\rb \r c\r\n"), SLICE("X: a\rb \r c\r\n"), SLICE("x:a\rb \r c\r\n")},
    {"nul", SLICE("X: a\0 \0b\r\n"), SLICE("X: a\0 \0b\r\n"), SLICE("x:a\0 \0b\r\n")},
    {"8-bit", SLICE("X: \xc3\x9c \xa0\r\n"), SLICE("X: \xc3\x9c \xa0\r\n"),
     SLICE("x:\xc3\x9c \xa0\r\n")},
    {"colons", SLICE("X: a:b : c\r\n"), SLICE("X: a:b : c\r\n"), SLICE("x:a:b : c\r\n")},
};

static EmlMessage *
message_of(EmlSlice field)
{
	g_autoptr(GBytes) bytes = g_bytes_new(field.data, field.len);
	g_autoptr(GError) error = NULL;
	EmlMessage *message = eml_message_new(bytes, &error);

	g_assert_no_error(error);
	g_assert_cmpuint(eml_message_n_fields(message), ==, 1);
	return message;
}

static void
test_field(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autoptr(EmlMessage) message = message_of(fields[i].field);
	const EmlField *field = eml_message_field(message, 0);
	g_autoptr(GByteArray) simple = g_byte_array_new();
	g_autoptr(GByteArray) relaxed = g_byte_array_new();

	eml_canon_field(EML_CANON_SIMPLE, field, gather, simple);
	eml_canon_field(EML_CANON_RELAXED, field, gather, relaxed);
	g_assert_cmpmem(simple->data, simple->len, fields[i].simple.data, fields[i].simple.len);
	g_assert_cmpmem(relaxed->data, relaxed->len, fields[i].relaxed.data, fields[i].relaxed.len);
}

/* A signature without the value of b= and without the line end: section 3.7. */
static const struct {
	const char *name, *before, *hole, *after, *simple, *relaxed;
} holes[] = {
    {"last", "D: v=1;\r\n\tb=", "x\r\n y", "", "D: v=1;\r\n\tb=", "d:v=1; b="},
    {"middle", "D: b=", "\r\n x ", ";\r\n v = 1 ", "D: b=;\r\n v = 1 ", "d:b=; v = 1"},
    {"space-after", "D: b=", "x", " ; a", "D: b= ; a", "d:b= ; a"},
    {"at-start", "D:", " b=x", "", "D:", "d:"},
};

static void
test_hole(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *text =
	    g_strconcat(holes[i].before, holes[i].hole, holes[i].after, "\r\n", NULL);
	g_autoptr(EmlMessage) message = message_of(eml_slice(text));
	const EmlField *field = eml_message_field(message, 0);
	const gsize from = strlen(holes[i].before) - 2;
	const gsize to = from + strlen(holes[i].hole);
	g_autoptr(GByteArray) simple = g_byte_array_new();
	g_autoptr(GByteArray) relaxed = g_byte_array_new();

	eml_canon_field_without(EML_CANON_SIMPLE, field, from, to, gather, simple);
	eml_canon_field_without(EML_CANON_RELAXED, field, from, to, gather, relaxed);
	g_assert_cmpmem(simple->data, simple->len, holes[i].simple, strlen(holes[i].simple));
	g_assert_cmpmem(relaxed->data, relaxed->len, holes[i].relaxed, strlen(holes[i].relaxed));
}

static void
add(const char *folder, const char *name, guint i, GTestDataFunc func)
{
	g_autofree char *path = g_strdup_printf("/canon/%s/%s", folder, name);

	g_test_add_data_func(path, GUINT_TO_POINTER(i), func);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++)
		add("body", bodies[i].name, i, test_body);
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		add("field", fields[i].name, i, test_field);
	for (guint i = 0; i < G_N_ELEMENTS(holes); i++)
		add("hole", holes[i].name, i, test_hole);
	add("random", "simple", EML_CANON_SIMPLE, test_random);
	add("random", "relaxed", EML_CANON_RELAXED, test_random);
	return g_test_run();
}
