#include "claim/trust.h"

#include "claim/host.h"
#include "claim/known.h"
#include "claim/shape.h"
#include "syntax/taglist.h"

/* What --trust made of one of its names so far: above the border all its fields count, below it
 * only the topmost block, which ends at the next Received field, and of that the first field of
 * each method: further down the sender writes. */
typedef struct {
	gboolean above, open, closed;
	GHashTable *methods; /* owned names */
	char *id; /* below the border: of the topmost. A filter removes what comes in with its own
		   * name (RFC 8601 section 5), not what comes with a name below that. */
	/* where the server may write at the end of the header: how many fields of that name stand
	 * below the border, results and Received-SPF, and whether one stands there */
	guint n_below[2];
	gboolean at_end;
} TrustedBlock;

struct EmlTrustWalk {
	const EmlMessage *message;
	const EmlHops *hops;
	EmlReceiver *receiver;
	EmlShapeRun run;
	const EmlHop *run_of; /* whose filters may write the fields of the run; NULL: known not to
			       */
	const EmlKnownReceiver *known; /* of the border; NULL */
	guint in_run;	      /* the only field that can still belong to the run right under it */
	guint in_gap;	      /* in a torn chain the only field that can still belong to the run
			       * under its last hop; G_MAXUINT: none */
	gboolean gap_has[2];  /* that run has had an Authentication-Results, a Received-SPF */
	guint end;	      /* from here on fields may be of a filter that writes at the end */
	gboolean wrote_above; /* the receiver wrote results above the border */
	TrustedBlock *blocks; /* one for each name of --trust */
	GHashTable *seals;    /* instances (as pointers) that have an ARC-Seal */
};

static void
set_reason(EmlClaimField *claim, EmlTrust trust, EmlTrustWhy why, const char *arg, gint because)
{
	claim->trust = (EmlTrustReason){trust, why, g_strdup(arg), because};
}

/* TRUE if each method of the field is new to the block; they are remembered. */
static gboolean
take_methods(TrustedBlock *block, const EmlClaimField *claim)
{
	if (claim->authres == NULL)
		return g_hash_table_add(block->methods, g_strdup("received-spf"));
	for (guint i = 0; i < claim->authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(claim->authres->results, i);

		if (g_hash_table_contains(block->methods, result->method))
			return FALSE;
	}
	for (guint i = 0; i < claim->authres->results->len; i++) {
		const EmlAuthresResult *result = g_ptr_array_index(claim->authres->results, i);

		g_hash_table_add(block->methods, g_strdup(result->method));
	}
	return TRUE;
}

/* NULL if --trust names none of them. */
static TrustedBlock *
block_of(const EmlTrustWalk *walk, const EmlClaimNames *names, const char **ret_name)
{
	for (guint i = 0; i < G_N_ELEMENTS(names->name); i++) {
		const gint entry = eml_receiver_trusted(walk->receiver, names->name[i]);

		if (entry < 0)
			continue;
		*ret_name = names->name[i];
		return &walk->blocks[entry];
	}
	return NULL;
}

/* At the end of the header the sender's fields stand above those of the receiver, elsewhere below:
 * of several in the name of a server that may write there, nothing tells which is its own. */
static gboolean
is_ambiguous(const TrustedBlock *block, const EmlClaimField *claim)
{
	return block->at_end && block->n_below[claim->authres != NULL ? 0 : 1] > 1;
}

/* The name is set where TRUE is returned. */
static gboolean
counts_by_option(EmlTrustWalk *walk,
		 const EmlClaimField *claim,
		 const EmlClaimNames *names,
		 const char **ret_name)
{
	TrustedBlock *block = block_of(walk, names, ret_name);
	const gboolean is_named = claim->authres == NULL || claim->authres->authserv_id != NULL;

	if (block == NULL)
		return FALSE;
	if (claim->field < eml_receiver_zone(walk->receiver)) {
		block->above = TRUE;
		return TRUE;
	}
	if (block->above || block->closed || is_ambiguous(block, claim))
		return FALSE;
	if (is_named && block->id != NULL && strcmp(block->id, *ret_name) != 0)
		return FALSE;
	if (is_named && block->id == NULL)
		block->id = g_strdup(*ret_name);
	block->open = TRUE;
	return take_methods(block, claim);
}

