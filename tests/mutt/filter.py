#!/usr/bin/env python3
"""emlens filter as a mail reader starts it (TAP): filter.py EMLENS SOURCE_DIR"""
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

import mail

EMLENS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
SAMPLE = os.path.join(SOURCE, "samples", "01-newsletter")
RAW = mail.read(SAMPLE + ".eml").replace(b"\r\n", b"\n")
VIEW = mail.shown(RAW)
ID = re.search(rb"Message-ID: <(.*)>", RAW).group(1)


class Home:
    """A home of its own, with a cache in it."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="emlens-filter-")
        self.cache = os.path.join(self.path, "cache", "emlens")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EMLENS_") and name != "COLUMNS"}
        return {**kept, "HOME": self.path, "XDG_CACHE_HOME": os.path.join(self.path, "cache"), "LC_ALL": "C.UTF-8", **more}

    def write(self, name, data):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as handle:
            handle.write(data)
        return path

    def start(self, *options, environment=None, **settings):
        return subprocess.Popen([EMLENS, "filter", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=environment or self.environment(), **settings)

    def run(self, *options, view=VIEW, **settings):
        """What came out; that nothing is on stderr and the status 0 holds for all."""
        process = self.start(*options, **settings)
        out, trouble = process.communicate(view, timeout=60)
        assert process.returncode == 0, f"status {process.returncode}"
        assert trouble == b"", trouble
        return out


def check_of(out):
    lines = re.findall(rb"^Auth-Check: (\S+) (.*)$", out.split(b"\n\n")[0], re.M)
    assert len(lines) == 1, out
    return lines[0][0].decode(), lines[0][1].decode()


def rest_of(out):
    """The output without what was added."""
    head, empty, body = out.partition(b"\n\n")
    return b"".join(line + b"\n" for line in head.split(b"\n") if not line.startswith(b"Auth-"))[:-1] + empty + body


def claims_only_without_the_message():
    with Home() as home:
        assert check_of(home.run())[0] == "unknown"
        word, text = check_of(home.run("--trust=mx.google.com"))
        assert word == "pass" and "mx.google.com" in text and "not verified" in text, (word, text)


def all_else_byte_for_byte():
    body = b"\xff\x00 8bit\r\nline\n\n\nFrom x\n" + bytes(range(28, 256)) + b"\n" * 5 + b"no line end"
    body = body.replace(b"\x1b", b"")
    plain = b"Date: x\nFrom: a@b\nSubject: \xc3\xa4\n\n"
    with Home() as home:
        assert rest_of(home.run(view=plain + body)) == plain + body
        crlf = plain.replace(b"\n", b"\r\n") + b"x\r\n"
        out = home.run(view=crlf)
        assert re.sub(rb"Auth-[^\n]*\r\n", b"", out) == crlf and b"Auth-Check: unknown" in out, out


def never_empty_never_an_error():
    with Home() as home:
        for view in (b"", b"\n", b"no header\n", b"\0", b"From: a\n", b": x\n\n", b"\x1b[m\n", b"a" * 100000):
            out = home.run(view=view)
            assert len(out) >= len(view), (view[:20], out[:20])


def wrong_options_change_nothing():
    with Home() as home:
        for options in (["--bogus"], ["--at=yesterday"], ["--deadline=-1"]):
            assert home.run(*options) == VIEW
        assert check_of(home.run("--raw=/no/such/file", "--dns=/no/such/file", "--live"))[0] == "unknown"


def hidden_unless_all_is_shown():
    with Home() as home:
        out = home.run()
        assert b"Message-ID" not in out and b"Authentication-Results" not in out and b"Subject" in out, out
        assert b"Message-ID" in home.run("--show=message-id")
        everything = b"Received: from a by b; Mon, 2 Mar 2026 23:15:04 -0800\n" + VIEW
        assert b"Message-ID" in home.run(view=everything)


def forged_fields_are_dropped():
    with Home() as home:
        forged = b"Auth-Check: pass bank.example\nauth-detail: verified now\n\tfor sure\n" + VIEW
        out = home.run(view=forged)
        assert b"bank.example" not in out and b"for sure" not in out and check_of(out)[0] == "unknown", out


def width_is_the_pagers():
    with Home() as home:
        for columns in (10, 20, 30, 80, 200):
            out = home.run(f"--raw={SAMPLE}.eml", environment=home.environment(COLUMNS=str(columns)))
            columns = max(columns, 20)  # the word has to be there
            lines = [line.decode() for line in out.split(b"\n") if line.startswith(b"Auth-")]
            assert 1 <= len(lines) <= 3 and max(map(len, lines)) < columns, lines


def ascii_where_the_reader_is():
    with Home() as home:
        environment = home.environment(LC_ALL="C", COLUMNS="60")
        out = home.run(f"--raw={SAMPLE}.eml", view=VIEW + b"\x1b[31m", environment=environment)
        assert out.isascii() and out.endswith(b"?[31m"), out


def ansi_only_in_the_safe_subset():
    with Home() as home:
        for view, color in ((VIEW, b"1;32"), (VIEW + b"\x1b[38;2;1;2;3mx", b"1;33")):
            out = home.run("--ansi", f"--raw={SAMPLE}.eml", f"--dns={SAMPLE}.zone", "--live", view=view)
            codes = re.findall(rb"\x1b\[([0-9;]*)m", out)
            assert codes == [color, b"0"], codes


def the_message_is_found():
    with Home() as home:
        maildir = home.write("Maildir/cur/1772522105.a:2,S", RAW)
        home.write("Maildir/new/1772522106.b", RAW.replace(b"tomatoes", b"potatoes").replace(ID, b"other@x"))
        home.write("mh/1", RAW)
        home.write("Mail/box", b"From a@b Mon Mar  2 23:15:04 2026\n" + RAW.replace(ID, b"other@x") +
                   b"\nFrom a@b Mon Mar  2 23:15:04 2026\n" + RAW + b"\n")
        home.write("cache/imap:host/INBOX/12-34", RAW)
        places = {
            "file": ([f"--raw={maildir}"], {}),
            "maildir": ([f"--raw={home.path}/Maildir"], {}),
            "mh": ([f"--raw={home.path}/mh"], {}),
            "mbox": ([f"--raw={home.path}/Mail/box"], {}),
            "folder": ([], {"EMLENS_FOLDER": f"{home.path}/Maildir"}),
            "folder of mutt": ([], {"EMLENS_FOLDER": "=box", "EMLENS_ROOT": f"{home.path}/Mail"}),
            "folder at home": ([], {"EMLENS_FOLDER": "~/Maildir"}),
            "root at home": ([], {"EMLENS_FOLDER": "+box", "EMLENS_ROOT": "~/Mail"}),
            "imap": ([], {"EMLENS_FOLDER": "imap://host/INBOX", "EMLENS_CACHE": f"{home.path}/cache"}),
            "command": ([f"--raw-command=echo {maildir}"], {}),
            "command with the message": ([f"--raw-command=sh -c 'test \"$0\" = {ID.decode()} && cat {maildir}' %m"], {}),
        }
        for name, (options, more) in places.items():
            word = check_of(home.run(*options, environment=home.environment(**more)))[0]
            assert word == "pass", f"{name}: {word}"


def a_file_left_open_is_used_and_not_moved():
    with Home() as home:
        box = home.write("box", b"From a@b Mon Mar  2 23:15:04 2026\n" + RAW + b"\nFrom a@b Mon Mar  2 23:15:04 2026\n"
                         + RAW.replace(ID, b"other@x") + b"\n")
        for path in (SAMPLE + ".eml", box):
            with open(path, "rb") as left:
                left.seek(17)
                assert check_of(home.run(pass_fds=[left.fileno()]))[0] == "pass", path
                assert os.lseek(left.fileno(), 0, os.SEEK_CUR) == 17
        with open(box, "ab") as writing:
            assert check_of(home.run(pass_fds=[writing.fileno()]))[0] == "unknown"


def only_if_all_that_is_shown_matches():
    changes = {
        "date": (b"Date: Tue, 03 Mar 2026 08:15:02", b"Date: Tue, 03 Mar 2026 08:15:03"),
        "from": (b"letter@garden.example>\nTo", b"letter@gardem.example>\nTo"),
        "display": (b"From: Garden Letter", b"From: Garden Lettre"),
        "subject": (b"Subject: Three", b"Subject: Four"),
        "id": (ID, ID + b"x"),
        "results": (b"dmarc=pass", b"dmarc=fail"),
    }
    with Home() as home:
        for name, (old, new) in changes.items():
            assert old in RAW, name
            path = home.write("changed.eml", RAW.replace(old, new))
            assert check_of(home.run(f"--raw={path}"))[0] == "unknown", name
        nameless = mail.shown(RAW, names=("Date", "From", "Subject"))
        assert check_of(home.run(f"--raw={SAMPLE}.eml", view=nameless))[0] == "unknown"


def two_that_match_are_ambiguous():
    view = mail.shown(RAW, names=("Date", "From", "To", "Subject", "Message-ID"))
    with Home() as home:
        home.write("Maildir/cur/1772522105.a:2,S", RAW)
        home.write("Maildir/cur/1772522109.copy:2,S", RAW)
        folder = {"environment": home.environment(EMLENS_FOLDER=f"{home.path}/Maildir")}
        assert check_of(home.run(view=view, **folder))[0] == "pass", "a copy is the same message"
        home.write("Maildir/new/1900000000.attack", RAW.replace(b"tomatoes grow", b"viruses grow") + b"pay here\n")
        word, text = check_of(home.run(view=view, **folder))
        assert word == "unknown" and "two different messages" in text, (word, text)


def a_copied_id_shows_no_other_mails_pass():
    """The genuine message was verified; the attacker's, with the same id, date, sender and subject, is shown."""
    with Home() as home, mail.Dns(SAMPLE + ".zone") as dns:
        genuine = home.write("Maildir/cur/1772522105.a:2,S", RAW)
        folder = home.environment(EMLENS_FOLDER=f"{home.path}/Maildir")
        assert check_of(home.run(dns.option, "--live", environment=folder))[0] == "pass"
        attack = RAW.replace(b"dmarc=pass", b"dmarc=fail").replace(b"dkim=pass", b"dkim=fail") + b"pay here\n"
        home.write("Maildir/new/1900000000.attack", attack)
        names = ("Date", "From", "To", "Subject", "Message-ID")
        for view in (mail.shown(attack), mail.shown(attack, names=names)):
            for options in ([], ["--trust=mx.google.com"], [f"--raw={genuine}"] if view == mail.shown(attack) else []):
                word, text = check_of(home.run(*options, view=view, environment=folder))
                assert word in ("unknown", "fail") and "verified 0" not in text, (options, word, text)


