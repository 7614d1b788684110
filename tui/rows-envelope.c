/* SPF, DMARC and the reverse DNS. */
#include "tui/rows-check.h"

#include "base/limits.h"
#include "judge/words.h"
#include "render/cells.h"
#include "render/out.h"

/* A fact of the SMTP session and the place it was read from. */
static void
add_fact(EmlRows *self, const char *label, const EmlFact *fact, const char *what)
{
	g_autofree EmlPlain *value = eml_words_fact(fact, what, self->report->message);

	eml_rows_pair_field(self, label, EML_TONE_PLAIN, value, fact->field);
}

static void
add_cost(EmlRows *self, const EmlSpfResult *spf)
{
	const gboolean over = spf->lookups_needed > EML_SPF_MAX_LOOKUPS ||
			      spf->void_lookups > EML_SPF_MAX_VOID_LOOKUPS;

	eml_rows_pairf(self, "lookups", over ? EML_TONE_WARN : EML_TONE_PLAIN,
		       "%u DNS lookup%s until the result; the whole record needs %u (limit %u)",
		       spf->dns_lookups, spf->dns_lookups == 1 ? "" : "s", spf->lookups_needed,
		       EML_SPF_MAX_LOOKUPS);
	if (spf->void_lookups > 0)
		eml_rows_pairf(self, "", over ? EML_TONE_WARN : EML_TONE_PLAIN,
			       "%u of them without an answer (limit %u)", spf->void_lookups,
			       EML_SPF_MAX_VOID_LOOKUPS);
}

/* The HELO identity beside MAIL FROM, with a trace of its own. */
static void
add_helo(EmlRows *self, const EmlSpfResult *helo)
{
	eml_check_verified(self, eml_cell_result(helo->result), eml_tone_of_result(helo->result),
			   helo->reason, helo->trace);
	eml_rows_pair(self, "domain", EML_TONE_PLAIN, helo->domain);
	eml_rows_pair(self, "decided by", EML_TONE_PLAIN, helo->mechanism);
	add_cost(self, helo);
}

void
eml_rows_spf_helo(EmlRows *self)
{
	const EmlSpfResult *helo = self->report->spf_helo;
	const char *claimed = eml_report_receivers_helo_word(self->report);

	eml_rows_pair(self, "claimed", EML_TONE_PLAIN,
		      claimed != NULL ? claimed : "nothing by the receiver");
	if (helo == NULL) {
		eml_check_waiting(self);
		return;
	}
	add_helo(self, helo);
	add_fact(self, "client", &self->report->envelope->ip,
		 eml_words_client(self->report->envelope));
	add_fact(self, "HELO", &self->report->envelope->helo, "shown-helo");
	eml_rows_paragraph(self, 0, EML_ROLE_DIM, eml_words_by_id("shown-spf-helo")->why);
	eml_check_steps(self, helo->trace, "spf-helo");
}

void
eml_rows_spf(EmlRows *self)
{
	const EmlEnvelope *envelope = self->report->envelope;
	const EmlSpfResult *spf = self->report->spf;
	g_autofree EmlPlain *mail_from =
	    eml_words_mail_from(self->report->envelope, self->report->hops, self->report->message);

	eml_check_claim(self, "spf", -1);
	if (spf != NULL)
		eml_check_verified(self, eml_cell_spf(spf), eml_tone_of_result(spf->result),
				   spf->reason, spf->trace);
	else
		eml_check_waiting(self);
	add_fact(self, "client", &envelope->ip, eml_words_client(envelope));
	eml_rows_pair_field(self, "MAIL FROM", EML_TONE_PLAIN, mail_from,
			    envelope->mail_from.field);
	add_fact(self, "HELO", &envelope->helo, "shown-helo");
	if (spf == NULL)
		return;
	if (spf->domain != NULL)
		eml_rows_pairf(self, "domain", EML_TONE_PLAIN, "%s  (of the %s)", spf->domain,
			       spf->identity == EML_SPF_HELO ? "HELO" : "MAIL FROM");
	eml_rows_pair(self, "decided by", EML_TONE_PLAIN, spf->mechanism);
	if (eml_report_spf_is_helo(self->report))
		eml_rows_pair(self, "for DMARC", EML_TONE_NOTE,
			      eml_words_by_id("shown-helo-only")->why);
	add_cost(self, spf);
	eml_rows_pair(self, "explanation", EML_TONE_PLAIN, spf->explanation);
	eml_check_steps(self, spf->trace, "spf");
	if (self->report->spf_helo == NULL)
		return;
	eml_rows_heading(self, "HELO name, for information");
	add_helo(self, self->report->spf_helo);
	eml_rows_steps(self, 0, self->report->spf_helo->trace, "spf-helo");
}

