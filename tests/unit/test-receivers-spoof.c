/* Every receiver of receivers-*.def against a sender who knows them all: whatever he writes under
 * their fields, at the end of the header, or in his SMTP session, the address, the border and the
 * receiver stay those of the message without it, no field of his is the receiver's word, and mail
 * from victim.example, which permits 203.0.113.1 only and asks to reject the rest, is never
 * authenticated. */
#include "support-receivers.h"

#include "mail/meaning.h"
#include "support-shapes.h"
#include "support.h"

#define HEADER                                                                                     \
	"From: The Chief <ceo@victim.example>\nTo: bob@receiver.example\nSubject: pay this\n"      \
	"Date: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <1@victim.example>\n"

static const struct {
	const char *name, *fields;
} spoofs[] = {
#define SPOOF(name, ...) {name, __VA_ARGS__},
#include "receivers-spoof-fields.def"
#undef SPOOF
};

static const struct {
	const char *name, *ip, *helo, *rdns, *mail_from, *domain; /* "": the usual one */
} sessions[] = {
#include "receivers-spoof-sessions.def"
};

static const struct {
	const char *name, *top, *fields, *ip;
} chains[] = {
#include "receivers-spoof-chains.def"
};

/* From is the victim's, so nothing of these sessions may pass. */
static void
assert_not_believed(const char *header)
{
	g_autofree char *text = g_strconcat(header, "\nPay now.\n", NULL);
	g_autoptr(EmlReport) report = test_receiver_report(text);

	g_test_message("%s %s", eml_status_word(report->verdict.status), report->verdict.id);
	g_assert_true(report->done);
	g_assert_cmpint(report->verdict.status, !=, EML_STATUS_AUTHENTICATED);
}

/* The fields of the header of which the names stand in `names`, or all others; the border's is the
 * Received field `border`. The caller owns it. */
static char *
pick(const char *header, gint border, gboolean with_border, gboolean others)
{
	g_autoptr(EmlMessage) message = test_message(header);
	GString *out = g_string_new(NULL);
	gint received = -1;

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		const EmlSlice name = eml_field_name(field);
		gboolean taken = others;

		if (eml_slice_equal_ci(name, eml_slice("Received")))
			taken = ++received == border ? with_border : others;
		g_string_append_len(out, taken ? field->whole.data : "",
				    taken ? (gssize)field->whole.len : 0);
	}
	return g_string_free(out, FALSE);
}

static char *
claims_only(const char *header)
{
	g_autoptr(EmlMessage) message = test_message(header);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < eml_message_n_fields(message); i++) {
		const EmlField *field = eml_message_field(message, i);
		const EmlSlice name = eml_field_name(field);

		if (eml_slice_equal_ci(name, eml_slice("Authentication-Results")) ||
		    eml_slice_equal_ci(name, eml_slice("Received-SPF")))
			g_string_append_len(out, field->whole.data, (gssize)field->whole.len);
	}
	return g_string_free(out, FALSE);
}

/* What this receiver would write over mail of the victim's own server. */
static const ReceiverSession genuine = {"genuine",
					"203.0.113.1",
					"mail.victim.example",
					"mail.victim.example",
					"ceo@victim.example",
					"victim.example",
					"victim.example",
					"pass",
					TRUE};

static const char *
or_else(const char *text, const char *other)
{
	return text != NULL ? text : other;
}

/* A name that can stand in a field, of a hop of the message without the spoof. */
static const EmlReceived *
hop_at(const TestClaims *plain, gint i)
{
	static const EmlReceived none = {.by = NULL};

	return i >= 0 && i < (gint)plain->hops->hops->len
		   ? ((const EmlHop *)g_ptr_array_index(plain->hops->hops, i))->received
		   : &none;
}

