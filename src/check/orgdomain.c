#include "check/orgdomain.h"

#include "base/limits.h"
#include "check/dmarc-explain.h"
#include "check/dmarc-select.h"

/* Names of eight or more labels are cut to so many: RFC 9989 section 4.10 step 4. */
#define CUT_LABELS (EML_DMARC_MAX_WALK - 1)

static void
found_free(gpointer data)
{
	EmlOrgdomainFound *self = data;

	eml_dmarc_record_free(self->record);
	g_bytes_unref(self->text);
	g_free(self->name);
	g_free(self);
}

static guint
count_labels(const char *name)
{
	guint n = *name != '\0' ? 1 : 0;

	for (; *name != '\0'; name++)
		n += *name == '.';
	return n;
}

/* The `labels` right-most labels of a name; the name itself if it has no more. Borrowed. */
static const char *
right_most(const char *name, guint labels)
{
	for (guint n = count_labels(name); n > labels; n--)
		name = strchr(name, '.') + 1;
	return name;
}

/* How many labels the next name of the walk has; 0 at its end. */
static guint
next_labels(guint labels)
{
	return labels > CUT_LABELS ? CUT_LABELS : labels - 1;
}

gboolean
eml_orgdomain_is_address(const char *name)
{
	return name[0] == '[' || g_hostname_is_ip_address(name);
}

gboolean
eml_orgdomain_is_within(const char *name, const char *domain)
{
	return g_strcmp0(right_most(name, count_labels(domain)), domain) == 0;
}

guint
eml_orgdomain_common_labels(const char *a, const char *b)
{
	const gsize a_len = strlen(a);
	const gsize b_len = strlen(b);
	const gsize most = MIN(a_len, b_len);
	guint n = 0;

	for (gsize i = 0; i < most && a[a_len - 1 - i] == b[b_len - 1 - i]; i++)
		if ((i + 1 == a_len || a[a_len - 2 - i] == '.') &&
		    (i + 1 == b_len || b[b_len - 2 - i] == '.'))
			n++;
	return n;
}

static EmlStep *
add_step(GPtrArray *steps, EmlStepCode code, EmlTone tone, const char *name, guint slot)
{
	return eml_step_at_record(eml_step_arg_text(eml_trace_add(steps, code, tone), name), slot,
				  -1, -1);
}

static EmlOrgdomainFound *
found_new(const char *name, const GBytes *bytes, guint slot)
{
	EmlOrgdomainFound *found = g_new0(EmlOrgdomainFound, 1);
	gsize len = 0;
	const char *data = NULL;

	found->name = g_strdup(name);
	found->labels = count_labels(name);
	found->slot = slot;
	found->text = g_bytes_ref((GBytes *)bytes); /* counting references changes no content */
	data = g_bytes_get_data(found->text, &len);
	found->record = eml_dmarc_record_parse(eml_slice_n(data, len));
	return found;
}

/* RFC 9989 section 4.10 steps 2 and 6: one record counts, several are all discarded. */
static void
take_records(
    EmlOrgdomain *self, const char *name, const EmlDnsAnswer *answer, guint slot, GPtrArray *steps)
{
	const EmlDmarcSelected records = eml_dmarc_select(answer);
	EmlOrgdomainFound *found = NULL;

	if (records.n == 0) {
		add_step(steps,
			 records.nearly ? EML_STEP_DMARC_RECORD_NEARLY
					: EML_STEP_DMARC_RECORD_OTHER_TXT,
			 records.nearly ? EML_TONE_WARN : EML_TONE_PLAIN, name, slot);
		return;
	}
	if (records.n > 1) {
		eml_step_argf(
		    add_step(steps, EML_STEP_DMARC_RECORD_SEVERAL, EML_TONE_WARN, name, slot), "%u",
		    records.n);
		return;
	}
	found = found_new(name, records.first, slot);
	if (!found->record->valid) {
		eml_dmarc_explain(
		    found->record, slot,
		    add_step(steps, EML_STEP_DMARC_RECORD_INVALID, EML_TONE_WARN, name, slot)
			->children);
		found_free(found);
		return;
	}
	eml_step_arg(add_step(steps, EML_STEP_DMARC_RECORD_FOUND, EML_TONE_GOOD, name, slot),
		     found->record->text);
	g_ptr_array_add(self->found, found);
}

