#include "claim/border.h"

#include "claim/claim-address.h"
#include "claim/hop-kind.h"

/* What a hop of that kind leaves in doubt about everything below it. */
static EmlHopsDoubt
doubt_of(EmlHopKind kind)
{
	switch (kind) {
	case EML_HOP_TWO_ADDRESSES:
		return EML_HOPS_TWO_ADDRESSES;
	case EML_HOP_SUBMITTED:
		return EML_HOPS_SUBMITTED;
	case EML_HOP_NAMED_INSIDE:
		return EML_HOPS_BY_NAME;
	case EML_HOP_LOOPBACK:
		return EML_HOPS_LOOPBACK;
	case EML_HOP_WITHOUT_ADDRESS:
		return EML_HOPS_WITHOUT_ADDRESS;
	case EML_HOP_OUTSIDE:
	case EML_HOP_HIDDEN:
	case EML_HOP_PROVIDER:
	case EML_HOP_INSIDE:
		break;
	}
	return EML_HOPS_SURE;
}

static void
add_doubt(EmlBorder *border, EmlHopsDoubt doubt, guint i)
{
	if (doubt == EML_HOPS_SURE)
		return;
	if (doubt > border->doubt) {
		border->doubt = doubt;
		border->doubtful = (gint)i;
	}
	if (border->first_doubtful < 0)
		border->first_doubtful = (gint)i;
}

/* TRUE if the walk ends here: the message came in at this hop. */
static gboolean
ends(EmlHopKind kind)
{
	return kind == EML_HOP_OUTSIDE || kind == EML_HOP_HIDDEN || kind == EML_HOP_TWO_ADDRESSES ||
	       kind == EML_HOP_SUBMITTED;
}

static const EmlReceived *
received_at(const GPtrArray *hops, guint i)
{
	return i < hops->len ? ((const EmlHop *)g_ptr_array_index(hops, i))->received : NULL;
}

/* A hand-over inside a host, which names no client, below a hop that has a public address and only
 * a name of the receiver's organization: as likely the sender's own machine. Of hops that all may
 * be inside, the lowest with a public address is the border (standards E.5). */
static gboolean
is_behind_named(const EmlBorder *border, const GPtrArray *hops, EmlHopKind kind, guint i)
{
	const EmlHop *hop = g_ptr_array_index(hops, i);

	return kind == EML_HOP_SUBMITTED && hop->received->from_ip == NULL && border->index >= 0 &&
	       eml_hop_kind(received_at(hops, (guint)border->index)) == EML_HOP_NAMED_INSIDE;
}

/* Another machine of the receiver's wrote the next field, or somebody who knows its names. If what
 * the receiver wrote right under this hop names the client of that field, it is the same, whoever
 * wrote it. */
static gboolean
is_bridged(const EmlMessage *message, const GPtrArray *hops, guint i)
{
	const EmlHop *hop = g_ptr_array_index(hops, i);
	const EmlReceived *next = received_at(hops, i + 1);

	return next != NULL && eml_claim_run_names(message, hop->field, next->from_ip);
}

/* TRUE if the walk ends at this hop, which is the receiver's: the machine that it names wrote
 * nothing that stands below. */
static gboolean
is_torn(const EmlMessage *message, const GPtrArray *hops, guint i)
{
	switch (eml_chain_link(received_at(hops, i), received_at(hops, i + 1))) {
	case EML_LINK_TORN:
		return TRUE;
	case EML_LINK_MISSING:
		return !is_bridged(message, hops, i);
	case EML_LINK_NONE:
	case EML_LINK_ADDRESS:
	case EML_LINK_NAME:
	case EML_LINK_MACHINE:
	case EML_LINK_LAST:
		break;
	}
	return FALSE;
}

static void
end_torn(EmlBorder *border, guint i)
{
	border->index = -1;
	border->torn = (gint)i;
	if (border->zone < 0)
		border->zone = (gint)i;
	add_doubt(border, EML_HOPS_TORN, i);
}

EmlBorder
eml_border_find(const EmlMessage *message, const GPtrArray *hops)
{
	EmlBorder border = {.index = -1,
			    .zone = -1,
			    .doubt = EML_HOPS_SURE,
			    .doubtful = -1,
			    .first_doubtful = -1,
			    .torn = -1};

	for (guint i = 0; i < hops->len; i++) {
		const EmlReceived *received = received_at(hops, i);
		EmlHopKind kind = eml_hop_kind(received);

		if (kind == EML_HOP_SUBMITTED &&
		    eml_hop_is_handed_back(received, received_at(hops, i + 1))) {
			kind = EML_HOP_LOOPBACK;
			if (border.zone < 0)
				border.zone = (gint)i;
		}
		if (is_behind_named(&border, hops, kind, i))
			break;
		/* what stands below may be anybody's */
		if (kind == EML_HOP_WITHOUT_ADDRESS && border.zone < 0)
			border.zone = (gint)i;
		add_doubt(&border, doubt_of(kind), i);
		/* if nothing is outside: the lowest public address */
		if (ends(kind) || kind == EML_HOP_NAMED_INSIDE || kind == EML_HOP_PROVIDER)
			border.index = (gint)i;
		if (ends(kind))
			break;
		if (is_torn(message, hops, i)) {
			end_torn(&border, i);
			break;
		}
	}
	if (border.zone < 0)
		border.zone = border.index;
	return border;
}