static const EmlHop *
hop_of(const EmlTrustWalk *walk, const EmlClaimNames *names, const char **ret_name)
{
	for (guint i = 0; i < G_N_ELEMENTS(names->name); i++) {
		const EmlHop *hop = eml_receiver_hop_of(walk->receiver, names->name[i]);

		if (hop != NULL) {
			*ret_name = names->name[i];
			return hop;
		}
	}
	return NULL;
}

/* --trust names it, and so others of its name count. */
static gboolean
is_beside_trusted(const EmlTrustWalk *walk, const EmlClaimField *claim, const EmlClaimNames *names)
{
	const char *name = NULL;
	const TrustedBlock *block = block_of(walk, names, &name);

	return block != NULL && !is_ambiguous(block, claim);
}

/* NULL if it does not say. The caller owns it. */
static char *
host_of(const EmlHop *hop)
{
	const EmlReceived *received = hop->received;

	return eml_host_name(received->by_name != NULL ? received->by_name : received->by);
}

static gboolean
is_written_by(const EmlHop *hop, const char *name)
{
	g_autofree char *by = host_of(hop);
	g_autofree char *wrote = by != NULL ? eml_host_organization(by) : NULL;
	g_autofree char *claims = eml_host_organization(name);

	return g_strcmp0(by, name) == 0 || (wrote != NULL && g_strcmp0(wrote, claims) == 0);
}

/* What --trust names below the border is of the session there only if it is of the border's own
 * organization. Receivers write on either side of their own Received field, and Exim at the end of
 * the header, so even that one is of an earlier session where its organization wrote two, and one
 * stands between. */
static gboolean
is_elsewhere(const EmlTrustWalk *walk, const EmlClaimField *claim, const char *name)
{
	const GPtrArray *hops = walk->hops->hops;
	gboolean between = FALSE, earlier = FALSE;

	if (walk->hops->zone < 0 || claim->field < eml_receiver_zone(walk->receiver))
		return FALSE;
	for (guint i = (guint)walk->hops->zone + 1; i < hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(hops, i);

		between = between || hop->field < claim->field;
		earlier = earlier || is_written_by(hop, name);
	}
	return eml_receiver_hop_of(walk->receiver, name) == NULL || (between && earlier);
}

static void
judge_above(EmlTrustWalk *walk, EmlClaimField *claim, const EmlClaimNames *names)
{
	const char *name = names->name[0], *host = NULL;
	const EmlHop *hop = hop_of(walk, names, &name);
	const EmlTrustWhy above = eml_hops_border(walk->hops) != NULL ? EML_TRUST_WHY_ABOVE_BORDER
								      : EML_TRUST_WHY_ABOVE_TOP;
	const gboolean nameless = claim->spf != NULL || eml_receiver_writes_no_id(walk->receiver);

	if (hop != NULL) {
		set_reason(claim, EML_TRUST_RECEIVER, above, hop->received->by, (gint)hop->field);
		walk->wrote_above = TRUE;
		return;
	}
	hop = eml_receiver_host(walk->receiver, &host);
	if (name == NULL && nameless && hop != NULL)
		set_reason(claim, EML_TRUST_RECEIVER, EML_TRUST_WHY_NO_ID_ABOVE, host,
			   (gint)hop->field);
	else
		set_reason(claim, EML_TRUST_OTHER, EML_TRUST_WHY_OTHER_NAME,
			   name != NULL ? name : "nobody", -1);
}

/* In a torn chain the receiver's results stand above a Received field that is gone (standards E.5
 * (8)): the first of each kind, in the run right under the last hop. */
static gboolean
is_above_gap(EmlTrustWalk *walk, const EmlClaimField *claim)
{
	gboolean *has = &walk->gap_has[claim->spf != NULL ? 1 : 0];
	const gboolean is_first = claim->field == walk->in_gap && !*has;

	*has = *has || is_first;
	return is_first;
}

static void
judge_above_gap(EmlTrustWalk *walk, EmlClaimField *claim, const EmlClaimNames *names)
{
	judge_above(walk, claim, names);
	if (claim->trust.trust == EML_TRUST_RECEIVER)
		claim->trust.why = EML_TRUST_WHY_ABOVE_GAP;
}

/* The name of the host above the run, or of its organization, in a place where that host's filters
 * may write (standards E.5 (9)). */
static gboolean
is_in_run(const EmlTrustWalk *walk, const EmlClaimField *claim, const char *name)
{
	g_autofree char *host = name != NULL ? eml_host_name(name) : NULL;

	return walk->run_of != NULL && host != NULL &&
	       (claim->field == walk->in_run || claim->field >= walk->end) &&
	       is_written_by(walk->run_of, host);
}

