#!/usr/bin/env python3
"""Makes the samples: NAME.eml, signed by dkimpy with the test keys, and NAME.zone, the DNS answers of that day.

The files are kept in the repository; run this again only to change a sample: python3 samples/make.py
Every name and address is of the documentation ranges, but for the receiving providers' own names.
"""
import base64
import os
import subprocess

import dkim
import nacl.encoding
import nacl.signing

HERE = os.path.dirname(os.path.abspath(__file__))
CRLF = "\r\n"


class FixedTime:
    """dkimpy writes t= from the clock; the samples must come out the same every time."""

    def __init__(self, seconds):
        self.seconds = seconds

    def time(self):
        return self.seconds


def read(name, mode="rb"):
    with open(os.path.join(HERE, "keys", name), mode) as handle:
        return handle.read()


def rsa_record(key):
    der = subprocess.run(["openssl", "rsa", "-in", os.path.join(HERE, "keys", key), "-pubout", "-outform", "DER"],
                         check=True, capture_output=True).stdout
    return "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()


def ed25519_record():
    key = nacl.signing.SigningKey(read("ed25519.key").strip(), encoder=nacl.encoding.Base64Encoder)
    return "v=DKIM1; k=ed25519; p=" + key.verify_key.encode(encoder=nacl.encoding.Base64Encoder).decode()


def txt(name, value, ttl=3600):
    parts = [value[i:i + 200] for i in range(0, len(value), 200)]
    return f"{name}. {ttl} IN TXT " + " ".join('"' + part + '"' for part in parts)


def lines(text):
    return text.strip("\n").replace("\n", CRLF) + CRLF


def sign(message, when, domain, selector, key, canon=("relaxed", "relaxed"), headers=None, length=False, ed25519=False):
    """The DKIM-Signature field for the message (bytes), as bytes."""
    dkim.time = FixedTime(when)
    names = headers or ["from", "to", "subject", "date", "message-id", "mime-version", "content-type"]
    return dkim.sign(message, selector.encode(), domain.encode(), read(key).strip() if ed25519 else read(key),
                     canonicalize=tuple(c.encode() for c in canon), include_headers=[n.encode() for n in names],
                     length=length, signature_algorithm=b"ed25519-sha256" if ed25519 else b"rsa-sha256")


def b_start(signature):
    """The first eight characters of b=, as receivers write them into header.b."""
    compact = b"".join(signature.split())
    return compact.rsplit(b";b=", 1)[1][:8].decode()


def write(name, message, zone):
    with open(os.path.join(HERE, name + ".eml"), "wb") as handle:
        handle.write(message)
    with open(os.path.join(HERE, name + ".zone"), "w", encoding="ascii") as handle:
        handle.write(";! complete\n" + "\n".join(zone) + "\n")


