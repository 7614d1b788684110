#include "judge/forwarded.h"

#include "base/idna.h"
#include "base/psl.h"
#include "syntax/sender-rewrite.h"

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

/* List-Id is on newsletters as well; with an envelope sender of another organization than the
 * author's it is a list that sends for its members. */
static gboolean
other_organization_sends(const EmlReport *report)
{
	const char *mail_from = report->envelope->mail_from.value;
	const char *at = mail_from != NULL ? strrchr(mail_from, '@') : NULL;
	const GPtrArray *authors = report->facts->from_domains;
	g_autofree char *domain = at != NULL ? eml_idna_to_ascii(eml_slice(at + 1)) : NULL;

	return domain != NULL && authors->len == 1 &&
	       !eml_psl_same_organization(domain, g_ptr_array_index(authors, 0));
}

static const struct {
	EmlForwardedKind kind;
	const char *field, *shown;
} signs[] = {
    {EML_FORWARDED_ARC, "ARC-Seal", "ARC-Seal"},
    {EML_FORWARDED_LIST, "List-Post", "List-Post"},
    {EML_FORWARDED_LIST, "X-BeenThere", "X-BeenThere"},
    {EML_FORWARDED_LIST, "Mailing-List", "Mailing-List"},
    {EML_FORWARDED_LIST, "List-Id", "List-Id"},
    {EML_FORWARDED_RESENT, "Resent-From", "Resent-From"},
    {EML_FORWARDED_RESENT, "X-Forwarded-To", "X-Forwarded-To"},
    {EML_FORWARDED_RESENT, "X-Forwarded-For", "X-Forwarded-For"},
};

gboolean
eml_forwarded_sign(const EmlReport *report, EmlForwardedKind kind, EmlForwarded *ret_sign)
{
	if (kind == EML_FORWARDED_SRS && is_rewritten(report->envelope->mail_from.value)) {
		*ret_sign =
		    (EmlForwarded){kind, report->envelope->mail_from.field, "SRS envelope sender"};
		return TRUE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		gint field = -1;

		if (signs[i].kind != kind)
			continue;
		field = find_below(report, signs[i].field);
		if (field < 0 ||
		    (g_str_equal(signs[i].field, "List-Id") && !other_organization_sends(report)))
			continue;
		*ret_sign = (EmlForwarded){kind, field, signs[i].shown};
		return TRUE;
	}
	return FALSE;
}

gboolean
eml_forwarded_first(const EmlReport *report, EmlForwarded *ret_sign)
{
	for (guint kind = 0; kind < EML_FORWARDED_LAST; kind++)
		if (eml_forwarded_sign(report, kind, ret_sign))
			return TRUE;
	return FALSE;
}
