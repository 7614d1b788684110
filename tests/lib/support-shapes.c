#include "support-shapes.h"

#include "support.h"

const TestShape test_shapes[] = {
    {"gmail",
     "Delivered-To: bob@receiver.example\n"
     "Received: by 2002:a05:7108:16ca:b0:40c:8dfd:882c with SMTP id s10csp1177349gdo;\n"
     "        Mon, 2 Nov 2026 02:00:03 -0800 (PST)\n"
     "X-Received: by 2002:a05:600c:1553:b0:43c:f575:e305 with SMTP id 5b1f17b1804b1-4;\n"
     "        Mon, 02 Nov 2026 02:00:03 -0800 (PST)\n"
     "ARC-Seal: i=1; a=rsa-sha256; t=1793613603; cv=none; d=google.com; s=arc-20240605; b=AAAA\n"
     "ARC-Message-Signature: i=1; a=rsa-sha256; d=google.com; s=arc-20240605; h=from; bh=AA; b=AA\n"
     "ARC-Authentication-Results: i=1; mx.google.com;\n"
     "       spf=pass (google.com: domain of bounce@sender.example designates 192.0.2.10 as "
     "permitted "
     "sender) smtp.mailfrom=bounce@sender.example\n"
     "Return-Path: <bounce@sender.example>\n"
     "Received: from mail.sender.example (mail.sender.example. [192.0.2.10])\n"
     "        by mx.google.com with ESMTPS id 5b1f17b1804b1-442d686075asi17590505e9.141\n"
     "        for <bob@receiver.example>; Mon, 02 Nov 2026 02:00:02 -0800 (PST)\n"
     "Received-SPF: pass (google.com: domain of bounce@sender.example designates 192.0.2.10 as "
     "permitted sender) client-ip=192.0.2.10;\n"
     "Authentication-Results: mx.google.com;\n"
     "       dkim=pass header.i=@sender.example header.s=s1 header.b=q91nIcvc;\n"
     "       spf=pass (google.com: domain of bounce@sender.example designates 192.0.2.10 as "
     "permitted "
     "sender) smtp.mailfrom=bounce@sender.example;\n"
     "       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=sender.example\n",
     "mx.google.com", "mx.google.com", "mx.google.com", 7},
    {"microsoft",
     "Received: from SN7PR14MB6542.namprd14.prod.outlook.com (2603:10b6:806:32c::22)\n"
     " by CH3PR14MB7013.namprd14.prod.outlook.com with HTTPS; Mon, 2 Nov 2026 10:00:05 +0000\n"
     "Received: from DM6PR07CA0076.namprd07.prod.outlook.com (2603:10b6:5:337::9) by\n"
     " SN7PR14MB6542.namprd14.prod.outlook.com (2603:10b6:806:32c::22) with Microsoft SMTP\n"
     " Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\n"
     " 15.20.7784.21; Mon, 2 Nov 2026 10:00:04 +0000\n"
     "Authentication-Results: spf=pass (sender IP is 192.0.2.10)\n"
     " smtp.mailfrom=sender.example; dkim=pass (signature was verified)\n"
     " header.d=sender.example;dmarc=pass action=none header.from=sender.example;compauth=pass\n"
     " reason=100\n"
     "Received-SPF: Pass (protection.outlook.com: domain of sender.example designates\n"
     " 192.0.2.10 as permitted sender) receiver=protection.outlook.com; client-ip=192.0.2.10;\n"
     " helo=mail.sender.example; pr=C\n"
     "Received: from mail.sender.example (192.0.2.10) by\n"
     " DS1PEPF0001709B.mail.protection.outlook.com (10.167.18.105) with Microsoft SMTP Server\n"
     " (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.7784.11 via Frontend\n"
     " Transport; Mon, 2 Nov 2026 10:00:03 +0000\n",
     "protection.outlook.com", "DS1PEPF0001709B.mail.protection.outlook.com",
     "ds1pepf0001709b.mail.protection.outlook.com", 4},
    {"postfix",
     "Return-Path: <bounce@sender.example>\n"
     "Delivered-To: bob@receiver.example\n"
     "Received: from mx.receiver.example ([10.0.0.3]) by imap.receiver.example with LMTP id 7;\n"
     "\tMon, 2 Nov 2026 10:00:04 +0000\n"
     "Authentication-Results: mx.receiver.example; dmarc=pass (p=none dis=none)\n"
     "\theader.from=sender.example\n"
     "Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=bounce@sender.example\n"
     "\tsmtp.helo=mail.sender.example\n"
     "Authentication-Results: mx.receiver.example;\n"
     "\tdkim=pass (2048-bit key; unprotected) header.d=sender.example header.i=@sender.example\n"
     "\theader.a=rsa-sha256 header.s=s1 header.b=\"q91nIcvc\"\n"
     "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.10;\n"
     " helo=mail.sender.example; envelope-from=bounce@sender.example; receiver=<UNKNOWN>\n"
     "Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"
     "\tby mx.receiver.example (Postfix) with ESMTPS id 4F6A7B8C9D\n"
     "\tfor <bob@receiver.example>; Mon,  2 Nov 2026 10:00:03 +0000 (UTC)\n",
     "mx.receiver.example", "mx.receiver.example", "mx.receiver.example", 7},
    {"icloud", /* the older order of standards E.5, above the border */
     "Return-Path: <bounce@sender.example>\n"
     "Received: from p00-icloudmta-1 by p44-mailgateway-smtp-7784 (mailgateway 2403B92)\n"
     "\twith SMTP id d888ea55; Mon, 2 Nov 2026 10:00:05 GMT\n"
     "Authentication-Results: bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"\n"
     "Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=sender.example\n"
     "Authentication-Results: dkim-verifier.icloud.com;\n"
     "\tdkim=pass (2048-bit key) header.d=sender.example header.i=@sender.example "
     "header.b=q91nIcvc\n"
     "Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of "
     "bounce@sender.example designates 192.0.2.10 as permitted sender) "
     "smtp.mailfrom=bounce@sender.example\n"
     "Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"
     "\tby ci74p00im-qukt09072702.me.com (Postfix) with ESMTPS id EC1AC39C0207\n"
     "\tfor <bob@receiver.example>; Mon,  2 Nov 2026 10:00:03 +0000 (UTC)\n",
     "dmarc.icloud.com", "ci74p00im-qukt09072702.me.com", "bimi.icloud.com", 6},
    {"icloud-2023", /* as it stands in mail of 2023 and later: below the border */
     "Return-Path: <bounce@sender.example>\n"
     "Original-recipient: rfc822;bob@receiver.example\n"
     "Received: from st43p00im-qukt05021701.me.com by p44-mailgateway-smtp-7784 (mailgateway 24)\n"
     "\twith SMTP id d888ea55; Mon, 2 Nov 2026 10:00:05 GMT\n"
     "X-Apple-UUID: d888ea55-3ef2-4d3c-b43b-1fafd97034a9\n"
     "Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"
     "\tby st43p00im-qukt05021701.me.com (Postfix) with ESMTPS id EC1AC39C0207\n"
     "\tfor <bob@receiver.example>; Mon,  2 Nov 2026 10:00:03 +0000 (UTC)\n"
     "X-ICL-SCORE: 3.333033230041\n"
     "X-ICL-INFO: GAtbVUseBVFGSVVESgMG\n"
     "Authentication-Results: bimi.icloud.com; bimi=none\n"
     "X-ARC-Info: policy=fail; arc=none\n"
     "Authentication-Results: arc.icloud.com; arc=none\n"
     "Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=sender.example\n"
     "X-DMARC-Info: pass=pass; dmarc-policy=none; s=r0; d=r1; pdomain=sender.example\n"
     "X-DMARC-Policy: v=DMARC1; p=none\n"
     "Authentication-Results: dkim-verifier.icloud.com;\n"
     "\tdkim=pass (2048-bit key) header.d=sender.example header.i=@sender.example "
     "header.b=q91nIcvc\n"
     "Authentication-Results: dkim-verifier.icloud.com;\n"
     "\tdkim=pass (2048-bit key) header.d=esp.example header.i=@esp.example header.b=tIugs7hL\n"
     "Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of "
     "bounce@sender.example designates 192.0.2.10 as permitted sender) "
     "smtp.mailfrom=bounce@sender.example\n"
     "Received-SPF: pass (spf.icloud.com: domain of bounce@sender.example designates 192.0.2.10 as "
     "permitted sender) receiver=spf.icloud.com; client-ip=192.0.2.10; helo=mail.sender.example; "
     "envelope-from=bounce@sender.example\n",
     "dkim-verifier.icloud.com", "st43p00im-qukt05021701.me.com", "bimi.icloud.com", 4},
    {"fastmail",
     "Return-Path: <bounce@sender.example>\n"
     "Received: from compute5.internal (compute5.nyi.internal [10.202.2.45])\n"
     "\t by sloti22d1t06 (Cyrus 3.9.0-alpha0-1234-fm) with LMTPA; Mon, 02 Nov 2026 05:00:06 -0500\n"
     "X-Sieve: CMU Sieve 3.0\n"
     "Received: from mx2 ([10.202.2.201])\n"
     "  by compute5.internal (LMTPProxy); Mon, 02 Nov 2026 05:00:05 -0500\n"
     "Received: from mx2.messagingengine.com (localhost [127.0.0.1])\n"
     "\tby mailmx.nyi.internal (Postfix) with ESMTP id A71211EA00E7; Mon,  2 Nov 2026 05:00:05 "
     "-0500\n"
     "Received: from mailmx.nyi.internal (localhost [127.0.0.1])\n"
     "    by mx2.messagingengine.com (Authentication Milter) with ESMTP\n"
     "    id 35022C783BF.281071EA00F1; Mon, 2 Nov 2026 05:00:05 -0500\n"
     "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=messagingengine.com; s=fm1; t=1793613605; b=XQ==\n"
     "ARC-Message-Signature: i=1; a=rsa-sha256; d=messagingengine.com; h=from; s=fm1; bh=AA; b=AA\n"
     "ARC-Authentication-Results: i=1; mx2.messagingengine.com; x-csa=none\n"
     "Authentication-Results: mx2.messagingengine.com;\n"
     "    x-csa=none;\n    x-me-sender=none;\n    x-ptr=pass smtp.helo=mail.sender.example\n"
     "Authentication-Results: mx2.messagingengine.com;\n"
     "    bimi=skipped (DMARC Policy is not at enforcement)\n"
     "Authentication-Results: mx2.messagingengine.com;\n"
     "    dkim=pass (2048-bit rsa key sha256) header.d=sender.example\n"
     "      header.i=@sender.example header.b=h7n0m9lM header.a=rsa-sha256 header.s=s1;\n"
     "    dmarc=pass policy.published-domain-policy=none header.from=sender.example;\n"
     "    iprev=pass smtp.remote-ip=192.0.2.10 (mail.sender.example);\n"
     "    spf=pass smtp.mailfrom=bounce@sender.example smtp.helo=mail.sender.example\n"
     "X-ME-VSCause: gggruggvucftvghtrhho\n"
     "Received-SPF: pass (sender.example: Sender is authorized to use 'bounce@sender.example' in "
     "'mfrom' identity (mechanism 'ip4:192.0.2.10' matched)) receiver=mx2.messagingengine.com; "
     "identity=mailfrom; envelope-from=\"bounce@sender.example\"; helo=mail.sender.example; "
     "client-ip=192.0.2.10\n"
     "Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"
     "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
     "\tby mx2.messagingengine.com (Postfix) with ESMTPS id 281071EA00F1\n"
     "\tfor <bob@receiver.example>; Mon,  2 Nov 2026 05:00:04 -0500 (EST)\n",
     "mx2.messagingengine.com", "mx2.messagingengine.com", "mx2.messagingengine.com", 14},
    {"yahoo",
     "X-Apparently-To: bob@receiver.example via 10.196.1.2; Mon, 02 Nov 2026 10:00:04 +0000\n"
     "Return-Path: <bounce@sender.example>\n"
     "Received-SPF: pass (domain of sender.example designates 192.0.2.10 as permitted sender)\n"
     "Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;\n"
     " dkim=pass header.i=@sender.example header.s=s1;\n"
     " spf=pass smtp.mailfrom=sender.example;\n"
     " dmarc=pass(p=NONE,sp=NONE) header.from=sender.example;\n"
     "Received: from 127.0.0.1\n"
     " by atlas-production.v2-mail-prod1-gq1.omega.yahoo.com pod-id 7 with HTTP; Mon, 2 Nov 2026 "
     "10:00:04 +0000\n"
     "X-Originating-Ip: [192.0.2.10]\n"
     "Received: from 192.0.2.10 (EHLO mail.sender.example)\n"
     " by 10.197.41.71 with SMTPs\n"
     " (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256);\n"
     " Mon, 02 Nov 2026 10:00:03 +0000\n",
     "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com", "10.197.41.71",
     "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com", 6},
    {"amazon-ses",
     "Return-Path: <bounce@sender.example>\n"
     "Received: from mail.sender.example (mail.sender.example [192.0.2.10])\n"
     " by inbound-smtp.us-east-1.amazonaws.com with SMTP id e2mkee9fsi7998cqbar8imb\n"
     " for bob@receiver.example; Mon, 02 Nov 2026 10:00:03 +0000 (UTC)\n"
     "X-SES-Spam-Verdict: PASS\n"
     "X-SES-Virus-Verdict: PASS\n"
     "Received-SPF: pass (spfCheck: domain of sender.example designates 192.0.2.10 as permitted "
     "sender) client-ip=192.0.2.10; envelope-from=bounce@sender.example; "
     "helo=mail.sender.example;\n"
     "Authentication-Results: amazonses.com;\n"
     " spf=pass (spfCheck: domain of sender.example designates 192.0.2.10 as permitted sender) "
     "client-ip=192.0.2.10; envelope-from=bounce@sender.example; helo=mail.sender.example;\n"
     " dkim=pass header.i=@sender.example;\n"
     " dmarc=pass header.from=sender.example;\n"
     "X-SES-RECEIPT: AEFBQUFBQUFBQUFHaUpxL1pp\n",
     "amazonses.com", "inbound-smtp.us-east-1.amazonaws.com", "amazonses.com", 1},
};
const guint test_n_shapes = G_N_ELEMENTS(test_shapes);