def newsletter():
    """1: a newsletter received at Gmail; all passes, one-click covered by DKIM."""
    body = lines("""
--b1
Content-Type: text/plain; charset=utf-8

Spring is here: three new kinds of tomato, and how to start them on the windowsill.

--b1
Content-Type: text/html; charset=utf-8

<p>Spring is here: <b>three new kinds of tomato</b>, and how to start them on the windowsill.</p>

--b1--
""").encode()
    head = lines("""
From: Garden Letter <letter@garden.example>
To: reader@gmail.com
Subject: Three new tomatoes for your windowsill
Date: Tue, 03 Mar 2026 08:15:02 +0100
Message-ID: <20260303.0815.4711@news.garden.example>
List-Id: Garden Letter <letter.garden.example>
List-Unsubscribe: <https://news.garden.example/u/8f3k2j5h7s9d>, <mailto:leave-8f3k2j5h7s9d@news.garden.example>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"
""").encode()
    message = head + b"\r\n" + body
    names = ["from", "from", "to", "subject", "subject", "date", "message-id", "list-unsubscribe",
             "list-unsubscribe-post", "mime-version", "content-type"]
    signature = sign(message, 1772522102, "garden.example", "g1", "rsa2048-a.pem", headers=names)
    top = lines(f"""
Delivered-To: reader@gmail.com
Received: by 2002:a05:7301:1f05:b0:13d:8c4e:f0aa with SMTP id k5csp1201345dyk;
        Mon, 2 Mar 2026 23:15:05 -0800 (PST)
X-Received: by 2002:a17:907:7244:b0:b5c:6f84:2fe1 with SMTP id a640c23a62f3a-b8f6d7;
        Mon, 02 Mar 2026 23:15:04 -0800 (PST)
Return-Path: <bounce-8f3k@news.garden.example>
Received: from mta1.garden.example (mta1.garden.example. [203.0.113.25])
        by mx.google.com with ESMTPS id a640c23a62f3a-b8f6d7si21998.77.2026.03.02.23.15.03
        for <reader@gmail.com>
        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);
        Mon, 02 Mar 2026 23:15:04 -0800 (PST)
Received-SPF: pass (google.com: domain of bounce-8f3k@news.garden.example designates 203.0.113.25 as permitted sender) client-ip=203.0.113.25;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@garden.example header.s=g1 header.b={b_start(signature)};
       spf=pass (google.com: domain of bounce-8f3k@news.garden.example designates 203.0.113.25 as permitted sender) smtp.mailfrom=bounce-8f3k@news.garden.example;
       dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) header.from=garden.example
""").encode()
    write("01-newsletter", top + signature + message, [
        txt("g1._domainkey.garden.example", rsa_record("rsa2048-a.pem")),
        txt("news.garden.example", "v=spf1 include:_spf.garden.example -all"),
        txt("_spf.garden.example", "v=spf1 ip4:203.0.113.16/28 a:mta1.garden.example ~all", 1800),
        "mta1.garden.example. 3600 IN A 203.0.113.25",
        "news.garden.example. 3600 IN MX 10 mta1.garden.example.",
        txt("_dmarc.garden.example", "v=DMARC1; p=quarantine; sp=quarantine; rua=mailto:dmarc@garden.example"),
        "25.113.0.203.in-addr.arpa. 3600 IN PTR mta1.garden.example.",
    ])


def mailing_list():
    """2: through a mailing list: footer and subject tag break DKIM; an ARC set is present."""
    body = lines("""
Has anybody measured how long the new sensor takes to warm up?

Mira
""").encode()
    head = lines("""
From: Mira Holm <mira@lab.example>
To: sensors@lists.uni.example
Subject: Warm-up time
Date: Thu, 05 Mar 2026 14:20:11 +0000
Message-ID: <c0ffee01@lab.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
""").encode()
    signature = sign(head + b"\r\n" + body, 1772720412, "lab.example", "m2026", "rsa2048-b.pem")
    listed = head.replace(b"Subject: Warm-up", b"Subject: [sensors] Warm-up")
    listed += lines("""
List-Id: <sensors.lists.uni.example>
List-Unsubscribe: <mailto:sensors-leave@lists.uni.example>
Precedence: list
""").encode()
    footer = lines("""
_______________________________________________
sensors mailing list -- sensors@lists.uni.example
To leave send an email to sensors-leave@lists.uni.example
""").encode()
    results = lines(f"""
Authentication-Results: lists.uni.example;
        dkim=pass header.d=lab.example header.s=m2026 header.b={b_start(signature)};
        spf=pass smtp.mailfrom=mira@lab.example;
        dmarc=pass (p=none) header.from=lab.example
""").encode()
    received = lines("""
Received: from out.lab.example (out.lab.example [198.51.100.7])
        by lists.uni.example (Postfix) with ESMTPS id 4fRk1X3Wz9
        for <sensors@lists.uni.example>; Thu, 05 Mar 2026 14:20:13 +0000 (UTC)
""").encode()
    message = received + signature + listed + b"\r\n" + body + footer
    dkim.time = FixedTime(1772720416)
    sets = dkim.arc_sign(results + message, b"arc1", b"lists.uni.example", read("rsa2048-c.pem"), b"lists.uni.example",
                         include_headers=[b"from", b"to", b"subject", b"date", b"message-id",
                                          b"list-id"], timestamp=1772720416)
    top = lines("""
Return-Path: <sensors-bounces@lists.uni.example>
Authentication-Results: mx.reader.example;
        dkim=fail (body hash did not verify) header.d=lab.example header.s=m2026;
        dmarc=fail (p=none dis=none) header.from=lab.example
Authentication-Results: mx.reader.example;
        spf=pass smtp.mailfrom=sensors-bounces@lists.uni.example
Received: from lists.uni.example (lists.uni.example [198.51.100.44])
        (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
        by mx.reader.example (Postfix) with ESMTPS id 4fRk1c0Qb2
        for <ann@reader.example>; Thu, 05 Mar 2026 14:20:19 +0000 (UTC)
""").encode()
    write("02-mailing-list", top + b"".join(sets) + message, [
        txt("m2026._domainkey.lab.example", rsa_record("rsa2048-b.pem")),
        txt("arc1._domainkey.lists.uni.example", rsa_record("rsa2048-c.pem")),
        txt("lists.uni.example", "v=spf1 ip4:198.51.100.44 -all"),
        txt("lab.example", "v=spf1 ip4:198.51.100.7 -all"),
        txt("_dmarc.lab.example", "v=DMARC1; p=none; rua=mailto:postmaster@lab.example"),
        "lists.uni.example. 3600 IN A 198.51.100.44",
        "44.100.51.198.in-addr.arpa. 3600 IN PTR lists.uni.example.",
    ])


