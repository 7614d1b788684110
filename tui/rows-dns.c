#include "tui/rows-build.h"

#include <gio/gio.h>

static EmlTone
tone_of(const EmlDnsAnswer *answer)
{
	static const EmlTone tones[EML_DNS_LAST] = {
	    [EML_DNS_FOUND] = EML_TONE_PLAIN,	 [EML_DNS_NO_DATA] = EML_TONE_NOTE,
	    [EML_DNS_NO_NAME] = EML_TONE_NOTE,	 [EML_DNS_FAILED] = EML_TONE_WARN,
	    [EML_DNS_NOT_ASKED] = EML_TONE_WARN,
	};

	return tones[answer->outcome];
}

static void
add_line(EmlRows *self, const EmlDnsLine *line)
{
	const EmlDnsAnswer *answer = line->answer;
	EmlRow *row = eml_rows_add(self, EML_SHAPE_QUESTION, 0);

	eml_row_textf(row, 0, EML_ROLE_DIM, "%u", line->number);
	eml_row_text(row, 1, EML_ROLE_TEXT, line->question->name);
	eml_row_text(row, 2, EML_ROLE_DIM, eml_dns_type_word(line->question->type));
	eml_row_name(row, eml_about(EML_ABOUT_QUESTION, line->number), "dns/%d/%s",
		     line->question->type, line->question->name);
	if (answer == NULL) {
		eml_row_glyph(row, 3, EML_ROLE_WAIT, EML_GLYPH_WAIT);
		return;
	}
	eml_row_text(row, 3, eml_theme_tone(tone_of(answer)),
		     eml_dns_outcome_word(answer->outcome));
	row->problem = eml_tone_is_problem(tone_of(answer));
	if (answer->dnssec != EML_DNSSEC_UNKNOWN)
		eml_row_text(row, 4,
			     answer->dnssec == EML_DNSSEC_BOGUS ? EML_ROLE_BAD : EML_ROLE_DIM,
			     eml_dnssec_word(answer->dnssec));
	if (answer->hypothetical)
		eml_row_text(row, 5, EML_ROLE_WARN, "what if");
	else if (answer->ms >= 0)
		eml_row_textf(row, 5, EML_ROLE_DIM, "%.1f ms", answer->ms);
}

void
eml_rows_dns(EmlRows *self)
{
	const GPtrArray *dns = self->report->dns;
	EmlRow *titles = eml_rows_titles(self, EML_SHAPE_QUESTION);
	static const char *const names[] = {"no", "name", "type", "outcome", "DNSSEC", "time"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		eml_row_text(titles, i, EML_ROLE_DIM, names[i]);
	for (guint i = 0; i < dns->len; i++)
		add_line(self, g_ptr_array_index(dns, i));
	if (dns->len == 0)
		eml_rows_paragraph(self, 0, EML_ROLE_DIM,
				   self->report->offline ? "Offline: nothing was asked."
							 : "Nothing was asked.");
}

static void
add_record(EmlRows *self, const EmlDnsRecord *record)
{
	g_autofree char *label = g_strdup(eml_dns_type_word(record->type));
	gsize len = 0;
	const guint8 *data = record->data != NULL ? g_bytes_get_data(record->data, &len) : NULL;
	g_autofree char *text = NULL;

	if (record->type == EML_DNS_A && len == 4) {
		text = g_strdup_printf("%u.%u.%u.%u", data[0], data[1], data[2], data[3]);
	} else if (record->type == EML_DNS_AAAA && len == 16) {
		g_autoptr(GInetAddress) address =
		    g_inet_address_new_from_bytes(data, G_SOCKET_FAMILY_IPV6);

		text = g_inet_address_to_string(address);
	} else if (record->type == EML_DNS_MX) {
		text = g_strdup_printf("%u %s", record->preference, record->name);
	} else if (record->name != NULL) {
		text = g_strdup(record->name);
	} else {
		text = eml_plain(eml_slice_n((const char *)data, len));
	}
	eml_rows_pair(self, label, EML_TONE_PLAIN, text);
}

static void
add_answer(EmlRows *self, const EmlDnsAnswer *answer)
{
	eml_rows_pairf(self, "answer", tone_of(answer), "%s%s%s%s",
		       eml_dns_outcome_word(answer->outcome), answer->reason != NULL ? " (" : "",
		       answer->reason != NULL ? answer->reason : "",
		       answer->reason != NULL ? ")" : "");
	eml_rows_pair(self, "detail", EML_TONE_PLAIN, answer->detail);
	for (guint i = 0; i < answer->via->len; i++)
		eml_rows_pair(self, "by way of", EML_TONE_PLAIN, g_ptr_array_index(answer->via, i));
	for (guint i = 0; i < answer->records->len; i++)
		add_record(self, g_ptr_array_index(answer->records, i));
	if (answer->ttl > 0)
		eml_rows_pairf(self, "TTL", EML_TONE_PLAIN, "may be cached %u s", answer->ttl);
	if (answer->dnssec != EML_DNSSEC_UNKNOWN)
		eml_rows_pair(self, "DNSSEC",
			      answer->dnssec == EML_DNSSEC_BOGUS ? EML_TONE_BAD : EML_TONE_PLAIN,
			      eml_dnssec_word(answer->dnssec));
	eml_rows_pair(self, "server", EML_TONE_PLAIN, answer->server);
	if (answer->ms >= 0)
		eml_rows_pairf(self, "time", EML_TONE_PLAIN, "%.1f ms", answer->ms);
}

void
eml_rows_question(EmlRows *self, guint number)
{
	const GPtrArray *dns = self->report->dns;
	const EmlDnsLine *line =
	    number >= 1 && number <= dns->len ? g_ptr_array_index(dns, number - 1) : NULL;
	EmlRow *row = NULL;

	if (line == NULL)
		return;
	eml_rows_pairf(self, "question", EML_TONE_PLAIN, "%s %s", line->question->name,
		       eml_dns_type_word(line->question->type));
	if (line->answer != NULL) {
		add_answer(self, line->answer);
		return;
	}
	row = eml_rows_pair(self, "answer", EML_TONE_PLAIN, "");
	eml_row_glyph(row, 2, EML_ROLE_WAIT, EML_GLYPH_WAIT);
}
