#include "check/bimi.h"

#include "base/idna.h"
#include "base/psl.h"
#include "syntax/taglist.h"

#define VERSION "BIMI1"
#define DEFAULT_SELECTOR "default"

/* The value of a tag; NULL if it is not there. The caller owns it. */
static char *
tag_value(const EmlTagList *tags, const char *name)
{
	const EmlTag *tag = eml_taglist_get(tags, name);

	return tag != NULL ? eml_slice_dup(tag->value) : NULL;
}

/* The tags of a text that begins with v=BIMI1; NULL if it is none. The caller owns them. */
static EmlTagList *
tags_of(EmlSlice text)
{
	EmlTagList *tags = NULL;
	const EmlTagTrouble trouble = eml_taglist_parse(text, &tags, NULL);
	const EmlTag *first = tags->tags->len > 0 ? &g_array_index(tags->tags, EmlTag, 0) : NULL;

	if (trouble == EML_TAGS_OK && eml_slice_equal(first->name, eml_slice("v")) &&
	    eml_slice_equal(first->value, eml_slice(VERSION)))
		return tags;
	eml_taglist_free(tags);
	return NULL;
}

static char *
selector_of(const EmlMessage *message)
{
	const gint field = eml_message_find(message, "BIMI-Selector", -1);
	g_autoptr(EmlTagList) tags =
	    field >= 0 ? tags_of(eml_message_field(message, (guint)field)->value) : NULL;
	g_autofree char *selector = tags != NULL ? tag_value(tags, "s") : NULL;

	return selector != NULL && *selector != '\0' ? g_ascii_strdown(selector, -1)
						     : g_strdup(DEFAULT_SELECTOR);
}

static char *
owner_name(const char *selector, const char *domain)
{
	return g_strconcat(selector, "._bimi.", domain, NULL);
}

static EmlStep *
say(EmlBimi *self, EmlStepCode code, EmlTone tone, const char *owner, guint slot)
{
	return eml_step_at_record(eml_step_arg_text(eml_trace_add(self->trace, code, tone), owner),
				  slot, -1, -1);
}

static void
read_record(EmlBimi *self, EmlSlice text, const char *owner, guint slot)
{
	g_autoptr(EmlTagList) tags = tags_of(text);
	EmlStep *step = NULL;

	self->record = eml_slice_dup(text);
	self->location = tag_value(tags, "l");
	self->authority = tag_value(tags, "a");
	if (self->location != NULL && *self->location == '\0')
		g_clear_pointer(&self->location, g_free);
	if (self->authority != NULL && *self->authority == '\0')
		g_clear_pointer(&self->authority, g_free);
	if (self->location == NULL && self->authority == NULL) {
		say(self, EML_STEP_BIMI_DECLINED, EML_TONE_PLAIN, owner, slot);
		return;
	}
	step = say(self, EML_STEP_BIMI_RECORD, EML_TONE_PLAIN, owner, slot);
	eml_step_arg_text(step, self->location != NULL ? self->location : "nothing");
	eml_step_arg_text(step, self->authority != NULL ? self->authority : "nothing");
}

/* TRUE if the search ends here: one record, several, or no answer. */
static gboolean
look_up(EmlBimi *self, const char *domain, EmlDns *dns)
{
	g_autofree char *owner = owner_name(self->selector, domain);
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice(owner), &slot);
	EmlSlice found = {NULL, 0};
	guint n = 0;

	if (answer->outcome == EML_DNS_FAILED || answer->outcome == EML_DNS_NOT_ASKED) {
		eml_step_arg_text(say(self, EML_STEP_BIMI_UNKNOWN, EML_TONE_NOTE, owner, slot),
				  answer->reason);
		return TRUE;
	}
	for (guint i = 0; i < answer->records->len; i++) {
		const EmlDnsRecord *record = g_ptr_array_index(answer->records, i);
		gsize len = 0;
		const char *data = g_bytes_get_data(record->data, &len);
		g_autoptr(EmlTagList) tags = tags_of(eml_slice_n(data, len));

		if (tags != NULL && n++ == 0)
			found = eml_slice_n(data, len);
	}
	if (n > 1)
		say(self, EML_STEP_BIMI_SEVERAL, EML_TONE_WARN, owner, slot);
	else if (n == 1)
		read_record(self, found, owner, slot);
	else
		say(self, EML_STEP_BIMI_NONE, EML_TONE_PLAIN, owner, slot);
	if (n == 1)
		self->domain = g_strdup(domain);
	return n > 0;
}

/* The draft's demands on DMARC: a pass, and enforcement for the domain and those below it. */
static void
judge_policy(EmlBimi *self, const EmlDmarcResult *dmarc)
{
	g_autoptr(EmlDmarcRecord) record =
	    dmarc->record != NULL ? eml_dmarc_record_parse(eml_slice(dmarc->record)) : NULL;
	const gboolean enforced = record != NULL && dmarc->policy != EML_POLICY_LAST &&
				  dmarc->applied != EML_POLICY_NONE &&
				  dmarc->applied != EML_POLICY_LAST &&
				  record->sp != EML_POLICY_NONE;

	self->eligible = enforced && dmarc->result == EML_RESULT_PASS;
	if (self->record == NULL || self->eligible)
		return;
	eml_step_arg_text(
	    eml_trace_add(self->trace,
			  enforced ? EML_STEP_BIMI_NO_DMARC_PASS : EML_STEP_BIMI_NOT_ENFORCED,
			  EML_TONE_NOTE),
	    dmarc->domain);
}

EmlBimi *
eml_bimi_check(const EmlMessage *message, const EmlDmarcResult *dmarc, EmlDns *dns)
{
	EmlBimi *self = NULL;

	if (dmarc->domain == NULL || dmarc->reason == EML_STEP_DMARC_NOT_ASKED)
		return NULL;
	self = g_new0(EmlBimi, 1);
	self->trace = eml_trace_new();
	self->selector = selector_of(message);
	if (!look_up(self, dmarc->domain, dns) && dmarc->organizational_domain != NULL &&
	    strcmp(dmarc->organizational_domain, dmarc->domain) != 0)
		look_up(self, dmarc->organizational_domain, dns);
	judge_policy(self, dmarc);
	return self;
}

void
eml_bimi_free(EmlBimi *self)
{
	if (self == NULL)
		return;
	g_free(self->selector);
	g_free(self->domain);
	g_free(self->record);
	g_free(self->location);
	g_free(self->authority);
	g_ptr_array_unref(self->trace);
	g_free(self);
}

void
eml_bimi_prefetch(const EmlMessage *message, const char *author, EmlDns *dns)
{
	g_autofree char *selector = selector_of(message);
	g_autofree char *domain = eml_idna_to_ascii(eml_slice(author));
	g_autofree char *registrable = domain != NULL ? eml_psl_registrable(domain) : NULL;
	g_autofree char *own = domain != NULL ? owner_name(selector, domain) : NULL;
	g_autofree char *parent = registrable != NULL ? owner_name(selector, registrable) : NULL;

	if (own != NULL)
		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(own));
	if (parent != NULL)
		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(parent));
}