/* The spoof with the names of that receiver. The caller owns it. */
static char *
fill(const char *fields, const Receiver *row, const TestClaims *plain)
{
	const Receiver anonymous = {.name = row->name};
	const gint border = plain->hops->border;
	const EmlReceived *edge = hop_at(plain, border);
	g_autofree char *block = test_receiver_text(row->top, &anonymous, &genuine);
	g_autofree char *torn = pick(block, row->border, FALSE, TRUE);
	g_autofree char *border_again = pick(block, row->border, TRUE, FALSE);
	g_autofree char *claims = claims_only(block);
	const char *by = or_else(edge->by, "mx.receiver.example");
	const char *const words[][2] = {
	    {"@BLOCK@", block},
	    {"@TORN@", torn},
	    {"@BORDER@", border_again},
	    {"@CLAIMS@", claims},
	    {"@BY@", by},
	    {"@PEER@", or_else(edge->from, "mail.sender.example")},
	    {"@PEERIP@", or_else(edge->from_ip, "192.0.2.10")},
	    {"@UP@", or_else(hop_at(plain, border - 1)->from, by)},
	    {"@TOPBY@", or_else(hop_at(plain, 0)->by, by)},
	    {"@ID@", or_else(plain->claims->receiver, by)},
	};
	GString *out = g_string_new(fields);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_string_replace(out, words[i][0], words[i][1], 0);
	return g_string_free(out, FALSE);
}

static void
assert_none_is_receivers(const GPtrArray *claims, guint from)
{
	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);

		if (claim->field >= from)
			g_assert_cmpstr(eml_trust_word(claim->trust.trust), !=, "receiver");
	}
}

/* The receiver's own fields say the same with the spoof and without it. Where it names no client
 * (nothing came from outside, or it is not said), the walk may go on, but is in doubt. */
static void
assert_same(const TestClaims *with, const TestClaims *plain, guint n_own)
{
	const gboolean open = plain->hops->border < 0;

	/* where the border's field is gone, whoever knew which machine would take the message in
	 * could have written it anew; the receiver's results contradict him, so he gains nothing */
	if (with->hops->border >= 0 && plain->hops->torn >= 0) {
		g_assert_cmpint(with->envelope->doubt, ==, EML_DOUBT_IP_CONFLICT);
		return;
	}
	assert_none_is_receivers(with->claims->authres, n_own);
	assert_none_is_receivers(with->claims->received_spf, n_own);
	g_assert_cmpstr(with->claims->receiver, ==, plain->claims->receiver);
	if (open) {
		g_assert_true(with->envelope->ip.value == NULL ||
			      with->envelope->doubt != EML_DOUBT_NONE);
		return;
	}
	g_assert_cmpint(with->hops->border, ==, plain->hops->border);
	g_assert_cmpint(with->hops->zone, ==, plain->hops->zone);
	g_assert_cmpint(with->envelope->doubt, ==, plain->envelope->doubt);
	test_same_fact(&with->envelope->ip, &plain->envelope->ip);
	test_same_fact(&with->envelope->helo, &plain->envelope->helo);
	test_same_fact(&with->envelope->mail_from, &plain->envelope->mail_from);
	test_same_fact(&with->envelope->receiver, &plain->envelope->receiver);
}

typedef enum { UNDER_TOP, AT_END, N_PLACES } Place;

/* One spoof at one receiver: right under its fields with the victim's MAIL FROM, and at the end of
 * the header with his own. */
static void
test_fields(gconstpointer data)
{
	const Receiver *row = &test_receivers[GPOINTER_TO_UINT(data) % test_n_receivers];
	const char *spoof = spoofs[GPOINTER_TO_UINT(data) / test_n_receivers].fields;

	for (Place place = 0; place < N_PLACES; place++) {
		g_autofree char *top = test_receiver_text(
		    row->top, row, place == UNDER_TOP ? &test_session_victim : &test_session_own);
		g_autofree char *honest = g_strconcat(top, HEADER, NULL);
		g_autoptr(TestClaims) plain = test_claims_new(honest, NULL, NULL);
		g_autofree char *fields = fill(spoof, row, plain);
		g_autofree char *whole = place == UNDER_TOP
					     ? g_strconcat(top, fields, HEADER, NULL)
					     : g_strconcat(top, HEADER, fields, NULL);
		g_autoptr(TestClaims) with = test_claims_new(whole, NULL, NULL);
		g_autoptr(EmlMessage) own = test_message(top);

		assert_same(with, plain, eml_message_n_fields(own));
		if (place == UNDER_TOP)
			assert_not_believed(whole);
	}
}