def spoof():
    """3: a spoof of a p=reject domain with a forged Authentication-Results below the border."""
    message = lines("""
Return-Path: <security@bank.example>
Authentication-Results: mx.reader.example;
        dkim=none;
        dmarc=fail (p=reject dis=none) header.from=bank.example
Authentication-Results: mx.reader.example;
        spf=fail smtp.mailfrom=security@bank.example
Received: from mail.bank.example (unknown [203.0.113.199])
        by mx.reader.example (Postfix) with ESMTP id 4fT7Qk2Lz1
        for <ann@reader.example>; Sat, 07 Mar 2026 02:41:37 +0000 (UTC)
Authentication-Results: mx.reader.example;
        dkim=pass header.d=bank.example header.s=b1 header.b=kd8Sm2Qe;
        spf=pass smtp.mailfrom=security@bank.example;
        dmarc=pass (p=reject dis=none) header.from=bank.example
Received-SPF: pass (mx.reader.example: domain of security@bank.example designates 192.0.2.80 as permitted sender)
        client-ip=192.0.2.80; envelope-from=security@bank.example; helo=mail.bank.example;
Received: from core.bank.example (core.bank.example [192.0.2.80])
        by mail.bank.example (Postfix) with ESMTPS id 2aTTYx9c
        for <ann@reader.example>; Sat, 07 Mar 2026 02:41:30 +0000 (UTC)
From: "Bank Security" <security@bank.example>
To: ann@reader.example
Subject: Your account is locked
Date: Sat, 07 Mar 2026 02:41:29 +0000
Message-ID: <8842.7@bank.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Your account was locked for your safety. Confirm your details within 24 hours:
https://bank-example.secure-login.example/confirm
""").encode()
    write("03-spoof", message, [
        txt("bank.example", "v=spf1 ip4:192.0.2.80 ip4:192.0.2.81 -all"),
        txt("_dmarc.bank.example", "v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; rua=mailto:dmarc@bank.example"),
        ";! no-name 199.113.0.203.in-addr.arpa.",
    ])


