/* What receivers' own words mean: fields as they are received (standards E.4), and the ids of the
 * words that the table finds in them. */
#include "judge/words.h"

static const struct {
	const char *name, *field, *words;
} rows[] = {
    {"microsoft-pass",
     "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=pass (signature was "
     "verified) header.d=a.example;dmarc=pass action=none header.from=a.example;compauth=pass "
     "reason=100",
     "action=none vendor-action-none | compauth=pass vendor-compauth-pass | reason=100 "
     "vendor-compauth-100"},
    {"microsoft-arc", "dmarc=fail action=none header.from=a.example;compauth=pass reason=130",
     "action=none vendor-action-none | compauth=pass vendor-compauth-pass | reason=130 "
     "vendor-compauth-130"},
    {"microsoft-other-pass", "compauth=pass reason=119",
     "compauth=pass vendor-compauth-pass | reason=119 vendor-compauth-1xx"},
    {"microsoft-history", "compauth=pass reason=703",
     "compauth=pass vendor-compauth-pass | reason=703 vendor-compauth-703"},
    {"microsoft-history-other", "compauth=pass reason=715",
     "compauth=pass vendor-compauth-pass | reason=715 vendor-compauth-7xx"},
    {"microsoft-soft", "compauth=softpass reason=201",
     "compauth=softpass vendor-compauth-softpass | reason=201 vendor-compauth-201"},
    {"microsoft-passed-over", "compauth=none reason=451",
     "compauth=none vendor-compauth-none | reason=451 vendor-compauth-4xx"},
    {"microsoft-no-such-code", "compauth=none reason=800", "compauth=none vendor-compauth-none"},
    {"microsoft-best-guess", "dmarc=bestguesspass action=none header.from=a.example",
     "dmarc=bestguesspass vendor-bestguesspass | action=none vendor-action-none"},
    {"microsoft-oreject", "dmarc=fail action=oreject header.from=a.example",
     "action=oreject vendor-action-oreject"},
    {"microsoft-o-dot-reject", "dmarc=fail action=o.reject header.from=a.example",
     "action=o.reject vendor-action-oreject"},
    {"microsoft-pct", "dmarc=fail action=pct.quarantine header.from=a.example",
     "action=pct.quarantine vendor-action-pct"},
    {"microsoft-timeout", "dkim=timeout (key query timeout) header.d=a.example",
     "dkim=timeout vendor-timeout"},
    {"microsoft-no-key", "dkim=fail (no key for signature) header.d=a.example",
     "(no key for signature) vendor-no-key"},
    {"gmail",
     "mx.google.com; dkim=neutral (body hash did not verify) header.i=@a.example; dara=pass "
     "header.i=@gmail.com; dmarc=fail (p=REJECT sp=REJECT dis=NONE arc=pass) "
     "header.from=a.example",
     "(body hash did not verify) vendor-body-hash | dara=pass vendor-dara | p=REJECT "
     "vendor-p-reject | sp=REJECT vendor-sp-reject | dis=NONE vendor-dis-none | arc=pass "
     "vendor-arc-pass"},
    {"gmail-test-mode", "mx.google.com; dkim=pass (test mode) header.i=@a.example",
     "(test mode) vendor-test-mode"},
    {"gmail-best-guess",
     "mx.google.com; spf=neutral (google.com: 192.0.2.1 is neither permitted nor denied by best "
     "guess record for domain of x@a.example) smtp.mailfrom=x@a.example",
     "(google.com: 192.0.2.1 is neither permitted nor denied by best guess record for domain of "
     "x@a.example) vendor-best-guess"},
    {"yahoo",
     "mta.yahoo.com; dkim=dkim_pass header.i=@a.example; dmarc=success(p=REJECT) "
     "header.from=a.example",
     "dkim=dkim_pass vendor-dkim-pass | dmarc=success vendor-success | p=REJECT vendor-p-reject"},
    {"yahoo-arc",
     "mta.yahoo.com; dkim=pass header.i=@a.example arc_overridden_status=NOT_OVERRIDDEN",
     "arc_overridden_status=NOT_OVERRIDDEN vendor-arc-not-overridden"},
    {"yahoo-unknown", "mta.yahoo.com; dkim=unknown", "dkim=unknown vendor-unknown"},
    {"fastmail",
     "mx2.messagingengine.com; x-csa=none; x-me-sender=none; x-ptr=pass smtp.helo=m.a.example; "
     "dmarc=pass policy.published-domain-policy=none policy.applied-disposition=none "
     "header.from=a.example; iprev=pass smtp.remote-ip=192.0.2.1",
     "x-csa=none vendor-x-csa | x-me-sender=none vendor-x-me-sender | x-ptr=pass "
     "vendor-x-ptr-pass | policy.published-domain-policy=none vendor-published-policy | "
     "policy.applied-disposition=none vendor-applied-none | iprev=pass vendor-iprev-pass"},
    {"icloud", "bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"",
     "bimi=skipped vendor-bimi-skipped"},
    {"cisco",
     "esa.a.example; spf=SoftFail smtp.mailfrom=x@a.example; dkim=hardfail (body hash did not "
     "verify [final]) header.i=x@a.example",
     "dkim=hardfail vendor-hardfail | (body hash did not verify [final]) vendor-cisco-final"},
    /* what stands behind the first ';' is no result: interface contract, section 3 */
    {"amazon-ses",
     "amazonses.com; spf=pass (spfCheck: x) client-ip=192.0.2.1; envelope-from=x@a.example; "
     "helo=m.a.example; dkim=pass header.i=@a.example",
     "client-ip=192.0.2.1 vendor-ses-client-ip"},
    {"hotmail", "hotmail.com; x-hmca=fail header.id=x@a.example", "x-hmca=fail vendor-x-hmca"},
    {"opendkim-adsp", "m.a.example; dkim-adsp=discard; dkim-atps=neutral",
     "dkim-adsp=discard vendor-adsp-discard | dkim-atps=neutral vendor-atps"},
    {"opendkim-unprotected",
     "m.a.example; dkim=pass (2048-bit key; unprotected) header.d=a.example",
     "(2048-bit key; unprotected) vendor-unprotected"},
    {"posteo", "m.posteo.example; spf=tempfail smtp.mailfrom=x@a.example",
     "spf=tempfail vendor-tempfail"},
    {"exim", "m.a.example; iprev=permerror smtp.remote-ip=192.0.2.1; auth=pass smtp.auth=x",
     "iprev=permerror vendor-iprev-permerror | auth=pass vendor-auth"},
    {"local-policy", "m.a.example; dmarc=pass reason=\"local_policy\" header.from=a.example",
     "reason=local_policy vendor-local-policy"},
    {"sender-id", "m.a.example; sender-id=hardfail header.from=x@a.example; senderid=none",
     "sender-id=hardfail vendor-sender-id | senderid=none vendor-sender-id"},
    {"plain", "m.a.example; spf=pass smtp.mailfrom=x@a.example; dkim=none; dmarc=none", ""},
    /* a value never counts as a word of the receiver's */
    {"sender-value",
     "m.a.example; spf=pass smtp.mailfrom=\"dis=none reason=130\"; dkim=pass "
     "header.d=compauth.example",
     ""},
};

