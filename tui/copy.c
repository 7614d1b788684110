#include "tui/copy.h"
#include "tui/rows-build.h"

#include <gio/gio.h>
#include <string.h>

/* The cell that people mean by a row's value. */
static const guint8 value_cells[EML_SHAPE_LAST] = {
    [EML_SHAPE_PAIR] = 2,	 [EML_SHAPE_CHECK] = 6,	  [EML_SHAPE_STEP] = 1,
    [EML_SHAPE_HOP] = 3,	 [EML_SHAPE_FIELD] = 2,	  [EML_SHAPE_CLAIM] = 1,
    [EML_SHAPE_RESULT] = 1,	 [EML_SHAPE_FINDING] = 1, [EML_SHAPE_QUESTION] = 1,
    [EML_SHAPE_FIELD_WHOLE] = 2, [EML_SHAPE_PART] = 1,	  [EML_SHAPE_KEY] = 1,
};

static void
offer_free_cb(gpointer data)
{
	EmlCopyOffer *offer = data;

	g_free(offer->text);
	g_free(offer);
}

/* Takes the text; NULL and empty offer nothing. */
static void
add_offer(GPtrArray *offers, char key, const char *name, EmlPlain *text)
{
	EmlCopyOffer *offer = NULL;

	if (text == NULL || *text == '\0') {
		g_free(text);
		return;
	}
	offer = g_new0(EmlCopyOffer, 1);
	offer->key = key;
	offer->name = name;
	offer->text = text;
	g_ptr_array_add(offers, offer);
}

/* With each CR LF as one LF, so that lines stay lines. */
static EmlPlain *
plain_lines(EmlSlice bytes)
{
	g_autoptr(GString) lines = g_string_sized_new(bytes.len);

	for (gsize i = 0; i < bytes.len; i++)
		if (bytes.data[i] != '\r' || i + 1 == bytes.len || bytes.data[i + 1] != '\n')
			g_string_append_c(lines, bytes.data[i]);
	return eml_plain_lines(eml_slice_n(lines->str, lines->len));
}

/* RFC 5322 section 2.2.3: a line end before white space goes. */
static EmlPlain *
unfolded(EmlSlice value)
{
	const EmlSlice text = eml_slice_strip(value);
	g_autoptr(GString) line = g_string_sized_new(text.len);

	for (gsize i = 0; i < text.len; i++)
		if (text.data[i] != '\r' && text.data[i] != '\n')
			g_string_append_c(line, text.data[i] == '\t' ? ' ' : text.data[i]);
	return eml_plain(eml_slice_n(line->str, line->len));
}

/* The header field that the row is about; -1 if none. */
static gint
field_of(const EmlReport *report, EmlAbout about)
{
	const gboolean signature = about.kind == EML_ABOUT_VIEW && about.view == EML_VIEW_DKIM;

	if (about.kind == EML_ABOUT_FIELD || about.kind == EML_ABOUT_CLAIM)
		return (gint)about.index; /* below EML_MAX_FIELDS */
	if (about.kind == EML_ABOUT_STEP)
		return about.step->field;
	if (about.kind == EML_ABOUT_HOP && about.index < report->hops->hops->len)
		return (gint)((EmlHop *)g_ptr_array_index(report->hops->hops, about.index))->field;
	if (about.kind == EML_ABOUT_FINDING && about.index < report->findings->len) {
		const EmlFinding *finding = g_ptr_array_index(report->findings, about.index);

		return finding->fields != NULL && finding->fields->len > 0
			   ? (gint)g_array_index(finding->fields, guint, 0)
			   : -1;
	}
	if (signature && report->dkim != NULL && about.index < report->dkim->len)
		return (gint)((EmlDkimResult *)g_ptr_array_index(report->dkim, about.index))->field;
	return -1;
}

/* The DNS question that the row is about; NULL if none. */
static const EmlDnsLine *
question_of(const EmlReport *report, EmlAbout about)
{
	guint number = 0;

	if (about.kind == EML_ABOUT_QUESTION)
		number = about.index;
	if (about.kind == EML_ABOUT_STEP)
		number = eml_report_question(report, about.step);
	if (number == 0 || number > report->dns->len)
		return NULL;
	return g_ptr_array_index(report->dns, number - 1);
}

/* The signature that the row is about: its view, or its field. */
static const EmlDkimResult *
signature_of(const EmlReport *report, EmlAbout about)
{
	for (guint i = 0; report->dkim != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if ((about.kind == EML_ABOUT_VIEW && about.view == EML_VIEW_DKIM &&
		     about.index == i) ||
		    (about.kind == EML_ABOUT_FIELD && about.index == signature->field))
			return signature;
	}
	return NULL;
}

static gboolean
is_from(const EmlReport *report, EmlAbout about)
{
	return about.kind == EML_ABOUT_FIELD &&
	       about.index < eml_message_n_fields(report->message) &&
	       eml_slice_equal_ci(eml_field_name(eml_message_field(report->message, about.index)),
				  eml_slice("From"));
}

/* Of MAIL FROM, or of the HELO name beside it; NULL where it is not done. */
static const EmlSpfResult *
spf_of(const EmlReport *report, EmlAbout about)
{
	return about.index == 0 ? report->spf : report->spf_helo;
}