def softfail():
    """4: SPF softfail and no DKIM: what Gmail refuses with 550-5.7.26."""
    message = lines("""
Return-Path: <info@workshop.example>
Received-SPF: softfail (mx.reader.example: domain of transitioning info@workshop.example does not designate 198.51.100.99 as permitted sender) client-ip=198.51.100.99; envelope-from=info@workshop.example; helo=web7.hosting.example;
Authentication-Results: mx.reader.example;
        spf=softfail smtp.mailfrom=info@workshop.example;
        dmarc=none header.from=workshop.example
Received: from web7.hosting.example (web7.hosting.example [198.51.100.99])
        by mx.reader.example with ESMTPS id 5hY2k9
        (TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256)
        for <ann@reader.example>; Mon, 09 Mar 2026 09:02:44 +0000
Received: from localhost (localhost [127.0.0.1])
        by web7.hosting.example (Postfix) with ESMTP id 77F2C1F
        for <ann@reader.example>; Mon, 09 Mar 2026 09:02:42 +0000 (UTC)
From: Workshop <info@workshop.example>
To: ann@reader.example
Subject: Your order is on its way
Date: Mon, 09 Mar 2026 09:02:41 +0000
Message-ID: <order-5512@workshop.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Your order 5512 left our workshop today.
""").encode()
    write("04-softfail", message, [
        txt("workshop.example", "v=spf1 ip4:198.51.100.64/28 mx ~all"),
        "workshop.example. 3600 IN MX 10 mail.workshop.example.",
        "mail.workshop.example. 3600 IN A 198.51.100.65",
        "web7.hosting.example. 3600 IN A 198.51.100.99",
        "99.100.51.198.in-addr.arpa. 3600 IN PTR web7.hosting.example.",
    ])


def microsoft():
    """5: received at Microsoft 365: no authserv-id, the client address only in comments."""
    body = lines("""
The minutes of Monday's meeting are attached to the wiki page.
""").encode()
    head = lines("""
From: Tomas Brink <tomas@bridge.example>
To: "ann@contoso.example" <ann@contoso.example>
Subject: Minutes of Monday
Date: Tue, 10 Mar 2026 11:30:00 +0000
Message-ID: <DB9PR04MB1234@bridge.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
""").encode()
    signature = sign(head + b"\r\n" + body, 1773142201, "bridge.example", "s1", "rsa2048-a.pem")
    top = lines("""
Received: from AS8PR04MB8755.eurprd04.prod.outlook.com (2603:10a6:20b:42f::7)
 by DB9PR04MB9482.eurprd04.prod.outlook.com with HTTPS; Tue, 10 Mar 2026 11:30:07 +0000
Received: from DB8PR04CA0021.eurprd04.prod.outlook.com (2603:10a6:10:110::31)
 by AS8PR04MB8755.eurprd04.prod.outlook.com (2603:10a6:20b:42f::7) with Microsoft SMTP Server
 (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.9678.25; Tue, 10 Mar 2026 11:30:06 +0000
Received: from DB8EUR05FT003.eop-eur05.prod.protection.outlook.com
 (2603:10a6:10:110:cafe::9b) by DB8PR04CA0021.outlook.office365.com
 (2603:10a6:10:110::31) with Microsoft SMTP Server (version=TLS1_3,
 cipher=TLS_AES_256_GCM_SHA384) id 15.20.9678.25 via Frontend Transport; Tue, 10 Mar 2026 11:30:06 +0000
Authentication-Results: spf=pass (sender IP is 203.0.113.40)
 smtp.mailfrom=bridge.example; dkim=pass (signature was verified)
 header.d=bridge.example;dmarc=pass action=none
 header.from=bridge.example;compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of bridge.example designates
 203.0.113.40 as permitted sender) receiver=protection.outlook.com;
 helo=mail.bridge.example; pr=C
Received: from mail.bridge.example (203.0.113.40) by
 DB8EUR05FT003.mail.protection.outlook.com (10.233.253.15) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9678.25 via
 Frontend Transport; Tue, 10 Mar 2026 11:30:05 +0000
Return-Path: tomas@bridge.example
X-MS-Exchange-Organization-ExpirationStartTime: 10 Mar 2026 11:30:05.4 (UTC)
""").encode()
    write("05-microsoft", top + signature + head + b"\r\n" + body, [
        txt("s1._domainkey.bridge.example", rsa_record("rsa2048-a.pem")),
        txt("bridge.example", "v=spf1 mx -all"),
        "bridge.example. 3600 IN MX 10 mail.bridge.example.",
        "mail.bridge.example. 3600 IN A 203.0.113.40",
        txt("_dmarc.bridge.example", "v=DMARC1; p=reject; rua=mailto:dmarc@bridge.example"),
        "40.113.0.203.in-addr.arpa. 3600 IN PTR mail.bridge.example.",
    ])