def a_result_about_another_author_is_none_about_this_one():
    with Home() as home:
        raw = (RAW.replace(b"header.from=garden.example", b"header.from=evil.example")
               .replace(b"dkim=pass", b"dkim=none").replace(b"spf=pass", b"spf=none"))
        word, text = check_of(home.run(f"--raw={home.write('other.eml', raw)}", view=mail.shown(raw)))
        assert word == "none" and "pass" not in text, (word, text)


def each_of_the_receivers_fields_counts():
    """One field for each filter, as Postfix has them: all stand above the Received field of that host, also where --trust names it."""
    raw = (b"Authentication-Results: mx.me.example; spf=pass smtp.mailfrom=bank.example\n"
           b"Authentication-Results: mx.me.example; dkim=fail header.d=bank.example\n"
           b"Authentication-Results: mx.me.example; dmarc=fail header.from=bank.example\n"
           b"Received: from a.bank.example (a.bank.example [192.0.2.7]) by mx.me.example (Postfix) with ESMTPS id 1;\n"
           b" Mon, 13 Dec 2021 12:35:31 +0100\n"
           b"From: ceo@bank.example\nSubject: x\nDate: Mon, 13 Dec 2021 12:35:31 +0100\nMessage-ID: <a@bank.example>\n\nhi\n")
    with Home() as home:
        path = home.write("many.eml", raw)
        for options in ([], ["--trust=mx.me.example"]):
            word, text = check_of(home.run(f"--raw={path}", *options, view=mail.shown(raw)))
            assert word == "fail", (options, word, text)


