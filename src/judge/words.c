#include "judge/words.h"

#include "base/limits.h"
#include "report.h"

#define ADDRESS_COLUMNS 60 /* of what stands for an address */

static const EmlWords step_words[EML_STEP_LAST] = {
    [EML_STEP_NONE] = {"none", NULL, "Nothing to say", "This check has no result yet.", NULL},
#include "judge/words-arc.def"
#include "judge/words-bimi.def"
#include "judge/words-dkim.def"
#include "judge/words-dmarc.def"
#include "judge/words-iprev.def"
#include "judge/words-spf.def"
#include "judge/words-unsubscribe.def"
};

static const EmlWords spf_words[EML_SPF_KIND_LAST + 1] = {
#include "judge/words-spf-terms.def"
};

static const EmlWords trust_words[EML_TRUST_WHY_LAST] = {
#include "judge/words-trust.def"
};

static const EmlWords other_words[] = {
#include "judge/words-authres.def"
#include "judge/words-claimed.def"
#include "judge/words-compare.def"
#include "judge/words-findings.def"
#include "judge/words-forensics.def"
#include "judge/words-parts.def"
#include "judge/words-shown.def"
#include "judge/words-source.def"
#include "judge/words-verdict.def"
    {NULL, NULL, NULL, NULL, NULL},
};

static const EmlWords vendor_words[] = {
#define VENDOR(method, place, pattern, id, source, title, why) {id, source, title, why, NULL},
#include "judge/words-vendor.def"
#undef VENDOR
};

static const struct {
	const EmlWords *words;
	gsize n;
} tables[] = {
    {step_words, G_N_ELEMENTS(step_words)},	{spf_words, G_N_ELEMENTS(spf_words)},
    {trust_words, G_N_ELEMENTS(trust_words)},	{other_words, G_N_ELEMENTS(other_words) - 1},
    {vendor_words, G_N_ELEMENTS(vendor_words)},
};

const EmlWords *
eml_words_step(EmlStepCode code)
{
	g_return_val_if_fail(code < EML_STEP_LAST, NULL);
	return &step_words[code];
}

const EmlWords *
eml_words_spf_kind(EmlSpfKind kind)
{
	g_return_val_if_fail(kind <= EML_SPF_KIND_LAST, NULL);
	return &spf_words[kind];
}

const EmlWords *
eml_words_spf_term(EmlSlice term)
{
	g_autoptr(GString) text = g_string_new("v=spf1 ");
	g_autoptr(EmlSpfRecord) record = NULL;

	g_string_append_len(text, term.data, (gssize)term.len);
	record = eml_spf_record_parse(eml_slice_n(text->str, text->len));
	return eml_words_spf_kind(eml_spf_record_n_terms(record) == 1
				      ? eml_spf_record_term(record, 0)->kind
				      : EML_SPF_KIND_LAST);
}

const EmlWords *
eml_words_trust(EmlTrustWhy why)
{
	g_return_val_if_fail(why < EML_TRUST_WHY_LAST, NULL);
	return &trust_words[why];
}

const EmlWords *
eml_words_by_id(const char *id)
{
	for (gsize t = 0; t < G_N_ELEMENTS(tables); t++)
		for (gsize i = 0; i < tables[t].n; i++)
			if (g_strcmp0(tables[t].words[i].id, id) == 0)
				return &tables[t].words[i];
	return NULL;
}

const char *
eml_words_title(const char *id)
{
	const EmlWords *words = eml_words_by_id(id);

	g_return_val_if_fail(words != NULL, id);
	return words->title;
}

void
eml_words_each(void (*each)(const EmlWords *words, gpointer data), gpointer data)
{
	for (gsize t = 0; t < G_N_ELEMENTS(tables); t++)
		for (gsize i = 0; i < tables[t].n; i++)
			if (tables[t].words[i].id != NULL)
				each(&tables[t].words[i], data);
}

