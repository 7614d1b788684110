#include "syntax/dmarc-record.h"

#include "base/cursor.h"
#include "base/limits.h"
#include "syntax/dmarc-uri.h"

/* What is wrong with the tag being read is said to the record. */
typedef gboolean (*ParseValue)(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_p(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_sp(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_np(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_adkim(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_aspf(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_psd(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_t(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_fo(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_rua(EmlDmarcRecord *self, const EmlDmarcTag *tag);
static gboolean parse_ruf(EmlDmarcRecord *self, const EmlDmarcTag *tag);

/* RFC 9989 sections 4.7 and 4.8; without a function: historic (appendix C), no value counts. v is
 * read before the others. */
static const struct {
	const char *name;
	ParseValue parse;
} rules[EML_DMARC_OTHER] = {
    [EML_DMARC_V] = {"v", NULL},
    [EML_DMARC_P] = {"p", parse_p},
    [EML_DMARC_SP] = {"sp", parse_sp},
    [EML_DMARC_NP] = {"np", parse_np},
    [EML_DMARC_ADKIM] = {"adkim", parse_adkim},
    [EML_DMARC_ASPF] = {"aspf", parse_aspf},
    [EML_DMARC_PSD] = {"psd", parse_psd},
    [EML_DMARC_T] = {"t", parse_t},
    [EML_DMARC_FO] = {"fo", parse_fo},
    [EML_DMARC_RUA] = {"rua", parse_rua},
    [EML_DMARC_RUF] = {"ruf", parse_ruf},
    [EML_DMARC_PCT] = {"pct", NULL},
    [EML_DMARC_RF] = {"rf", NULL},
    [EML_DMARC_RI] = {"ri", NULL},
};

const char *
eml_policy_word(EmlPolicy policy)
{
	static const char *const words[EML_POLICY_LAST] = {"none", "quarantine", "reject"};

	return policy < EML_POLICY_LAST ? words[policy] : NULL;
}

static void
skip_wsp(EmlCursor *c)
{
	while (eml_cursor_take(c, ' ') || eml_cursor_take(c, '\t'))
		;
}

/* Without WSP (SP, HTAB: no line ends, RFC 5234 appendix B.1) at both ends. */
static EmlSlice
strip_wsp(EmlSlice slice)
{
	while (slice.len > 0 && (slice.data[0] == ' ' || slice.data[0] == '\t'))
		slice = eml_slice_part(slice, 1, slice.len);
	while (slice.len > 0 &&
	       (slice.data[slice.len - 1] == ' ' || slice.data[slice.len - 1] == '\t'))
		slice.len--;
	return slice;
}

static void
add_problem(EmlDmarcRecord *self, EmlDmarcProblemCode code, gint tag, EmlSlice bytes)
{
	const gsize start = bytes.data != NULL ? (gsize)(bytes.data - self->text.data) : 0;
	const EmlDmarcProblem problem = {code, tag, start, start + bytes.len};

	g_array_append_val(self->problems, problem);
}

/* The index of the tag being read: it is added before its value is looked at. */
static gint
current(const EmlDmarcRecord *self)
{
	return (gint)self->tags->len - 1;
}

/* dmarc-request = "none" / "quarantine" / "reject"; a literal has no case */
static gboolean
parse_policy(EmlDmarcRecord *self, const EmlDmarcTag *tag, EmlPolicy *ret_policy)
{
	for (guint i = 0; i < EML_POLICY_LAST; i++) {
		if (eml_slice_equal_ci(tag->value, eml_slice(eml_policy_word((EmlPolicy)i)))) {
			*ret_policy = (EmlPolicy)i;
			return TRUE;
		}
	}
	self->bad_policy = TRUE;
	return FALSE;
}

static gboolean
parse_p(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	return parse_policy(self, tag, &self->p);
}

static gboolean
parse_sp(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	return parse_policy(self, tag, &self->sp);
}

static gboolean
parse_np(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	return parse_policy(self, tag, &self->np);
}

/* Which of the letters the value is; -1 if it is none of them. */
static gint
letter_of(const EmlDmarcTag *tag, const char *letters)
{
	const char *found = NULL;

	if (tag->value.len != 1 || tag->value.data[0] == '\0')
		return -1;
	found = strchr(letters, g_ascii_tolower(tag->value.data[0]));
	return found != NULL ? (gint)(found - letters) : -1;
}

/* dmarc-rors = "r" / "s" */
static gboolean
parse_adkim(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	const gint letter = letter_of(tag, "rs");

	self->strict_dkim = letter == 1;
	return letter >= 0;
}

static gboolean
parse_aspf(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	const gint letter = letter_of(tag, "rs");

	self->strict_spf = letter == 1;
	return letter >= 0;
}

/* dmarc-psd = "y" / "n" / "u" */
static gboolean
parse_psd(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	static const EmlPsd values[] = {EML_PSD_U, EML_PSD_Y, EML_PSD_N};
	const gint letter = letter_of(tag, "uyn");

	if (letter < 0)
		return FALSE;
	self->psd = values[letter];
	return TRUE;
}

/* dmarc-yorn = "y" / "n" */
static gboolean
parse_t(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	const gint letter = letter_of(tag, "ny");

	self->testing = letter == 1;
	return letter >= 0;
}

/* dmarc-fo: 0, 1, d, s with ":" between, each once, 0 and 1 not together */
static gboolean
parse_fo(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	static const char options[] = "01ds";
	gboolean seen[sizeof options] = {FALSE};
	EmlCursor c = eml_cursor(tag->value);

	(void)self;
	do {
		const int byte = eml_cursor_peek(&c);
		const char *option =
		    byte > 0 ? strchr(options, g_ascii_tolower((gchar)byte)) : NULL;

		if (option == NULL || seen[option - options])
			return FALSE;
		seen[option - options] = TRUE;
		c.at++;
	} while (eml_cursor_take(&c, ':'));
	return eml_cursor_at_end(&c) && !(seen[0] && seen[1]);
}

/* One item of dmarc-urilist. */
static void
parse_report_uri(EmlDmarcRecord *self, EmlSlice item, GPtrArray *uris)
{
	EmlDmarcUri uri;

	if (!eml_dmarc_uri_parse(item, &uri)) {
		add_problem(self, EML_DMARC_BAD_URI, current(self), item);
		return;
	}
	if (uri.size.len > 0)
		add_problem(self, EML_DMARC_URI_SIZE, current(self), uri.size);
	if (uri.mailto_no_at)
		add_problem(self, EML_DMARC_MAILTO_NO_AT, current(self), uri.uri);
	g_ptr_array_add(uris, eml_slice_dup(uri.uri));
}

/* dmarc-urilist = (dmarc-uri / obs-dmarc-uri) *(*WSP "," *WSP (dmarc-uri / obs-dmarc-uri)); FALSE
 * if no item is one */
static gboolean
parse_report_uris(EmlDmarcRecord *self, const EmlDmarcTag *tag, GPtrArray *uris)
{
	EmlSlice rest = tag->value;

	for (guint n = 0;; n++) {
		const gssize comma = eml_slice_find(rest, ',');
		const gsize end = comma >= 0 ? (gsize)comma : rest.len;

		if (n == EML_MAX_REPORT_URIS) {
			add_problem(self, EML_DMARC_TOO_MANY, current(self), rest);
			break;
		}
		parse_report_uri(self, strip_wsp(eml_slice_part(rest, 0, end)), uris);
		if (comma < 0)
			break;
		rest = eml_slice_part(rest, end + 1, rest.len);
	}
	return uris->len > 0;
}

static gboolean
parse_rua(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	return parse_report_uris(self, tag, self->rua);
}

static gboolean
parse_ruf(EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	return parse_report_uris(self, tag, self->ruf);
}

/* dmarc-version = "v" equals %s"DMARC1"; up to the first ";". White space before it is RFC 6376's
 * (section 3.2). */
static gboolean
take_version(EmlCursor *c)
{
	const gsize start = c->at;

	skip_wsp(c);
	if (eml_cursor_take_ci(c, "v")) {
		skip_wsp(c);
		if (eml_cursor_take(c, '=')) {
			skip_wsp(c);
			if (eml_slice_equal(eml_slice_part(eml_cursor_rest(c), 0, 6),
					    eml_slice("DMARC1"))) {
				c->at += 6;
				skip_wsp(c);
				if (eml_cursor_at_end(c) || eml_cursor_peek(c) == ';')
					return TRUE;
			}
		}
	}
	c->at = start;
	return FALSE;
}

static EmlDmarcTagCode
code_of(EmlSlice name)
{
	for (guint i = 0; i < EML_DMARC_OTHER; i++)
		if (eml_slice_equal_ci(name, eml_slice(rules[i].name)))
			return (EmlDmarcTagCode)i;
	return EML_DMARC_OTHER;
}

/* dmarc-tag = 1*ALPHA equals 1*dmarc-value; unknown names may be as wide as RFC 6376 section 3.2
 * has them */
static gboolean
split_tag(EmlSlice piece, EmlDmarcTag *tag)
{
	const gssize equals = eml_slice_find(piece, '=');

	if (equals < 0)
		return FALSE;
	tag->name = strip_wsp(eml_slice_part(piece, 0, (gsize)equals));
	tag->value = strip_wsp(eml_slice_part(piece, (gsize)equals + 1, piece.len));
	for (gsize i = 0; i < tag->name.len; i++)
		if (!g_ascii_isalnum(tag->name.data[i]) && tag->name.data[i] != '_')
			return FALSE;
	return tag->name.len > 0 && g_ascii_isalpha(tag->name.data[0]);
}

static gboolean
has_upper_case(EmlSlice name)
{
	for (gsize i = 0; i < name.len; i++)
		if (g_ascii_isupper(name.data[i]))
			return TRUE;
	return FALSE;
}

static gboolean
is_duplicate(const EmlDmarcRecord *self, const EmlDmarcTag *tag)
{
	for (guint i = 0; i + 1 < self->tags->len; i++) {
		const EmlDmarcTag *other = &g_array_index(self->tags, EmlDmarcTag, i);

		if (other->name.len > 0 && other->code == tag->code &&
		    (tag->code != EML_DMARC_OTHER || eml_slice_equal(other->name, tag->name)))
			return TRUE;
	}
	return FALSE;
}

/* Judges a tag of the registry; TRUE if its value counts. */
static gboolean
judge_known(EmlDmarcRecord *self, const EmlDmarcTag *tag, EmlSlice piece)
{
	if (has_upper_case(tag->name))
		add_problem(self, EML_DMARC_UPPER_CASE, current(self), tag->name);
	if (tag->code == EML_DMARC_V)
		return TRUE;
	if (rules[tag->code].parse == NULL) {
		add_problem(self, EML_DMARC_HISTORIC, current(self), piece);
		return FALSE;
	}
	if (rules[tag->code].parse(self, tag))
		return TRUE;
	add_problem(self, EML_DMARC_BAD_VALUE, current(self),
		    tag->value.len > 0 ? tag->value : piece);
	return FALSE;
}

static gboolean
judge_tag(EmlDmarcRecord *self, const EmlDmarcTag *tag, EmlSlice piece)
{
	if (is_duplicate(self, tag)) {
		const gboolean counts =
		    tag->code == EML_DMARC_V ||
		    (tag->code != EML_DMARC_OTHER && rules[tag->code].parse != NULL);

		add_problem(self, counts ? EML_DMARC_DUPLICATE : EML_DMARC_DUPLICATE_OTHER,
			    current(self), piece);
		self->valid = self->valid && !counts;
		return FALSE;
	}
	if (tag->code != EML_DMARC_OTHER)
		return judge_known(self, tag, piece);
	add_problem(self, EML_DMARC_UNKNOWN, current(self), piece);
	return FALSE;
}

static void
add_tag(EmlDmarcRecord *self, EmlSlice piece)
{
	const gsize start = (gsize)(piece.data - self->text.data);
	EmlDmarcTag tag = {EML_DMARC_OTHER, piece, {NULL, 0}, start, start + piece.len, FALSE};
	const gboolean is_tag = split_tag(piece, &tag);

	if (is_tag)
		tag.code = code_of(tag.name);
	else
		tag.name = tag.value = (EmlSlice){NULL, 0};
	g_array_append_val(self->tags, tag);
	if (is_tag)
		g_array_index(self->tags, EmlDmarcTag, current(self)).used =
		    judge_tag(self, &tag, piece);
	else
		add_problem(self, EML_DMARC_NO_TAG, current(self), piece);
}

/* dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]; what is no tag is passed over
 * (section 4.8) */
static void
parse_tags(EmlDmarcRecord *self)
{
	EmlSlice rest = self->text;

	while (rest.len > 0) {
		const gssize semicolon = eml_slice_find(rest, ';');
		const gsize end = semicolon >= 0 ? (gsize)semicolon : rest.len;
		const EmlSlice piece = strip_wsp(eml_slice_part(rest, 0, end));

		if (self->tags->len == EML_MAX_TAGS) {
			add_problem(self, EML_DMARC_TOO_MANY, -1, rest);
			return;
		}
		if (piece.len > 0 || semicolon >= 0)
			add_tag(self, piece);
		rest = eml_slice_part(rest, semicolon >= 0 ? end + 1 : end, rest.len);
	}
}

EmlDmarcRecord *
eml_dmarc_record_parse(EmlSlice text)
{
	EmlCursor c = eml_cursor(text);
	EmlDmarcRecord *self = NULL;

	if (!take_version(&c))
		return NULL;
	self = g_new0(EmlDmarcRecord, 1);
	self->text = text;
	self->valid = TRUE;
	self->p = self->sp = self->np = EML_POLICY_LAST;
	self->rua = g_ptr_array_new_with_free_func(g_free);
	self->ruf = g_ptr_array_new_with_free_func(g_free);
	self->tags = g_array_new(FALSE, FALSE, sizeof(EmlDmarcTag));
	self->problems = g_array_new(FALSE, FALSE, sizeof(EmlDmarcProblem));
	if (text.data[0] == ' ' || text.data[0] == '\t')
		add_problem(self, EML_DMARC_LEADING_SPACE, -1, eml_slice_part(text, 0, 1));
	parse_tags(self);
	if (eml_dmarc_record_tag(self, EML_DMARC_P) == NULL) {
		self->bad_policy = TRUE;
		add_problem(self, EML_DMARC_NO_POLICY, -1, text);
	}
	if (eml_dmarc_record_tag(self, EML_DMARC_FO) != NULL &&
	    eml_dmarc_record_tag(self, EML_DMARC_RUF) == NULL)
		add_problem(self, EML_DMARC_NO_RUF, -1, text);
	return self;
}

void
eml_dmarc_record_free(EmlDmarcRecord *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->rua);
	g_ptr_array_unref(self->ruf);
	g_array_unref(self->tags);
	g_array_unref(self->problems);
	g_free(self);
}

gboolean
eml_dmarc_record_nearly(EmlSlice text)
{
	EmlCursor c = eml_cursor(text);

	if (take_version(&c))
		return FALSE;
	while (eml_cursor_take(&c, ' ') || eml_cursor_take(&c, '\t') || eml_cursor_take(&c, '"'))
		;
	if (eml_cursor_take_ci(&c, "v")) {
		skip_wsp(&c);
		if (!eml_cursor_take(&c, '='))
			return FALSE;
		skip_wsp(&c);
	}
	return eml_slice_starts_with_ci(eml_cursor_rest(&c), "dmarc");
}

gboolean
eml_dmarc_record_policies(const EmlDmarcRecord *self,
			  EmlPolicy *ret_p,
			  EmlPolicy *ret_sp,
			  EmlPolicy *ret_np)
{
	if (self->bad_policy && self->rua->len == 0)
		return FALSE;
	*ret_p = self->bad_policy ? EML_POLICY_NONE : self->p;
	*ret_sp = self->bad_policy ? EML_POLICY_LAST : self->sp;
	*ret_np = self->bad_policy ? EML_POLICY_LAST : self->np;
	return TRUE;
}

const EmlDmarcTag *
eml_dmarc_record_tag(const EmlDmarcRecord *self, EmlDmarcTagCode code)
{
	for (guint i = 0; i < self->tags->len; i++) {
		const EmlDmarcTag *tag = &g_array_index(self->tags, EmlDmarcTag, i);

		if (tag->code == code && code != EML_DMARC_OTHER)
			return tag;
	}
	return NULL;
}