static const char *
or_usual(const char *text, const char *usual)
{
	return *text != '\0' ? text : usual;
}

/* One session at one receiver, over the forger's fields of its row. */
static void
test_session(gconstpointer data)
{
	const Receiver *row = &test_receivers[GPOINTER_TO_UINT(data) % test_n_receivers];
	const guint s = GPOINTER_TO_UINT(data) / test_n_receivers;
	const ReceiverSession *usual = &test_session_own;
	const gboolean has_address = row->ip != NULL && row->client == NULL;
	const ReceiverSession session = {sessions[s].name,
					 or_usual(sessions[s].ip, usual->ip),
					 or_usual(sessions[s].helo, usual->helo),
					 or_usual(sessions[s].rdns, usual->rdns),
					 or_usual(sessions[s].mail_from, "ceo@victim.example"),
					 or_usual(sessions[s].domain, "victim.example"),
					 "victim.example",
					 *sessions[s].mail_from != '\0' ? "pass" : "fail",
					 FALSE};
	g_autofree char *top = test_receiver_text(row->top, row, &session);
	g_autofree char *whole = g_strconcat(top, row->forged, HEADER, NULL);
	g_autoptr(TestClaims) claims = test_claims_new(whole, NULL, NULL);
	g_autoptr(EmlMessage) own = test_message(top);

	assert_none_is_receivers(claims->claims->authres, eml_message_n_fields(own));
	assert_none_is_receivers(claims->claims->received_spf, eml_message_n_fields(own));
	g_assert_cmpstr(claims->claims->receiver, ==, row->receiver);
	if (has_address && claims->envelope->doubt == EML_DOUBT_NONE)
		g_assert_cmpstr(claims->envelope->ip.value, ==, session.ip);
	g_assert_cmpstr(claims->envelope->ip.value, !=, "203.0.113.1");
	assert_not_believed(whole);
}

static void
test_chain(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *whole = g_strconcat(chains[i].top, chains[i].fields, HEADER, NULL);
	g_autofree char *bare = g_strconcat(chains[i].top, HEADER, NULL);
	g_autoptr(TestClaims) claims = test_claims_new(whole, NULL, NULL);
	g_autoptr(TestClaims) plain = test_claims_new(bare, NULL, NULL);
	g_autoptr(EmlMessage) own = test_message(chains[i].top);
	const gboolean sure = claims->envelope->doubt == EML_DOUBT_NONE;

	assert_none_is_receivers(claims->claims->authres, eml_message_n_fields(own));
	assert_none_is_receivers(claims->claims->received_spf, eml_message_n_fields(own));
	g_assert_cmpstr(claims->claims->receiver, ==, plain->claims->receiver);
	if (chains[i].ip != NULL || sure)
		g_assert_cmpstr(claims->envelope->ip.value, ==, chains[i].ip);
	assert_not_believed(whole);
}

static void
add(const char *kind, const char *spoof, const char *receiver, guint i, GTestDataFunc run)
{
	g_autofree char *path = g_strjoin("/", "/receivers-spoof", kind, spoof, receiver, NULL);

	g_test_add_data_func(path, GUINT_TO_POINTER(i), run);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	eml_meaning_init();
	for (guint i = 0; i < G_N_ELEMENTS(chains); i++)
		add("chain", chains[i].name, NULL, i, test_chain);
	for (guint r = 0; r < test_n_receivers; r++) {
		const char *name = test_receivers[r].name;

		for (guint i = 0; i < G_N_ELEMENTS(spoofs); i++)
			add("fields", spoofs[i].name, name, i * test_n_receivers + r, test_fields);
		for (guint i = 0; i < G_N_ELEMENTS(sessions); i++)
			add("session", sessions[i].name, name, i * test_n_receivers + r,
			    test_session);
	}
	return g_test_run();
}