/* FALSE if the walk cannot go on. */
static gboolean
look_up(EmlOrgdomain *self, const char *name, EmlDns *dns, GPtrArray *steps)
{
	g_autofree char *owner = g_strconcat("_dmarc.", name, NULL);
	guint slot = 0;
	g_autoptr(EmlDnsAnswer) answer = eml_dns_get(dns, EML_DNS_TXT, eml_slice(owner), &slot);

	switch (answer->outcome) {
	case EML_DNS_FOUND:
		take_records(self, name, answer, slot, steps);
		return TRUE;
	case EML_DNS_NO_DATA:
		add_step(steps, EML_STEP_DMARC_RECORD_NONE, EML_TONE_PLAIN, name, slot);
		return TRUE;
	case EML_DNS_NO_NAME:
		add_step(steps,
			 slot != 0 ? EML_STEP_DMARC_RECORD_NONE : EML_STEP_DMARC_NAME_IMPOSSIBLE,
			 EML_TONE_PLAIN, name, slot);
		return TRUE;
	case EML_DNS_FAILED:
	case EML_DNS_NOT_ASKED:
	case EML_DNS_LAST:
		break;
	}
	self->end =
	    answer->outcome == EML_DNS_NOT_ASKED && g_strcmp0(answer->reason, "offline") == 0
		? EML_WALK_OFFLINE
		: EML_WALK_FAILED;
	eml_step_arg_text(add_step(steps,
				   self->end == EML_WALK_OFFLINE ? EML_STEP_DMARC_QUERY_OFFLINE
								 : EML_STEP_DMARC_QUERY_FAILED,
				   self->end == EML_WALK_OFFLINE ? EML_TONE_NOTE : EML_TONE_WARN,
				   name, slot),
			  answer->reason);
	return FALSE;
}

/* TRUE if the record found last ends the walk: RFC 9989 section 4.10 steps 2 and 6. */
static gboolean
at_psd(const EmlOrgdomain *self, const char *name, GPtrArray *steps)
{
	const EmlOrgdomainFound *last =
	    self->found->len > 0 ? g_ptr_array_index(self->found, self->found->len - 1) : NULL;

	if (last == NULL || strcmp(last->name, name) != 0 || last->record->psd == EML_PSD_U)
		return FALSE;
	eml_step_arg_text(
	    add_step(steps, EML_STEP_DMARC_WALK_STOPPED, EML_TONE_PLAIN, name, last->slot),
	    last->record->psd == EML_PSD_Y ? "y" : "n");
	return TRUE;
}

static void
walk(EmlOrgdomain *self, EmlDns *dns, GPtrArray *steps)
{
	guint labels = self->labels;

	for (guint n = 0; n < EML_DMARC_MAX_WALK && labels > 0; n++) {
		const char *name = right_most(self->start, labels);

		if (!look_up(self, name, dns, steps)) {
			self->end_labels = labels;
			return;
		}
		if (at_psd(self, name, steps))
			return;
		if (next_labels(labels) + 1 < labels)
			eml_step_arg_text(
			    eml_trace_add(steps, EML_STEP_DMARC_WALK_SHORTENED, EML_TONE_NOTE),
			    right_most(self->start, next_labels(labels)));
		labels = next_labels(labels);
	}
}

/* The record that decides, and the rule: RFC 9989 section 4.10.2. NULL if there is no record. */
static const EmlOrgdomainFound *
deciding(const EmlOrgdomain *self, EmlStepCode *ret_rule)
{
	*ret_rule = self->found->len > 0 ? EML_STEP_DMARC_ORG_FEWEST : EML_STEP_DMARC_ORG_SELF;
	for (guint i = 0; i < self->found->len; i++) {
		const EmlOrgdomainFound *found = g_ptr_array_index(self->found, i);

		if (found->record->psd == EML_PSD_N) {
			*ret_rule = EML_STEP_DMARC_ORG_PSD_N;
			return found;
		}
		if (found->record->psd == EML_PSD_Y && found->labels < self->labels) {
			*ret_rule = EML_STEP_DMARC_ORG_BELOW_PSD;
			return found;
		}
	}
	return self->found->len > 0 ? g_ptr_array_index(self->found, self->found->len - 1) : NULL;
}