/* Whoever writes the results that count already writes none there as well, for all that is known.
 */
static void
judge_in_run(const EmlTrustWalk *walk,
	     EmlClaimField *claim,
	     const EmlClaimNames *names,
	     const char *name)
{
	const gint because = (gint)walk->run_of->field;

	if (walk->wrote_above || is_beside_trusted(walk, claim, names))
		set_reason(claim, EML_TRUST_FORGEABLE, EML_TRUST_WHY_BESIDE_OWN, name, because);
	else
		set_reason(claim, EML_TRUST_DOUBTFUL,
			   claim->field == walk->in_run ? EML_TRUST_WHY_UNDER_BORDER
							: EML_TRUST_WHY_AT_END,
			   name, because);
}

static void
judge_below(const EmlTrustWalk *walk,
	    EmlClaimField *claim,
	    const EmlClaimNames *names,
	    gboolean in_shape)
{
	const EmlHop *border = eml_hops_zone(walk->hops);
	const gint because = border != NULL ? (gint)border->field : -1;
	const char *name = names->name[0];

	if (in_shape)
		set_reason(claim, EML_TRUST_RECEIVER, EML_TRUST_WHY_KNOWN_RUN, border->received->by,
			   because);
	else if (hop_of(walk, names, &name) != NULL && is_in_run(walk, claim, name))
		judge_in_run(walk, claim, names, name);
	else if (hop_of(walk, names, &name) != NULL || block_of(walk, names, &name) != NULL)
		set_reason(claim, EML_TRUST_FORGEABLE, EML_TRUST_WHY_FORGEABLE, name, because);
	else
		set_reason(claim, EML_TRUST_OTHER,
			   border != NULL ? EML_TRUST_WHY_BELOW_BORDER : EML_TRUST_WHY_NO_BORDER,
			   name, because);
}

static void
judge_sealed(const EmlTrustWalk *walk, EmlClaimField *claim)
{
	const gint instance = claim->authres->instance;
	const gboolean sealed =
	    instance > 0 && g_hash_table_contains(walk->seals, GINT_TO_POINTER(instance));
	g_autofree char *set = instance > 0 ? g_strdup_printf("%d", instance) : NULL;

	if (sealed)
		set_reason(claim, EML_TRUST_SEALED, EML_TRUST_WHY_SEALED, set, -1);
	else
		set_reason(claim, EML_TRUST_OTHER, EML_TRUST_WHY_UNSEALED, set, -1);
}

/* What stands in its place in a known shape is the receiver's; --trust adds no more fields of that
 * name below. */
static void
close_blocks(const EmlTrustWalk *walk, const EmlClaimNames *names)
{
	for (guint i = 0; i < G_N_ELEMENTS(names->name); i++) {
		const gint entry = eml_receiver_trusted(walk->receiver, names->name[i]);

		if (entry >= 0)
			walk->blocks[entry].closed = TRUE;
	}
}

/* Who wrote a field that names nobody: some receivers write theirs above the Received field of the
 * same host (standards E.4). NULL if that is not known. */
static char *
nameless_writer(const EmlTrustWalk *walk, const EmlClaimField *claim)
{
	const GPtrArray *hops = walk->hops->hops;
	const EmlKnownReceiver *known = NULL;
	g_autofree char *host = NULL;

	for (guint i = 0; i < hops->len && host == NULL; i++) {
		const EmlHop *hop = g_ptr_array_index(hops, i);

		if (hop->field > claim->field)
			host = host_of(hop);
	}
	known = host != NULL ? eml_known_receiver(host) : NULL;
	return known != NULL && known->nameless ? g_steal_pointer(&host) : NULL;
}

