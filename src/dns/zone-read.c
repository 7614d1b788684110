#include "dns/zone-read.h"

#include "base/error.h"
#include "dns/zone-note.h"
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
		if (value == NULL || line->words->len != 2 || !eml_zone_ttl(value, &r->ttl))
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
			if (!eml_zone_ttl(word, &data->ttl))
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

static gboolean
read_note(const Reader *r, const EmlZoneLine *line, GError **error)
{
	g_autofree char *problem = NULL;

	if (eml_zone_note_read(r->tree, line->note, &problem))
		return TRUE;
	return fail(r, line->number, error, "%s", problem);
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
			fine = read_note(&r, line, error);
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
