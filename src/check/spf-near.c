/* "Why not pass": of all networks that did not match, the one that came nearest to the client. */
#include "check/spf-eval.h"

#include <arpa/inet.h>

/* First and last address of the term's network. */
static void
bounds(const EmlSpfTerm *term, gsize len, guint8 *ret_low, guint8 *ret_high)
{
	const guint prefix = len == 4 ? term->prefix4 : term->prefix6;

	for (guint i = 0; i < len; i++) {
		const guint fixed = prefix > i * 8 ? MIN(prefix - i * 8, 8U) : 0;
		const guint8 free_bits = (guint8)(0xffU >> fixed);

		ret_low[i] = (guint8)(term->network[i] & ~free_bits);
		ret_high[i] = term->network[i] | free_bits;
	}
}

/* big - small, big-endian, right-aligned in 16 bytes */
static void
subtract(const guint8 *big, const guint8 *small, gsize len, guint8 ret_difference[16])
{
	int borrow = 0;

	memset(ret_difference, 0, 16);
	for (gsize i = 0; i < len; i++) {
		const int digit = big[len - 1 - i] - small[len - 1 - i] - borrow;

		ret_difference[15 - i] = (guint8)digit;
		borrow = digit < 0 ? 1 : 0;
	}
}

void
eml_spf_near_note(const EmlSpfFrame *frame, const EmlSpfTerm *term)
{
	EmlSpfEval *eval = frame->eval;
	EmlSpfNear *near = &eval->near;
	guint8 low[16] = {0}, high[16] = {0}, distance[16];

	bounds(term, eval->ip_len, low, high);
	if (memcmp(eval->ip, low, eval->ip_len) < 0)
		subtract(low, eval->ip, eval->ip_len, distance);
	else
		subtract(eval->ip, high, eval->ip_len, distance);
	if (near->term != NULL && memcmp(distance, near->distance, sizeof distance) >= 0)
		return;
	g_free(near->term);
	g_free(near->domain);
	near->term = eml_slice_dup(term->text);
	near->domain = g_strdup(frame->domain);
	near->slot = frame->slot;
	near->at = (gsize)(term->text.data - frame->record->text.data);
	near->len = term->text.len;
	memcpy(near->low, low, sizeof low);
	memcpy(near->high, high, sizeof high);
	memcpy(near->distance, distance, sizeof distance);
}

/* "Just beside it": within 65536 addresses of IPv4, 2^96 (a neighbor inside one /32 or so) of IPv6.
 */
static gboolean
is_near(const EmlSpfEval *eval)
{
	const gsize zero = eval->ip_len == 4 ? 14 : 4;

	for (gsize i = 0; i < zero; i++)
		if (eval->near.distance[i] != 0)
			return FALSE;
	return eval->near.term != NULL;
}

void
eml_spf_near_trace(const EmlSpfEval *eval)
{
	const EmlSpfNear *near = &eval->near;
	const int family = eval->ip_len == 4 ? AF_INET : AF_INET6;
	char low[INET6_ADDRSTRLEN], high[INET6_ADDRSTRLEN];
	EmlStep *step = NULL;

	if (!is_near(eval) || inet_ntop(family, near->low, low, sizeof low) == NULL ||
	    inet_ntop(family, near->high, high, sizeof high) == NULL)
		return;
	step = eml_trace_add(eval->out->trace, EML_STEP_SPF_NEAREST, EML_TONE_NOTE);
	eml_step_at_record(step, near->slot, (gssize)near->at, (gssize)(near->at + near->len));
	eml_step_arg_text(eml_step_arg_text(step, near->term), eval->ip_text);
	eml_step_arg_text(eml_step_arg_text(step, low), high);
	eml_step_arg_text(step, near->domain);
}