static void
append_arg(GString *out, guint i, const GPtrArray *args)
{
	gsize len = 0;
	const char *bytes = NULL;

	if (args == NULL || i >= args->len) {
		g_string_append_c(out, '?');
		return;
	}
	bytes = g_bytes_get_data(g_ptr_array_index(args, i), &len);
	g_string_append_len(out, bytes != NULL ? bytes : "", (gssize)len);
}

/* c stands at "[%1:line was|lines were]" or "[%1=none:nothing|something]": appends the first half
 * if the arg is "1", or that word, else the second, and gives what follows; NULL if it is no such
 * choice. */
static const char *
append_choice(GString *out, const char *c, const GPtrArray *args)
{
	g_autoptr(GString) arg = g_string_new(NULL);
	const char *colon = NULL, *bar = NULL, *end = NULL;
	g_autofree char *wanted = NULL;

	if (c[0] != '[' || c[1] != '%' || c[2] < '1' || c[2] > '9' || (c[3] != ':' && c[3] != '='))
		return NULL;
	colon = strchr(c, ':');
	bar = colon != NULL ? strchr(colon, '|') : NULL;
	end = bar != NULL ? strchr(bar, ']') : NULL;
	if (end == NULL)
		return NULL;
	append_arg(arg, (guint)(c[2] - '1'), args);
	wanted = c[3] == '=' ? g_strndup(c + 4, (gsize)(colon - c) - 4) : g_strdup("1");
	if (strcmp(arg->str, wanted) == 0)
		g_string_append_len(out, colon + 1, bar - colon - 1);
	else
		g_string_append_len(out, bar + 1, end - bar - 1);
	return end + 1;
}

EmlPlain *
eml_words_expand(const char *text, const GPtrArray *args)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *c = text != NULL ? text : "";

	while (*c != '\0') {
		const char *after = append_choice(out, c, args);

		if (after != NULL) {
			c = after;
		} else if (c[0] == '%' && c[1] >= '1' && c[1] <= '9') {
			append_arg(out, (guint)(c[1] - '1'), args);
			c += 2;
		} else {
			g_string_append_c(out, *c++);
		}
	}
	return eml_plain(eml_slice_n(out->str, out->len));
}

EmlPlain *
eml_words_step_text(const EmlStep *step)
{
	return eml_words_expand(eml_words_step(step->code)->title, step->args);
}

EmlPlain *
eml_words_advice(const char *id, const GPtrArray *args)
{
	const EmlWords *words = eml_words_by_id(id);

	return eml_words_expand(words != NULL ? words->advice : NULL, args);
}

static void
append_supposed(GString *all, const char *id, const GPtrArray *args)
{
	g_autofree EmlPlain *text = eml_words_expand(eml_words_title(id), args);

	g_string_append_printf(all, "%s%s", all->len > 0 ? ", and " : "", text);
}

static void
append_fact(GString *all, const char *id, const EmlFact *fact)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	const char *value =
	    *fact->value != '\0' ? fact->value : eml_words_title("shown-empty-sender");

	g_ptr_array_add(args, g_bytes_new(value, strlen(value)));
	append_supposed(all, id, args);
}

static void
append_records(GString *all, const GPtrArray *records)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GString) list = g_string_new(NULL);
	const gboolean more = records->len > EML_HYPOTHETICAL_MAX_SHOWN;
	const guint shown = MIN(records->len, EML_HYPOTHETICAL_MAX_SHOWN);
	g_autofree char *rest = g_strdup_printf("%u", records->len - shown);

	for (guint i = 0; i < shown; i++)
		g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(records, i));
	g_ptr_array_add(args, g_bytes_new(list->str, list->len));
	g_ptr_array_add(args, g_bytes_new(rest, strlen(rest)));
	append_supposed(all, more ? "supposed-records-many" : "supposed-records", args);
}