def key_gone():
    """6: the key was withdrawn since: recorded pass, not verifiable now, the body hash still right."""
    body = lines("""
Your invoice for February is in your account.
""").encode()
    head = lines("""
From: Meridian Billing <billing@meridian.example>
To: ann@reader.example
Subject: Invoice for February
Date: Sun, 01 Mar 2026 06:00:09 +0000
Message-ID: <inv-202602-1187@meridian.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
""").encode()
    signature = sign(head + b"\r\n" + body, 1772344810, "meridian.example", "feb26", "rsa2048-b.pem")
    top = lines(f"""
Return-Path: <bounces+1187@send.relayhub.example>
Authentication-Results: mx.reader.example;
        dkim=pass (2048-bit key) header.d=meridian.example header.i=@meridian.example header.s=feb26 header.b={b_start(signature)};
        dmarc=pass (p=reject dis=none) header.from=meridian.example
Authentication-Results: mx.reader.example;
        spf=pass smtp.mailfrom=bounces+1187@send.relayhub.example
Received: from o3.relayhub.example (o3.relayhub.example [203.0.113.77])
        by mx.reader.example (Postfix) with ESMTPS id 4fQx0b2Dm8
        for <ann@reader.example>; Sun, 01 Mar 2026 06:00:12 +0000 (UTC)
""").encode()
    write("06-key-gone", top + signature + head + b"\r\n" + body, [
        ";! no-name feb26._domainkey.meridian.example.",
        txt("mar26._domainkey.meridian.example", rsa_record("rsa2048-c.pem")),
        txt("send.relayhub.example", "v=spf1 ip4:203.0.113.64/27 -all"),
        txt("meridian.example", "v=spf1 include:send.relayhub.example -all"),
        txt("_dmarc.meridian.example", "v=DMARC1; p=reject; rua=mailto:dmarc@meridian.example"),
        "77.113.0.203.in-addr.arpa. 3600 IN PTR o3.relayhub.example.",
        "o3.relayhub.example. 3600 IN A 203.0.113.77",
    ])


def weak_and_tail():
    """7: two signatures, RSA-1024 (weak) and Ed25519; l= with an unsigned tail."""
    body = lines("""
The ferry at 07:40 is cancelled today. The next one leaves at 08:25.
""").encode()
    head = lines("""
From: Harbor Notices <notices@harbor.example>
To: ann@reader.example
Subject: Ferry 07:40 cancelled
Date: Wed, 11 Mar 2026 05:12:00 +0000
Message-ID: <ferry-0740@harbor.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
""").encode()
    message = head + b"\r\n" + body
    rsa = sign(message, 1773205921, "harbor.example", "old", "rsa1024.pem", length=True)
    ed25519 = sign(message, 1773205921, "harbor.example", "ed", "ed25519.key", length=True, ed25519=True)
    tail = lines("""

Claim your refund now: https://refund.harbor-example.invalid/claim
""").encode()
    top = lines(f"""
Return-Path: <notices@harbor.example>
Authentication-Results: mx.reader.example;
        dkim=pass (1024-bit key) header.d=harbor.example header.s=old header.b={b_start(rsa)};
        dkim=pass (256-bit key) header.d=harbor.example header.a=ed25519-sha256 header.s=ed header.b={b_start(ed25519)};
        dmarc=pass (p=none dis=none) header.from=harbor.example
Authentication-Results: mx.reader.example;
        spf=pass smtp.mailfrom=notices@harbor.example
Received: from smtp.harbor.example (smtp.harbor.example [198.51.100.120])
        (using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits))
        by mx.reader.example (Postfix) with ESMTPS id 4fVd1y3Kk0
        for <ann@reader.example>; Wed, 11 Mar 2026 05:12:03 +0000 (UTC)
""").encode()
    write("07-weak-key", top + rsa + ed25519 + message + tail, [
        txt("old._domainkey.harbor.example", rsa_record("rsa1024.pem")),
        txt("ed._domainkey.harbor.example", ed25519_record()),
        txt("harbor.example", "v=spf1 ip4:198.51.100.120 ~all"),
        txt("_dmarc.harbor.example", "v=DMARC1; p=none"),
        "120.100.51.198.in-addr.arpa. 3600 IN PTR smtp.harbor.example.",
        "smtp.harbor.example. 3600 IN A 198.51.100.120",
    ])


