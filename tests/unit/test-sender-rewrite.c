/* Envelope senders made out of other addresses. Forms: the SRS paper (Wong) and libsrs2, Microsoft
 * 365's documentation, draft-levine-smtp-batv, draft-varshavchik-verp and the mailing-list programs
 * that use it. */
#include "syntax/sender-rewrite.h"

static const struct {
	const char *name, *address;
	EmlSenderKind kind;
	const char *original, *by, *first;
} rows[] = {
    {"plain", "a@b.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"srs0", "SRS0=HHH=TT=example.org=alice@forwarder.example", EML_SENDER_SRS0,
     "alice@example.org", "forwarder.example", NULL},
    {"srs0-real-hash", "SRS0=a+/9=2Q=mail.example.org=alice.b@f.example", EML_SENDER_SRS0,
     "alice.b@mail.example.org", "f.example", NULL},
    {"srs0-plus", "SRS0+HHH=TT=example.org=alice@f.example", EML_SENDER_SRS0, "alice@example.org",
     "f.example", NULL},
    {"srs0-minus", "SRS0-HHH=TT=example.org=alice@f.example", EML_SENDER_SRS0, "alice@example.org",
     "f.example", NULL},
    {"srs0-lower-case", "srs0=HHH=TT=example.org=alice@f.example", EML_SENDER_SRS0,
     "alice@example.org", "f.example", NULL},
    {"srs0-local-with-equals", "SRS0=HHH=TT=example.org=b+u=x.example@f.example", EML_SENDER_SRS0,
     "b+u=x.example@example.org", "f.example", NULL},
    {"srs0-of-microsoft", "bounces+SRS=44ldt=IX=example.org=alice@contoso.example", EML_SENDER_SRS0,
     "alice@example.org", "contoso.example", NULL},
    {"srs1", "SRS1=HHH=first.example==HHH=TT=example.org=alice@second.example", EML_SENDER_SRS1,
     "alice@example.org", "second.example", "first.example"},
    {"srs1-of-plus", "SRS1=HHH=first.example=+HHH=TT=example.org=alice@second.example",
     EML_SENDER_SRS1, "alice@example.org", "second.example", "first.example"},
    {"srs0-no-local", "SRS0=HHH=TT=example.org=@f.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"srs0-no-domain", "SRS0=HHH=TT=alice@f.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"srs0-one-label", "SRS0=HHH=TT=org=alice@f.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"srs0-no-time", "SRS0=HHH==example.org=alice@f.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"srs0-no-separator", "SRS0HHH=TT=example.org=alice@f.example", EML_SENDER_PLAIN, NULL, NULL,
     NULL},
    {"srs1-no-second-part", "SRS1=HHH=first.example=alice@second.example", EML_SENDER_PLAIN, NULL,
     NULL, NULL},
    {"srs1-first-is-no-domain", "SRS1=HHH=first==HHH=TT=example.org=alice@second.example",
     EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"verp", "bounce+user=example.org@list.example", EML_SENDER_VERP, "user@example.org",
     "list.example", NULL},
    {"verp-mailman", "dev-bounces+first.last=mail.example.org@lists.example", EML_SENDER_VERP,
     "first.last@mail.example.org", "lists.example", NULL},
    {"verp-plus-in-user", "bounce+user+tag=example.org@list.example", EML_SENDER_VERP,
     "user+tag@example.org", "list.example", NULL},
    {"verp-ezmlm", "dev-return-123-first-last=example.org@lists.example", EML_SENDER_VERP,
     "first-last@example.org", "lists.example", NULL},
    {"verp-minus", "bounce-user=example.org@list.example", EML_SENDER_VERP, "user@example.org",
     "list.example", NULL},
    {"verp-of-a-large-sender", "bounces+1234567-0a1b-user=example.org@em.example", EML_SENDER_VERP,
     "user@example.org", "em.example", NULL},
    {"verp-equals-in-user", "bounce+a=b=example.org@list.example", EML_SENDER_VERP,
     "a=b@example.org", "list.example", NULL},
    {"verp-no-user", "bounce+=example.org@list.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"verp-no-tag", "+user=example.org@list.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"verp-no-mark", "user=example.org@list.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"verp-one-label", "bounce+user=example@list.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"verp-number", "bounce+user=192.0.2.1@list.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"verp-empty-label", "bounce+user=example..org@list.example", EML_SENDER_PLAIN, NULL, NULL,
     NULL},
    {"verp-no-domain", "bounce+user=@list.example", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"plus-address", "user+tag@example.org", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"batv", "prvs=0123abcdef=alice@example.org", EML_SENDER_BATV, "alice@example.org",
     "example.org", NULL},
    {"batv-case", "PRVS=1234ABCDEF=alice@example.org", EML_SENDER_BATV, "alice@example.org",
     "example.org", NULL},
    {"batv-short-tag", "prvs=0123abcde=alice@example.org", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"batv-long-tag", "prvs=0123abcdef0=alice@example.org", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"batv-no-key", "prvs=a123abcdef=alice@example.org", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"batv-no-local", "prvs=0123abcdef=@example.org", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"no-at", "SRS0=HHH=TT=example.org=alice", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"no-local", "@example.org", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"no-domain", "SRS0=HHH=TT=example.org=alice@", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"literal", "SRS0=HHH=TT=example.org=alice@[192.0.2.1]", EML_SENDER_PLAIN, NULL, NULL, NULL},
    {"empty", "", EML_SENDER_PLAIN, NULL, NULL, NULL},
};

static void
test_row(gconstpointer data)
{
	const gsize i = GPOINTER_TO_SIZE(data);
	EmlSenderRewrite rewrite;

	eml_sender_rewrite_parse(eml_slice(rows[i].address), &rewrite);
	g_assert_cmpint(rewrite.kind, ==, rows[i].kind);
	g_assert_cmpstr(rewrite.address, ==, rows[i].original);
	g_assert_cmpstr(rewrite.by, ==, rows[i].by);
	g_assert_cmpstr(rewrite.first_forwarder, ==, rows[i].first);
	eml_sender_rewrite_clear(&rewrite);
}

/* Cut after every byte, and with a byte replaced: read to its end without harm, and never an
 * address from an unfinished form. */
static void
test_cut(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const EmlSlice whole = eml_slice(rows[i].address);

		for (gsize cut = 0; cut < whole.len; cut++) {
			g_autofree char *copy = g_memdup2(whole.data, whole.len);
			EmlSenderRewrite rewrite;

			eml_sender_rewrite_parse(eml_slice_part(whole, 0, cut), &rewrite);
			g_assert_true((rewrite.kind == EML_SENDER_PLAIN) ==
				      (rewrite.address == NULL));
			eml_sender_rewrite_clear(&rewrite);
			copy[cut] = '\0';
			eml_sender_rewrite_parse(eml_slice_n(copy, whole.len), &rewrite);
			eml_sender_rewrite_clear(&rewrite);
			copy[cut] = '\xff';
			eml_sender_rewrite_parse(eml_slice_n(copy, whole.len), &rewrite);
			eml_sender_rewrite_clear(&rewrite);
		}
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/sender-rewrite/%s", rows[i].name);

		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/sender-rewrite/cut", test_cut);
	return g_test_run();
}