/* Standards E.5 (3) to (6). */
static void
judge(EmlTrustWalk *walk, EmlClaimField *claim, EmlClaimForm form, gboolean in_shape)
{
	g_auto(EmlClaimNames) names = eml_claim_names(claim);
	g_autofree char *writer =
	    form == EML_FORM_AUTHRES && names.name[0] == NULL ? nameless_writer(walk, claim) : NULL;
	const EmlClaimNames named = {{writer != NULL ? writer : names.name[0], names.name[1]}};
	const char *trusted = NULL;

	if (in_shape)
		close_blocks(walk, &names);
	if (form == EML_FORM_ARC)
		judge_sealed(walk, claim);
	else if (form == EML_FORM_COPY)
		set_reason(claim, EML_TRUST_OTHER, EML_TRUST_WHY_COPY, names.name[0], -1);
	else if (!in_shape && counts_by_option(walk, claim, &named, &trusted)) {
		set_reason(claim, EML_TRUST_RECEIVER, EML_TRUST_WHY_OPTION,
			   eml_receiver_named(walk->receiver, trusted), -1);
		claim->elsewhere = is_elsewhere(walk, claim, trusted);
	} else if (form == EML_FORM_ORIGINAL)
		set_reason(claim, EML_TRUST_OTHER, EML_TRUST_WHY_COPY, names.name[0], -1);
	else if (walk->hops->hops->len == 0)
		set_reason(claim, EML_TRUST_OTHER, EML_TRUST_WHY_NO_RECEIVED, NULL, -1);
	else if (claim->field < eml_receiver_zone(walk->receiver))
		judge_above(walk, claim, &names);
	else if (is_above_gap(walk, claim))
		judge_above_gap(walk, claim, &names);
	else
		judge_below(walk, claim, &names, in_shape);
}

static gboolean
take_shape(
    EmlTrustWalk *walk, guint field, EmlSlice name, const EmlClaimField *claim, EmlClaimForm form)
{
	g_auto(EmlClaimNames) names = {{NULL, NULL}};
	EmlClaimKind kind = EML_CLAIM_LAST;

	if (form == EML_FORM_AUTHRES)
		kind = EML_CLAIM_AUTHRES;
	else if (form == EML_FORM_RECEIVED_SPF)
		kind = EML_CLAIM_RECEIVED_SPF;
	if (kind == EML_CLAIM_LAST)
		return eml_shape_run_take(&walk->run, field, name, kind, NULL, NULL);
	names = eml_claim_names(claim);
	return eml_shape_run_take(&walk->run, field, name, kind, names.name[0],
				  eml_claim_only_method(claim));
}

/* What filters of a receiver write beside their results, or a known receiver itself. */
static gboolean
is_of_filter(const EmlTrustWalk *walk, EmlSlice name)
{
	const char *own = walk->known != NULL ? walk->known->own_fields : NULL;

	return eml_claim_is_of_filter(name) || (own != NULL && eml_slice_starts_with_ci(name, own));
}

/* The run right under the border: what filters of the receiver write there, if it has any that do.
 * Those of Postfix and Sendmail insert below the Received field that it has just written, each
 * above the one before. A hop above the border that may be a filter's has a run of its own. */
static void
move_run(EmlTrustWalk *walk, guint field, EmlSlice name)
{
	const EmlHop *border = eml_hops_border(walk->hops);

	if (walk->run_of != NULL && border != NULL && field == border->field) {
		walk->run_of = border;
		walk->in_run = field + 1;
	} else if (field == walk->in_run && is_of_filter(walk, name)) {
		walk->in_run++;
	}
}

/* Exim adds the fields of its filters at the end of the header (its add_header without
 * ":at_start:"), behind the sender's: where that run begins. */
static guint
find_end(const EmlTrustWalk *walk)
{
	const EmlHop *border = eml_hops_border(walk->hops);
	const guint n = eml_message_n_fields(walk->message);
	guint end = n;
	g_autofree char *text =
	    border != NULL ? eml_slice_dup(eml_message_field(walk->message, border->field)->value)
			   : NULL;
	const gboolean known = walk->known != NULL && walk->known->at_end;

	if (text == NULL || (!known && strstr(text, "(Exim ") == NULL))
		return n;
	while (end > border->field + 1 &&
	       is_of_filter(walk, eml_field_name(eml_message_field(walk->message, end - 1))))
		end--;
	return end;
}

static void
count_below(EmlTrustWalk *walk)
{
	const guint n = eml_message_n_fields(walk->message);

	for (guint i = eml_receiver_zone(walk->receiver) + 1; walk->end < n && i < n; i++) {
		const EmlClaimForm form =
		    eml_claim_form(eml_field_name(eml_message_field(walk->message, i)));
		EmlClaimField *claim = form == EML_FORM_AUTHRES || form == EML_FORM_RECEIVED_SPF
					   ? eml_claim_field_new(walk->message, i, form)
					   : NULL;
		g_auto(EmlClaimNames) names = {{NULL, NULL}};
		const char *name = NULL;
		TrustedBlock *block = NULL;

		if (claim == NULL)
			continue;
		names = eml_claim_names(claim);
		block = block_of(walk, &names, &name);
		if (block != NULL) {
			block->n_below[form == EML_FORM_AUTHRES ? 0 : 1]++;
			block->at_end = block->at_end || i >= walk->end;
		}
		eml_claim_field_free(claim);
	}
}

