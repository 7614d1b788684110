#include "judge/forensics-likely.h"

#include "judge/forensics-text.h"
#include "mail/meaning.h"
#include "syntax/received.h"

static EmlCause *
add(const EmlLikely *self, const char *id, gboolean in_body, gint field)
{
	EmlCause *cause = eml_cause_new(id, FALSE, in_body, field);

	g_ptr_array_add(self->causes, cause);
	return cause;
}

static guint
times_signed(const EmlLikely *self, EmlSlice name)
{
	guint n = 0;

	for (guint i = 0; i < self->sig->signed_names->len; i++)
		if (eml_slice_equal_ci(eml_slice(g_ptr_array_index(self->sig->signed_names, i)),
				       name))
			n++;
	return n;
}

/* h= names a field once that hardly any message lacks, and it is not there. */
static void
missing_fields(const EmlLikely *self)
{
	static const char *const usual[] = {
	    "From",	  "Date",	  "Subject",	  "To",
	    "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};

	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
		if (times_signed(self, eml_slice(usual[i])) == 1 &&
		    eml_message_count(self->message, usual[i]) == 0)
			eml_cause_arg(add(self, "field-missing", FALSE, -1), usual[i]);
}

static char *
domain_of(const EmlMessage *message, const char *header)
{
	const gint field = eml_message_find(message, header, -1);
	g_autoptr(GPtrArray) mailboxes =
	    field >= 0 ? eml_meaning_addresses(eml_message_field(message, (guint)field)->value)
		       : NULL;

	return mailboxes != NULL && mailboxes->len > 0
		   ? g_strdup(((const EmlMailbox *)g_ptr_array_index(mailboxes, 0))->domain)
		   : NULL;
}

static gboolean
is_of(const char *domain, const char *signer)
{
	const gsize len = domain != NULL ? strlen(domain) : 0;
	const gsize signer_len = signer != NULL ? strlen(signer) : 0;

	if (len == 0 || signer_len == 0 || len < signer_len)
		return FALSE;
	return g_str_has_suffix(domain, signer) &&
	       (len == signer_len || domain[len - signer_len - 1] == '.');
}

/* The signer's address stands in another field, and From is somebody else's. */
static void
from_elsewhere(const EmlLikely *self)
{
	static const char *const sources[] = {"X-Original-From", "Reply-To", "Original-From",
					      "X-Original-Sender", "Cc"};
	g_autofree char *from = domain_of(self->message, "From");
	const gint field = eml_message_find(self->message, "From", -1);

	if (field < 0 || is_of(from, self->sig->domain))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autofree char *domain = domain_of(self->message, sources[i]);
		g_autofree char *now =
		    eml_slice_dup(eml_message_field(self->message, (guint)field)->value);

		if (!is_of(domain, self->sig->domain))
			continue;
		eml_cause_arg(
		    eml_cause_arg(eml_cause_arg(add(self, "from-rewritten", FALSE, field), "From"),
				  "an address of the signer"),
		    g_strstrip(now));
		return;
	}
}

static void
body_cut(const EmlLikely *self)
{
	if (self->sig->has_length && self->sig->length > self->body.len && self->body.len > 0)
		eml_cause_arg_number(
		    eml_cause_arg_number(add(self, "body-cut", TRUE, -1), self->sig->length),
		    self->body.len);
}

/* A multipart with one part or none, or one without the end of its last part. */
static void
parts_gone(const EmlLikely *self)
{
	const EmlMimePart *root =
	    self->parts != NULL ? &g_array_index(self->parts, EmlMimePart, 0) : NULL;
	g_autofree char *last = NULL;
	guint n = 0;

	if (root == NULL || root->boundary == NULL)
		return;
	last = g_strdup_printf("--%s--", root->boundary);
	for (guint i = 1; i < self->parts->len; i++)
		n += g_array_index(self->parts, EmlMimePart, i).depth == 1 ? 1 : 0;
	if (n == 0)
		eml_cause_arg(eml_cause_arg(add(self, "boundary", TRUE, -1), root->boundary),
			      "none of its parts");
	else if (g_strstr_len(self->body.data, (gssize)self->body.len, last) == NULL)
		eml_cause_arg(add(self, "part-removed", TRUE, -1),
			      "the end of the last part is missing");
	else if (n == 1)
		eml_cause_arg(add(self, "part-removed", TRUE, -1), "only one part is left");
}