static void
test_row(gconstpointer data)
{
	const gsize row = GPOINTER_TO_SIZE(data);
	g_autoptr(EmlAuthres) authres = eml_authres_parse(eml_slice(rows[row].field), FALSE);
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < authres->results->len; i++) {
		g_autoptr(GPtrArray) all = eml_words_vendor(g_ptr_array_index(authres->results, i));

		for (guint k = 0; k < all->len; k++) {
			const EmlVendorWord *word = g_ptr_array_index(all, k);

			g_string_append_printf(out, "%s%s %s", out->len > 0 ? " | " : "", word->raw,
					       word->words->id);
		}
	}
	g_assert_cmpstr(out->str, ==, rows[row].words);
}

/* Google's guess, in the comment of Received-SPF as well; nothing in a pair counts. */
static void
test_received_spf(void)
{
	static const struct {
		const char *field, *words;
	} spf_rows[] = {
	    {"neutral (google.com: 192.0.2.200 is neither permitted nor denied by best guess "
	     "record "
	     "for domain of x@a.example) client-ip=192.0.2.200;",
	     "vendor-best-guess"},
	    {"pass (google.com: best guess record for domain of x@a.example designates 192.0.2.1 "
	     "as "
	     "permitted sender) client-ip=192.0.2.1;",
	     "vendor-best-guess"},
	    {"pass (google.com: domain of x@a.example designates 192.0.2.1 as permitted sender) "
	     "client-ip=192.0.2.1;",
	     ""},
	    {"none receiver=m.a.example; problem=\"best guess record\"", ""},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(spf_rows); i++) {
		g_autoptr(EmlReceivedSpf) spf =
		    eml_received_spf_parse(eml_slice(spf_rows[i].field));
		g_autoptr(GPtrArray) all = eml_words_vendor_spf(spf);
		const EmlVendorWord *word = all->len > 0 ? g_ptr_array_index(all, 0) : NULL;

		g_assert_cmpuint(all->len, <=, 1);
		g_assert_cmpstr(word != NULL ? word->words->id : "", ==, spf_rows[i].words);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/vendor/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/vendor/received-spf", test_received_spf);
	return g_test_run();
}
