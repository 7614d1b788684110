#include "check/unsubscribe.h"

#include "base/psl.h"
#include "syntax/list-unsub.h"

#define LIST "List-Unsubscribe"
#define POST "List-Unsubscribe-Post"

/* What the rules look at. */
typedef struct {
	EmlUnsubscribe *self;
	const EmlMessage *message;
	gint list, post; /* topmost field; -1 = none */
	gboolean broken; /* a rule of RFC 8058 section 3.1 does not hold */
} Rules;

static EmlStep *
say(const Rules *rules, EmlStepCode code, EmlTone tone, gint field)
{
	return eml_step_at_field(eml_trace_add(rules->self->trace, code, tone), field, -1, -1);
}

/* The id of a step; the words know it by its code. */
typedef struct {
	EmlStepCode code;
	const char *id;
} StepId;

static const StepId step_ids[] = {
    {EML_STEP_UNSUBSCRIBE_CUT, "unsubscribe-cut"},
    {EML_STEP_UNSUBSCRIBE_EMPTY, "unsubscribe-empty"},
    {EML_STEP_UNSUBSCRIBE_HTTP, "unsubscribe-http"},
    {EML_STEP_UNSUBSCRIBE_IGNORED, "unsubscribe-ignored"},
    {EML_STEP_UNSUBSCRIBE_MAILTO_BAD, "unsubscribe-mailto-bad"},
    {EML_STEP_UNSUBSCRIBE_NOT_COVERED, "unsubscribe-not-covered"},
    {EML_STEP_UNSUBSCRIBE_NO_HTTPS, "unsubscribe-no-https"},
    {EML_STEP_UNSUBSCRIBE_OTHER_SCHEME, "unsubscribe-other-scheme"},
    {EML_STEP_UNSUBSCRIBE_POST_ALONE, "unsubscribe-post-alone"},
    {EML_STEP_UNSUBSCRIBE_POST_BLANKS, "unsubscribe-post-blanks"},
    {EML_STEP_UNSUBSCRIBE_POST_CASE, "unsubscribe-post-case"},
    {EML_STEP_UNSUBSCRIBE_POST_MISSING, "unsubscribe-post-missing"},
    {EML_STEP_UNSUBSCRIBE_POST_SEVERAL, "unsubscribe-post-several"},
    {EML_STEP_UNSUBSCRIBE_POST_WRONG, "unsubscribe-post-wrong"},
    {EML_STEP_UNSUBSCRIBE_SEVERAL, "unsubscribe-several"},
    {EML_STEP_UNSUBSCRIBE_SEVERAL_HTTPS, "unsubscribe-several-https"},
    {EML_STEP_UNSUBSCRIBE_TEXT_BETWEEN, "unsubscribe-text-between"},
};

/* A step that is a problem too: check may not look into judge/words, so the ids stand here once
 * more (a test compares them). */
static EmlStep *
add_problem(Rules *rules, EmlStepCode code, EmlTone tone, gint field)
{
	for (gsize i = 0; i < G_N_ELEMENTS(step_ids); i++)
		if (step_ids[i].code == code)
			g_ptr_array_add(rules->self->problems,
					(char *)(gpointer)step_ids[i].id); /* never changed */
	return say(rules, code, tone, field);
}

/* A problem because of which there is no one-click. */
static EmlStep *
break_rule(Rules *rules, EmlStepCode code, EmlTone tone, gint field)
{
	rules->broken = TRUE;
	return add_problem(rules, code, tone, field);
}

static gboolean
has_scheme(const char *uri, const char *scheme)
{
	return eml_slice_starts_with_ci(eml_slice(uri), scheme);
}

/* No path and no query: it can name neither the list nor the recipient. */
static gboolean
is_bare(const char *uri)
{
	const char *path = strpbrk(uri + strlen("https://"), "/?");

	return path == NULL || strcmp(path, "/") == 0;
}

/* RFC 6068 section 2; without an address before the '?' there is nobody to write to. */
static gboolean
has_address(const char *uri)
{
	const char *to = uri + strlen("mailto:");
	const char *at = memchr(to, '@', strcspn(to, "?"));

	return at != NULL && at > to && at[1] != '\0' && at[1] != '?';
}