def japanese():
    """8: a Japanese newsletter in ISO-2022-JP with List-Unsubscribe but no List-Unsubscribe-Post."""
    subject = "=?ISO-2022-JP?B?" + base64.b64encode("春の新茶のご案内".encode("iso-2022-jp")).decode() + "?="
    name = "=?ISO-2022-JP?B?" + base64.b64encode("茶園だより".encode("iso-2022-jp")).decode() + "?="
    body = lines("""
いつも茶園だよりをお読みいただきありがとうございます。
今年の新茶は四月二十日から発送いたします。

配信停止はメール末尾のリンクからお手続きください。
""").encode("iso-2022-jp")
    head = lines(f"""
From: {name} <tayori@chaen.example>
To: ann@reader.example
Subject: {subject}
Date: Fri, 13 Mar 2026 10:00:00 +0900
Message-ID: <20260313100000.0042@chaen.example>
List-Unsubscribe: <https://chaen.example/stop?id=0042>
MIME-Version: 1.0
Content-Type: text/plain; charset=ISO-2022-JP
Content-Transfer-Encoding: 7bit
""").encode()
    message = head + b"\r\n" + body
    names = ["from", "to", "subject", "date", "message-id", "list-unsubscribe", "mime-version", "content-type",
             "content-transfer-encoding"]
    signature = sign(message, 1773363600, "chaen.example", "haru", "rsa2048-c.pem", headers=names)
    top = lines(f"""
Return-Path: <tayori@chaen.example>
Authentication-Results: mx.reader.example;
        dkim=pass (2048-bit key) header.d=chaen.example header.s=haru header.b={b_start(signature)};
        dmarc=pass (p=none dis=none) header.from=chaen.example
Authentication-Results: mx.reader.example;
        spf=pass smtp.mailfrom=tayori@chaen.example
Received: from mail.chaen.example (mail.chaen.example [192.0.2.150])
        by mx.reader.example (Postfix) with ESMTPS id 4fWh5m1Tt6
        for <ann@reader.example>; Fri, 13 Mar 2026 01:00:04 +0000 (UTC)
""").encode()
    write("08-japanese", top + signature + message, [
        txt("haru._domainkey.chaen.example", rsa_record("rsa2048-c.pem")),
        txt("chaen.example", "v=spf1 a:mail.chaen.example -all"),
        "mail.chaen.example. 3600 IN A 192.0.2.150",
        txt("_dmarc.chaen.example", "v=DMARC1; p=none; rua=mailto:dmarc@chaen.example"),
        "150.2.0.192.in-addr.arpa. 3600 IN PTR mail.chaen.example.",
    ])