def dns_only_when_asked_for():
    with Home() as home, mail.Dns(SAMPLE + ".zone") as dns:
        home.run(dns.option, f"--raw={SAMPLE}.eml")
        assert dns.asked == [], dns.asked
        for options, more in (["--live"], {}), ([], {"EMLENS_LIVE": "1"}):
            dns.asked.clear()
            word, text = check_of(home.run(dns.option, f"--raw={SAMPLE}.eml", *options, environment=home.environment(**more)))
            assert word == "pass" and text.startswith("(verified now)"), (word, text)
            assert "g1._domainkey.garden.example" in dns.asked, dns.asked


def verified_results_are_kept():
    with Home() as home, mail.Dns(SAMPLE + ".zone") as dns:
        home.run(dns.option, f"--raw={SAMPLE}.eml", "--live")
        files = os.listdir(home.cache)
        assert len(files) == 1 and re.fullmatch("[0-9a-f]{64}", files[0]), files
        path = os.path.join(home.cache, files[0])
        assert stat.S_IMODE(os.stat(home.cache).st_mode) == 0o700 and stat.S_IMODE(os.stat(path).st_mode) == 0o600
        os.utime(path, (time.time() - 130, time.time() - 130))
        dns.asked.clear()
        word, text = check_of(home.run(dns.option, f"--raw={SAMPLE}.eml"))
        assert word == "pass" and text.startswith("(verified 2 min ago)") and dns.asked == [], (word, text)
        cleared = subprocess.run([EMLENS, "cache", "--clear"], env=home.environment(), capture_output=True, check=True)
        assert cleared.stdout == b"1 result forgotten\n" and os.listdir(home.cache) == [], cleared


