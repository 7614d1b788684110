/* What stands in the message: itself, its envelope, its path, and what receivers claim. */
#include "render/json-parts.h"

#include "judge/words.h"

static void
add_from(EmlJson *json)
{
	const GPtrArray *from = json->report->facts->from;

	eml_json_begin_array(json, "from");
	for (guint i = 0; i < from->len; i++) {
		const EmlMailbox *mailbox = g_ptr_array_index(from, i);

		eml_json_begin_object(json, NULL);
		eml_json_add_text(json, "display", mailbox->display);
		eml_json_add_text(json, "address", mailbox->address);
		eml_json_add_text(json, "domain", mailbox->domain);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
}

void
eml_json_add_message(EmlJson *json)
{
	const EmlMessage *message = json->report->message;
	const EmlFacts *facts = json->report->facts;
	const char *const *anomalies = eml_message_anomalies(message);
	g_autofree char *sha256 = eml_message_sha256(message);

	eml_json_begin_object(json, "message");
	eml_json_add_int(json, "size", (gint64)eml_message_size(message)); /* at most 1 GiB */
	eml_json_add_text(json, "sha256", sha256);
	eml_json_add_text(json, "message_id", facts->message_id);
	eml_json_add_time(json, "date", facts->has_date, facts->date);
	eml_json_add_text(json, "subject", facts->subject);
	add_from(json);
	eml_json_add_text(json, "return_path", facts->return_path);
	eml_json_add_bool(json, "has_body", eml_message_has_body(message));
	eml_json_begin_array(json, "anomalies");
	for (gsize i = 0; anomalies[i] != NULL; i++)
		eml_json_add_text(json, NULL, anomalies[i]);
	eml_json_end_array(json);
	eml_json_end_object(json);
}

static void
add_fact(EmlJson *json, const char *name, const EmlFact *fact)
{
	eml_json_begin_object(json, name);
	eml_json_add_text(json, "value", fact->value);
	eml_json_add_text(json, "source", fact->source);
	eml_json_add_index(json, "field", fact->field);
	eml_json_end_object(json);
}

void
eml_json_add_envelope(EmlJson *json)
{
	const EmlEnvelope *envelope = json->report->envelope;

	eml_json_begin_object(json, "envelope");
	add_fact(json, "ip", &envelope->ip);
	add_fact(json, "helo", &envelope->helo);
	add_fact(json, "mail_from", &envelope->mail_from);
	add_fact(json, "receiver", &envelope->receiver);
	eml_json_end_object(json);
}

static void
add_hop(EmlJson *json, const EmlHop *hop)
{
	const EmlReceived *received = hop->received;

	eml_json_begin_object(json, NULL);
	eml_json_add_int(json, "field", hop->field);
	eml_json_add_text(json, "from", received->from);
	eml_json_add_text(json, "from_ip", received->from_ip);
	eml_json_add_text(json, "by", received->by);
	eml_json_add_text(json, "with", received->with);
	eml_json_add_text(json, "tls", received->tls);
	eml_json_add_text(json, "id", received->id);
	eml_json_add_text(json, "for", received->for_);
	eml_json_add_time(json, "time", hop->has_time, hop->time);
	if (hop->has_delay)
		eml_json_add_int(json, "delay_s", hop->delay_s);
	else
		eml_json_add_null(json, "delay_s");
	eml_json_add_bool(json, "border", hop->border);
	eml_json_add_text(json, "link", eml_link_word(hop->link));
	eml_json_end_object(json);
}

void
eml_json_add_received(EmlJson *json)
{
	const GPtrArray *hops = json->report->hops->hops;

	eml_json_begin_array(json, "received");
	for (guint i = 0; i < hops->len; i++)
		add_hop(json, g_ptr_array_index(hops, i));
	eml_json_end_array(json);
}

/* The receiver's own words that the table knows. */
static void
add_explained(EmlJson *json, const GPtrArray *all)
{
	eml_json_begin_array(json, "explained");
	for (guint i = 0; i < all->len; i++) {
		const EmlVendorWord *word = g_ptr_array_index(all, i);

		eml_json_begin_object(json, NULL);
		eml_json_add_text(json, "raw", word->raw);
		eml_json_add_text(json, "id", word->words->id);
		eml_json_add_text(json, "text", word->words->title);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
}

static void
add_authres_result(EmlJson *json, const EmlAuthresResult *result)
{
	g_autoptr(GPtrArray) words = eml_words_vendor(result);

	eml_json_begin_object(json, NULL);
	eml_json_add_text(json, "method", result->method);
	eml_json_add_index(json, "method_version", result->method_version);
	eml_json_add_text(json, "result", result->result);
	eml_json_add_text(json, "result_raw", result->result_raw);
	eml_json_add_text(json, "reason", result->reason);
	eml_json_add_texts(json, "comments", result->comments);
	eml_json_begin_array(json, "properties");
	for (guint i = 0; i < result->properties->len; i++) {
		const EmlAuthresProperty *property = g_ptr_array_index(result->properties, i);

		eml_json_begin_object(json, NULL);
		eml_json_add_text(json, "ptype", property->ptype);
		eml_json_add_text(json, "property", property->property);
		eml_json_add_text(json, "value", property->value);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
	add_explained(json, words);
	eml_json_end_object(json);
}

static void
add_trust(EmlJson *json, const EmlClaimField *claim)
{
	g_autofree EmlPlain *why = eml_words_claim_text(json->report, claim);

	eml_json_add_text(json, "trust", eml_trust_word(claim->trust.trust));
	eml_json_add_text(json, "why", why);
}

static void
add_authres(EmlJson *json, const EmlClaimField *claim)
{
	const EmlAuthres *authres = claim->authres;

	eml_json_begin_object(json, NULL);
	eml_json_add_int(json, "field", claim->field);
	eml_json_add_text(json, "header", claim->header);
	eml_json_add_text(json, "authserv_id", authres->authserv_id);
	eml_json_add_index(json, "version", authres->version);
	eml_json_add_index(json, "instance", authres->instance);
	eml_json_add_text(json, "grammar", eml_grammar_word(authres->grammar));
	eml_json_begin_array(json, "deviations");
	for (guint i = 0; i < authres->deviations->len; i++) {
		const EmlAuthresDeviation *deviation = g_ptr_array_index(authres->deviations, i);

		eml_json_add_text(json, NULL, deviation->id);
	}
	eml_json_end_array(json);
	add_trust(json, claim);
	eml_json_add_texts(json, "comments", authres->comments);
	eml_json_begin_array(json, "results");
	for (guint i = 0; i < authres->results->len; i++)
		add_authres_result(json, g_ptr_array_index(authres->results, i));
	eml_json_end_array(json);
	eml_json_end_object(json);
}

void
eml_json_add_authentication_results(EmlJson *json)
{
	const GPtrArray *authres = json->report->claims->authres;

	eml_json_begin_array(json, "authentication_results");
	for (guint i = 0; i < authres->len; i++)
		add_authres(json, g_ptr_array_index(authres, i));
	eml_json_end_array(json);
}

static void
add_pairs(EmlJson *json, const GPtrArray *pairs)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	eml_json_begin_object(json, "pairs");
	for (guint i = 0; i < pairs->len; i++) {
		const EmlSpfPair *pair = g_ptr_array_index(pairs, i);
		EmlJsonText *key = eml_json_text(eml_slice(pair->key));

		if (g_hash_table_contains(seen, key)) { /* a key stands once; the first counts */
			g_free(key);
			continue;
		}
		g_hash_table_add(seen, key);
		eml_json_add_text(json, key, pair->value);
	}
	eml_json_end_object(json);
}

static void
add_one_received_spf(EmlJson *json, const EmlClaimField *claim)
{
	const EmlReceivedSpf *spf = claim->spf;
	g_autoptr(GPtrArray) words = eml_words_vendor_spf(spf);

	eml_json_begin_object(json, NULL);
	eml_json_add_int(json, "field", claim->field);
	if (spf->result != EML_RESULT_LAST)
		eml_json_add_result(json, "result", spf->result);
	else
		eml_json_add_text(json, "result", spf->result_raw);
	eml_json_add_text(json, "comment", spf->comment);
	add_explained(json, words);
	add_trust(json, claim);
	add_pairs(json, spf->pairs);
	eml_json_end_object(json);
}

void
eml_json_add_received_spf(EmlJson *json)
{
	const GPtrArray *fields = json->report->claims->received_spf;

	eml_json_begin_array(json, "received_spf");
	for (guint i = 0; i < fields->len; i++)
		add_one_received_spf(json, g_ptr_array_index(fields, i));
	eml_json_end_array(json);
}