/* The word that begins there: letters, digits, dots and hyphens. The caller owns it. */
static char *
word_at(const char *text)
{
	gsize len = 0;

	while (g_ascii_isalnum(text[len]) || text[len] == '.' || text[len] == '-')
		len++;
	return g_strndup(text, len);
}

/* "convert rfc822-to-8bit" in a Received field above the signature: the server that wrote the field
 * says what it did to the text. */
static gboolean
received_converted(const EmlLikely *self, guint field)
{
	static const char form[] = "rfc822-to-";
	const EmlSlice value = eml_message_field(self->message, field)->value;
	g_autofree char *text = eml_slice_dup(value);
	const char *at = strstr(text, form);
	g_autoptr(EmlReceived) received = at != NULL ? eml_received_parse(value) : NULL;
	g_autofree char *to = NULL;
	g_autofree char *said = NULL;

	if (received == NULL || received->by == NULL)
		return FALSE;
	to = word_at(at + strlen(form));
	said = g_strdup_printf("convert %s%s", form, to);
	eml_cause_arg(eml_cause_arg(add(self, "converted", self->in_body, (gint)field), /* small */
				    received->by),
		      said);
	return TRUE;
}

/* "from 8bit to quoted-printable by mx.example id …", as sendmail writes. */
static gboolean
sendmail_converted(const EmlLikely *self, guint field)
{
	g_autofree char *text = eml_slice_dup(eml_message_field(self->message, field)->value);
	const char *to = strstr(text, " to ");
	const char *by = to != NULL ? strstr(to, " by ") : NULL;
	g_autofree char *server = by != NULL ? word_at(by + strlen(" by ")) : NULL;
	g_autofree char *form = to != NULL ? word_at(to + strlen(" to ")) : NULL;
	g_autofree char *said = NULL;

	if (server == NULL || *server == '\0' || *form == '\0')
		return FALSE;
	said = g_strdup_printf("X-MIME-Autoconverted: to %s", form);
	eml_cause_arg(eml_cause_arg(add(self, "converted", self->in_body, (gint)field), server),
		      said);
	return TRUE;
}

/* The last server that says so itself; sendmail writes its field at any place. */
static void
said_converted(const EmlLikely *self)
{
	static const char autoconverted[] = "X-MIME-Autoconverted";

	for (guint i = 0; i < eml_message_n_fields(self->message); i++) {
		const EmlSlice name = eml_field_name(eml_message_field(self->message, i));

		if (eml_slice_equal_ci(eml_slice("Received"), name) && i < self->result->field &&
		    received_converted(self, i))
			return;
		if (eml_slice_equal_ci(eml_slice(autoconverted), name) &&
		    times_signed(self, name) == 0 && sendmail_converted(self, i))
			return;
	}
}

/* Marks that a program leaves: a field whose name begins so. */
typedef struct {
	const char *cause;
	const char *field;
	const char *who;
} Mark;

