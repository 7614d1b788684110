#include "claim/hops.h"

#include "claim/border.h"
#include "claim/hop-kind.h"
#include "mail/meaning.h"

static void
hop_free(gpointer data)
{
	EmlHop *hop = data;

	eml_received_free(hop->received);
	g_free(hop);
}

static EmlHop *
hop_new(const EmlMessage *message, guint field)
{
	EmlHop *hop = g_new0(EmlHop, 1);

	hop->field = field;
	hop->received = eml_received_parse(eml_message_field(message, field)->value);
	hop->inside = hop->received->from == NULL && hop->received->from_ip == NULL &&
		      eml_hop_kind(hop->received) == EML_HOP_INSIDE;
	hop->has_time =
	    hop->received->date.len > 0 && eml_meaning_date(hop->received->date, &hop->time, NULL);
	return hop;
}

/* A difference that does not fit (years of 32 digits) is no delay. */
static void
set_delay(EmlHop *hop, const EmlHop *older)
{
	if (!hop->has_time || !older->has_time)
		return;
	hop->has_delay = !__builtin_sub_overflow(hop->time, older->time, &hop->delay_s);
}

/* Of the hops that the walk went past. */
static void
set_links(EmlHops *self)
{
	const guint end = self->border >= 0 ? (guint)self->border : self->hops->len;

	for (guint i = 0; i < end && (self->torn < 0 || i <= (guint)self->torn); i++) {
		EmlHop *hop = g_ptr_array_index(self->hops, i);
		const EmlHop *older =
		    i + 1 < self->hops->len ? g_ptr_array_index(self->hops, i + 1) : NULL;

		hop->link = eml_chain_link(hop->received, older != NULL ? older->received : NULL);
	}
}

EmlHops *
eml_hops_new(const EmlMessage *message)
{
	EmlHops *self = g_new0(EmlHops, 1);
	EmlBorder border;

	self->hops = g_ptr_array_new_with_free_func(hop_free);
	for (gint i = eml_message_find(message, "Received", -1); i >= 0;
	     i = eml_message_find(message, "Received", i))
		g_ptr_array_add(self->hops, hop_new(message, (guint)i));
	for (guint i = 0; i + 1 < self->hops->len; i++)
		set_delay(g_ptr_array_index(self->hops, i), g_ptr_array_index(self->hops, i + 1));
	border = eml_border_find(message, self->hops);
	self->border = border.index;
	self->zone = border.zone;
	self->doubt = border.doubt;
	self->doubtful = border.doubtful;
	self->first_doubtful = border.first_doubtful;
	self->torn = border.torn;
	set_links(self);
	if (border.index >= 0)
		((EmlHop *)g_ptr_array_index(self->hops, border.index))->border = TRUE;
	return self;
}

void
eml_hops_free(EmlHops *self)
{
	if (self == NULL)
		return;
	g_ptr_array_unref(self->hops);
	g_free(self);
}

const EmlHop *
eml_hops_border(const EmlHops *self)
{
	return self->border >= 0 ? g_ptr_array_index(self->hops, self->border) : NULL;
}

gboolean
eml_hops_is_below(const EmlHops *self, guint index)
{
	const gint last = MAX(self->border, self->torn); /* never both */

	return last >= 0 && (gint)index > last;
}

const EmlHop *
eml_hops_zone(const EmlHops *self)
{
	return self->zone >= 0 ? g_ptr_array_index(self->hops, self->zone) : NULL;
}

const EmlHop *
eml_hops_timed(const EmlHops *self)
{
	const EmlHop *zone = eml_hops_zone(self);

	if (zone != NULL && zone->has_time)
		return zone;
	for (guint i = 0; i < self->hops->len; i++) {
		const EmlHop *hop = g_ptr_array_index(self->hops, i);

		if (hop->has_time)
			return hop;
	}
	return NULL;
}

gboolean
eml_hops_time(const EmlHops *self, gint64 *ret_seconds)
{
	const EmlHop *hop = eml_hops_timed(self);

	if (hop != NULL)
		*ret_seconds = hop->time;
	return hop != NULL;
}