def a_cache_that_cannot_be_believed_is_not():
    with Home() as home, mail.Dns(SAMPLE + ".zone") as dns:
        home.run(dns.option, f"--raw={SAMPLE}.eml", "--live")
        path = os.path.join(home.cache, os.listdir(home.cache)[0])
        good = mail.read(path)
        corrupt = [b"", good[:-4], good + b"x", good.replace(b"emlens result 2", b"emlens result 1"),
                   good.replace(b"authenticated", b"splendid"), good.replace(b"verdict-", b"claimed-"), b"\0" * 100,
                   good + b"arg x\n" * 5000, b"\xff" * 9000]
        for data in corrupt:
            assert data != good
            home.write(path, data)
            assert "not verified" in check_of(home.run(f"--raw={SAMPLE}.eml"))[1], data[:60]
        home.write(path, good)
        text = check_of(home.run(f"--raw={SAMPLE}.eml"))[1]
        assert re.match(r"\(verified (now|\d+ s ago)\)", text), text
        for mode, where in ((0o644, path), (0o755, home.cache)):
            kept = stat.S_IMODE(os.stat(where).st_mode)
            os.chmod(where, mode)
            assert "not verified" in check_of(home.run(f"--raw={SAMPLE}.eml"))[1], oct(mode)
            os.chmod(where, kept)
        os.unlink(path)
        os.symlink(home.write("elsewhere", good), path)
        assert "not verified" in check_of(home.run(f"--raw={SAMPLE}.eml"))[1]
        os.unlink(path)
        os.mkfifo(path, 0o600)
        assert "not verified" in check_of(home.run(f"--raw={SAMPLE}.eml"))[1]


def the_cache_has_an_end():
    with Home() as home, mail.Dns(SAMPLE + ".zone") as dns:
        os.makedirs(home.cache, 0o700)
        for number in range(1005):
            path = home.write(os.path.join(home.cache, f"{number:064x}"), b"x")
            os.utime(path, (number, number))
        home.run(dns.option, f"--raw={SAMPLE}.eml", "--live")
        left = os.listdir(home.cache)
        assert len(left) <= 1000 and f"{0:064x}" not in left and f"{1004:064x}" in left, len(left)