static const EmlKnownReceiver *
known_border(const EmlHops *hops)
{
	const EmlHop *border = eml_hops_border(hops);
	g_autofree char *by = border != NULL ? eml_host_name(border->received->by) : NULL;

	return by != NULL ? eml_known_receiver(by) : NULL;
}

/* A Received field ends the blocks of --trust: below it the sender of that hop writes. */
static void
close_open_blocks(const EmlTrustWalk *walk)
{
	for (guint i = 0; i < eml_receiver_n_trusted(walk->receiver); i++)
		walk->blocks[i].closed = walk->blocks[i].closed || walk->blocks[i].open;
}

void
eml_trust_walk_take(EmlTrustWalk *walk, guint field, EmlClaimForm form, EmlClaimField *claim)
{
	const EmlSlice name = eml_field_name(eml_message_field(walk->message, field));
	const gboolean in_shape = take_shape(walk, field, name, claim, form);

	if (claim != NULL)
		judge(walk, claim, form, in_shape);
	move_run(walk, field, name);
	if (field == walk->in_gap && eml_claim_is_of_filter(name))
		walk->in_gap++;
	if (eml_slice_equal_ci(name, eml_slice("Received")))
		close_open_blocks(walk);
}

const EmlReceiver *
eml_trust_walk_receiver(const EmlTrustWalk *walk)
{
	return walk->receiver;
}

/* The instances that have an ARC-Seal (RFC 8617 section 4.1.3). */
static GHashTable *
find_seals(const EmlMessage *message)
{
	GHashTable *seals = g_hash_table_new(NULL, NULL);

	for (gint i = eml_message_find(message, "ARC-Seal", -1); i >= 0;
	     i = eml_message_find(message, "ARC-Seal", i)) {
		EmlTagList *list = NULL;
		gsize at = 0;
		gint64 instance = 0;

		eml_taglist_parse(eml_message_field(message, (guint)i)->value, &list, &at);
		const EmlTag *tag = eml_taglist_get(list, "i");
		g_autofree char *text = tag != NULL ? eml_slice_dup(tag->value) : NULL;
		if (text != NULL &&
		    g_ascii_string_to_signed(text, 10, 1, G_MAXINT, &instance, NULL))
			g_hash_table_add(seals, GINT_TO_POINTER((gint)instance));
		eml_taglist_free(list);
	}
	return seals;
}

EmlTrustWalk *
eml_trust_walk_new(const EmlMessage *message, const EmlHops *hops, const char *const *trust)
{
	EmlTrustWalk *walk = g_new0(EmlTrustWalk, 1);

	walk->message = message;
	walk->hops = hops;
	walk->receiver = eml_receiver_new(hops, trust);
	walk->in_gap = hops->torn >= 0 && hops->torn == hops->zone
			   ? eml_receiver_zone(walk->receiver) + 1
			   : G_MAXUINT;
	walk->run = eml_shape_run(hops);
	/* of the others it is known where they write */
	if (walk->run.shape == NULL && !eml_receiver_writes_no_id(walk->receiver))
		walk->run_of = eml_hops_zone(hops);
	walk->in_run = walk->run_of != NULL ? walk->run_of->field + 1 : 0;
	walk->known = known_border(hops);
	walk->end = find_end(walk);
	walk->blocks = g_new0(TrustedBlock, eml_receiver_n_trusted(walk->receiver) + 1);
	for (guint i = 0; i < eml_receiver_n_trusted(walk->receiver); i++)
		walk->blocks[i].methods =
		    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	count_below(walk);
	walk->seals = find_seals(message);
	return walk;
}

void
eml_trust_walk_free(EmlTrustWalk *walk)
{
	if (walk == NULL)
		return;
	for (guint i = 0; i < eml_receiver_n_trusted(walk->receiver); i++) {
		g_hash_table_unref(walk->blocks[i].methods);
		g_free(walk->blocks[i].id);
	}
	g_free(walk->blocks);
	g_hash_table_unref(walk->seals);
	eml_receiver_free(walk->receiver);
	g_free(walk);
}