EmlPlain *
eml_words_hypothetical(const GPtrArray *records, const EmlEnvelope *envelope)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	if (envelope != NULL && envelope->ip.supposed)
		append_fact(all, "supposed-ip", &envelope->ip);
	if (envelope != NULL && envelope->helo.supposed)
		append_fact(all, "supposed-helo", &envelope->helo);
	if (envelope != NULL && envelope->mail_from.supposed)
		append_fact(all, "supposed-mail-from", &envelope->mail_from);
	if (records != NULL)
		append_records(all, records);
	if (all->len == 0)
		return NULL;
	g_ptr_array_add(args, g_bytes_new(all->str, all->len));
	return eml_words_expand(eml_words_title("hypothetical"), args);
}

/* For people: the line of the file in which the field begins. */
static char *
line_of(const EmlMessage *message, gint field)
{
	return field >= 0 ? g_strdup_printf("%u", eml_message_field(message, (guint)field)->line)
			  : g_strdup("?");
}

EmlPlain *
eml_words_fact(const EmlFact *fact, const char *what, const EmlMessage *message)
{
	const char *meaning = eml_words_title(what);
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree char *id = g_strconcat("source-", fact->source, NULL);
	g_autofree char *line = line_of(message, fact->field);
	g_autofree EmlPlain *from = NULL;
	g_autofree char *text = NULL;

	if (fact->value == NULL) {
		text = g_strdup_printf("unknown  (%s)", meaning);
		return eml_plain(eml_slice(text));
	}
	g_ptr_array_add(args, g_bytes_new(line, strlen(line)));
	from = eml_words_expand(eml_words_by_id(id)->title, args);
	text = g_strdup_printf("%s  (%s; %s)",
			       *fact->value != '\0' ? fact->value
						    : eml_words_title("shown-empty-sender"),
			       meaning, from);
	return eml_plain(eml_slice(text));
}

EmlPlain *
eml_words_trust_text(const EmlTrustReason *reason, const EmlMessage *message)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree char *field = line_of(message, reason->because);
	const char *arg = reason->arg != NULL ? reason->arg : "?";

	g_ptr_array_add(args, g_bytes_new(arg, strlen(arg)));
	g_ptr_array_add(args, g_bytes_new(field, strlen(field)));
	return eml_words_expand(eml_words_trust(reason->why)->title, args);
}

EmlPlain *
eml_words_claim_text(const EmlReport *report, const EmlClaimField *claim)
{
	const EmlForged *forged = eml_report_forged(report, claim);
	g_autoptr(GPtrArray) args = NULL;

	if (claim->trust.trust != EML_TRUST_DOUBTFUL || forged == NULL ||
	    !eml_report_shows_forged(forged->kind))
		return eml_words_trust_text(&claim->trust, report->message);
	args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_ptr_array_add(args, g_bytes_new(claim->trust.arg, strlen(claim->trust.arg)));
	return eml_words_expand(eml_words_title("shown-not-true"), args);
}

const char *
eml_words_doubtful(EmlTrustWhy why)
{
	return why == EML_TRUST_WHY_AT_END ? "finding-results-at-end"
					   : "finding-results-under-border";
}

EmlPlain *
eml_words_originating(const EmlMessage *message, guint field)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	const EmlSlice name = eml_field_name(eml_message_field(message, field));
	const EmlSlice value = eml_slice_strip(eml_message_field(message, field)->value);
	g_autofree char *line = line_of(message, (gint)field); /* an index */
	g_autofree EmlPlain *plain =
	    eml_plain(eml_slice_part(value, 0, MIN(value.len, 4 * ADDRESS_COLUMNS)));
	g_autofree EmlPlain *cut = eml_plain_cut(plain, ADDRESS_COLUMNS);

	g_ptr_array_add(args, g_bytes_new(name.data, name.len));
	g_ptr_array_add(args, g_bytes_new(line, strlen(line)));
	g_ptr_array_add(args, g_bytes_new(cut, strlen(cut)));
	return eml_words_expand(eml_words_title("shown-originating"), args);
}