const TestShape *
test_shape(const char *name)
{
	for (guint i = 0; i < test_n_shapes; i++)
		if (strcmp(test_shapes[i].name, name) == 0)
			return &test_shapes[i];
	g_assert_not_reached();
}

TestClaims *
test_claims_new(const char *fields, const char *const *trust, const EmlEnvelopeOptions *options)
{
	g_autofree char *text = g_strconcat(fields, "\nbody\n", NULL);
	TestClaims *self = g_new0(TestClaims, 1);

	self->message = test_message(text);
	self->hops = eml_hops_new(self->message);
	self->claims = eml_claims_new(self->message, self->hops, trust);
	self->envelope = eml_envelope_find(self->message, self->hops, self->claims, options);
	return self;
}

void
test_claims_free(TestClaims *self)
{
	if (self == NULL)
		return;
	eml_envelope_free(self->envelope);
	eml_claims_free(self->claims);
	eml_hops_free(self->hops);
	eml_message_unref(self->message);
	g_free(self);
}

static const EmlClaimField *
find_claim(const GPtrArray *claims, guint field)
{
	for (guint i = 0; i < claims->len; i++) {
		const EmlClaimField *claim = g_ptr_array_index(claims, i);

		if (claim->field == field)
			return claim;
	}
	return NULL;
}

const EmlClaimField *
test_claim_at(const TestClaims *self, guint field)
{
	const EmlClaimField *claim = find_claim(self->claims->authres, field);

	if (claim == NULL)
		claim = find_claim(self->claims->received_spf, field);
	g_assert_nonnull(claim);
	return claim;
}

void
test_same_fact(const EmlFact *a, const EmlFact *b)
{
	g_assert_cmpstr(a->value, ==, b->value);
	g_assert_cmpstr(a->source, ==, b->source);
	g_assert_cmpint(a->field, ==, b->field);
}
