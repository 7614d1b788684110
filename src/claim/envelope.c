#include "claim/envelope-find.h"

#include "claim/address.h"
#include "claim/claim-address.h"

/* TRUE if the field speaks of the session at the border. */
static gboolean
is_own(const EmlClaimField *claim)
{
	return claim->trust.trust == EML_TRUST_RECEIVER && !claim->elsewhere;
}

/* The walk through the receiver's own sources, in the order of standards E.6. */
typedef struct {
	const EmlMessage *message;
	const EmlHops *hops;
	const EmlClaims *claims;
	EmlEnvelope *out;
	gboolean confirmed; /* the address of the border also stands where nobody but the receiver
			     * could have written it */
} Search;

static void
set_fact(EmlFact *fact, char *value /* takes */, const char *source, gint field)
{
	g_free(fact->value);
	*fact = (EmlFact){value, source, field, FALSE};
}

/* "<a@b>" → "a@b", "<>" → "" */
static char *
without_brackets(const char *text)
{
	const EmlSlice value = eml_slice_strip(eml_slice(text));

	if (value.len >= 2 && value.data[0] == '<' && value.data[value.len - 1] == '>')
		return eml_slice_dup(eml_slice_strip(eml_slice_part(value, 1, value.len - 1)));
	return eml_slice_dup(value);
}

/* Above the first hop that leaves the way in doubt, or in the run right under the border where that
 * is this hop: there only the receiver writes. */
static gboolean
is_above_doubt(const EmlHops *hops, gint field)
{
	const EmlHop *first =
	    hops->first_doubtful >= 0 ? g_ptr_array_index(hops->hops, hops->first_doubtful) : NULL;

	return first == NULL || first->border || field < (gint)first->field;
}

/* Takes one more address that the receiver wrote: the first is the client's, another one that
 * differs is a conflict. An address that the internet cannot send from belongs to some inner hop.
 */
static void
offer_address(Search *search, const char *text, const char *source, gint field)
{
	EmlEnvelope *out = search->out;
	EmlAddress address;
	g_autofree char *canonical = NULL;

	if (!eml_address_parse(text, &address) || !eml_address_is_public(&address))
		return;
	canonical = eml_address_text(&address);
	if (out->ip.value == NULL) {
		set_fact(&out->ip, g_steal_pointer(&canonical), source, field);
		return;
	}
	if (strcmp(out->ip.value, canonical) == 0) {
		search->confirmed = search->confirmed || is_above_doubt(search->hops, field);
		return;
	}
	if (out->doubt == EML_DOUBT_IP_CONFLICT)
		return;
	out->doubt = EML_DOUBT_IP_CONFLICT;
	out->other_ip = g_steal_pointer(&canonical);
	out->other_field = field;
}

static void
offer_all(Search *search, const GPtrArray *claims, const char *source)
{
	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);
		g_autoptr(GPtrArray) addresses = is_own(claim) ? eml_claim_addresses(claim) : NULL;

		for (guint k = 0; addresses != NULL && k < addresses->len; k++)
			offer_address(search, g_ptr_array_index(addresses, k), source,
				      (gint)claim->field);
	}
}

static void
find_address(Search *search)
{
	const EmlHop *border = eml_hops_border(search->hops);

	/* a submission may give the address of the mailbox server itself */
	if (border != NULL && search->hops->doubt != EML_HOPS_SUBMITTED)
		offer_address(search, border->received->from_ip, "border-received",
			      (gint)border->field);
	/* where no Received field names the client, the results are the receiver's main word */
	if (search->hops->torn >= 0)
		offer_all(search, search->claims->authres, "authentication-results");
	offer_all(search, search->claims->received_spf, "received-spf");
	if (search->hops->torn < 0)
		offer_all(search, search->claims->authres, "authentication-results");
}

/* The first of the receiver's Received-SPF fields that has the key. */
static gboolean
from_received_spf(const Search *search, const char *key, EmlFact *ret_fact)
{
	for (guint i = 0; i < search->claims->received_spf->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(search->claims->received_spf, i);
		const char *value = eml_received_spf_get(claim->spf, key);

		if (!is_own(claim) || value == NULL)
			continue;
		set_fact(ret_fact, without_brackets(value), "received-spf", (gint)claim->field);
		return TRUE;
	}
	return FALSE;
}

