/* Rows for judge/owner: who runs a host, and which hops of a path are steps inside one owner. */
#include "support-shapes.h"

#include "judge/owner.h"

static const struct {
	const char *name, *host, *owner; /* NULL: none */
} hosts[] = {
    {"known", "AM0PR01MB4067.eurprd01.prod.exchangelabs.com", "Microsoft"},
    {"other-domain-of-it", "x.mail.protection.outlook.com.", "Microsoft"},
    {"not-known", "mx2.mail.example.org", "example.org"},
    {"near", "notgoogle.com", "notgoogle.com"},
    {"one-label", "localhost", "localhost"},
    {"address", "192.0.2.1", NULL},
    {"blank", "mail pickup service", NULL},
    {"none", NULL, NULL},
};

static void
test_host(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *owner = eml_owner_of_host(hosts[i].host);

	g_assert_cmpstr(owner, ==, hosts[i].owner);
}

#define OUTSIDE                                                                                    \
	"Received: from a.example (a.example [192.0.2.1]) by mx.google.com with ESMTPS id 1; D\n"
#define BELOW                                                                                      \
	"Received: from w.a.example ([10.0.0.1]) by a.example with ESMTP id 1; D\n"                \
	"Received: from v.a.example ([10.0.0.2]) by w.a.example with ESMTP id 1; D\n"              \
	"Received: from home ([198.51.100.9]) by v.a.example with ESMTPSA id 1; D\n"

#define TORN                                                                                       \
	"Received: from A.prod.outlook.com (::1) by B.prod.outlook.com with HTTPS; D\n"            \
	"Received: from D.prod.outlook.com (::1) by C.prod.outlook.com with HTTPS; D\n"

static const struct {
	const char *name, *fields;
	guint from, n;
	const char *owner;
} rows[] = {
    /* Gmail's first step names an address; it is of whoever took the message in */
    {"unnamed", "Received: by 2002:a05:7108:16ca:b0:40c:8dfd:882c with SMTP id 1; D\n" OUTSIDE, 0,
     1, "Gmail"},
    {"border", OUTSIDE, 0, 0, NULL},
    {"several",
     "Received: from m.mail.example.org ([10.0.0.3]) by i.example.org with LMTP id 3; D\n"
     "Received: from localhost ([127.0.0.1]) by m.mail.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     0, 2, "example.org"},
    {"from-the-middle",
     "Received: from m.mail.example.org ([10.0.0.3]) by i.example.org with LMTP id 3; D\n"
     "Received: from localhost ([127.0.0.1]) by m.mail.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, 1, "example.org"},
    /* below the border only what names one owner on both sides */
    {"below", OUTSIDE BELOW, 1, 2, "a.example"},
    {"below-last", OUTSIDE BELOW, 3, 0, NULL},
    /* what stands below a torn chain is the sender's, whatever names it bears */
    {"torn", TORN, 0, 1, "Microsoft"},
    {"torn-below", TORN, 1, 1, "Microsoft"},
};

static void
test_row(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(rows[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);
	g_autofree char *owner = NULL;

	g_assert_cmpuint(eml_owner_inner_hops(claims->hops, rows[i].from, &owner), ==, rows[i].n);
	g_assert_cmpstr(owner, ==, rows[i].owner);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autofree char *path = g_strconcat("/owner/host/", hosts[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_host);
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/owner/hops/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