/* "One label below" is cut from the start of the walk, also where the walk left names out.
 * Borrowed. */
static const char *
choose(const EmlOrgdomain *self)
{
	EmlStepCode rule = EML_STEP_NONE;
	const EmlOrgdomainFound *found = deciding(self, &rule);

	if (found == NULL)
		return self->start;
	return right_most(self->start,
			  found->labels + (rule == EML_STEP_DMARC_ORG_BELOW_PSD ? 1 : 0));
}

void
eml_orgdomain_explain(const EmlOrgdomain *self, GPtrArray *steps)
{
	EmlStepCode rule = EML_STEP_NONE;
	const EmlOrgdomainFound *found = deciding(self, &rule);

	if (self->end == EML_WALK_OFFLINE)
		return; /* the question that was not asked says it */
	if (self->end != EML_WALK_COMPLETE) {
		eml_step_arg_text(eml_trace_add(steps, EML_STEP_DMARC_ORG_UNKNOWN, EML_TONE_NOTE),
				  self->start);
		return;
	}
	eml_step_arg_text(add_step(steps, rule, EML_TONE_PLAIN, self->organizational,
				   found != NULL ? found->slot : 0),
			  found != NULL ? found->name : self->start);
}

EmlOrgdomain *
eml_orgdomain_find(const char *start, EmlDns *dns, GPtrArray *steps)
{
	EmlOrgdomain *self = g_new0(EmlOrgdomain, 1);
	EmlStep *step = NULL;

	self->start = g_strdup(start);
	self->labels = count_labels(start);
	self->found = g_ptr_array_new_with_free_func(found_free);
	if (eml_orgdomain_is_address(start)) {
		eml_step_arg_text(eml_trace_add(steps, EML_STEP_DMARC_ADDRESS, EML_TONE_NOTE),
				  start);
		self->organizational = g_strdup(start);
		return self;
	}
	step = eml_step_arg_text(eml_trace_add(steps, EML_STEP_DMARC_WALK, EML_TONE_PLAIN), start);
	walk(self, dns, step->children);
	if (self->end == EML_WALK_COMPLETE)
		self->organizational = g_strdup(choose(self));
	eml_orgdomain_explain(self, steps);
	return self;
}

void
eml_orgdomain_free(EmlOrgdomain *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->found);
	g_free(self->organizational);
	g_free(self->start);
	g_free(self);
}

void
eml_orgdomain_prefetch(const char *start, EmlDns *dns)
{
	if (eml_orgdomain_is_address(start))
		return;
	for (guint labels = count_labels(start); labels > 0; labels = next_labels(labels)) {
		g_autofree char *owner = g_strconcat("_dmarc.", right_most(start, labels), NULL);

		eml_dns_prefetch(dns, EML_DNS_TXT, eml_slice(owner));
	}
}

/* How many labels the organizational domain has if nothing more is found. */
static guint
chosen_labels(const EmlOrgdomain *self)
{
	return count_labels(self->organizational != NULL ? self->organizational : choose(self));
}

/* How many labels it may have as far as the walk went: above the name where it broke off any name
 * may have a record, and a psd=y there chooses the one below it. 0 if the walk is complete. */
static guint
open_labels(const EmlOrgdomain *self)
{
	return self->end != EML_WALK_COMPLETE ? self->end_labels + 1 : 0;
}

EmlSame
eml_orgdomain_same(const EmlOrgdomain *a, const EmlOrgdomain *b)
{
	const guint a_chosen = chosen_labels(a);
	const guint b_chosen = chosen_labels(b);

	if (a->organizational != NULL && b->organizational != NULL)
		return strcmp(a->organizational, b->organizational) == 0 ? EML_SAME_YES
									 : EML_SAME_NO;
	for (guint n = eml_orgdomain_common_labels(a->start, b->start); n > 0; n--)
		if ((n == a_chosen || n <= open_labels(a)) &&
		    (n == b_chosen || n <= open_labels(b)))
			return EML_SAME_UNKNOWN;
	return EML_SAME_NO;
}
