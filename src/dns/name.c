#include "dns/name.h"

#include "base/limits.h"

typedef struct {
	GString *text;
	gsize label; /* bytes in the label that is being written */
	gsize total; /* bytes of the wire form so far, without the root */
	gboolean broken;
} Builder;

static Builder
builder_new(gsize size)
{
	return (Builder){g_string_sized_new(size + 1), 0, 0, FALSE};
}

static void
put_byte(Builder *b, guchar byte)
{
	const guchar c = (guchar)g_ascii_tolower((gchar)byte);

	if (strchr(".\\\"();@$", c) != NULL && c != '\0')
		g_string_append_printf(b->text, "\\%c", c);
	else if (c > 0x20 && c < 0x7f)
		g_string_append_c(b->text, (gchar)c);
	else
		g_string_append_printf(b->text, "\\%03u", c);
	b->label++;
	if (b->label > EML_DNS_MAX_LABEL)
		b->broken = TRUE;
}

static void
end_label(Builder *b)
{
	if (b->label == 0)
		b->broken = TRUE;
	g_string_append_c(b->text, '.');
	b->total += b->label + 1;
	b->label = 0;
	if (b->total + 1 > EML_DNS_MAX_WIRE)
		b->broken = TRUE;
}

/* The finished name, or NULL; frees what the builder holds. */
static char *
builder_end(Builder *b)
{
	if (b->label > 0)
		end_label(b);
	return g_string_free(b->text, b->broken || b->total == 0);
}

char *
eml_dns_name_from_bytes(EmlSlice bytes)
{
	Builder b = builder_new(bytes.len);

	for (gsize i = 0; i < bytes.len && !b.broken; i++) {
		if (bytes.data[i] == '.')
			end_label(&b);
		else
			put_byte(&b, (guchar)bytes.data[i]);
	}
	return builder_end(&b);
}

int
eml_dns_unescape(EmlSlice text, gsize *i)
{
	const gsize left = text.len - *i;
	const char *at = text.data + *i;
	int value = 0;

	if (left < 2)
		return -1;
	if (!g_ascii_isdigit(at[1])) {
		*i += 1;
		return (guchar)at[1];
	}
	if (left < 4 || !g_ascii_isdigit(at[2]) || !g_ascii_isdigit(at[3]))
		return -1;
	value = (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0');
	*i += 3;
	return value <= 255 ? value : -1;
}

char *
eml_dns_name_from_presentation(EmlSlice text)
{
	Builder b = builder_new(text.len);

	if (text.len == 1 && text.data[0] == '.') {
		g_string_free(b.text, TRUE);
		return g_strdup(".");
	}
	for (gsize i = 0; i < text.len && !b.broken; i++) {
		if (text.data[i] == '\\') {
			const int byte = eml_dns_unescape(text, &i);

			if (byte < 0)
				b.broken = TRUE;
			else
				put_byte(&b, (guchar)byte);
		} else if (text.data[i] == '.') {
			end_label(&b);
		} else {
			put_byte(&b, (guchar)text.data[i]);
		}
	}
	return builder_end(&b);
}

char *
eml_dns_name_from_wire(const guint8 *wire, gsize len)
{
	Builder b = builder_new(len);
	gsize at = 0;

	while (!b.broken && at < len && wire[at] != 0) {
		const gsize label = wire[at];

		if (label > EML_DNS_MAX_LABEL || at + 1 + label >= len) {
			b.broken = TRUE;
			break;
		}
		for (gsize i = 0; i < label; i++)
			put_byte(&b, wire[at + 1 + i]);
		end_label(&b);
		at += 1 + label;
	}
	if (!b.broken && at < len && b.total == 0) {
		g_string_free(b.text, TRUE);
		return g_strdup(".");
	}
	if (at >= len)
		b.broken = TRUE;
	return builder_end(&b);
}

gsize
eml_dns_name_to_wire(const char *name, guint8 *out)
{
	const EmlSlice text = eml_slice(name);
	gsize used = 1; /* the length byte of the first label */
	gsize length_at = 0;

	if (text.len == 1 && name[0] == '.') {
		out[0] = 0;
		return 1;
	}
	for (gsize i = 0; i < text.len; i++) {
		int byte = (guchar)text.data[i];
		const gboolean dot = byte == '.';

		if (byte == '\\')
			byte = eml_dns_unescape(text, &i);
		if (byte < 0 || used >= EML_DNS_MAX_WIRE)
			return 0;
		if (dot) {
			if (used - length_at - 1 == 0 || used - length_at - 1 > EML_DNS_MAX_LABEL)
				return 0;
			out[length_at] = (guint8)(used - length_at - 1);
			length_at = used;
			out[used++] = 0;
		} else {
			out[used++] = (guint8)byte;
		}
	}
	/* the last label was ended by the final dot: its length byte is the root */
	return used == length_at + 1 && length_at > 0 ? used : 0;
}

char *
eml_dns_name_to_bytes(const char *name)
{
	const EmlSlice text = eml_slice(name);
	GString *out = g_string_sized_new(text.len);

	for (gsize i = 0; i < text.len; i++) {
		int byte = (guchar)text.data[i];

		if (byte == '\\')
			byte = eml_dns_unescape(text, &i);
		if (byte > 0)
			g_string_append_c(out, (char)byte);
	}
	if (out->len > 0 && out->str[out->len - 1] == '.')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

const char *
eml_dns_name_parent(const char *name)
{
	const char *c = name;

	if (name[0] == '\0' || strcmp(name, ".") == 0)
		return NULL;
	for (; *c != '\0' && *c != '.'; c++)
		if (*c == '\\' && c[1] != '\0')
			c++;
	return *c == '.' && c[1] != '\0' ? c + 1 : ".";
}