static const Mark marks[] = {
    {"gateway", "X-Proofpoint-", "Proofpoint"},
    {"gateway", "X-Mimecast-", "Mimecast"},
    {"gateway", "X-Barracuda-", "Barracuda"},
    {"gateway", "X-IronPort-", "Cisco Secure Email"},
    {"gateway", "X-Sophos-", "Sophos"},
    {"gateway", "X-Brightmail-", "Symantec"},
    {"gateway", "X-FireEye", "FireEye"},
    {"gateway", "X-TM-AS-", "Trend Micro"},
    {"gateway", "X-TMASE-", "Trend Micro"},
    {"gateway", "X-FEAS-", "FortiMail"},
    {"gateway", "X-Fortinet-", "FortiMail"},
    {"gateway", "X-MailScanner", "MailScanner"},
    {"gateway", "X-Hornetsecurity", "Hornetsecurity"},
    {"gateway", "X-antispameurope", "Hornetsecurity"},
    {"gateway", "X-Symantec-", "Symantec"},
    {"gateway", "X-MessageLabs", "Symantec"},
    {"gateway", "X-Darktrace", "Darktrace"},
    {"exchange-reserialized", "X-MS-Exchange-Organization-", "Exchange"},
    {"exchange-reserialized", "X-MS-Exchange-Transport-", "Exchange"},
    {"exchange-reserialized", "X-Microsoft-Antispam-Mailbox-Delivery", "Exchange"},
    {"exchange-reserialized", "X-MS-Exchange-CrossTenant-", "Exchange"},
    {"mailing-list", "X-Mailman-Version", "Mailman"},
    {"mailing-list", "X-BeenThere", "a mailing list"},
    {"mailing-list", "List-Id", "a mailing list"},
    {"mailing-list", "X-Google-Group-Id", "Google Groups"},
    {"mailing-list", "Mailing-List", "a mailing list"},
    {"mailing-list", "X-Mailing-List", "a mailing list"},
    {"mailing-list", "X-Listserver", "a mailing list"},
    {"mailing-list", "X-Sympa-", "Sympa"},
    {"mailing-list", "List-Post", "a mailing list"},
};

/* Links that a gateway wrote anew. */
static const struct {
	const char *text;
	const char *who;
} links[] = {
    {"://urldefense.proofpoint.com/", "Proofpoint"},
    {"://urldefense.com/", "Proofpoint"},
    {".safelinks.protection.outlook.com/", "Microsoft Safe Links"},
    {"mimecast.com/s/", "Mimecast"},
    {"://linkprotect.cudasvc.com/", "Barracuda"},
    {"://secure-web.cisco.com/", "Cisco Secure Email"},
    {"://protection.sophos.com/", "Sophos"},
    {"://clicktime.symantec.com/", "Symantec"},
    {"://protect.checkpoint.com/", "Check Point"},
};

static gboolean
links_rewritten(const EmlLikely *self)
{
	for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
		if (self->body.len == 0 ||
		    g_strstr_len(self->body.data, (gssize)self->body.len, links[i].text) == NULL)
			continue;
		eml_cause_arg(add(self, "links-rewritten", TRUE, -1), links[i].who);
		return TRUE;
	}
	return FALSE;
}

/* A mark proves nothing if it was there before: below the signature where servers write on top, or
 * signed itself. */
static gint
find_mark(const EmlLikely *self, const Mark *mark)
{
	const gboolean by_list = g_str_equal(mark->cause, "mailing-list");
	const guint n = by_list ? eml_message_n_fields(self->message) : self->result->field;

	for (guint i = 0; i < n; i++) {
		const EmlSlice name = eml_field_name(eml_message_field(self->message, i));

		if (eml_slice_starts_with_ci(name, mark->field) && times_signed(self, name) == 0)
			return (gint)i; /* at most EML_MAX_FIELDS */
	}
	return -1;
}

static void
fingerprints(const EmlLikely *self)
{
	const char *said = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		const gint field = find_mark(self, &marks[i]);

		if (field < 0 || g_strcmp0(said, marks[i].cause) == 0)
			continue;
		said = marks[i].cause;
		g_autofree char *name =
		    eml_slice_dup(eml_field_name(eml_message_field(self->message, (guint)field)));

		eml_cause_arg(
		    eml_cause_arg(add(self, marks[i].cause, self->in_body, field), marks[i].who),
		    name);
	}
}

void
eml_likely_explain(const EmlLikely *self)
{
	if (self->header) {
		missing_fields(self);
		from_elsewhere(self);
	}
	if (self->in_body) {
		body_cut(self);
		parts_gone(self);
		links_rewritten(self);
	}
	said_converted(self);
	fingerprints(self);
}