def what_a_snapshot_says_is_not_kept():
    with Home() as home:
        home.run(f"--raw={SAMPLE}.eml", "--live", f"--dns={SAMPLE}.zone")
        assert not os.path.exists(home.cache) or os.listdir(home.cache) == []


def verified_now_and_different_is_a_mismatch():
    with Home() as home:
        changed = home.write("changed.eml", RAW.replace(b"\n\n", b"\n\nchanged\n", 1))
        out = home.run(f"--raw={changed}", "--live", f"--dns={home.write('none.zone', b';! complete' + bytes([10]))}")
        assert check_of(out)[0] == "mismatch", out
        assert b"claimed by mx.google.com" in out, out


def dead_dns_ends_with_the_deadline():
    with Home() as home, mail.Dns(SAMPLE + ".zone", silent=True) as dns:
        began = time.monotonic()
        out = home.run(dns.option, "--deadline=1", f"--raw={SAMPLE}.eml", "--live")
        word, text = check_of(out)
        assert time.monotonic() - began < 4, time.monotonic() - began
        assert word == "temperror" and "could not be verified" in text, (word, text)
        assert b"claimed by mx.google.com" in out and b"verified now:" not in out.replace(b"could not be verified now:", b""), out
        assert not os.path.exists(home.cache) or os.listdir(home.cache) == [], "an open result was kept"


def interrupted_it_shows_what_it_has():
    with Home() as home, mail.Dns(SAMPLE + ".zone", silent=True) as dns:
        process = home.start(dns.option, "--deadline=30", f"--raw={SAMPLE}.eml", "--live", start_new_session=True)
        process.stdin.write(VIEW)
        process.stdin.close()
        until = time.monotonic() + 20
        while not dns.asked and time.monotonic() < until:
            time.sleep(0.02)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out = process.stdout.read()
        assert process.wait(20) == 0 and time.monotonic() - began < 5
        assert "could not be verified" in check_of(out)[1], out


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as handle:
        return [int(child) for child in handle.read().split()]


def killed_inside_it_shows_the_message():
    if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        return "no list of child processes here"
    for victim in ("worker", "terminated"):
        with Home() as home, mail.Dns(SAMPLE + ".zone", silent=True) as dns:
            process = home.start(dns.option, "--deadline=30", f"--raw={SAMPLE}.eml", "--live")
            process.stdin.write(VIEW)
            process.stdin.close()
            until = time.monotonic() + 20
            while not dns.asked and time.monotonic() < until:
                time.sleep(0.02)
            if victim == "worker":
                os.kill(children_of(process.pid)[0], signal.SIGKILL)
            else:
                process.terminate()
            assert process.stdout.read() == VIEW and process.wait(20) == 0, victim
    return None


def without_memory_it_shows_the_message():
    limited = ["sh", "-c", "ulimit -v 120000 && exec \"$0\" filter"]
    if subprocess.run([*limited, EMLENS], input=b"", capture_output=True, check=False).returncode != 0:
        return "this build needs more memory from the start"
    view = VIEW + b"x" * 90_000_000
    done = subprocess.run([*limited, EMLENS], input=view, capture_output=True, check=False)
    assert done.returncode == 0 and done.stderr == b"" and done.stdout == view, (done.returncode, len(done.stdout))
    return None


def the_raw_command_is_ended():
    with Home() as home:
        began = time.monotonic()
        assert check_of(home.run("--raw-command=sleep 30"))[0] == "unknown"
        assert time.monotonic() - began < 8
        for command in ("no-such-command", "'", "false", "cat /dev/zero", "echo /no/such/file", "echo /dev/zero"):
            assert check_of(home.run(f"--raw-command={command}"))[0] == "unknown", command


