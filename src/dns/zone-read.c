#include "dns/zone-read.h"

#include "base/error.h"
#include "dns/name.h"
#include "dns/zone-rr.h"

#define DEFAULT_TTL 3600 /* seconds, until the text says something else */

typedef struct {
	EmlZoneTree *tree;
	const char *file;
	char *origin; /* normal form */
	char *owner;  /* of the record before; NULL before the first */
	guint32 ttl;  /* for records that do not say theirs */
	gboolean
	    ttl_set; /* by $TTL; else the ttl of the record before counts: RFC 1035 section 5.1 */
} Reader;

/* Always FALSE, so that a caller can end with it. */
G_GNUC_PRINTF(4, 5)
static gboolean
fail(const Reader *r, guint line, GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, EML_ERROR, EML_ERROR_DATA, "%s:%u: %s", r->file, line, text);
	return FALSE;
}

static const char *
word_at(const EmlZoneLine *line, guint i)
{
	const EmlZoneWord *word = i < line->words->len ? g_ptr_array_index(line->words, i) : NULL;

	return word != NULL && !word->quoted ? word->text : NULL;
}

/* "300" or "1h30m"; at most 2^31 - 1 (RFC 2181 section 8). FALSE if it is neither. */
static gboolean
parse_ttl(const char *text, guint32 *ret_ttl)
{
	static const struct {
		char letter;
		guint seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
	guint64 total = 0;
	const char *at = text;

	while (*at != '\0') {
		guint64 number = 0;
		guint64 seconds = 0;

		if (!g_ascii_isdigit(*at))
			return FALSE;
		for (; g_ascii_isdigit(*at) && number <= G_MAXINT32; at++)
			number = number * 10 + (guint64)(*at - '0');
		for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
			if (g_ascii_tolower(*at) == units[i].letter)
				seconds = units[i].seconds;
		if (seconds == 0 && *at != '\0')
			return FALSE;
		if (*at != '\0')
			at++;
		total += number * MAX(seconds, 1);
		if (total > G_MAXINT32)
			return FALSE;
	}
	*ret_ttl = (guint32)total;
	return at != text;
}

/* $ORIGIN and $TTL (RFC 1035 section 5.1, RFC 2308 section 4). */
static gboolean
read_control(Reader *r, const EmlZoneLine *line, GError **error)
{
	const char *word = word_at(line, 0);
	const char *value = word_at(line, 1);

	if (g_ascii_strcasecmp(word, "$INCLUDE") == 0)
		return fail(
		    r, line->number, error,
		    "$INCLUDE is not allowed: a snapshot is one file, or several given one by one");
	if (g_ascii_strcasecmp(word, "$TTL") == 0) {
		if (value == NULL || line->words->len != 2 || !parse_ttl(value, &r->ttl))
			return fail(r, line->number, error, "$TTL needs a number of seconds");
		r->ttl_set = TRUE;
		return TRUE;
	}
	if (g_ascii_strcasecmp(word, "$ORIGIN") == 0) {
		char *origin =
		    value != NULL && line->words->len == 2 ? eml_zone_name(value, r->origin) : NULL;

		if (origin == NULL)
			return fail(r, line->number, error, "$ORIGIN needs a domain name");
		g_free(r->origin);
		r->origin = origin;
		return TRUE;
	}
	return fail(r, line->number, error, "\"%s\" is not known here: only $ORIGIN and $TTL are",
		    word);
}

static gboolean
read_owner(Reader *r, const EmlZoneLine *line, guint *at, GError **error)
{
	char *owner = NULL;

	if (line->indented) {
		if (r->owner == NULL)
			return fail(
			    r, line->number, error,
			    "the line begins with a blank, but no record before it gives a name");
		return TRUE;
	}
	owner = word_at(line, 0) != NULL ? eml_zone_name(word_at(line, 0), r->origin) : NULL;
	if (owner == NULL)
		return fail(r, line->number, error, "the line does not begin with a domain name");
	g_free(r->owner);
	r->owner = owner;
	*at = 1;
	return TRUE;
}

/* [TTL] [class] type or [class] [TTL] type: RFC 1035 section 5.1; *at moves behind the type. */
static gboolean
read_ttl_class_type(
    Reader *r, const EmlZoneLine *line, guint *at, EmlZoneData *data, GError **error)
{
	gboolean class_seen = FALSE;
	gboolean ttl_seen = FALSE;
	const char *word = word_at(line, *at);

	while (word != NULL) {
		if (!ttl_seen && g_ascii_isdigit(word[0])) {
			if (!parse_ttl(word, &data->ttl))
				return fail(r, line->number, error, "\"%s\" is not a time to live",
					    word);
			ttl_seen = TRUE;
		} else if (!class_seen && g_ascii_strcasecmp(word, "IN") == 0) {
			class_seen = TRUE;
		} else {
			break;
		}
		word = word_at(line, ++*at);
	}
	if (word == NULL)
		return fail(r, line->number, error, "a record type such as TXT is missing");
	data->type = eml_zone_type_number(word);
	if (data->type == 0)
		return fail(r, line->number, error,
			    "\"%s\" is not a record type (and IN is the only class)", word);
	++*at;
	if (!r->ttl_set)
		r->ttl = data->ttl;
	return TRUE;
}

static gboolean
read_record(Reader *r, const EmlZoneLine *line, GError **error)
{
	EmlZoneData data = {.ttl = r->ttl, .origin = r->origin, .line = line};
	EmlDnsRecord *record = NULL;
	g_autofree char *problem = NULL;
	guint at = 0;

	if (!read_owner(r, line, &at, error) || !read_ttl_class_type(r, line, &at, &data, error))
		return FALSE;
	data.first = at;
	record = eml_zone_rr_parse(&data, &problem);
	if (record == NULL)
		return fail(r, line->number, error, "%s", problem);
	eml_zone_tree_add_record(r->tree, r->owner, record);
	return TRUE;
}

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
apply_recorded(Reader *r, const Directive *d)
{
	(void)r;
	(void)d;
	return NULL;
}

static const char *
apply_complete(Reader *r, const Directive *d)
{
	r->tree->complete = TRUE;
	return d->rest.len == 0 ? NULL : "nothing may follow";
}

static const char *
apply_no_name(Reader *r, const Directive *d)
{
	eml_zone_tree_add_no_name(r->tree, d->name);
	return d->rest.len == 0 ? NULL : "nothing may follow the name";
}

static const char *
apply_no_data(Reader *r, const Directive *d)
{
	eml_zone_tree_add_rule(r->tree, d->name,
			       &(EmlZoneRule){EML_ZONE_NO_DATA, d->type, 0, NULL});
	return d->rest.len == 0 ? NULL : "nothing may follow the type";
}

static const char *
apply_text(Reader *r, const Directive *d, EmlZoneRuleKind kind)
{
	g_autofree char *text = eml_slice_dup(d->rest);

	if (d->rest.len == 0)
		return "a word such as servfail must follow";
	eml_zone_tree_add_rule(r->tree, d->name, &(EmlZoneRule){kind, d->type, 0, text});
	return NULL;
}

static const char *
apply_failed(Reader *r, const Directive *d)
{
	return apply_text(r, d, EML_ZONE_FAILED);
}

static const char *
apply_detail(Reader *r, const Directive *d)
{
	return apply_text(r, d, EML_ZONE_DETAIL);
}

static const char *
apply_dnssec(Reader *r, const Directive *d)
{
	for (guint i = 0; i < EML_DNSSEC_LAST; i++) {
		if (eml_slice_equal_ci(d->rest, eml_slice(eml_dnssec_word((EmlDnssec)i)))) {
			eml_zone_tree_add_rule(r->tree, d->name,
					       &(EmlZoneRule){EML_ZONE_DNSSEC, d->type, i, NULL});
			return NULL;
		}
	}
	return "secure, insecure or bogus must follow";
}

static const char *
apply_ttl(Reader *r, const Directive *d)
{
	g_autofree char *text = eml_slice_dup(d->rest);
	guint32 ttl = 0;

	if (!parse_ttl(text, &ttl))
		return "a number of seconds must follow";
	eml_zone_tree_add_rule(r->tree, d->name, &(EmlZoneRule){EML_ZONE_TTL, d->type, ttl, NULL});
	return NULL;
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

/* Interface contract, section 4; ttl and detail are what dns/record adds. */
static const struct {
	const char *word;
	gboolean has_name;
	gboolean has_type;
	const char *(*apply)(Reader *r, const Directive *d); /* NULL or a problem */
} directives[] = {
    {"complete", FALSE, FALSE, apply_complete}, {"detail", TRUE, TRUE, apply_detail},
    {"dnssec", TRUE, TRUE, apply_dnssec},	{"failed", TRUE, TRUE, apply_failed},
    {"no-data", TRUE, TRUE, apply_no_data},	{"no-name", TRUE, FALSE, apply_no_name},
    {"recorded", FALSE, FALSE, apply_recorded}, {"ttl", TRUE, TRUE, apply_ttl},
};

static gboolean
read_directive(Reader *r, const EmlZoneLine *line, GError **error)
{
	EmlSlice rest = line->note;
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
			problem = directives[i].apply(r, &d);
		if (problem == NULL)
			return TRUE;
		return fail(r, line->number, error, "\";! %s\": %s", directives[i].word, problem);
	}
	return fail(
	    r, line->number, error,
	    "a line that begins with \";!\" must go on with recorded, complete, no-name, no-data, "
	    "failed, dnssec, ttl or detail");
}

gboolean
eml_zone_read(EmlZoneTree *tree, const char *file, EmlSlice text, GError **error)
{
	Reader r = {.tree = tree, .file = file, .origin = g_strdup("."), .ttl = DEFAULT_TTL};
	EmlZoneText lines = eml_zone_text(text);
	gboolean fine = TRUE;

	while (fine) {
		g_autoptr(EmlZoneLine) line = eml_zone_text_next(&lines);

		if (line == NULL)
			break;
		if (line->directive)
			fine = read_directive(&r, line, error);
		else if (!line->indented && word_at(line, 0) != NULL && word_at(line, 0)[0] == '$')
			fine = read_control(&r, line, error);
		else
			fine = read_record(&r, line, error);
	}
	if (fine && lines.problem != NULL)
		fine = fail(&r, lines.problem_line, error, "%s", lines.problem);
	g_free(r.origin);
	g_free(r.owner);
	return fine;
}
