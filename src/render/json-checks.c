#include "judge/words.h"
/* What the checks found, and the DNS questions they asked. */
#include "render/json-parts.h"

#include <math.h>

static void
add_key(EmlJson *json, const EmlDkimKeyInfo *key)
{
	eml_json_begin_object(json, "key");
	eml_json_add_bool(json, "found", key->found);
	eml_json_add_text(json, "type", key->type);
	eml_json_add_index(json, "bits", key->bits > 0 ? (gint64)key->bits : -1);
	if (key->found)
		eml_json_add_bool(json, "testing", key->testing);
	else
		eml_json_add_null(json, "testing");
	eml_json_add_text(json, "record", key->record);
	eml_json_end_object(json);
}

static void
add_signed_headers(EmlJson *json, const GPtrArray *headers)
{
	eml_json_begin_array(json, "signed_headers");
	for (guint i = 0; headers != NULL && i < headers->len; i++) {
		const EmlSignedHeader *header = g_ptr_array_index(headers, i);

		eml_json_begin_object(json, NULL);
		eml_json_add_text(json, "name", header->name);
		eml_json_add_int(json, "signed", header->n_signed);
		eml_json_add_int(json, "present", header->n_present);
		eml_json_add_bool(json, "oversigned", header->oversigned);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
}

static const char *
alignment_of(const EmlReport *report, guint signature)
{
	const GArray *aligned = report->dkim_aligned;

	return aligned != NULL && signature < aligned->len
		   ? eml_alignment_word(g_array_index(aligned, EmlAlignment, signature))
		   : NULL;
}

/* Why the signature fails; null while it is looked into. */
static void
add_forensics(EmlJson *json, guint signature)
{
	const GPtrArray *all = json->report->forensics;
	const GPtrArray *causes = all != NULL ? g_ptr_array_index(all, signature) : NULL;

	if (causes == NULL) {
		eml_json_add_null(json, "forensics");
		return;
	}
	eml_json_begin_array(json, "forensics");
	for (guint i = 0; i < causes->len; i++) {
		const EmlCause *cause = g_ptr_array_index(causes, i);
		g_autofree EmlPlain *detail = eml_cause_text(cause);

		eml_json_begin_object(json, NULL);
		eml_json_add_text(json, "cause", cause->id);
		eml_json_add_bool(json, "proved", cause->proved);
		eml_json_add_text(json, "detail", detail);
		eml_json_add_text(json, "half", cause->in_body ? "body" : "header");
		eml_json_add_index(json, "field", cause->field);
		eml_json_add_text(json, "before", cause->before);
		eml_json_add_text(json, "after", cause->after);
		eml_json_end_object(json);
	}
	eml_json_end_array(json);
}

static void
add_signature(EmlJson *json, const EmlDkimResult *signature, guint i)
{
	eml_json_begin_object(json, NULL);
	eml_json_add_int(json, "field", signature->field);
	eml_json_add_text(json, "header", signature->header);
	eml_json_add_text(json, "domain", signature->domain);
	eml_json_add_text(json, "selector", signature->selector);
	eml_json_add_text(json, "identity", signature->identity);
	eml_json_add_text(json, "algorithm", signature->algorithm);
	eml_json_add_text(json, "canonicalization", signature->canonicalization);
	if (signature->has_length && signature->length <= G_MAXINT64)
		eml_json_add_int(json, "length", (gint64)signature->length);
	else
		eml_json_add_null(json, "length");
	eml_json_add_int(json, "unsigned_bytes",
			 (gint64)MIN(signature->unsigned_tail, (guint64)G_MAXINT64));
	eml_json_add_time(json, "signed_at", signature->signed_at >= 0, signature->signed_at);
	eml_json_add_time(json, "expires_at", signature->expires_at >= 0, signature->expires_at);
	add_key(json, &signature->key);
	eml_json_add_result(json, "result", signature->result);
	eml_json_add_reason(json, "reason", signature->reason);
	eml_json_add_text(json, "body_hash", eml_half_word(signature->body_hash));
	eml_json_add_text(json, "header_signature", eml_half_word(signature->header_signature));
	add_signed_headers(json, signature->signed_headers);
	eml_json_add_text(json, "aligned", alignment_of(json->report, i));
	add_forensics(json, i);
	eml_json_add_trace(json, signature->trace);
	eml_json_end_object(json);
}

void
eml_json_add_dkim(EmlJson *json)
{
	const GPtrArray *dkim = json->report->dkim;

	if (dkim == NULL) {
		eml_json_add_null(json, "dkim");
		return;
	}
	eml_json_begin_array(json, "dkim");
	for (guint i = 0; i < dkim->len; i++)
		add_signature(json, g_ptr_array_index(dkim, i), i);
	eml_json_end_array(json);
}

static void
add_helo(EmlJson *json, const EmlSpfResult *helo)
{
	if (helo == NULL) {
		eml_json_add_null(json, "helo");
		return;
	}
	eml_json_begin_object(json, "helo");
	eml_json_add_result(json, "result", helo->result);
	eml_json_add_reason(json, "reason", helo->reason);
	eml_json_add_text(json, "domain", helo->domain);
	eml_json_add_text(json, "mechanism", helo->mechanism);
	eml_json_add_int(json, "dns_lookups", helo->dns_lookups);
	eml_json_add_int(json, "lookups_needed", helo->lookups_needed);
	eml_json_add_int(json, "void_lookups", helo->void_lookups);
	eml_json_add_trace(json, helo->trace);
	eml_json_end_object(json);
}

static void
add_arc_details(EmlJson *json, const char *name, const EmlDkimResult *details)
{
	eml_json_add_reason(json, name, details != NULL ? details->reason : EML_STEP_NONE);
}

static void
add_arc_set(EmlJson *json, const EmlArcSet *set)
{
	eml_json_begin_object(json, NULL);
	eml_json_add_int(json, "instance", set->instance);
	eml_json_add_text(json, "seal_domain", set->seal_domain);
	eml_json_add_text(json, "seal_selector", set->seal_selector);
	eml_json_add_result(json, "seal", set->seal);
	add_arc_details(json, "seal_reason", set->seal_details);
	eml_json_add_result(json, "message_signature", set->message_signature);
	add_arc_details(json, "message_signature_reason", set->signature_details);
	eml_json_add_result(json, "cv", set->cv);
	eml_json_add_index(json, "results_field", set->results_field);
	eml_json_add_index(json, "message_signature_field", set->message_signature_field);
	eml_json_add_index(json, "seal_field", set->seal_field);
	eml_json_end_object(json);
}

void
eml_json_add_arc(EmlJson *json)
{
	const EmlArcResult *arc = json->report->arc;

	if (arc == NULL) {
		eml_json_add_null(json, "arc");
		return;
	}
	eml_json_begin_object(json, "arc");
	eml_json_add_result(json, "result", arc->result);
	eml_json_add_reason(json, "reason", arc->reason);
	eml_json_add_index(json, "oldest_pass",
			   arc->has_oldest_pass ? (gint64)arc->oldest_pass : -1);
	eml_json_begin_array(json, "sets");
	for (guint i = 0; i < arc->sets->len; i++)
		add_arc_set(json, g_ptr_array_index(arc->sets, i));
	eml_json_end_array(json);
	eml_json_add_trace(json, arc->trace);
	eml_json_end_object(json);
}

void
eml_json_add_spf_members(EmlJson *json, const EmlSpfResult *spf, const EmlSpfResult *helo)
{
	eml_json_add_result(json, "result", spf->result);
	eml_json_add_reason(json, "reason", spf->reason);
	eml_json_add_text(json, "identity",
			  spf->identity == EML_SPF_MAIL_FROM ? "mailfrom" : "helo");
	eml_json_add_text(json, "domain", spf->domain);
	eml_json_add_text(json, "ip", spf->ip);
	eml_json_add_text(json, "mechanism", spf->mechanism);
	eml_json_add_text(json, "explanation", spf->explanation);
	eml_json_add_int(json, "dns_lookups", spf->dns_lookups);
	eml_json_add_int(json, "lookups_needed", spf->lookups_needed);
	eml_json_add_int(json, "void_lookups", spf->void_lookups);
	eml_json_add_trace(json, spf->trace);
	add_helo(json, helo);
}

static void
add_by_public_suffix_list(EmlJson *json, const EmlDmarcByPsl *by_list)
{
	if (by_list == NULL) {
		eml_json_add_null(json, "by_public_suffix_list");
		return;
	}
	eml_json_begin_object(json, "by_public_suffix_list");
	eml_json_add_text(json, "organizational_domain", by_list->organizational_domain);
	eml_json_add_result(json, "result", by_list->result);
	eml_json_add_text(json, "policy", eml_policy_word(by_list->policy));
	eml_json_add_bool(json, "differs", by_list->differs);
	eml_json_end_object(json);
}

void
eml_json_add_dmarc_members(EmlJson *json, const EmlDmarcResult *dmarc)
{
	eml_json_add_result(json, "result", dmarc->result);
	eml_json_add_reason(json, "reason", dmarc->reason);
	eml_json_add_text(json, "domain", dmarc->domain);
	eml_json_add_text(json, "organizational_domain", dmarc->organizational_domain);
	eml_json_add_text(json, "policy_domain", dmarc->policy_domain);
	eml_json_add_text(json, "record", dmarc->record);
	eml_json_add_text(json, "policy", eml_policy_word(dmarc->policy));
	eml_json_add_text(json, "applied", eml_policy_word(dmarc->applied));
	eml_json_add_bool(json, "spf_aligned", dmarc->spf_aligned);
	eml_json_add_bool(json, "dkim_aligned", dmarc->dkim_aligned);
	add_by_public_suffix_list(json, dmarc->by_public_suffix_list);
	eml_json_add_trace(json, dmarc->trace);
}

void
eml_json_add_iprev(EmlJson *json)
{
	const EmlIprevResult *iprev = json->report->iprev;

	if (iprev == NULL) {
		eml_json_add_null(json, "iprev");
		return;
	}
	eml_json_begin_object(json, "iprev");
	eml_json_add_result(json, "result", iprev->result);
	eml_json_add_reason(json, "reason", iprev->reason);
	eml_json_add_text(json, "ip", iprev->ip);
	eml_json_add_texts(json, "names", iprev->names);
	eml_json_add_texts(json, "confirmed", iprev->confirmed);
	eml_json_add_trace(json, iprev->trace);
	eml_json_end_object(json);
}

void
eml_json_add_bimi(EmlJson *json)
{
	const EmlBimi *bimi = json->report->bimi;

	if (bimi == NULL) {
		eml_json_add_null(json, "bimi");
		return;
	}
	eml_json_begin_object(json, "bimi");
	eml_json_add_text(json, "record", bimi->record);
	eml_json_add_text(json, "domain", bimi->domain);
	eml_json_add_text(json, "selector", bimi->selector);
	eml_json_add_text(json, "location", bimi->location);
	eml_json_add_text(json, "authority", bimi->authority);
	eml_json_add_bool(json, "eligible", bimi->eligible);
	eml_json_add_trace(json, bimi->trace);
	eml_json_end_object(json);
}

void
eml_json_add_unsubscribe(EmlJson *json)
{
	const EmlUnsubscribe *unsubscribe = json->report->unsubscribe;

	if (unsubscribe == NULL) {
		eml_json_add_null(json, "unsubscribe");
		return;
	}
	eml_json_begin_object(json, "unsubscribe");
	eml_json_add_bool(json, "present", unsubscribe->present);
	eml_json_add_texts(json, "uris", unsubscribe->uris);
	eml_json_add_text(json, "post", unsubscribe->post);
	eml_json_add_bool(json, "one_click", unsubscribe->one_click);
	if (unsubscribe->covered == EML_RESULT_LAST)
		eml_json_add_null(json, "covered_by_dkim");
	else
		eml_json_add_bool(json, "covered_by_dkim", unsubscribe->covered == EML_RESULT_PASS);
	eml_json_add_text(json, "covered_by", unsubscribe->covered_by);
	eml_json_add_text(json, "outcome", eml_words_step(unsubscribe->outcome)->id);
	eml_json_add_texts(json, "problems", unsubscribe->problems);
	eml_json_add_trace(json, unsubscribe->trace);
	eml_json_end_object(json);
}

/* null without a network; tenths of a millisecond are enough. */
static void
add_ms(EmlJson *json, gdouble ms)
{
	if (ms < 0) {
		eml_json_add_null(json, "ms");
		return;
	}
	json_builder_set_member_name(json->builder, "ms");
	json_builder_add_double_value(json->builder, round(ms * 10) / 10);
}

/* A question that is still waited for has only its name and type. */
static void
add_question(EmlJson *json, const EmlDnsLine *line)
{
	const EmlDnsAnswer *answer = line->answer;

	eml_json_begin_object(json, NULL);
	eml_json_add_int(json, "number", line->number);
	eml_json_add_text(json, "name", line->question->name);
	eml_json_add_text(json, "type", eml_dns_type_word(line->question->type));
	eml_json_add_text(json, "outcome",
			  answer != NULL ? eml_dns_outcome_word(answer->outcome) : NULL);
	eml_json_add_text(json, "reason", answer != NULL ? answer->reason : NULL);
	eml_json_add_index(json, "ttl", answer != NULL ? (gint64)answer->ttl : -1);
	add_ms(json, answer != NULL ? answer->ms : -1);
	eml_json_add_text(json, "dnssec", answer != NULL ? eml_dnssec_word(answer->dnssec) : NULL);
	eml_json_add_texts(json, "via", answer != NULL ? answer->via : NULL);
	eml_json_add_bool(json, "hypothetical", answer != NULL && answer->hypothetical);
	eml_json_end_object(json);
}

void
eml_json_add_dns(EmlJson *json)
{
	const GPtrArray *dns = json->report->dns;

	if (!json->full) {
		eml_json_add_null(json, "dns");
		return;
	}
	eml_json_begin_array(json, "dns");
	for (guint i = 0; dns != NULL && i < dns->len; i++)
		add_question(json, g_ptr_array_index(dns, i));
	eml_json_end_array(json);
}
