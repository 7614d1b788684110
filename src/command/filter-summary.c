#include "command/filter-summary.h"

#include "check/message-hash.h"
#include "command/common.h"
#include "command/raw.h"
#include "command/result-cache.h"
#include "inspect.h"
#include "judge/header-only.h"
#include "judge/rechecked.h"
#include "mail/meaning.h"

#include <glib-unix.h>

static char *
from_domain(const EmlMessage *message)
{
	const gint from = eml_message_find(message, "From", -1);
	g_autoptr(GPtrArray) authors = NULL;
	const EmlMailbox *first = NULL;

	if (from < 0)
		return NULL;
	authors = eml_meaning_addresses(eml_message_field(message, (guint)from)->value);
	first = authors->len == 1 ? g_ptr_array_index(authors, 0) : NULL;
	return first != NULL ? g_strdup(first->domain) : NULL;
}

static EmlClaimed *
claimed_in(const EmlOptions *options, const EmlMessage *message)
{
	g_autoptr(EmlHops) hops = eml_hops_new(message);
	g_autoptr(EmlClaims) claims =
	    eml_claims_new(message, hops, (const char *const *)options->trust);
	g_autofree char *from = from_domain(message);

	return eml_claimed_new(claims, hops, from);
}

static gboolean
on_interrupt(gpointer inspection)
{
	eml_inspection_cancel(inspection);
	return G_SOURCE_CONTINUE;
}

/* NULL if there is nobody to ask. */
static EmlRechecked *
verify(const EmlOptions *options, EmlMessage *message)
{
	g_autoptr(GPtrArray) hypothetical = NULL;
	g_autoptr(EmlDnsStore) store = eml_command_store(options, &hypothetical, NULL);
	const EmlInspectSettings settings = {
	    .has_at = options->has_at,
	    .at = options->at,
	    .envelope = {options->ip, options->helo, options->mail_from},
	    .trust = (const char *const *)options->trust,
	    .offline = options->offline,
	    .deadline_s = options->deadline_s,
	    .hypothetical = hypothetical,
	};
	g_autoptr(EmlInspection) inspection = NULL;
	g_autoptr(EmlReport) report = NULL;
	guint interrupt = 0;

	if (store == NULL)
		return NULL;
	inspection = eml_inspection_new("-", message, store, &settings);
	interrupt = g_unix_signal_add(SIGINT, on_interrupt, inspection);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	g_source_remove(interrupt);
	report = eml_inspection_snapshot(inspection);
	return eml_rechecked_new(report);
}

/* What holds for this message whoever asks and when: not what a snapshot, another moment or another
 * session would give. */
static gboolean
is_worth_keeping(const EmlOptions *options, const EmlRechecked *result)
{
	return !eml_rechecked_is_open(result) && options->what_if == NULL &&
	       options->snapshots == NULL && !options->offline && !options->has_at &&
	       options->ip == NULL && options->helo == NULL && options->mail_from == NULL;
}

static gboolean
is_live(const EmlOptions *options)
{
	const char *live = g_getenv("EMLENS_LIVE");

	return options->live || (live != NULL && *live != '\0' && !g_str_equal(live, "0"));
}

/* "now", "2 min ago"; the caller owns it. */
static char *
age_words(gint64 seconds)
{
	static const struct {
		gint64 seconds;
		const char *unit;
	} units[] = {{86400, "days"}, {3600, "h"}, {60, "min"}, {1, "s"}};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (seconds >= units[i].seconds * (i == 0 ? 2 : 1))
			return g_strdup_printf("%" G_GINT64_FORMAT " %s ago",
					       seconds / units[i].seconds, units[i].unit);
	return g_strdup("now");
}

static EmlClaimed *
summary_of_message(const EmlOptions *options, EmlMessage *message)
{
	g_autoptr(EmlClaimed) claimed = claimed_in(options, message);
	g_autofree char *sha256 = eml_message_sha256(message);
	g_autoptr(EmlRechecked) result = NULL;
	g_autofree char *when = NULL;
	gint64 age = 0;

	if (is_live(options)) {
		result = verify(options, message);
		if (result != NULL && sha256 != NULL && is_worth_keeping(options, result))
			eml_result_cache_put(sha256, result);
	} else if (sha256 != NULL) {
		result = eml_result_cache_get(sha256, &age);
	}
	if (result == NULL)
		return g_steal_pointer(&claimed);
	when = age_words(age);
	return eml_rechecked_beside(result, claimed, when);
}

/* Why nothing was found, by what its words are called. */
static const char *
excuse_for(EmlFound found, gboolean odd)
{
	if (odd)
		return "claimed-odd-id";
	if (found == EML_FOUND_OTHER_TEXT)
		return "claimed-other-text";
	if (found == EML_FOUND_AMBIGUOUS)
		return "claimed-ambiguous";
	return found == EML_FOUND_NO_TIME ? "claimed-raw-no-time" : "claimed-raw-none";
}

/* What the shown fields claim is what is left. That the message was not found is said where they
 * claim nothing, or somebody asked to verify it; where another one may be meant, it is all that is
 * said. Takes `claimed`. */
static EmlClaimed *
without_message(EmlClaimed *claimed, EmlFound found, gboolean odd, gboolean live)
{
	g_autoptr(EmlClaimed) unknown = eml_claimed_unknown(excuse_for(found, odd));
	const gboolean certain = !odd && (found == EML_FOUND_NONE || found == EML_FOUND_NO_TIME);
	const gsize at = claimed->details[0] != NULL ? 1 : 0;

	if (!certain || claimed->basis == EML_CLAIMED_NOTHING) {
		eml_claimed_free(claimed);
		return g_steal_pointer(&unknown);
	}
	if (live) {
		g_free(claimed->details[at]);
		claimed->details[at] = g_steal_pointer(&unknown->text);
	}
	return claimed;
}

EmlClaimed *
eml_filter_summary(const EmlOptions *options, const EmlShown *shown)
{
	g_autoptr(GBytes) bytes = g_bytes_new(shown->block.data, shown->block.len);
	g_autoptr(EmlMessage) fields = eml_message_new(bytes, NULL);
	g_autoptr(EmlMessage) message = NULL;
	g_autoptr(EmlClaimed) claimed = NULL;
	EmlFound found = EML_FOUND_NONE;
	gboolean odd = FALSE;

	if (fields == NULL)
		return NULL;
	found = eml_raw_find(options, shown, &message, &odd);
	claimed =
	    message != NULL ? summary_of_message(options, message) : claimed_in(options, fields);
	if (found == EML_FOUND_HEADER)
		return eml_header_only(claimed);
	if (message != NULL)
		return g_steal_pointer(&claimed);
	return without_message(g_steal_pointer(&claimed), found, odd, is_live(options));
}