static void
add_policy(EmlRows *self, const EmlDmarcResult *dmarc)
{
	if (dmarc->policy == EML_POLICY_LAST)
		return;
	if (dmarc->applied == dmarc->policy || dmarc->applied == EML_POLICY_LAST)
		eml_rows_pair(self, "policy", EML_TONE_PLAIN, eml_policy_word(dmarc->policy));
	else
		eml_rows_pairf(self, "policy", EML_TONE_PLAIN,
			       "%s, applied as %s: the domain is testing",
			       eml_policy_word(dmarc->policy), eml_policy_word(dmarc->applied));
}

/* Why the SPF result counts for DMARC, or does not. */
static const char *
spf_counts(const EmlReport *report, const EmlDmarcResult *dmarc)
{
	if (dmarc->spf_aligned)
		return "counts, aligned";
	if (eml_report_spf_is_helo(report))
		return eml_words_title("shown-helo-only");
	return report->envelope->doubt != EML_DOUBT_NONE ? eml_words_title("shown-address-doubtful")
							 : "does not count";
}

/* Each identifier that may make DMARC pass: its result, its domain, its alignment. */
static void
add_identifiers(EmlRows *self, const EmlDmarcResult *dmarc)
{
	const EmlReport *report = self->report;

	if (report->spf != NULL)
		eml_rows_pairf(self, "SPF", dmarc->spf_aligned ? EML_TONE_GOOD : EML_TONE_NOTE,
			       "%s for %s: %s", eml_cell_spf(report->spf),
			       report->spf->domain != NULL ? report->spf->domain
							   : eml_words_title("shown-no-domain"),
			       spf_counts(report, dmarc));
	for (guint i = 0;
	     report->dkim != NULL && report->dkim_aligned != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);
		const EmlAlignment aligned = g_array_index(report->dkim_aligned, EmlAlignment, i);
		const gboolean counts =
		    signature->result == EML_RESULT_PASS && aligned != EML_ALIGNED_NO;
		g_autofree char *label = g_strdup_printf("DKIM #%u", i + 1);

		eml_rows_pairf(self, label, counts ? EML_TONE_GOOD : EML_TONE_NOTE,
			       "%s for %s: %s, alignment %s", eml_cell_signature(signature),
			       signature->domain != NULL ? signature->domain
							 : eml_words_title("shown-no-domain"),
			       counts ? "counts" : "does not count", eml_alignment_word(aligned));
	}
}

void
eml_rows_dmarc(EmlRows *self)
{
	const EmlDmarcResult *dmarc = self->report->dmarc;

	eml_check_claim(self, "dmarc", -1);
	if (dmarc == NULL) {
		eml_check_waiting(self);
		return;
	}
	eml_check_verified(self, eml_cell_result(dmarc->result), eml_cell_dmarc_tone(self->report),
			   dmarc->reason, dmarc->trace);
	eml_rows_pair(self, "From domain", EML_TONE_PLAIN, dmarc->domain);
	add_identifiers(self, dmarc);
	add_policy(self, dmarc);
	eml_rows_pair(self, "record", EML_TONE_PLAIN, dmarc->record);
	eml_rows_pair(self, "record of", EML_TONE_PLAIN, dmarc->policy_domain);
	eml_rows_pair(self, "organization", EML_TONE_PLAIN, dmarc->organizational_domain);
	if (dmarc->by_public_suffix_list != NULL && dmarc->by_public_suffix_list->differs)
		eml_rows_pair(self, "by RFC 7489", EML_TONE_WARN,
			      eml_result_word(dmarc->by_public_suffix_list->result));
	if (dmarc->by_psl)
		eml_rows_pair(self, "alignment", EML_TONE_NOTE,
			      "judged by organization (public suffix list): no record applies");
	eml_check_steps(self, dmarc->trace, "dmarc");
	if (self->report->bimi != NULL) {
		eml_rows_heading(self, "Brand indicator (BIMI)");
		eml_rows_steps(self, 0, self->report->bimi->trace, "bimi");
	}
}

void
eml_rows_iprev(EmlRows *self)
{
	const EmlIprevResult *iprev = self->report->iprev;

	eml_check_claim(self, "iprev", -1);
	if (iprev == NULL) {
		eml_check_waiting(self);
		return;
	}
	eml_check_verified(self, eml_cell_iprev(iprev), eml_tone_of_information(iprev->result),
			   iprev->reason, iprev->trace);
	add_fact(self, "client", &self->report->envelope->ip,
		 eml_words_client(self->report->envelope));
	for (guint i = 0; i < iprev->names->len; i++)
		eml_rows_pair(self, i == 0 ? "names" : "", EML_TONE_PLAIN,
			      g_ptr_array_index(iprev->names, i));
	for (guint i = 0; i < iprev->confirmed->len; i++)
		eml_rows_pair(self, i == 0 ? "lead back" : "", EML_TONE_GOOD,
			      g_ptr_array_index(iprev->confirmed, i));
	eml_check_steps(self, iprev->trace, "iprev");
}
