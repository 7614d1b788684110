/* Rows for claim/border and claim/hops: standards E.5 (1), and delays. */
#include "support-shapes.h"

#define OUTSIDE                                                                                    \
	"Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n"

/* Outlook.com since 2023: into the store, and from the edge to there */
#define MS_STORE                                                                                   \
	"Received: from A.namprd12.prod.outlook.com (::1) by\n B.namprd12.prod.outlook.com with "  \
	"HTTPS; D\n"
#define MS_FRONTEND                                                                                \
	"Received: from DS7PR05CA0073.namprd05.prod.outlook.com (2603:10b6:8:57::27) by\n"         \
	" A.namprd12.prod.outlook.com (2603:10b6:930:24::17) with Microsoft\n SMTP Server "        \
	"(version=TLS1_2, cipher=X) id\n 15.21.382.15; D\n"                                        \
	"Received: from DS2PEPF000061C1.namprd02.prod.outlook.com\n (2603:10b6:8:57:cafe::87) by " \
	"DS7PR05CA0073.outlook.office365.com\n (2603:10b6:8:57::27) with Microsoft SMTP Server "   \
	"(version=TLS1_3,\n cipher=X) id 15.21.406.7 via Frontend Transport; D\n"
#define MS_EDGE                                                                                    \
	"Received: from mail.sender.example (192.0.2.1) by\n"                                      \
	" DS2PEPF000061C1.mail.protection.outlook.com (10.167.23.68) with Microsoft\n SMTP "       \
	"Server (version=TLS1_3, cipher=X) id 15.21.406.5\n via Frontend Transport; D\n"

/* Received fields only, newest first; the border's index among them and what is in doubt of the
 * way there. */
