#include "judge/changed.h"

#include "base/psl.h"
#include "judge/forwarded.h"
#include "judge/words.h"

#define MAX_TAG 24    /* bytes of a tag in the subject */
#define MAX_CHANGES 2 /* of one sentence */

/* What was done, as the end of "somebody …"; others are told by their half. */
static const struct {
	const char *cause, *did;
} deeds[] = {
    {"subject-tag", "did-subject-tag"},	 {"list-footer", "did-below"},
    {"prepended-text", "did-above"},	 {"text-inserted", "did-inside"},
    {"part-added", "did-part"},		 {"from-rewritten", "did-from"},
    {"field-added", "did-field"},	 {"reencoded-qp", "did-encode"},
    {"reencoded-base64", "did-encode"},	 {"reencoded-8bit", "did-encode"},
    {"charset", "did-encode"},		 {"white-space", "did-blanks"},
    {"line-ends", "did-blanks"},	 {"dot-stuffing", "did-blanks"},
    {"from-quoting", "did-blanks"},	 {"encoded-words", "did-form"},
    {"display-name-quotes", "did-form"}, {"address-form", "did-form"},
    {"address-order", "did-form"},	 {"content-type", "did-form"},
    {"date-rewritten", "did-form"},
};

typedef enum { LIST, FORWARDER, RECEIVER, SOMEBODY, N_ACTORS } Actor;

/* What to tell whom: a reader who has a seal to go by, and whoever can do better next time. */
static const struct {
	const char *sealed, *owner;
} advices[N_ACTORS] = {
    [LIST] = {"advise-seal-of-list", "advise-list"},
    [FORWARDER] = {"advise-seal", "advise-forwarder"},
    [RECEIVER] = {"advise-seal", "advise-receiver"},
    [SOMEBODY] = {"advise-seal", "advise-sender"},
};

static const EmlCause *
find_proved(const GPtrArray *causes, gboolean in_body)
{
	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);

		if (cause->proved && cause->in_body == in_body)
			return cause;
	}
	return NULL;
}

/* The signer hashed in another form than c= says: nobody changed anything. */
static gboolean
is_signers_fault(const EmlCause *cause)
{
	return cause != NULL && g_str_equal(cause->id, "canonicalization");
}

/* The header verifies, as it is or with its changes undone: the domain's key made the signature
 * over it, the body hash in it too. */
static gboolean
is_changed(const EmlDkimResult *signature, const GPtrArray *causes, gboolean *ret_whole)
{
	const EmlCause *header = find_proved(causes, FALSE);
	const EmlCause *body = find_proved(causes, TRUE);

	if (signature->result != EML_RESULT_FAIL || is_signers_fault(header) ||
	    is_signers_fault(body))
		return FALSE;
	*ret_whole = signature->body_hash == EML_HALF_MATCH || body != NULL;
	return (signature->header_signature == EML_HALF_MATCH || header != NULL) &&
	       signature->body_hash != EML_HALF_NOT_TESTED;
}

static char *
expand_args(const char *id, const GPtrArray *args)
{
	return eml_words_expand(eml_words_title(id), args);
}

static char *
expand(const char *id, const char *arg)
{
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	g_ptr_array_add(args, g_bytes_new(arg, strlen(arg)));
	return expand_args(id, args);
}

/* "[sensors]" of "[sensors] Warm-up time"; NULL if it is not in front. */
static char *
tag_of(const EmlCause *cause)
{
	g_autofree char *now = g_strstrip(g_strdup(cause->after != NULL ? cause->after : ""));
	g_autofree char *before = g_strstrip(g_strdup(cause->before != NULL ? cause->before : ""));
	gsize len = 0;

	if (*before == '\0' || !g_str_has_suffix(now, before))
		return NULL;
	len = strlen(now) - strlen(before);
	return len > 0 && len <= MAX_TAG ? g_strchomp(g_strndup(now, len)) : NULL;
}

static char *
deed_of(const EmlCause *cause)
{
	g_autofree char *tag = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(deeds); i++) {
		if (!g_str_equal(deeds[i].cause, cause->id))
			continue;
		tag = g_str_equal(cause->id, "subject-tag") ? tag_of(cause) : NULL;
		return tag != NULL ? expand("did-tag", tag)
				   : expand_args(deeds[i].did, cause->args);
	}
	return g_strdup(eml_words_title(cause->in_body ? "did-text" : "did-header"));
}

/* "put a and b": the word that both begin with is said once. */
static void
append_deed(GString *all, const char *deed, guint n)
{
	const gsize verb = strcspn(deed, " ") + 1;

	if (n == 0)
		g_string_append(all, deed);
	else if (verb < strlen(deed) && strncmp(all->str, deed, verb) == 0)
		g_string_append_printf(all, " and %s", deed + verb);
	else
		g_string_append_printf(all, " and %s", deed);
}

static char *
what_was_done(const GPtrArray *causes, gboolean whole)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint n = 0;

	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);
		char *deed = cause->proved ? deed_of(cause) : NULL;
		const gboolean is_new = deed != NULL && !g_hash_table_contains(told, deed);

		if (is_new && n < MAX_CHANGES)
			append_deed(all, deed, n);
		n += is_new ? 1 : 0;
		if (deed != NULL)
			g_hash_table_add(told, deed);
	}
	if (!whole)
		append_deed(all, eml_words_title("did-unknown"), n);
	else if (n > MAX_CHANGES)
		g_string_append(all, eml_words_title("did-more"));
	return g_string_free(g_steal_pointer(&all), FALSE);
}

static const EmlArcSet *
first_set(const EmlReport *report)
{
	return g_ptr_array_index(report->arc->sets, 0);
}