static const char *
property_of_spf(const EmlAuthresResult *result, const char *const *names)
{
	const char *value = NULL;

	if (strcmp(result->method, "spf") != 0)
		return NULL;
	for (guint i = 0; value == NULL && names[i] != NULL; i++)
		value = eml_authres_property(result, "smtp", names[i]);
	return value;
}

/* The first spf result of the receiver that has one of the smtp properties; names is
 * NULL-terminated. */
static gboolean
from_authres(const Search *search, const char *const *names, EmlFact *ret_fact)
{
	for (guint i = 0; i < search->claims->authres->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(search->claims->authres, i);

		if (!is_own(claim))
			continue;
		for (guint j = 0; j < claim->authres->results->len; j++) {
			const char *value =
			    property_of_spf(g_ptr_array_index(claim->authres->results, j), names);

			if (value == NULL)
				continue;
			set_fact(ret_fact, without_brackets(value), "authentication-results",
				 (gint)claim->field);
			return TRUE;
		}
	}
	return FALSE;
}

/* The final delivery writes Return-Path at the top (RFC 5321 section 4.4); one below the border is
 * the sender's word, and without a border so is one below the topmost Received. Where no Received
 * stands at all, nothing shows that a server delivered the message: whoever made the file may have
 * written the field, and an SPF pass for it would prove nothing. */
static gboolean
from_return_path(const Search *search, EmlFact *ret_fact)
{
	const EmlHop *zone = eml_hops_zone(search->hops);
	const EmlHop *top =
	    search->hops->hops->len > 0 ? g_ptr_array_index(search->hops->hops, 0) : NULL;
	const EmlHop *limit = zone != NULL ? zone : top;
	const gint field = eml_message_find(search->message, "Return-Path", -1);
	g_autofree char *text = NULL;

	if (field < 0 || limit == NULL || (guint)field > limit->field)
		return FALSE;
	text = eml_slice_dup(eml_message_field(search->message, (guint)field)->value);
	set_fact(ret_fact, without_brackets(text), "return-path", field);
	return TRUE;
}

/* RFC 8601 section 2.7.2 wants only the domain in smtp.mailfrom; the Return-Path of the same domain
 * says the whole. Some (Yahoo) write the HELO name there for the null sender, whose domain it is
 * (RFC 7208 section 2.4): the empty Return-Path says that it was one. */
static void
find_mail_from(Search *search)
{
	static const char *const names[] = {"mailfrom", "mail", "mfrom", NULL};
	EmlFact *fact = &search->out->mail_from;
	EmlFact path = {NULL, NULL, -1};
	const char *at = NULL;
	gboolean is_helo = FALSE;

	if (from_received_spf(search, "envelope-from", fact))
		return;
	if (!from_authres(search, names, fact)) {
		from_return_path(search, fact);
		return;
	}
	if (fact->value[0] == '\0' || strchr(fact->value, '@') != NULL ||
	    !from_return_path(search, &path))
		return;
	at = strrchr(path.value, '@');
	is_helo = search->out->helo.value != NULL &&
		  g_ascii_strcasecmp(search->out->helo.value, fact->value) == 0;
	if ((path.value[0] == '\0' && is_helo) ||
	    (at != NULL && g_ascii_strcasecmp(at + 1, fact->value) == 0)) {
		g_free(fact->value);
		*fact = path;
	} else {
		g_free(path.value);
	}
}

static void
find_helo(Search *search)
{
	static const char *const names[] = {"helo", NULL};
	const EmlHop *border = eml_hops_border(search->hops);
	EmlFact *fact = &search->out->helo;

	if (border != NULL && border->received->from != NULL &&
	    search->hops->doubt != EML_HOPS_SUBMITTED)
		set_fact(fact, g_strdup(border->received->from), "received", (gint)border->field);
	else if (!from_received_spf(search, "helo", fact))
		from_authres(search, names, fact);
}

/* A doubt of the walk stays, unless the receiver itself names the address that the walk found; that
 * a name beside an address explains it away stays a doubt (standards E.5), and so does a
 * submission. A hop that was passed over leaves nothing in doubt if no address is known, one of the
 * host itself not even if the address was found elsewhere than below it. */
