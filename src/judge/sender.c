#include "judge/sender.h"

#include "base/idna.h"
#include "base/psl.h"
#include "judge/forged.h"
#include "judge/forwarded.h"
#include "judge/words.h"

gboolean
eml_sender_spf_could_align(const EmlReport *report, const char *from)
{
	const char *mail_from = report->envelope->mail_from.value;
	const char *helo = report->envelope->helo.value;
	const char *at = NULL;
	g_autofree char *domain = NULL;

	if (mail_from == NULL || (*mail_from == '\0' && helo == NULL))
		return TRUE; /* it could be any */
	at = *mail_from != '\0' ? strrchr(mail_from, '@') : NULL;
	domain = eml_idna_to_ascii(eml_slice(at != NULL ? at + 1 : helo));
	return domain != NULL &&
	       (g_str_equal(domain, from) || eml_psl_same_organization(domain, from));
}

/* FALSE if a list, a forwarder or a gateway sent the message in its own name: then SPF speaks of
 * that one, whatever the author's domain publishes. */
static gboolean
spf_could_help(const EmlReport *report, const char *from)
{
	EmlForwarded sign;

	if (report->gateway != NULL)
		return FALSE;
	return eml_sender_spf_could_align(report, from) ||
	       !(eml_forwarded_sign(report, EML_FORWARDED_LIST, &sign) ||
		 eml_forwarded_sign(report, EML_FORWARDED_SRS, &sign));
}

gboolean
eml_sender_has_signed(const EmlReport *report)
{
	for (guint i = 0; report->dkim_aligned != NULL && i < report->dkim->len; i++) {
		const EmlDkimResult *signature = g_ptr_array_index(report->dkim, i);

		if (signature->counts &&
		    g_array_index(report->dkim_aligned, EmlAlignment, i) != EML_ALIGNED_NO)
			return TRUE;
	}
	return FALSE;
}

gboolean
eml_sender_may_lie(const EmlReport *report)
{
	g_autoptr(GHashTable) all = eml_forged_all(report);
	GHashTableIter each;
	gpointer forged = NULL;

	g_hash_table_iter_init(&each, all);
	while (g_hash_table_iter_next(&each, NULL, &forged))
		if (eml_report_shows_forged(((const EmlForged *)forged)->kind))
			return TRUE;
	return FALSE;
}

/* What helps beside DKIM; NULL: nothing. No record is proposed on account of a message in which
 * somebody may lie about results. */
static const char *
beside_dkim(const EmlReport *report, const char *from, gboolean has_signed)
{
	if (!spf_could_help(report, from))
		return has_signed ? NULL : "dkim-survives";
	return report->spf->result == EML_RESULT_NONE && !eml_sender_may_lie(report)
		   ? "publish-spf"
		   : "send-by-spf";
}

char *
eml_sender_advice(const EmlReport *report)
{
	const char *from = g_ptr_array_index(report->facts->from_domains, 0);
	const gboolean has_signed = eml_sender_has_signed(report);
	const char *beside = beside_dkim(report, from, has_signed);
	g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autofree EmlPlain *first = NULL;

	g_ptr_array_add(args, g_bytes_new(from, strlen(from)));
	first =
	    eml_words_expand(eml_words_title(has_signed ? "sender-signed" : "sender-sign"), args);
	return beside != NULL ? g_strdup_printf("%s, %s", first, eml_words_title(beside))
			      : g_steal_pointer(&first);
}