/* TRUE if the domain is of the organization whose server handed the message over, or that sealed
 * it: a name in a header field is anybody's. */
static gboolean
is_confirmed(const EmlReport *report, const char *domain)
{
	const GPtrArray *sets = report->arc->sets;

	if (report->spf->result == EML_RESULT_PASS && report->spf->domain != NULL &&
	    report->envelope->doubt == EML_DOUBT_NONE &&
	    eml_psl_same_organization(report->spf->domain, domain))
		return TRUE;
	for (guint i = 0; report->arc->result == EML_RESULT_PASS && i < sets->len; i++) {
		const EmlArcSet *set = g_ptr_array_index(sets, i);

		if (eml_psl_same_organization(set->seal_domain, domain))
			return TRUE;
	}
	return FALSE;
}

/* "a mailing list (sensors)" where its own server shows it, or all of its name where only the
 * message says so. */
static char *
list_of(const EmlReport *report, const EmlForwarded *sign)
{
	g_autofree char *id = eml_forwarded_list_id(report, sign);
	const char *dot = id != NULL ? strchr(id, '.') : NULL;
	g_autofree char *label = dot != NULL ? g_strndup(id, (gsize)(dot - id)) : NULL;

	if (id == NULL)
		return g_strdup(eml_words_title("by-list"));
	return label != NULL && is_confirmed(report, dot + 1) ? expand("by-list-named", label)
							      : expand("by-list-said", id);
}

static char *
forwarder_of(const EmlReport *report)
{
	const char *at = strrchr(report->envelope->mail_from.value, '@');

	return at != NULL && is_confirmed(report, at + 1)
		   ? expand("by-forwarder-named", at + 1)
		   : g_strdup(eml_words_title("by-forwarder"));
}

/* The receiver found the signature right, so it was broken behind it. */
static gboolean
is_changed_since(const EmlReport *report, guint index)
{
	for (guint k = 0; k < report->comparisons->len; k++) {
		const EmlComparison *one = g_ptr_array_index(report->comparisons, k);

		if (one->dkim == (gint)index && g_strcmp0(one->claimed, "pass") == 0)
			return TRUE;
	}
	return FALSE;
}

/* Also who is to be told what. */
static char *
who_did_it(const EmlReport *report, guint index, Actor *ret_actor)
{
	EmlForwarded sign;

	*ret_actor = RECEIVER;
	if (is_changed_since(report, index))
		return expand("by-receiver", report->claims->receiver != NULL
						 ? report->claims->receiver
						 : "the receiver");
	*ret_actor = LIST;
	if (eml_forwarded_sign(report, EML_FORWARDED_LIST, &sign))
		return list_of(report, &sign);
	*ret_actor = FORWARDER;
	if (eml_forwarded_sign(report, EML_FORWARDED_SRS, &sign))
		return forwarder_of(report);
	if (report->arc->result == EML_RESULT_PASS)
		return expand("by-forwarder-named", first_set(report)->seal_domain);
	if (eml_forwarded_sign(report, EML_FORWARDED_RESENT, &sign))
		return g_strdup(eml_words_title("by-forwarder"));
	*ret_actor = SOMEBODY;
	return g_strdup(eml_words_title("by-somebody"));
}

/* What the first sealer says that it saw. A seal is worth as much as its sealer, so it is named. */
static char *
seal_of(const EmlReport *report)
{
	const char *domain = NULL;
	g_autofree char *saw = NULL;
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	if (report->arc->result != EML_RESULT_PASS)
		return g_strdup("");
	domain = first_set(report)->seal_domain;
	saw = eml_forwarded_saw(first_set(report)->results);
	g_ptr_array_add(args, g_bytes_new(domain, strlen(domain)));
	g_ptr_array_add(args, g_bytes_new(saw, strlen(saw)));
	return expand_args("seal-holds", args);
}

static char *
advice_of(const EmlChanged *self, Actor actor)
{
	const char *reader = *self->seal != '\0' ? advices[actor].sealed
			     : self->whole	 ? "advise-rest"
						 : "advise-nothing";

	return g_strdup_printf("%s %s", eml_words_title(reader),
			       eml_words_title(advices[actor].owner));
}

static void
describe(const EmlReport *report, guint index, EmlChanged *self)
{
	const GPtrArray *causes = g_ptr_array_index(report->forensics, index);
	Actor actor = SOMEBODY;

	self->signed_part =
	    g_strdup(eml_words_title(self->whole ? "signed-whole" : "signed-header"));
	self->who = who_did_it(report, index, &actor);
	self->did = what_was_done(causes, self->whole);
	self->seal = seal_of(report);
	self->advice = advice_of(self, actor);
}

/* The one of which all is known, else the first of which something is. */
gboolean
eml_changed_find(const EmlReport *report, EmlChanged *ret_changed)
{
	gint found = -1;
	gboolean whole = FALSE;

	*ret_changed = (EmlChanged){NULL};
	for (guint i = 0; report->forensics != NULL && i < report->dkim->len && !whole; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
		gboolean all = FALSE;

		if (!signature->counts || !eml_report_is_aligned(report, i) ||
		    !is_changed(signature, g_ptr_array_index(report->forensics, i), &all) ||
		    (found >= 0 && !all))
			continue;
		found = (gint)i; /* at most EML_MAX_SIGNATURES are looked into */
		whole = all;
	}
	if (found < 0)
		return FALSE;
	ret_changed->signature = g_ptr_array_index(report->dkim, (guint)found);
	ret_changed->whole = whole;
	describe(report, (guint)found, ret_changed);
	return TRUE;
}

void
eml_changed_clear(EmlChanged *self)
{
	g_free(self->signed_part);
	g_free(self->who);
	g_free(self->did);
	g_free(self->seal);
	g_free(self->advice);
}