static void
apply_doubt(Search *search)
{
	static const EmlEnvelopeDoubt doubts[] = {
	    [EML_HOPS_SURE] = EML_DOUBT_NONE,
	    [EML_HOPS_LOOPBACK] = EML_DOUBT_SKIPPED_LOOPBACK,
	    [EML_HOPS_WITHOUT_ADDRESS] = EML_DOUBT_SKIPPED_WITHOUT_ADDRESS,
	    [EML_HOPS_TWO_ADDRESSES] = EML_DOUBT_TWO_ADDRESSES,
	    [EML_HOPS_TORN] = EML_DOUBT_TORN,
	    [EML_HOPS_BY_NAME] = EML_DOUBT_SKIPPED_BY_NAME,
	    [EML_HOPS_SUBMITTED] = EML_DOUBT_SUBMITTED,
	};
	const EmlHops *hops = search->hops;
	EmlEnvelope *out = search->out;
	const gboolean by_border = g_strcmp0(out->ip.source, "border-received") == 0;
	const gboolean confirmed = by_border && search->confirmed && hops->doubt < EML_HOPS_BY_NAME;
	const gboolean harmless =
	    (hops->doubt == EML_HOPS_WITHOUT_ADDRESS && out->ip.value == NULL) ||
	    (hops->doubt == EML_HOPS_LOOPBACK && hops->border < 0);

	if (out->doubt != EML_DOUBT_NONE || confirmed || harmless)
		return;
	out->doubt = doubts[hops->doubt];
	if (hops->doubtful >= 0)
		out->doubt_field =
		    (gint)((const EmlHop *)g_ptr_array_index(hops->hops, hops->doubtful))->field;
}

/* Of MAIL FROM the message may tell the domain alone (RFC 8601 section 2.7.2). */
static gboolean
is_same(const EmlFact *fact, const char *value)
{
	const char *at = strrchr(value, '@');

	if (fact->value == NULL)
		return FALSE;
	return g_ascii_strcasecmp(fact->value, value) == 0 ||
	       (at != NULL && strchr(fact->value, '@') == NULL &&
		g_ascii_strcasecmp(fact->value, at + 1) == 0);
}

static void
set_option(EmlFact *fact, char *value /* takes */, gboolean sure)
{
	const gboolean supposed = !sure || !is_same(fact, value);

	set_fact(fact, value, "option", -1);
	fact->supposed = supposed;
}

static void
apply_options(EmlEnvelope *out, const EmlEnvelopeOptions *options)
{
	EmlAddress address;

	if (options->ip != NULL) {
		set_option(&out->ip,
			   eml_address_parse(options->ip, &address) ? eml_address_text(&address)
								    : g_strdup(options->ip),
			   out->doubt == EML_DOUBT_NONE);
		out->doubt = EML_DOUBT_NONE;
		g_clear_pointer(&out->other_ip, g_free);
		out->other_field = out->doubt_field = -1;
	}
	if (options->helo != NULL)
		set_option(&out->helo, g_strdup(options->helo), TRUE);
	if (options->mail_from != NULL)
		set_option(&out->mail_from, without_brackets(options->mail_from), TRUE);
}

EmlEnvelope *
eml_envelope_find(const EmlMessage *message,
		  const EmlHops *hops,
		  const EmlClaims *claims,
		  const EmlEnvelopeOptions *options)
{
	EmlEnvelope *self = g_new0(EmlEnvelope, 1);
	Search search = {message, hops, claims, self, FALSE};

	self->ip.field = self->helo.field = self->mail_from.field = self->receiver.field = -1;
	self->other_field = self->doubt_field = -1;
	find_address(&search);
	find_helo(&search);
	find_mail_from(&search);
	if (claims->receiver != NULL)
		set_fact(&self->receiver, g_strdup(claims->receiver), claims->receiver_source,
			 claims->receiver_field);
	apply_doubt(&search);
	if (options != NULL)
		apply_options(self, options);
	return self;
}

gboolean
eml_envelope_is_supposed(const EmlEnvelope *self)
{
	return self->ip.supposed || self->helo.supposed || self->mail_from.supposed;
}

void
eml_envelope_free(EmlEnvelope *self)
{
	if (self == NULL)
		return;
	g_free(self->ip.value);
	g_free(self->helo.value);
	g_free(self->mail_from.value);
	g_free(self->receiver.value);
	g_free(self->other_ip);
	g_free(self);
}