def bounce():
    """9: a bounce from Gmail (multipart/report) that carries 550-5.7.26."""
    body = lines("""
--000000000000b1
Content-Type: text/plain; charset="UTF-8"


** Message blocked **

Your message to reader@gmail.com has been blocked. See technical details below for more information.

The response was:

550-5.7.26 Your email has been blocked because the sender is unauthenticated.
550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.
550-5.7.26
550-5.7.26  Authentication results:
550-5.7.26  DKIM = did not pass
550-5.7.26  SPF [workshop.example] with ip: [198.51.100.99] = did not pass
550-5.7.26
550-5.7.26  For instructions on setting up authentication, go to
550 5.7.26  https://support.google.com/mail/answer/81126#authentication

--000000000000b1
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; info@workshop.example
Arrival-Date: Mon, 09 Mar 2026 02:05:10 -0700 (PDT)
X-Original-Message-ID: <order-5513@workshop.example>

Final-Recipient: rfc822; reader@gmail.com
Action: failed
Status: 5.7.26
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.26, the server for the domain gmail.com.)
Diagnostic-Code: smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated.
 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.
 550-5.7.26  Authentication results:
 550-5.7.26  DKIM = did not pass
 550 5.7.26  SPF [workshop.example] with ip: [198.51.100.99] = did not pass
Last-Attempt-Date: Mon, 09 Mar 2026 02:05:12 -0700 (PDT)

--000000000000b1
Content-Type: message/rfc822

Received: from web7.hosting.example (web7.hosting.example. [198.51.100.99])
        by mx.google.com with ESMTPS id 4fb4d7f45d1cf; Mon, 09 Mar 2026 02:05:10 -0700 (PDT)
From: Workshop <info@workshop.example>
To: reader@gmail.com
Subject: Your order is on its way
Date: Mon, 09 Mar 2026 09:05:09 +0000
Message-ID: <order-5513@workshop.example>

Your order 5513 left our workshop today.

--000000000000b1--
""").encode()
    head = lines("""
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: info@workshop.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <order-5513@workshop.example>
In-Reply-To: <order-5513@workshop.example>
X-Failed-Recipients: reader@gmail.com
Message-ID: <69ae8f18.050a0220.1a2b3c.0001.GMR@mx.google.com>
Date: Mon, 09 Mar 2026 02:05:12 -0700 (PDT)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="000000000000b1"; report-type=delivery-status
""").encode()
    message = head + b"\r\n" + body
    names = ["from", "to", "auto-submitted", "subject", "references", "in-reply-to", "message-id", "date"]
    signature = sign(message, 1773047112, "googlemail.com", "20251104", "rsa2048-a.pem", headers=names)
    top = lines("""
Return-Path: <>
Received: from mail-ed1-f69.google.com (mail-ed1-f69.google.com [203.0.113.69])
        by mail.workshop.example (Postfix) with ESMTPS id 4fTxg13Wq7
        for <info@workshop.example>; Mon, 09 Mar 2026 09:05:14 +0000 (UTC)
Received: by mail-ed1-f69.google.com with SMTP id 4fb4d7f45d1cf-65e1
        for <info@workshop.example>; Mon, 09 Mar 2026 02:05:13 -0700 (PDT)
""").encode()
    write("09-bounce", top + signature + message, [
        txt("20251104._domainkey.googlemail.com", rsa_record("rsa2048-a.pem")),
        txt("mail-ed1-f69.google.com", "v=spf1 ip4:203.0.113.0/24 -all"),
        txt("_dmarc.googlemail.com", "v=DMARC1; p=quarantine; sp=quarantine; rua=mailto:mailauth-reports@google.com"),
        txt("workshop.example", "v=spf1 ip4:198.51.100.64/28 mx ~all"),
        "workshop.example. 3600 IN MX 10 mail.workshop.example.",
        "mail.workshop.example. 3600 IN A 198.51.100.65",
        "69.113.0.203.in-addr.arpa. 3600 IN PTR mail-ed1-f69.google.com.",
        "mail-ed1-f69.google.com. 3600 IN A 203.0.113.69",
    ])


for sample in (newsletter, mailing_list, spoof, softfail, microsoft, key_gone, weak_and_tail, japanese, bounce):
    sample()
