#include "syntax/dkim-key.h"

#include "syntax/base64.h"
#include "syntax/dkim-name.h"

static const char *const type_words[EML_KEY_LAST] = {
    [EML_KEY_RSA] = "rsa",
    [EML_KEY_ED25519] = "ed25519",
};

const char *
eml_key_type_word(EmlKeyType type)
{
	return type < EML_KEY_LAST ? type_words[type] : NULL;
}

/* key-v-tag: "This tag MUST be the first tag in the record. Records beginning with a "v=" tag with
 * any other value MUST be discarded." */
static EmlKeyFault
parse_v(EmlDkimKey *key, EmlSlice value)
{
	const EmlTag *first = &g_array_index(key->tags->tags, EmlTag, 0);

	return eml_slice_equal(first->name, eml_slice("v")) &&
		       eml_slice_equal(value, eml_slice("DKIM1"))
		   ? EML_KEY_FINE
		   : EML_KEY_VERSION;
}

/* key-k-tag; ABNF literals have no case */
static EmlKeyFault
parse_k(EmlDkimKey *key, EmlSlice value)
{
	key->type = EML_KEY_LAST;
	for (guint i = 0; i < EML_KEY_LAST; i++)
		if (eml_slice_equal_ci(value, eml_slice(type_words[i])))
			key->type = (EmlKeyType)i;
	return key->type != EML_KEY_LAST ? EML_KEY_FINE : EML_KEY_TYPE;
}

static gboolean
list_has(EmlSlice list, const char *word)
{
	EmlSlice item;

	while (eml_dkim_take_item(&list, &item))
		if (eml_slice_equal_ci(item, eml_slice(word)))
			return TRUE;
	return FALSE;
}

/* key-h-tag: names that are not known are passed over */
static EmlKeyFault
parse_h(EmlDkimKey *key, EmlSlice value)
{
	key->sha1 = list_has(value, "sha1");
	key->sha256 = list_has(value, "sha256");
	return EML_KEY_FINE;
}

/* key-s-tag */
static EmlKeyFault
parse_s(EmlDkimKey *key, EmlSlice value)
{
	key->email = list_has(value, "*") || list_has(value, "email");
	return EML_KEY_FINE;
}

/* key-t-tag: flags that are not known are passed over */
static EmlKeyFault
parse_t(EmlDkimKey *key, EmlSlice value)
{
	key->testing = list_has(value, "y");
	key->strict = list_has(value, "s");
	return EML_KEY_FINE;
}

/* key-n-tag, for people; what cannot be decoded is shown as it stands */
static EmlKeyFault
parse_n(EmlDkimKey *key, EmlSlice value)
{
	key->note = eml_dkim_qp_decode(value);
	if (key->note == NULL)
		key->note = g_bytes_new(value.data, value.len);
	return EML_KEY_FINE;
}

/* key-p-tag: "An empty value means that this public key has been revoked." */
static EmlKeyFault
parse_p(EmlDkimKey *key, EmlSlice value)
{
	if (value.len == 0)
		return EML_KEY_REVOKED;
	key->data = eml_base64_decode(value);
	return key->data != NULL ? EML_KEY_FINE : EML_KEY_BASE64;
}

/* RFC 6376 section 3.6.1; the first fault in this order counts */
static const struct {
	const char *name;
	EmlKeyFault missing;
	EmlKeyFault (*parse)(EmlDkimKey *key, EmlSlice value);
} rules[] = {
    {"v", EML_KEY_FINE, parse_v}, {"p", EML_KEY_NO_DATA, parse_p}, {"k", EML_KEY_FINE, parse_k},
    {"h", EML_KEY_FINE, parse_h}, {"s", EML_KEY_FINE, parse_s},	   {"t", EML_KEY_FINE, parse_t},
    {"n", EML_KEY_FINE, parse_n},
};

static void
set_fault(EmlDkimKey *self, EmlKeyFault fault, gsize start, gsize end)
{
	if (self->fault != EML_KEY_FINE)
		return;
	self->fault = fault;
	self->at_start = start;
	self->at_end = end;
}

/* Whether somebody meant this to be a DKIM key: it has p=, or begins with v=DKIM… in any spelling.
 */
static gboolean
looks_like_key(const EmlDkimKey *self, EmlSlice record)
{
	const EmlTag *version = eml_taglist_get(self->tags, "v");

	if (version != NULL && version == &g_array_index(self->tags->tags, EmlTag, 0))
		return eml_slice_starts_with_ci(version->value, "DKIM");
	return eml_taglist_get(self->tags, "p") != NULL ||
	       eml_slice_starts_with_ci(record, "\"v=DKIM") ||
	       eml_slice_starts_with_ci(record, "\"k=") ||
	       eml_slice_starts_with_ci(record, "\"p=") || eml_taglist_get(self->tags, "k") != NULL;
}

/* The faults that marks of a zone file cause. */
static gboolean
may_be_quoting(EmlKeyFault fault)
{
	return fault == EML_KEY_SYNTAX || fault == EML_KEY_VERSION || fault == EML_KEY_TYPE ||
	       fault == EML_KEY_BASE64;
}

/* The first quotation mark, or back-slash before a ";", as zone files have them. */
static gboolean
find_quoting(EmlSlice record, gsize *ret_at)
{
	for (gsize i = 0; i < record.len; i++) {
		const gboolean escaped =
		    record.data[i] == '\\' && i + 1 < record.len && record.data[i + 1] == ';';

		if (record.data[i] != '"' && !escaped)
			continue;
		*ret_at = i;
		return TRUE;
	}
	return FALSE;
}

static void
read_tags(EmlDkimKey *self)
{
	for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
		const EmlTag *tag = eml_taglist_get(self->tags, rules[i].name);
		const EmlKeyFault fault =
		    tag != NULL ? rules[i].parse(self, tag->value) : rules[i].missing;

		if (fault != EML_KEY_FINE)
			set_fault(self, fault, tag != NULL ? tag->at : 0,
				  tag != NULL ? tag->value_at + tag->value.len : 0);
	}
}

EmlDkimKey *
eml_dkim_key_parse(EmlSlice record)
{
	EmlDkimKey *self = g_new0(EmlDkimKey, 1);
	EmlTagTrouble trouble;
	gsize at = 0;

	self->type = EML_KEY_RSA; /* "default is rsa" */
	self->sha1 = self->sha256 = self->email = TRUE;
	trouble = eml_taglist_parse(record, &self->tags, &at);
	if (!looks_like_key(self, record))
		set_fault(self, EML_KEY_OTHER_RECORD, 0, 0);
	if (trouble != EML_TAGS_OK)
		set_fault(self, trouble == EML_TAGS_DUPLICATE ? EML_KEY_DUPLICATE : EML_KEY_SYNTAX,
			  at, MIN(at + 1, record.len));
	read_tags(self);
	if (may_be_quoting(self->fault) && find_quoting(record, &at)) {
		self->fault = EML_KEY_QUOTING;
		self->at_start = at;
		self->at_end = at + 1;
	}
	return self;
}

void
eml_dkim_key_free(EmlDkimKey *self)
{
	if (self == NULL)
		return;
	eml_taglist_free(self->tags);
	g_clear_pointer(&self->note, g_bytes_unref);
	g_clear_pointer(&self->data, g_bytes_unref);
	g_free(self);
}