/* One URI by its scheme. */
static void
check_uri(Rules *rules, const char *uri)
{
	EmlStep *step = NULL;

	eml_step_arg_text(say(rules, EML_STEP_UNSUBSCRIBE_URI, EML_TONE_PLAIN, rules->list), uri);
	if (has_scheme(uri, "https://")) {
		if (is_bare(uri))
			step =
			    say(rules, EML_STEP_UNSUBSCRIBE_BARE_URI, EML_TONE_NOTE, rules->list);
	} else if (has_scheme(uri, "http:")) {
		/* a fault only where one-click is promised */
		step = break_rule(rules, EML_STEP_UNSUBSCRIBE_HTTP,
				  rules->post >= 0 ? EML_TONE_WARN : EML_TONE_NOTE, rules->list);
	} else if (has_scheme(uri, "mailto:")) {
		if (!has_address(uri))
			step = add_problem(rules, EML_STEP_UNSUBSCRIBE_MAILTO_BAD, EML_TONE_WARN,
					   rules->list);
	} else {
		step = add_problem(rules, EML_STEP_UNSUBSCRIBE_OTHER_SCHEME, EML_TONE_NOTE,
				   rules->list);
	}
	if (step != NULL)
		eml_step_arg_text(step, uri);
}

/* RFC 8058 section 3.1: one HTTPS URI, the others not HTTP. */
static void
check_uris(Rules *rules)
{
	const GPtrArray *uris = rules->self->uris;
	guint n_https = 0;

	for (guint i = 0; i < uris->len; i++) {
		check_uri(rules, g_ptr_array_index(uris, i));
		n_https += has_scheme(g_ptr_array_index(uris, i), "https://");
	}
	if (n_https == 0)
		break_rule(rules, EML_STEP_UNSUBSCRIBE_NO_HTTPS, EML_TONE_NOTE, rules->list);
	if (n_https > 1)
		eml_step_argf(break_rule(rules, EML_STEP_UNSUBSCRIBE_SEVERAL_HTTPS, EML_TONE_WARN,
					 rules->list),
			      "%u", n_https);
}

/* RFC 2369 section 2; at most one field of a kind: section 3. */
static void
check_list(Rules *rules)
{
	const EmlField *field = eml_message_field(rules->message, (guint)rules->list);
	g_autoptr(EmlListUnsubscribe) list = eml_list_unsubscribe_parse(field->value);
	const guint n = eml_message_count(rules->message, LIST);

	if (n > 1)
		eml_step_argf(break_rule(rules, EML_STEP_UNSUBSCRIBE_SEVERAL, EML_TONE_WARN,
					 eml_message_find(rules->message, LIST, rules->list)),
			      "%u", n);
	if (list->ignored)
		break_rule(rules, EML_STEP_UNSUBSCRIBE_IGNORED, EML_TONE_WARN, rules->list);
	if (list->cut)
		add_problem(rules, EML_STEP_UNSUBSCRIBE_CUT, EML_TONE_WARN, rules->list);
	if (list->folded_uri)
		say(rules, EML_STEP_UNSUBSCRIBE_FOLDED_URI, EML_TONE_NOTE, rules->list);
	if (list->text_between)
		add_problem(rules, EML_STEP_UNSUBSCRIBE_TEXT_BETWEEN, EML_TONE_NOTE, rules->list);
	for (guint i = 0; i < list->uris->len; i++)
		g_ptr_array_add(rules->self->uris, g_strdup(g_ptr_array_index(list->uris, i)));
	if (list->uris->len > 0)
		check_uris(rules);
	else if (!list->ignored)
		break_rule(rules, EML_STEP_UNSUBSCRIBE_EMPTY, EML_TONE_WARN, rules->list);
}

/* RFC 8058 sections 3.1 and 5 */
static void
check_post(Rules *rules)
{
	const EmlField *field = eml_message_field(rules->message, (guint)rules->post);
	const guint n = eml_message_count(rules->message, POST);
	const EmlListPost form = eml_list_post_parse(field->value);

	rules->self->post = eml_slice_dup(eml_slice_strip(field->value));
	if (n > 1)
		eml_step_argf(break_rule(rules, EML_STEP_UNSUBSCRIBE_POST_SEVERAL, EML_TONE_WARN,
					 eml_message_find(rules->message, POST, rules->post)),
			      "%u", n);
	if (form == EML_POST_WRONG)
		eml_step_arg_text(
		    break_rule(rules, EML_STEP_UNSUBSCRIBE_POST_WRONG, EML_TONE_WARN, rules->post),
		    rules->self->post);
	if (form == EML_POST_BLANKS)
		add_problem(rules, EML_STEP_UNSUBSCRIBE_POST_BLANKS, EML_TONE_NOTE, rules->post);
	if (form == EML_POST_OTHER_CASE)
		eml_step_arg_text(
		    add_problem(rules, EML_STEP_UNSUBSCRIBE_POST_CASE, EML_TONE_NOTE, rules->post),
		    rules->self->post);
}