static const struct {
	const char *name, *fields;
	gint border;
	EmlHopsDoubt doubt;
} rows[] = {
    {"none", "", -1, EML_HOPS_SURE},
    {"one-public",
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n", 0,
     EML_HOPS_SURE},
    {"private-first",
     "Received: from x ([10.0.0.1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, EML_HOPS_SURE},
    {"loopback-first",
     "Received: from localhost (localhost [127.0.0.1]) by mx.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, EML_HOPS_LOOPBACK},
    {"shared-address-space",
     "Received: from x ([100.64.0.1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, EML_HOPS_LOOPBACK},
    {"unique-local-and-link-local",
     "Received: from x ([IPv6:fd00::1]) by imap.example.org with ESMTP id 3; D\n"
     "Received: from y ([IPv6:fe80::1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [IPv6:2001:db8::1]) by mx.example.org with ESMTP id 1; "
     "D\n",
     2, EML_HOPS_SURE},
    {"no-from-gmail",
     "Received: by 2002:a05:7108:16ca:b0:40c:8dfd:882c with SMTP id 1; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.google.com with ESMTPS id 1; D\n",
     1, EML_HOPS_SURE},
    {"lmtp-without-address",
     "Received: from mx.example.org by imap.example.org with LMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx.example.org with ESMTP id 1; D\n",
     1, EML_HOPS_SURE},
    {"lmtp-public", /* Zimbra */
     "Received: from mx.example.org (LHLO mx.example.org) (198.51.100.26) by mx.example.org with "
     "LMTP; D\n" OUTSIDE,
     1, EML_HOPS_LOOPBACK},
    {"lmtp-public-own-name",
     "Received: from mx.example.org (mx.example.org [198.51.100.26]) by imap.example.org with "
     "LMTPS "
     "id 2; D\n" OUTSIDE,
     1, EML_HOPS_BY_NAME},
    {"lmtp-in-helo",
     "Received: from x (LMTP with LMTP [198.51.100.26]) by mx.example.org with ESMTP id 2; "
     "D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"smtp-without-address",
     "Received: from a.example by mx.example.org with ESMTP id 2; D\n"
     "Received: from b.example (b.example [192.0.2.1]) by a.example with ESMTP id 1; D\n",
     1, EML_HOPS_WITHOUT_ADDRESS},
    {"single-label-by-without-address", /* iCloud's mail gateway */
     "Received: from st43p00im.me.com by p44-mailgateway-smtp-77 (mailgateway 24) with SMTP id 2; "
     "D\n"
     "Received: from a.example (a.example [192.0.2.1]) by st43p00im.me.com with ESMTPS id 1; D\n",
     1, EML_HOPS_SURE},
    /* the receiver's own reverse look-up */
    {"own-name",
     "Received: from mx1 (mx1.example.org [192.0.2.9]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     1, EML_HOPS_BY_NAME},
    {"own-name-public-suffix",
     "Received: from x (a.co.uk [192.0.2.9]) by b.co.uk with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by b.co.uk with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    {"own-name-unknown",
     "Received: from mx1.example.org (unknown [192.0.2.9]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    {"own-name-may-be-forged",
     "Received: from mx1.example.org (mx1.example.org [192.0.2.9] (may be forged)) by "
     "imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    {"helo-never",
     "Received: from mx1.example.org ([192.0.2.9]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    {"helo-never-exim",
     "Received: from [192.0.2.9] (helo=mx1.example.org) by imap.example.org with esmtp id 2; D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mx1.example.org with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    /* no host has 0.0.0.0 or ::, so the receiver blanked the client: the border by name */
    {"hidden",
     "Received: from a.example ([0.0.0.0]) by mx.example.org with ESMTP id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SURE},
    {"hidden-name", /* Posteo */
     "Received: from mx.example.org (in.example.org [127.0.0.1]) by in.example.org with LMTP id 3; "
     "D\n"
     "Received: from a.example (a.example [0.0.0.0]) by mx.example.org with ESMTPS id 2; "
     "D\n" OUTSIDE,
     1, EML_HOPS_SURE},
    {"hidden-ipv6",
     "Received: from a.example (a.example [IPv6:::]) by mx.example.org with ESMTP id 2; "
     "D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"hidden-single-label", "Received: from x ([0.0.0.0]) by mx with ESMTP id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SURE},
    {"hidden-own-name",
     "Received: from x (mx1.example.org [0.0.0.0]) by imap.example.org with ESMTP id 2; "
     "D\n" OUTSIDE,
     1, EML_HOPS_BY_NAME},
    {"hidden-own-helo", /* the sender's word, as ever */
     "Received: from mx1.example.org (unknown [0.0.0.0]) by imap.example.org with ESMTP id 2; "
     "D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"hidden-own-name-may-be-forged",
     "Received: from x (mx1.example.org [0.0.0.0] (may be forged)) by imap.example.org with ESMTP "
     "id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"hidden-login",
     "Received: from x ([0.0.0.0]) by mx.example.org with ESMTPSA id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"hidden-to-mailbox",
     "Received: from mx.example.org ([0.0.0.0]) by imap.example.org with LMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_SURE},
    {"hidden-at-edge",
     "Received: from x (mail-x.google.com [0.0.0.0]) by mx.google.com with ESMTPS id 2; "
     "D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"hidden-by-the-sender", /* HELO [0.0.0.0], and Exim's client before it */
     "Received: from x ([192.0.2.9] helo=[0.0.0.0]) by mx.example.org with esmtp id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"hidden-by-the-sender-in-helo",
     "Received: from evil ([0.0.0.0]) (real.example [192.0.2.9]) by mx.example.org (Postfix) with "
     "ESMTP id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"hidden-below-doubt",
     "Received: by mx.example.org with SMTP id 3; D\n"
     "Received: from a.example ([0.0.0.0]) by mx.example.org with ESMTP id 2; D\n" OUTSIDE,
     1, EML_HOPS_WITHOUT_ADDRESS},
    /* providers */
    {"gmail-to-gmail",
     "Received: by 2002:a05:7108:16ca:b0:40c:8dfd:882c with SMTP id s1; D\n"
     "Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41])\n by "
     "mx.google.com with SMTPS id 7; D\n"
     "Received: from x.example (x.example [192.0.2.1]) by smtp.gmail.com with ESMTPSA id 6; D\n",
     1, EML_HOPS_SURE},
    {"microsoft-store", MS_STORE MS_FRONTEND MS_EDGE, 3, EML_HOPS_SURE},
    {"microsoft-store-upper-case",
     "Received: from PAWPR10MB8237.EURPRD10.PROD.OUTLOOK.COM (::1) by\n"
     " AS8PR10MB6176.EURPRD10.PROD.OUTLOOK.COM with HTTPS; D\n" MS_FRONTEND MS_EDGE,
     3, EML_HOPS_SURE},
    {"microsoft-store-exchangelabs",
     "Received: from DU0PR01MB9023.eurprd01.prod.exchangelabs.com (::1) by\n"
     " DU2PR01MB8429.eurprd01.prod.exchangelabs.com with HTTPS; D\n" MS_FRONTEND MS_EDGE,
     3, EML_HOPS_SURE},
    {"microsoft-store-look-alike", /* and so a program of somebody's on that host */
     "Received: from A.prod.outlook.com (::1) by B.prod.evil-outlook.com with HTTPS; D\n" MS_EDGE,
     0, EML_HOPS_SUBMITTED},
    {"microsoft-resubmission",
     MS_STORE "Received: from A.namprd12.prod.outlook.com (::1) by A.namprd12.prod.outlook.com "
	      "(::1) with MailboxResubmission id 15.20.8466.16; D\n" MS_FRONTEND MS_EDGE,
     4, EML_HOPS_SURE},
    {"microsoft-shadow",
     MS_STORE "Received: from A.namprd12.prod.outlook.com (2603:10b6:8:57::27) by\n"
	      " A.namprd12.prod.outlook.com (2603:10b6:8:57::27) with ShadowRedundancy id "
	      "15.20.8466.16; D\n" MS_FRONTEND MS_EDGE,
     4, EML_HOPS_SURE},
    {"microsoft-mapi", /* from another mailbox of the same customer */
     MS_STORE "Received: from C.namprd12.prod.outlook.com (2603:10b6:5:14a::12)\n"
	      " by A.namprd12.prod.outlook.com (2603:10b6:3:10f::19) with\n"
	      " Microsoft SMTP Server id 15.20.8466.16; D\n"
	      "Received: from C.namprd12.prod.outlook.com ([fe80::cdbe:f274:ad65:9a78]) by\n"
	      " C.namprd12.prod.outlook.com ([fe80::cdbe:f274:ad65:9a78%7]) with mapi id "
	      "15.20.8466.016; D\n" MS_EDGE,
     2, EML_HOPS_SUBMITTED},
    {"exchange-mapi-public",
     "Received: from ex1.example.org ([192.0.2.80]) by ex1.example.org ([192.0.2.80]) with mapi id "
     "15.01.1713.004; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"microsoft-store-below-border", /* what a stranger writes */
     OUTSIDE MS_STORE MS_FRONTEND MS_EDGE, 0, EML_HOPS_SURE},
    {"microsoft-networks",
     "Received: from A.prod.outlook.com (2603:10b6:806:32c::22) by B.prod.outlook.com with HTTPS; "
     "D\n"
     "Received: from C.prod.outlook.com (2a01:111:e400:7a4d::27) by A.prod.outlook.com "
     "(2603:10b6:408:7d::12) with Microsoft SMTP Server id 15.20.2347.17; D\n"
     "Received: from D.eop-nam01.prod.protection.outlook.com (2a01:111:f400:7e40::205) by "
     "C.outlook.office365.com (2a01:111:e400:7a4d::27) with Microsoft SMTP Server id 15.20.1; D\n"
     "Received: from mail.sender.example (192.0.2.1) by D.mail.protection.outlook.com (10.152.0.1) "
     "with "
     "Microsoft SMTP Server id 15.20.4; D\n",
     3, EML_HOPS_SURE},
    {"microsoft-inner-edge-names", /* hosts below protection.outlook.com that are not at the edge */
     "Received: from E.eop-APC01.prod.protection.outlook.com (2a01:111:e400:7ebe::44) by "
     "F.eop-APC01.prod.protection.outlook.com (2a01:111:e400:7ebe::428) with Microsoft SMTP "
     "Server; D\n"
     "Received: from mail.sender.example (192.0.2.1) by E.mail.protection.outlook.com (10.152.0.1) "
     "with "
     "Microsoft SMTP Server id 15.20.4; D\n",
     1, EML_HOPS_SURE},
    {"microsoft-to-microsoft",
     "Received: from A.prod.outlook.com (2603:10b6:806:32c::22) by B.prod.outlook.com with HTTPS; "
     "D\n"
     "Received: from X.outbound.protection.outlook.com (40.92.66.108) by "
     "D.mail.protection.outlook.com (10.152.0.1) with Microsoft SMTP Server id 15.20.4; D\n"
     "Received: from mail.paypal.example (198.51.100.66) by Y.prod.outlook.com with Microsoft "
     "SMTP; D\n",
     1, EML_HOPS_SURE},
    {"microsoft-to-microsoft-ipv6",
     "Received: from X.outbound.protection.outlook.com (2a01:111:f403:c110::2) by "
     "D.mail.protection.outlook.com (10.152.0.1) with Microsoft SMTP Server id 15.20.4; D\n"
     "Received: from mail.paypal.example (198.51.100.66) by Y.prod.outlook.com with Microsoft "
     "SMTP; D\n",
     0, EML_HOPS_SURE},
    {"microsoft-network-elsewhere", /* its networks explain nothing at other hosts */
     "Received: from X.outbound.protection.outlook.com (mail-x.outbound.protection.outlook.com "
     "[2a01:111:f403:c110::2]) by mx.example.org with ESMTPS id 2; D\n"
     "Received: from b.example (b.example [192.0.2.1]) by Y.prod.outlook.com with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    /* Microsoft's customers have machines in networks beside Exchange's, and may hand in there */
    {"microsoft-customers-machine",
     "Received: from A.prod.outlook.com (2603:10b6:806:32c::22) by B.prod.outlook.com with HTTPS; "
     "D\n"
     "Received: from [127.0.0.1] (2603:1030:7:5::106) by A.prod.outlook.com (2603:10b6:408:7d::12) "
     "with Microsoft SMTP Server id 15.20.1 via Frontend Transport; D\n"
     "Received: from mail.paypal.example (198.51.100.66) by D.mail.protection.outlook.com "
     "(10.152.0.1) with Microsoft SMTP Server; D\n",
     1, EML_HOPS_SURE},
    {"microsoft-customers-machine-older-network",
     "Received: from x (2a01:111:f100:6000::4134:a26f) by C.outlook.office365.com with Microsoft "
     "SMTP Server id 15.20.1; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    /* they send from these to each other, whichever name the edge has */
    {"microsoft-customers-mail-at-inner-edge-name",
     "Received: from X.outbound.protection.outlook.com (2a01:111:f403:c110::2) by "
     "E.eop-nam02.prod.protection.outlook.com (2a01:111:e400:7ebe::44) with Microsoft SMTP Server; "
     "D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"microsoft-customers-mail-at-inner-edge-name-2017",
     "Received: from X.outbound.protection.outlook.com (2a01:111:f400:fe2d::209) by "
     "E.eop-nam02.prod.protection.outlook.com (2a01:111:e400:7ebe::44) with Microsoft SMTP Server; "
     "D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"microsoft-south-africa",
     "Received: from A.prod.outlook.com (2603:1086:0:2c::10) by B.prod.outlook.com with HTTPS; "
     "D\n" OUTSIDE,
     1, EML_HOPS_SURE},
    {"microsoft-look-alike",
     "Received: from X (2603:10b6::1) by mx.evil-outlook.com with ESMTPS id 2; D\n"
     "Received: from b.example (b.example [192.0.2.1]) by Y with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    /* a machine of the receiver's that anybody may share, or that does not say who came */
    {"this-host-network-first",
     "Received: from x ([0.1.2.3]) by imap.example.org with ESMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_LOOPBACK},
    {"loopback-ipv6-first",
     "Received: from x ([IPv6:::1]) by imap.example.org with ESMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_LOOPBACK},
    {"loopback-to-mailbox", /* Dovecot */
     "Received: from mx.example.org ([127.0.0.1]) by mx.example.org with LMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_SURE},
    {"loopback-fastmail",
     "Received: from mailmx.nyi.internal (localhost [127.0.0.1]) by mx2.messagingengine.com "
     "(Authentication Milter) with ESMTP id 2; D\n" OUTSIDE,
     1, EML_HOPS_SURE},
    {"loopback-yahoo",
     "Received: from 127.0.0.1 by atlas-production.omega.yahoo.com pod-id 7 with HTTP; D\n" OUTSIDE,
     1, EML_HOPS_SURE},
    {"amavis",
     "Received: from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTP id 2; D\n" OUTSIDE,
     1, EML_HOPS_LOOPBACK},
    /* amavisd hands back with the protocol of a user who logged in: either, so in doubt */
    {"amavis-handed-back",
     "Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTPA id "
     "3; D\n"
     "Received: from a.example ([192.0.2.1]) by localhost (mx.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTPA id 2; D\n" OUTSIDE,
     1, EML_HOPS_LOOPBACK},
    {"amavis-handed-back-ipv6",
     "Received: from localhost (localhost [IPv6:::1]) by mx.example.org (Postfix) with ESMTPSA id "
     "3; D\n"
     "Received: from mx.example.org ([127.0.0.1]) by localhost (MX.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTPA id 2; D\n" OUTSIDE,
     1, EML_HOPS_SUBMITTED}, /* its own field says that somebody logged in there */
    {"amavis-of-another-host",
     "Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTPA id "
     "3; D\n"
     "Received: from a.example ([192.0.2.1]) by localhost (mail.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTPA id 2; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"amavis-not-next",
     "Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTPA id "
     "3; D\n" OUTSIDE
     "Received: from a.example ([192.0.2.1]) by localhost (mx.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTPA id 2; D\n",
     0, EML_HOPS_SUBMITTED},
    {"amavis-from-elsewhere",
     "Received: from x (x [10.0.0.7]) by mx.example.org (Postfix) with ESMTPA id 3; D\n"
     "Received: from a.example ([192.0.2.1]) by localhost (mx.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTPA id 2; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"amavis-below-a-user",
     "Received: from localhost (localhost [127.0.0.1]) (Authenticated sender: evil) by "
     "mx.example.org (Postfix) with ESMTPA id 3; D\n"
     "Received: from a.example ([192.0.2.1]) by localhost (mx.example.org [127.0.0.1]) "
     "(amavisd-new, port 10024) with ESMTPA id 2; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"microsoft-mailbox",
     "Received: from A.prod.outlook.com by B.prod.outlook.com with HTTPS; D\n" OUTSIDE, 1,
     EML_HOPS_SURE},
    {"no-from", "Received: by mx.example.org with SMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"no-from-6to4-public", "Received: by 2002:ab05:7108:: with SMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"single-label-by", "Received: from evil.example by mx with ESMTP id 2; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"bsmtp", "Received: from evil.example by mx.example.org with bsmtp id 2; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"unknown-protocol",
     "Received: from evil.example by mx.example.org with carrier-pigeon; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"unreadable", "Received: evil\n" OUTSIDE, 1, EML_HOPS_WITHOUT_ADDRESS},
    {"unreadable-http", "Received: evil with HTTP; D\n" OUTSIDE, 1, EML_HOPS_WITHOUT_ADDRESS},
    {"unreadable-login", "Received: evil with ESMTPA id 2; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"unreadable-user", "Received: evil (Postfix, from userid 1000); D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"empty", "Received:\n" OUTSIDE, 1, EML_HOPS_WITHOUT_ADDRESS},
    {"qmail-from-network", "Received: (qmail 12 invoked from network); D\n" OUTSIDE, 1,
     EML_HOPS_SURE},
    {"qmail-from-network-in-helo",
     "Received: from x (qmail 12 invoked from network) by mx.example.org with SMTP; D\n" OUTSIDE, 1,
     EML_HOPS_WITHOUT_ADDRESS},
    {"weightiest", /* the name, although the other stands above */
     "Received: evil\n"
     "Received: from mx1 (mx1.example.org [192.0.2.9]) by imap.example.org with ESMTP id 2; "
     "D\n" OUTSIDE,
     2, EML_HOPS_BY_NAME},
    /* submitted at the receiver: RFC 3848, RFC 6409, and what programs write of a user */
    {"submitted-postfix",
     "Received: by mx.example.org (Postfix, from userid 1000) id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"submitted-exim",
     "Received: from evil by mx.example.org with local (Exim 4.96) (envelope-from <e@example.org>) "
     "id 2; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"submitted-exim-batch",
     "Received: from evil by mx.example.org with local-bsmtp id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"submitted-qmail", "Received: (qmail 1234 invoked by uid 1000); D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"submitted-sendmail",
     "Received: (from evil@localhost) by mx.example.org (8.17.1/8.17.1/Submit) id 2; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"submitted-dma",
     "Received: from evil (uid 1000) (envelope-from e@example.org) id 2 by "
     "mx.example.org (DragonFly Mail Agent v0.13); D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"submitted-http", "Received: by mx.example.org with HTTP; D\n" OUTSIDE, 0, EML_HOPS_SUBMITTED},
    {"submitted-login-comment",
     "Received: from x (x [10.0.0.7]) (Authenticated sender: evil) by mx.example.org (Postfix) "
     "with "
     "ESMTPS id 2; D\n" OUTSIDE,
     0, EML_HOPS_SUBMITTED},
    {"submitted-login-protocol",
     "Received: from [10.0.0.7] (x [10.0.0.7]) by mx.example.org with ESMTPSA id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"submitted-login-exim",
     "Received: from [127.0.0.1] (helo=x) by mx.example.org with esmtpa id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    {"submitted-login-utf8",
     "Received: from x ([10.0.0.7]) by mx.example.org with UTF8SMTPSA id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SUBMITTED},
    /* standards E.5: if all hops may be inside, the lowest with a public address, and not sure */
    {"made-on-a-neighbor",
     "Received: from node.example.org (node.example.org [198.51.100.176]) by mx.example.org "
     "(Postfix) with ESMTPS id 2; D\n"
     "Received: from root by node.example.org with local-generated (Exim 4.92) id 1; D\n",
     0, EML_HOPS_BY_NAME},
    {"logged-in-on-a-neighbor", /* with the address of who did: that is outside */
     "Received: from node.example.org (node.example.org [198.51.100.176]) by mx.example.org "
     "(Postfix) with ESMTPS id 2; D\n"
     "Received: from pc ([203.0.113.9]) by node.example.org with ESMTPSA id 1; D\n",
     1, EML_HOPS_BY_NAME},
    {"submitted-under-mailbox",
     "Received: from mx.example.org ([10.0.0.3]) by imap.example.org with LMTP id 3; D\n"
     "Received: by mx.example.org (Postfix, from userid 1000) id 2; D\n" OUTSIDE,
     1, EML_HOPS_SUBMITTED},
    {"login-from-outside", /* the address is the receiver's own word: the border as ever */
     "Received: from x (x.example [192.0.2.7]) (Authenticated sender: bob) by mx.example.org with "
     "ESMTPSA id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"mailbox-with-login", /* Cyrus */
     "Received: from mx ([10.0.0.7]) by imap.example.org (Cyrus) with LMTPA id 2; D\n" OUTSIDE, 1,
     EML_HOPS_SURE},
    {"sender-says-user", /* MAIL FROM is the sender's word */
     "Received: from mx ([10.0.0.7]) by imap.example.org (envelope-from <\"a uid 5 b\"@x.example>) "
     "with ESMTP id 2; D\n" OUTSIDE,
     1, EML_HOPS_SURE},
    /* a HELO name with parentheses in it, where the receiver writes the address before it */
    {"helo-gives-address-exim",
     "Received: from x ([203.0.113.199] helo=y) by mx.example.org ([192.0.2.80])\n"
     "\tby mx.example.org with esmtp (Exim 4.96) id 2; D\n" OUTSIDE,
     0, EML_HOPS_TWO_ADDRESSES},
    {"helo-gives-address-exim-no-name",
     "Received: from [203.0.113.199] (helo=x) by mx.example.org (mail.bank.example [192.0.2.80])\n"
     "\tby mx.example.org with esmtp (Exim 4.96) id 2; D\n" OUTSIDE,
     0, EML_HOPS_TWO_ADDRESSES},
    {"helo-gives-address-exim-port",
     "Received: from [203.0.113.199]:4711 (helo=x) (mail.bank.example [192.0.2.80])\n"
     "\tby mx.example.org with esmtp (Exim 4.96) id 2; D\n" OUTSIDE,
     0, EML_HOPS_TWO_ADDRESSES},
    {"helo-gives-private-address",
     "Received: from [203.0.113.199] (helo=x) by mx.example.org (y [10.0.0.1])\n"
     "\tby mx.example.org with esmtp (Exim 4.96) id 2; D\n" OUTSIDE,
     0, EML_HOPS_TWO_ADDRESSES},
    {"helo-gives-address-communigate",
     "Received: from [203.0.113.199] (HELO x) by mx.example.org (mail.bank.example [192.0.2.80])\n"
     "\tby mx.example.org (CommuniGate Pro SMTP 6.1) with ESMTP id 2; D\n" OUTSIDE,
     0, EML_HOPS_TWO_ADDRESSES},
    {"helo-is-address-exim",
     "Received: from x.example ([192.0.2.80] helo=[198.51.100.2]) by mx.example.org with esmtp id "
     "2; "
     "D\n",
     0, EML_HOPS_SURE},
    {"helo-gives-address-postfix", /* the client stands last, as ever */
     "Received: from evil ([198.51.100.2]) by mx.example.org (real.example [192.0.2.80])\n"
     "\tby mx.example.org (Postfix) with ESMTP id 2; D\n",
     0, EML_HOPS_TWO_ADDRESSES},
    {"address-in-helo-postfix",
     "Received: from evil ([198.51.100.2]) (real.example [192.0.2.80]) by mx.example.org (Postfix) "
     "with ESMTP id 2; D\n",
     0, EML_HOPS_SURE},
    {"mail-from-gives-address-exim",
     "Received: from x.example ([203.0.113.199]) by mx.example.org with esmtp (Exim 4.96)\n"
     "\t(envelope-from <\"x) ([192.0.2.80]) by mx.example.org (\"@x.example>) id 2; D\n" OUTSIDE,
     0, EML_HOPS_TWO_ADDRESSES},
    {"helo-is-address-postfix",
     "Received: from [198.51.100.2] (real.example [192.0.2.80]) by mx.example.org (Postfix) with "
     "ESMTP id 2; D\n",
     0, EML_HOPS_SURE},
    {"qmail", "Received: from 192.0.2.80 (HELO x) (192.0.2.80) by mx.example.org with SMTP; D\n", 0,
     EML_HOPS_SURE},
    /* the reader's own program took it out of his mailbox: no hand-over between organizations */
    {"fetched-imap",
     "Received: from mail.example.net [198.51.100.25]\n\tby home.example.org with IMAP "
     "(fetchmail-6.3.9)\n\tfor <bob@localhost> (single-drop); D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mail.example.net with ESMTP id 1; D\n",
     1, EML_HOPS_SURE},
    {"fetched-pop-delivered-here",
     "Received: from localhost (localhost [127.0.0.1]) by home.example.org with ESMTP id 3; D\n"
     "Received: from 198.51.100.25 [198.51.100.25]\n\tby home.example.org with POP3 "
     "(fetchmail-6.3.17)\n\tfor <bob@localhost> (single-drop); D\n"
     "Received: from a.example (a.example [192.0.2.1]) by mail.example.net with ESMTP id 1; D\n",
     2, EML_HOPS_LOOPBACK},
    {"fetched-without-from", /* Gmail */
     "Received: by 10.190.4.196 with POP3 id 4mf308372yxp.131; D\n" OUTSIDE, 1, EML_HOPS_SURE},
    {"fetched-getmail",
     "Received: from mail.example.net (198.51.100.25) by home with IMAP4-SSL; D\n" OUTSIDE, 1,
     EML_HOPS_SURE},
    {"fetched-alone",
     "Received: from mail.example.net [198.51.100.25] by home.example.org with IMAP; D\n", -1,
     EML_HOPS_SURE},
    {"fetched-below-border", /* whoever sent it fetched it, or says so */
     OUTSIDE "Received: from mail.example.net [198.51.100.25] by a.example with IMAP "
	     "(fetchmail-6.3.9); D\n"
	     "Received: from x.example ([203.0.113.1]) by mail.example.net with ESMTP id 1; D\n",
     0, EML_HOPS_SURE},
    /* and what a sender may write into HELO or MAIL FROM to look so */
    {"fetched-in-helo-postfix",
     "Received: from x by y with IMAP (z (real.example [192.0.2.80])\n\tby mx.example.org "
     "(Postfix) with ESMTP id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"fetched-in-helo-exim",
     "Received: from [192.0.2.80] (helo=x) by y with IMAP (z)\n\tby mx.example.org with esmtp "
     "(Exim 4.96) id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"fetched-in-helo-open",
     "Received: from [192.0.2.80] (helo=x) by y with IMAP ((z)\n\tby mx.example.org with esmtp "
     "(Exim 4.96)\n\t(envelope-from <\"a)\"@x.example>) id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"fetched-in-helo-quoted",
     "Received: from [192.0.2.80] (helo=x) by y with IMAP \"\n\tby mx.example.org with esmtp "
     "(Exim 4.96)\n\t(envelope-from <\"a\"@x.example>) id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    {"fetched-in-helo-without-by",
     "Received: from x with IMAP ([192.0.2.80]) by mx.example.org (Postfix) id 2; D\n" OUTSIDE, 0,
     EML_HOPS_SURE},
    {"fetched-in-mail-from",
     "Received: from x.example ([192.0.2.80]) by mx.example.org\n\t(envelope-from <\"a by b with "
     "IMAP\"@x.example>) with ESMTP id 2; D\n" OUTSIDE,
     0, EML_HOPS_SURE},
    /* all internal */
    {"all-private",
     "Received: from x ([10.0.0.1]) by imap.example.org with ESMTP id 2; D\n"
     "Received: from y ([10.0.0.2]) by mx.example.org with ESMTP id 1; D\n",
     -1, EML_HOPS_SURE},
    {"all-internal-lowest-public",
     "Received: from mx1 (mx1.example.org [192.0.2.9]) by imap.example.org with ESMTP id 3; D\n"
     "Received: from mx2 (mx2.example.org [192.0.2.8]) by mx1.example.org with ESMTP id 2; D\n"
     "Received: from y ([10.0.0.2]) by mx2.example.org with ESMTP id 1; D\n",
     1, EML_HOPS_BY_NAME},
    {"build-number-is-no-address",
     "Received: from A.example by B.example.org with Microsoft SMTP Server id 15.20.7784.21; D\n",
     -1, EML_HOPS_WITHOUT_ADDRESS},
    {"documentation-network-is-public",
     "Received: from A.example (A.example [203.0.113.5]) by B.example.org with ESMTP id 1; D\n", 0,
     EML_HOPS_SURE},
};

static void
test_border(gconstpointer data)
{
	const guint i = GPOINTER_TO_UINT(data);
	g_autofree char *fields = g_strconcat(rows[i].fields, "From: a@b.example\n", NULL);
	g_autoptr(TestClaims) claims = test_claims_new(fields, NULL, NULL);

	g_assert_cmpint(claims->hops->border, ==, rows[i].border);
	g_assert_cmpint(claims->hops->doubt, ==, rows[i].doubt);
	g_assert_cmpint(claims->hops->doubtful >= 0, ==, rows[i].doubt != EML_HOPS_SURE);
	for (guint h = 0; h < claims->hops->hops->len; h++) {
		const EmlHop *hop = g_ptr_array_index(claims->hops->hops, h);

		g_assert_cmpint(hop->border, ==, (gint)h == rows[i].border);
		g_assert_cmpuint(hop->field, ==, h);
	}
}

static void
test_delays(void)
{
	static const struct {
		gboolean has_time, has_delay;
		gint64 delay_s;
	} wanted[] = {
	    {TRUE, TRUE, 5},   {TRUE, TRUE, -86401}, {TRUE, FALSE, 0},
	    {FALSE, FALSE, 0}, {TRUE, FALSE, 0},
	};
	g_autoptr(TestClaims) claims = test_claims_new(
	    "Received: from a ([10.0.0.1]) by e.example; Mon, 2 Nov 2026 12:00:05 +0200\n"
	    "Received: from b ([10.0.0.1]) by d.example; Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "Received: from b ([192.0.2.1]) by c.example; Tue, 3 Nov 2026 10:00:01 +0000\n"
	    "Received: from c ([192.0.2.1]) by b.example\n"
	    "Received: from d ([192.0.2.1]) by a.example; Mon, 2 Nov 2026 09:00:00 +0000\n"
	    "From: a@b.example\n",
	    NULL, NULL);
	gint64 seconds = 0;

	g_assert_cmpuint(claims->hops->hops->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const EmlHop *hop = g_ptr_array_index(claims->hops->hops, i);

		g_assert_cmpint(hop->has_time, ==, wanted[i].has_time);
		g_assert_cmpint(hop->has_delay, ==, wanted[i].has_delay);
		if (hop->has_delay)
			g_assert_cmpint(hop->delay_s, ==, wanted[i].delay_s);
	}
	g_assert_true(eml_hops_time(claims->hops, &seconds)); /* the border's */
	g_assert_cmpint(seconds, ==, 1793700001);
	g_assert_true(eml_hops_border(claims->hops)->border);
}

static void
test_time_without_border(void)
{
	g_autoptr(TestClaims) topmost = test_claims_new(
	    "Received: by e.example with HTTP\n"
	    "Received: from b ([10.0.0.1]) by d.example; Mon, 2 Nov 2026 10:00:00 +0000\n"
	    "From: a@b.example\n",
	    NULL, NULL);
	g_autoptr(TestClaims) none = test_claims_new("From: a@b.example\n", NULL, NULL);
	gint64 seconds = 0;

	g_assert_true(eml_hops_time(topmost->hops, &seconds));
	g_assert_cmpint(seconds, ==, 1793613600);
	g_assert_false(eml_hops_time(none->hops, &seconds));
	g_assert_null(eml_hops_border(none->hops));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/hops/border/", rows[i].name, NULL);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_border);
	}
	g_test_add_func("/hops/delays", test_delays);
	g_test_add_func("/hops/time-without-border", test_time_without_border);
	return g_test_run();
}
