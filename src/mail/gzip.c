#include "mail/gzip.h"

struct _EmlGzip {
	GObject parent;
	GConverter *member;
	gboolean between; /* a member has ended and no byte after it was taken */
};

static void eml_gzip_converter_init(GConverterIface *iface);
G_DEFINE_TYPE_WITH_CODE(EmlGzip,
			eml_gzip,
			G_TYPE_OBJECT,
			G_IMPLEMENT_INTERFACE(G_TYPE_CONVERTER, eml_gzip_converter_init))

/* ID1, ID2: RFC 1952 section 2.3.1 */
static gboolean
is_member(const guint8 *bytes, gsize len)
{
	return len >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

static GConverterResult
convert(GConverter *converter,
	const void *in,
	gsize in_len,
	void *out,
	gsize out_len,
	GConverterFlags flags,
	gsize *ret_read,
	gsize *ret_written,
	GError **error)
{
	EmlGzip *self = EML_GZIP(converter);
	GConverterResult result = G_CONVERTER_CONVERTED;

	*ret_read = 0;
	*ret_written = 0;
	if (self->between && in_len < 2 && (flags & G_CONVERTER_INPUT_AT_END) == 0) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "more is needed");
		return G_CONVERTER_ERROR;
	}
	if (self->between && !is_member(in, in_len))
		return G_CONVERTER_FINISHED;
	self->between = FALSE;
	result = g_converter_convert(self->member, in, in_len, out, out_len, flags, ret_read,
				     ret_written, error);
	if (result != G_CONVERTER_FINISHED)
		return result;
	g_converter_reset(self->member);
	self->between = TRUE;
	return G_CONVERTER_CONVERTED;
}

static void
reset(GConverter *converter)
{
	EmlGzip *self = EML_GZIP(converter);

	g_converter_reset(self->member);
	self->between = FALSE;
}

static void
eml_gzip_converter_init(GConverterIface *iface)
{
	iface->convert = convert;
	iface->reset = reset;
}

static void
finalize(GObject *object)
{
	g_object_unref(EML_GZIP(object)->member);
	G_OBJECT_CLASS(eml_gzip_parent_class)->finalize(object);
}

static void
eml_gzip_class_init(EmlGzipClass *class)
{
	G_OBJECT_CLASS(class)->finalize = finalize;
}

static void
eml_gzip_init(EmlGzip *self)
{
	self->member = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
}

EmlGzip *
eml_gzip_new(void)
{
	return g_object_new(EML_TYPE_GZIP, NULL);
}