static gboolean
names_field(const EmlDkimResult *signature, const char *name)
{
	for (guint i = 0; signature->signed_headers != NULL && i < signature->signed_headers->len;
	     i++) {
		const EmlSignedHeader *header = g_ptr_array_index(signature->signed_headers, i);

		if (eml_slice_equal_ci(eml_slice(header->name), eml_slice(name)))
			return TRUE;
	}
	return FALSE;
}

/* RFC 8058 section 4: one signature, not several together. */
static gboolean
names_both(const EmlDkimResult *signature)
{
	return names_field(signature, LIST) && names_field(signature, POST);
}

static gboolean
same_organization(const char *signer, const char *author)
{
	return signer != NULL &&
	       (g_strcmp0(signer, author) == 0 || eml_psl_same_organization(signer, author));
}

/* The passing signature that covers both fields: one of the author's organization if there is one.
 * NULL if none does; ret_open: one that could not be verified would. */
static const EmlDkimResult *
find_cover(const GPtrArray *dkim, const char *author, gboolean *ret_open)
{
	const EmlDkimResult *first = NULL;

	*ret_open = FALSE;
	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, (guint)i);

		if (!names_both(signature))
			continue;
		*ret_open = *ret_open || signature->result == EML_RESULT_LAST ||
			    signature->result == EML_RESULT_TEMPERROR;
		if (signature->result != EML_RESULT_PASS)
			continue;
		if (author == NULL || same_organization(signature->domain, author))
			return signature;
		if (first == NULL)
			first = signature;
	}
	return first;
}

static void
check_coverage(Rules *rules, const GPtrArray *dkim, const char *author)
{
	EmlUnsubscribe *self = rules->self;
	gboolean open = FALSE;
	const EmlDkimResult *cover = find_cover(dkim, author, &open);

	if (cover != NULL) {
		EmlStep *step =
		    say(rules, EML_STEP_UNSUBSCRIBE_COVERED, EML_TONE_GOOD, (gint)cover->field);

		self->covered = EML_RESULT_PASS;
		self->covered_by = g_strdup(cover->domain);
		eml_step_arg_text(step, cover->domain);
		if (author != NULL && !same_organization(cover->domain, author)) {
			step = say(rules, EML_STEP_UNSUBSCRIBE_OTHER_SIGNER, EML_TONE_NOTE,
				   (gint)cover->field);
			eml_step_arg_text(eml_step_arg_text(step, cover->domain), author);
		}
	} else if (open) {
		self->covered = EML_RESULT_LAST;
		say(rules, EML_STEP_UNSUBSCRIBE_COVERAGE_UNKNOWN, EML_TONE_NOTE, rules->post);
	} else if (rules->post >= 0) {
		/* what follows from it is the outcome, which warns */
		add_problem(rules, EML_STEP_UNSUBSCRIBE_NOT_COVERED, EML_TONE_NOTE, rules->post);
	}
}

/* Which half of the pair the passing signatures leave out. */
static EmlStepCode
unsigned_outcome(const GPtrArray *dkim)
{
	gboolean passes = FALSE, list = FALSE, post = FALSE;

	for (gint i = eml_dkim_next(dkim, -1); i >= 0; i = eml_dkim_next(dkim, i)) {
		const EmlDkimResult *signature = g_ptr_array_index(dkim, (guint)i);

		if (signature->result != EML_RESULT_PASS)
			continue;
		passes = TRUE;
		list = list || names_field(signature, LIST);
		post = post || names_field(signature, POST);
	}
	if (!passes)
		return EML_STEP_UNSUBSCRIBE_NO_BUTTON_NO_PASS;
	if (list && post)
		return EML_STEP_UNSUBSCRIBE_NO_BUTTON_SPLIT;
	if (list)
		return EML_STEP_UNSUBSCRIBE_NO_BUTTON_POST_UNSIGNED;
	return EML_STEP_UNSUBSCRIBE_NO_BUTTON_LIST_UNSIGNED;
}

