#include "support-receivers.h"

#include "inspect.h"
#include "sign.h"
#include "support.h"

const Receiver test_receivers[] = {
#include "../unit/receivers-east.def"
#include "../unit/receivers-google.def"
#include "../unit/receivers-mailboxes.def"
#include "../unit/receivers-microsoft.def"
#include "../unit/receivers-servers.def"
#include "../unit/receivers-tenants.def"
};
const guint test_n_receivers = G_N_ELEMENTS(test_receivers);

#define CLIENT "192.0.2.10", "mail.sender.example", "mail.sender.example"

const ReceiverSession test_session_honest = {
    "honest", CLIENT, TEST_BOUNCE, "sender.example", "sender.example", "pass", TRUE};
const ReceiverSession test_session_own = {
    "own", CLIENT, TEST_BOUNCE, "sender.example", "victim.example", "pass", FALSE};
const ReceiverSession test_session_victim = {
    "victim", CLIENT, "ceo@victim.example", "victim.example", "victim.example", "fail", FALSE};

static const char *
or_usual(const char *special, const char *usual)
{
	return special != NULL ? special : usual;
}

char *
test_receiver_text(const char *text, const Receiver *receiver, const ReceiverSession *session)
{
	const char *from = session->authentic ? or_usual(receiver->mail_from, session->mail_from)
					      : session->mail_from;
	const gboolean passes = strcmp(session->spf, "pass") == 0;
	const char *const words[][2] = {
	    {"@HELO@", or_usual(receiver->peer, session->helo)},
	    {"@RDNS@", or_usual(receiver->peer, session->rdns)},
	    {"@IP@", or_usual(receiver->client, session->ip)},
	    {"@MAILFROM@", from},
	    {"@DOMAIN@", strrchr(from, '@') + 1},
	    {"@AUTHOR@", session->author},
	    {"@spf@", passes ? "pass" : "fail"},
	    {"@Spf@", passes ? "Pass" : "Fail"},
	    {"@dkim@", session->authentic ? "pass" : "none"},
	    {"@dmarc@", session->authentic ? "pass" : "fail"},
	};
	GString *out = g_string_new(text);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_string_replace(out, words[i][0], words[i][1], 0);
	return g_string_free(out, FALSE);
}

const char *
test_doubt_word(EmlEnvelopeDoubt doubt)
{
	static const char *const words[EML_DOUBT_LAST] = {
	    [EML_DOUBT_NONE] = "none",
	    [EML_DOUBT_IP_CONFLICT] = "ip-conflict",
	    [EML_DOUBT_SKIPPED_BY_NAME] = "by-name",
	    [EML_DOUBT_SKIPPED_WITHOUT_ADDRESS] = "without-address",
	    [EML_DOUBT_SKIPPED_LOOPBACK] = "loopback",
	    [EML_DOUBT_TORN] = "torn",
	    [EML_DOUBT_TWO_ADDRESSES] = "two-addresses",
	    [EML_DOUBT_SUBMITTED] = "submitted",
	};

	return doubt < EML_DOUBT_LAST && words[doubt] != NULL ? words[doubt] : "?";
}

char *
test_receiver_zone(void)
{
	g_autofree char *record = test_key_record(TEST_KEY_RSA_2048);
	GString *zone = g_string_new(
	    ";! complete\n"
	    "sender.example. TXT \"v=spf1 ip4:192.0.2.10 ip6:2001:db8::25 ip4:209.85.220.41 "
	    "ip4:40.92.73.85 ip6:2a01:111:f403::/48 -all\"\n"
	    "mail.sender.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
	    "_dmarc.sender.example. TXT \"v=DMARC1; p=none\"\n"
	    "forward.example. TXT \"v=spf1 ip4:198.51.100.30 -all\"\n"
	    "list.example. TXT \"v=spf1 ip4:198.51.100.20 -all\"\n"
	    "victim.example. TXT \"v=spf1 ip4:203.0.113.1 -all\"\n"
	    "mail.victim.example. TXT \"v=spf1 ip4:203.0.113.1 -all\"\n"
	    "_dmarc.victim.example. TXT \"v=DMARC1; p=reject\"\n");

	test_zone_txt(zone, "s1._domainkey.sender.example", eml_slice(record));
	return g_string_free(zone, FALSE);
}

EmlReport *
test_receiver_report(const char *text)
{
	static char *zone; /* made once: keys are slow to load */
	const EmlInspectSettings settings = {.deadline_s = 20, .serial = TRUE};
	g_autoptr(EmlDnsStore) store = NULL;
	g_autoptr(EmlMessage) message = test_message(text);
	g_autoptr(EmlInspection) inspection = NULL;

	if (zone == NULL)
		zone = test_receiver_zone();
	store = test_store(zone);
	inspection = eml_inspection_new("receivers", message, store, &settings);
	eml_inspection_start(inspection);
	eml_inspection_wait(inspection);
	return eml_inspection_snapshot(inspection);
}