def a_hostile_id_reaches_no_command():
    """Neither as an argument nor in a shell, quoted or not."""
    signs = [b"a%sb@c" % bytes([sign]) for sign in range(256) if bytes([sign]) not in b"\n" and chr(sign) in "\t !\"&'()*;<>?[\\]^`{|}\x7f\x80\xff"]
    attacks = [b"-rf@x", b"*", b"--output=x@y", b"$(touch ${H}made)@b", b"a$(touch${IFS}${H}made)@b", b"a`touch\t${H}made`@b", b"a;touch$IFS${H}made;@b",
               b"a'$(touch${IFS}${H}made)'@b", b"a\"$(touch${IFS}${H}made)\"@b", b"a|touch${IFS}${H}made|b@c", b"a&touch${IFS}${H}made&b@c",
               b"a>${H}made@b", b"a)touch${IFS}${H}made(@b", b"=made@b", b"~made@b", b"#@b", b"$H@b"]
    with Home() as home:
        here = f"{home.path}/".encode()
        for bad in attacks + signs:
            view = VIEW.replace(ID, bad.replace(b"${H}", here))
            for command in (f"touch {here.decode()}made-%m", "touch %m", f"sh -c 'echo %m; touch {here.decode()}ran'",
                            "sh -c 'echo \"%m\"'", "sh -c \"echo '%m'\"", "sh -c %m", "sh -c id:%m"):
                home.run(f"--raw-command={command}", view=view, cwd=home.path)
            made = [name for name in os.listdir(home.path) if name != "cache"]
            assert made == [], (bad, made)


def a_usual_id_reaches_it():
    """Also one of Outlook's, as an argument."""
    with Home() as home:
        for usual in (b"000501d$8f3a$7c1b@mx-1.example", b"CA+b=x_y/z%1~#@mail.example", b"20260303.0815,4711:x@192.0.2.1"):
            raw = RAW.replace(ID, usual)
            path = home.write("found.eml", raw)
            command = f"sh -c 'test \"$0\" = \"id:{usual.decode().replace('$', chr(92) + '$')}\" && cat {path}' id:%m"
            assert check_of(home.run(f"--raw-command={command}", view=VIEW.replace(ID, usual)))[0] == "pass", usual


def a_file_called_filter_changes_nothing():
    with Home() as home:
        home.write("filter", RAW)
        assert check_of(home.run(cwd=home.path))[0] == "unknown"


def odd_folders_do_no_harm():
    with Home() as home:
        os.makedirs(f"{home.path}/Maildir/cur")
        os.mkfifo(f"{home.path}/Maildir/cur/1.fifo")
        os.symlink("/dev/zero", f"{home.path}/Maildir/cur/2.device")
        os.symlink("loop", f"{home.path}/Maildir/cur/loop")
        home.write("Maildir/cur/1772522105.a:2,S", RAW)
        for folder, word in ((f"{home.path}/Maildir", "pass"), ("/dev/zero", "unknown"), ("/no/such", "unknown"),
                             ("imap://x/y", "unknown"), ("", "unknown"), ("=x", "unknown"), ("/dev/stdin", "unknown")):
            assert check_of(home.run(environment=home.environment(EMLENS_FOLDER=folder)))[0] == word, folder


TESTS = [claims_only_without_the_message, all_else_byte_for_byte, never_empty_never_an_error, wrong_options_change_nothing,
         hidden_unless_all_is_shown, forged_fields_are_dropped, width_is_the_pagers, ascii_where_the_reader_is,
         ansi_only_in_the_safe_subset, the_message_is_found, a_file_left_open_is_used_and_not_moved,
         only_if_all_that_is_shown_matches, two_that_match_are_ambiguous, a_copied_id_shows_no_other_mails_pass,
         a_result_about_another_author_is_none_about_this_one, each_of_the_receivers_fields_counts,
         dns_only_when_asked_for, verified_results_are_kept, a_cache_that_cannot_be_believed_is_not, the_cache_has_an_end,
         what_a_snapshot_says_is_not_kept, verified_now_and_different_is_a_mismatch, dead_dns_ends_with_the_deadline,
         interrupted_it_shows_what_it_has, killed_inside_it_shows_the_message, without_memory_it_shows_the_message,
         the_raw_command_is_ended, a_hostile_id_reaches_no_command, a_usual_id_reaches_it, a_file_called_filter_changes_nothing,
         odd_folders_do_no_harm]

sys.exit(mail.run_tests(TESTS))
