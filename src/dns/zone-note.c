#include "dns/zone-note.h"

#include "base/clock.h"
#include "dns/name.h"
#include "dns/zone-rr.h"

/* The words of a ";!" line after its keyword. */
typedef struct {
	char *name;   /* normal form; NULL where the directive has none */
	guint16 type; /* 0 is "*" */
	EmlSlice rest;
} Directive;

static EmlSlice
take_word(EmlSlice *text)
{
	gsize end = 0;
	EmlSlice word;

	*text = eml_slice_strip(*text);
	while (end < text->len && text->data[end] != ' ' && text->data[end] != '\t')
		end++;
	word = eml_slice_part(*text, 0, end);
	*text = eml_slice_strip(eml_slice_part(*text, end, text->len));
	return word;
}

static const char *
read_type(EmlSlice word, guint16 *ret_type)
{
	g_autofree char *text = eml_slice_dup(word);

	*ret_type = 0;
	if (strcmp(text, "*") == 0)
		return NULL;
	*ret_type = text[0] != '\0' ? eml_zone_type_number(text) : 0;
	return *ret_type != 0 ? NULL : "a record type, or *, must follow the name";
}

/* For people, so a time that cannot be read is no problem. */
static const char *
apply_recorded(EmlZoneTree *tree, const Directive *d)
{
	EmlSlice rest = d->rest;
	g_autofree char *time = eml_slice_dup(take_word(&rest));
	gint64 seconds = 0;

	if (tree->recorded == 0 && eml_clock_parse(time, &seconds))
		tree->recorded = seconds;
	return NULL;
}

static const char *
apply_complete(EmlZoneTree *tree, const Directive *d)
{
	tree->complete = TRUE;
	return d->rest.len == 0 ? NULL : "nothing may follow";
}

/* With a type it speaks of that type only: how dns/record writes a server that contradicts itself.
 */
static const char *
apply_no_name(EmlZoneTree *tree, const Directive *d)
{
	EmlZoneRule rule = {EML_ZONE_NO_NAME, 0, 0, NULL};

	if (d->rest.len > 0 && read_type(d->rest, &rule.type) != NULL)
		return "only a record type may follow the name";
	if (rule.type == 0)
		eml_zone_tree_add_no_name(tree, d->name);
	else
		eml_zone_tree_add_rule(tree, d->name, &rule);
	return NULL;
}

static const char *
apply_no_data(EmlZoneTree *tree, const Directive *d)
{
	eml_zone_tree_add_rule(tree, d->name, &(EmlZoneRule){EML_ZONE_NO_DATA, d->type, 0, NULL});
	return d->rest.len == 0 ? NULL : "nothing may follow the type";
}

static const char *
apply_text(EmlZoneTree *tree, const Directive *d, EmlZoneRuleKind kind)
{
	g_autofree char *text = eml_slice_dup(d->rest);

	if (d->rest.len == 0)
		return "a word such as servfail must follow";
	eml_zone_tree_add_rule(tree, d->name, &(EmlZoneRule){kind, d->type, 0, text});
	return NULL;
}

static const char *
apply_failed(EmlZoneTree *tree, const Directive *d)
{
	return apply_text(tree, d, EML_ZONE_FAILED);
}

static const char *
apply_detail(EmlZoneTree *tree, const Directive *d)
{
	return apply_text(tree, d, EML_ZONE_DETAIL);
}

static const char *
apply_dnssec(EmlZoneTree *tree, const Directive *d)
{
	for (guint i = 0; i < EML_DNSSEC_LAST; i++) {
		if (eml_slice_equal_ci(d->rest, eml_slice(eml_dnssec_word((EmlDnssec)i)))) {
			eml_zone_tree_add_rule(tree, d->name,
					       &(EmlZoneRule){EML_ZONE_DNSSEC, d->type, i, NULL});
			return NULL;
		}
	}
	return "secure, insecure or bogus must follow";
}

static const char *
apply_ttl(EmlZoneTree *tree, const Directive *d)
{
	g_autofree char *text = eml_slice_dup(d->rest);
	guint32 ttl = 0;

	if (!eml_zone_ttl(text, &ttl))
		return "a number of seconds must follow";
	eml_zone_tree_add_rule(tree, d->name, &(EmlZoneRule){EML_ZONE_TTL, d->type, ttl, NULL});
	return NULL;
}

/* Interface contract, section 4; ttl and detail are what dns/record adds. */
static const struct {
	const char *word;
	gboolean has_name;
	gboolean has_type;
	const char *(*apply)(EmlZoneTree *tree, const Directive *d); /* NULL or a problem */
} directives[] = {
    {"complete", FALSE, FALSE, apply_complete}, {"detail", TRUE, TRUE, apply_detail},
    {"dnssec", TRUE, TRUE, apply_dnssec},	{"failed", TRUE, TRUE, apply_failed},
    {"no-data", TRUE, TRUE, apply_no_data},	{"no-name", TRUE, FALSE, apply_no_name},
    {"recorded", FALSE, FALSE, apply_recorded}, {"ttl", TRUE, TRUE, apply_ttl},
};

gboolean
eml_zone_note_read(EmlZoneTree *tree, EmlSlice note, char **reterr_problem)
{
	EmlSlice rest = note;
	const EmlSlice word = take_word(&rest);
	g_autofree char *name = NULL;
	const char *problem = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(directives); i++) {
		Directive d = {.rest = rest};

		if (!eml_slice_equal_ci(word, eml_slice(directives[i].word)))
			continue;
		if (directives[i].has_name) {
			name = eml_dns_name_from_presentation(take_word(&d.rest));
			d.name = name;
			problem = name == NULL ? "a domain name must follow" : NULL;
		}
		if (problem == NULL && directives[i].has_type)
			problem = read_type(take_word(&d.rest), &d.type);
		if (problem == NULL)
			problem = directives[i].apply(tree, &d);
		if (problem != NULL)
			*reterr_problem =
			    g_strdup_printf("\";! %s\": %s", directives[i].word, problem);
		return problem == NULL;
	}
	*reterr_problem =
	    g_strdup("a line that begins with \";!\" must go on with recorded, complete, no-name, "
		     "no-data, failed, dnssec, ttl or detail");
	return FALSE;
}
