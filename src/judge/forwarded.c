#include "judge/forwarded.h"

#include "base/idna.h"
#include "base/psl.h"
#include "syntax/sender-rewrite.h"

#define MAX_LIST_ID 100 /* bytes */
#define MAX_SAW 100	/* bytes of what a sealer says */

/* A forwarder's Sender Rewriting Scheme. */
static gboolean
is_rewritten(const char *mail_from)
{
	EmlSenderRewrite rewrite;
	gboolean srs = FALSE;

	if (mail_from == NULL)
		return FALSE;
	eml_sender_rewrite_parse(eml_slice(mail_from), &rewrite);
	srs = rewrite.kind == EML_SENDER_SRS0 || rewrite.kind == EML_SENDER_SRS1;
	eml_sender_rewrite_clear(&rewrite);
	return srs;
}

/* The first field of the name below the border: what stands above it the receiver wrote. */
static gint
find_below(const EmlReport *report, const char *name)
{
	const EmlHop *border = eml_hops_border(report->hops);

	return eml_message_find(report->message, name, border != NULL ? (gint)border->field : -1);
}

gboolean
eml_forwarded_sends_other(const EmlReport *report)
{
	const char *mail_from = report->envelope->mail_from.value;
	const char *at = mail_from != NULL ? strrchr(mail_from, '@') : NULL;
	const GPtrArray *authors = report->facts->from_domains;
	g_autofree char *domain = at != NULL ? eml_idna_to_ascii(eml_slice(at + 1)) : NULL;

	return domain != NULL && authors->len == 1 &&
	       !eml_psl_same_organization(domain, g_ptr_array_index(authors, 0));
}

/* Of a list, the fields that newsletters do not bear. */
static const struct {
	EmlForwardedKind kind;
	const char *field;
} signs[] = {
    {EML_FORWARDED_ARC, "ARC-Seal"},	      {EML_FORWARDED_LIST, "List-Post"},
    {EML_FORWARDED_LIST, "X-BeenThere"},      {EML_FORWARDED_LIST, "Mailing-List"},
    {EML_FORWARDED_LIST, "X-Mailing-List"},   {EML_FORWARDED_RESENT, "Resent-From"},
    {EML_FORWARDED_RESENT, "X-Forwarded-To"}, {EML_FORWARDED_RESENT, "X-Forwarded-For"},
};

/* The first of the signs above that the message shows. */
static gboolean
find_sign(const EmlReport *report, EmlForwardedKind kind, EmlForwarded *ret_sign)
{
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		const gint field = signs[i].kind == kind ? find_below(report, signs[i].field) : -1;

		if (field < 0)
			continue;
		*ret_sign = (EmlForwarded){kind, field, signs[i].field};
		return TRUE;
	}
	return FALSE;
}

/* List-Id names the list (RFC 2919), so it is told before all others. It is on newsletters as well:
 * alone it is a sign only if another organization than the author's sends. */
static gboolean
find_list(const EmlReport *report, EmlForwarded *ret_sign)
{
	const gint id = find_below(report, "List-Id");
	const gboolean is_list = find_sign(report, EML_FORWARDED_LIST, ret_sign);

	if (id >= 0 && (is_list || eml_forwarded_sends_other(report))) {
		*ret_sign = (EmlForwarded){EML_FORWARDED_LIST, id, "List-Id"};
		return TRUE;
	}
	return is_list;
}

gboolean
eml_forwarded_sign(const EmlReport *report, EmlForwardedKind kind, EmlForwarded *ret_sign)
{
	if (kind == EML_FORWARDED_SRS && is_rewritten(report->envelope->mail_from.value)) {
		*ret_sign =
		    (EmlForwarded){kind, report->envelope->mail_from.field, "SRS envelope sender"};
		return TRUE;
	}
	return kind == EML_FORWARDED_LIST ? find_list(report, ret_sign)
					  : find_sign(report, kind, ret_sign);
}

gboolean
eml_forwarded_first(const EmlReport *report, EmlForwarded *ret_sign)
{
	for (guint kind = 0; kind < EML_FORWARDED_LAST; kind++)
		if (eml_forwarded_sign(report, kind, ret_sign))
			return TRUE;
	return FALSE;
}

char *
eml_forwarded_list_id(const EmlReport *report, const EmlForwarded *sign)
{
	const EmlSlice value = eml_message_field(report->message, (guint)sign->field)->value;
	const gssize start = eml_slice_find(value, '<');
	const gssize end = eml_slice_find(value, '>');
	g_autofree char *id = NULL;

	if (!g_str_equal(sign->shown, "List-Id") || start < 0 || end <= start + 1 ||
	    end - start > MAX_LIST_ID)
		return NULL;
	id = eml_slice_dup(eml_slice_part(value, (gsize)start + 1, (gsize)end)); /* not negative */
	return id[strcspn(id, " \t\r\n")] == '\0' ? g_steal_pointer(&id) : NULL;
}

char *
eml_forwarded_saw(const EmlAuthres *results)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < results->results->len; i++) {
		const EmlAuthresResult *one = g_ptr_array_index(results->results, i);

		if (g_str_equal(one->method, "dmarc")) {
			g_string_printf(all, "dmarc=%s", one->result);
			break;
		}
		if (all->len < MAX_SAW)
			g_string_append_printf(all, "%s%s=%s", i > 0 ? ", " : "", one->method,
					       one->result);
	}
	if (all->len == 0)
		g_string_append(all, "nothing");
	return g_string_free(all, FALSE);
}