static gboolean
has_any(const EmlUnsubscribe *self, const char *scheme)
{
	for (guint i = 0; i < self->uris->len; i++)
		if (has_scheme(g_ptr_array_index(self->uris, i), scheme))
			return TRUE;
	return FALSE;
}

/* What is left where one-click is not offered. */
static EmlStepCode
outcome_without_one_click(const Rules *rules)
{
	const gboolean page = has_any(rules->self, "https://") || has_any(rules->self, "http:");
	const gboolean mail = has_any(rules->self, "mailto:");

	if (rules->post >= 0 && page)
		return EML_STEP_UNSUBSCRIBE_NO_BUTTON_RULE;
	if (page)
		return mail ? EML_STEP_UNSUBSCRIBE_BY_PAGE_OR_MAIL : EML_STEP_UNSUBSCRIBE_BY_PAGE;
	if (mail)
		return EML_STEP_UNSUBSCRIBE_BY_MAIL;
	return EML_STEP_UNSUBSCRIBE_BY_NOTHING;
}

/* What a mailbox provider will make of it (RFC 8058 section 4; the pages of Google and Yahoo for
 * senders). */
static void
conclude(Rules *rules, const GPtrArray *dkim)
{
	EmlUnsubscribe *self = rules->self;
	EmlTone tone = EML_TONE_NOTE;

	if (rules->broken) {
		self->outcome = outcome_without_one_click(rules);
	} else if (self->covered == EML_RESULT_PASS) {
		self->outcome = EML_STEP_UNSUBSCRIBE_BUTTON;
		tone = EML_TONE_GOOD;
	} else if (self->covered == EML_RESULT_LAST) {
		self->outcome = EML_STEP_UNSUBSCRIBE_BUTTON_UNKNOWN;
	} else {
		self->outcome = unsigned_outcome(dkim);
		tone = EML_TONE_WARN;
	}
	say(rules, self->outcome, tone, rules->list);
}

static void
check_present(Rules *rules, const GPtrArray *dkim, const char *author)
{
	check_list(rules);
	if (rules->post >= 0)
		check_post(rules);
	else
		break_rule(rules, EML_STEP_UNSUBSCRIBE_POST_MISSING, EML_TONE_NOTE, -1);
	rules->self->one_click = !rules->broken;
	say(rules,
	    rules->broken ? EML_STEP_UNSUBSCRIBE_NOT_ONE_CLICK : EML_STEP_UNSUBSCRIBE_ONE_CLICK,
	    rules->broken ? EML_TONE_NOTE : EML_TONE_GOOD, rules->list);
	check_coverage(rules, dkim, author);
	conclude(rules, dkim);
}

EmlUnsubscribe *
eml_unsubscribe_check_author(const EmlMessage *message, const GPtrArray *dkim, const char *author)
{
	EmlUnsubscribe *self = g_new0(EmlUnsubscribe, 1);
	Rules rules = {self, message, eml_message_find(message, LIST, -1),
		       eml_message_find(message, POST, -1), FALSE};

	self->uris = g_ptr_array_new_with_free_func(g_free);
	self->problems = g_ptr_array_new();
	self->trace = eml_trace_new();
	self->covered = EML_RESULT_FAIL;
	self->present = rules.list >= 0;
	self->field = rules.list;
	self->outcome = EML_STEP_UNSUBSCRIBE_ABSENT;
	if (self->present)
		check_present(&rules, dkim, author);
	else if (rules.post >= 0)
		check_post(&rules);
	if (!self->present && rules.post >= 0)
		add_problem(&rules, self->outcome = EML_STEP_UNSUBSCRIBE_POST_ALONE, EML_TONE_WARN,
			    rules.post);
	else if (!self->present)
		say(&rules, EML_STEP_UNSUBSCRIBE_ABSENT, EML_TONE_PLAIN, -1);
	return self;
}

EmlUnsubscribe *
eml_unsubscribe_check(const EmlMessage *message, const GPtrArray *dkim)
{
	return eml_unsubscribe_check_author(message, dkim, NULL);
}

void
eml_unsubscribe_free(EmlUnsubscribe *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->uris);
	g_ptr_array_unref(self->problems);
	g_ptr_array_unref(self->trace);
	g_free(self->post);
	g_free(self->covered_by);
	g_free(self);
}