static const char *
domain_of(const EmlReport *report, EmlAbout about)
{
	const EmlDnsLine *line = question_of(report, about);
	const EmlDkimResult *signature = signature_of(report, about);
	const gboolean view = about.kind == EML_ABOUT_VIEW;

	if (line != NULL)
		return line->question->name;
	if (signature != NULL)
		return signature->domain;
	if (view && about.view == EML_VIEW_SPF && spf_of(report, about) != NULL)
		return spf_of(report, about)->domain;
	if (view && about.view == EML_VIEW_DMARC && report->dmarc != NULL)
		return report->dmarc->domain;
	if (is_from(report, about) && report->facts->from_domains->len > 0)
		return g_ptr_array_index(report->facts->from_domains, 0);
	return NULL;
}

static void
add_record(GString *text, const EmlDnsRecord *record)
{
	gsize len = 0;
	const guint8 *data = record->data != NULL ? g_bytes_get_data(record->data, &len) : NULL;

	if (text->len > 0)
		g_string_append_c(text, '\n');
	if (record->name != NULL && record->type == EML_DNS_MX)
		g_string_append_printf(text, "%u ", record->preference);
	if (record->name != NULL)
		g_string_append(text, record->name);
	else if (record->type == EML_DNS_A || record->type == EML_DNS_AAAA) {
		g_autoptr(GInetAddress) address = g_inet_address_new_from_bytes(
		    data, len == 16 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4);
		g_autofree char *written = g_inet_address_to_string(address);

		g_string_append(text, written);
	} else if (data != NULL)
		g_string_append_len(text, (const char *)data, (gssize)len); /* octets of TXT */
}

static EmlPlain *
records_of(const EmlDnsAnswer *answer)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; answer != NULL && i < answer->records->len; i++)
		add_record(text, g_ptr_array_index(answer->records, i));
	return eml_plain_lines(eml_slice_n(text->str, text->len));
}

/* The answer to the TXT question at the domain of SPF. */
static const EmlDnsAnswer *
spf_answer(const EmlReport *report, const EmlSpfResult *spf)
{
	g_autofree char *name = spf->domain != NULL ? g_strconcat(spf->domain, ".", NULL) : NULL;

	for (guint i = 0; name != NULL && i < report->dns->len; i++) {
		const EmlDnsLine *line = g_ptr_array_index(report->dns, i);

		if (line->question->type == EML_DNS_TXT &&
		    g_ascii_strcasecmp(line->question->name, name) == 0)
			return line->answer;
	}
	return NULL;
}

static EmlPlain *
record_of(const EmlReport *report, EmlAbout about)
{
	const EmlDnsLine *line = question_of(report, about);
	const EmlDkimResult *signature = signature_of(report, about);
	const gboolean view = about.kind == EML_ABOUT_VIEW;

	if (line != NULL)
		return records_of(line->answer);
	if (signature != NULL)
		return eml_plain(eml_slice(signature->key.record));
	if (view && about.view == EML_VIEW_SPF && spf_of(report, about) != NULL)
		return records_of(spf_answer(report, spf_of(report, about)));
	if (view && about.view == EML_VIEW_DMARC && report->dmarc != NULL)
		return eml_plain(eml_slice(report->dmarc->record));
	return NULL;
}

/* The part that the row is about; NULL if none. */
static const EmlPart *
part_of(const EmlReport *report, EmlAbout about)
{
	return about.kind == EML_ABOUT_PART && report->parts != NULL &&
		       about.index < report->parts->parts->len
		   ? g_ptr_array_index(report->parts->parts, about.index)
		   : NULL;
}

/* A part is known by the name of its file, else by its type. */
static EmlPlain *
part_value(const EmlPart *part)
{
	return eml_plain(eml_slice(part->filename != NULL ? part->filename : part->type));
}

/* A field's row shows only its beginning; others show their value whole. */
static EmlPlain *
value_of(const EmlReport *report, const EmlRow *row)
{
	if ((row->shape == EML_SHAPE_FIELD || row->shape == EML_SHAPE_FIELD_WHOLE) &&
	    row->about.kind == EML_ABOUT_FIELD &&
	    row->about.index < eml_message_n_fields(report->message))
		return unfolded(eml_message_field(report->message, row->about.index)->value);
	if (part_of(report, row->about) != NULL)
		return part_value(part_of(report, row->about));
	return g_strdup(row->cells[value_cells[row->shape]].text);
}

GPtrArray *
eml_copy_offers(const EmlReport *report, const EmlRow *row)
{
	GPtrArray *offers = g_ptr_array_new_with_free_func(offer_free_cb);
	const gint field = row != NULL ? field_of(report, row->about) : -1;
	const EmlPart *part = row != NULL ? part_of(report, row->about) : NULL;
	g_autofree char *domain = NULL;

	if (row == NULL)
		return offers;
	add_offer(offers, 'v', "value", value_of(report, row));
	if (field >= 0 && (guint)field < eml_message_n_fields(report->message)) {
		const EmlField *one = eml_message_field(report->message, (guint)field);

		add_offer(offers, 't', "decoded text", eml_rows_decoded(one));
		add_offer(offers, 'h', "header field", g_strchomp(plain_lines(one->whole)));
	}
	if (part != NULL)
		add_offer(
		    offers, 'h', "its header",
		    g_strchomp(plain_lines(eml_slice_n(part->header->str, part->header->len))));
	domain = g_strdup(domain_of(report, row->about));
	if (domain != NULL && g_str_has_suffix(domain, "."))
		domain[strlen(domain) - 1] = '\0';
	add_offer(offers, 'd', "domain", eml_plain(eml_slice(domain)));
	add_offer(offers, 'r', "record", record_of(report, row->about));
	return offers;
}
