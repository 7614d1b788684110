"""Reports on the samples, and zones that answer as their snapshots do."""
import glob
import os

import servers


class NotServed(Exception):
    """A snapshot says what no authoritative server can say."""


def owners(lines):
    """The names that have records."""
    return {line.split()[0].lower() for line in lines if line[:1] not in ("", ";", "$", " ", "\t")}


def served(snapshot):
    """The text of a root zone that answers as the snapshot does."""
    lines = snapshot.splitlines()
    names = owners(lines)
    extra = []
    complete = False
    for words in (line[2:].split(" ;")[0].split() for line in lines if line.startswith(";!")):
        if words[0] == "complete":
            complete = True
        elif words[0] == "no-name" and len(words) == 2:
            name = "." + words[1].lower()
            if any(("." + owner).endswith(name) for owner in names):
                raise NotServed(f"{words[1]} has records, and yet no name")
        elif words[0] == "no-data":
            # a record of a type that nobody asks for: the name exists
            extra += [f"{words[1]} 0 IN TYPE65280 \\# 0"]
        elif words[0] not in ("recorded", "dnssec", "ttl"):
            raise NotServed(" ".join(words))
    if not complete:
        raise NotServed("not complete")
    return "\n".join([f". 0 {servers.SOA} 0", ". 3600 IN NS ns.invalid.", *extra, *lines]) + "\n"


class Samples:
    """The samples of the project, and the program that looks at them."""

    def __init__(self, emlens, source):
        self.emlens = os.path.abspath(emlens)
        self.folder = os.path.join(os.path.abspath(source), "samples")

    def names(self):
        return sorted(os.path.basename(path)[:-4] for path in glob.glob(os.path.join(self.folder, "*.eml")))

    def served(self, sample):
        """The root zone that answers as the sample's snapshot does."""
        try:
            with open(os.path.join(self.folder, f"{sample}.zone"), encoding="utf-8") as handle:
                return served(handle.read())
        except OSError as trouble:
            raise NotServed(str(trouble)) from trouble

    def report(self, sample, *options, plain=""):
        """Exit status and report, without the sentence `plain`."""
        status, text, error = servers.run([self.emlens, "--json", *options, f"{sample}.eml"], self.folder)
        return (status, servers.json_of(text.replace(plain, ""))) if not error else (status, error)


def differences(path, got, wanted):
    """Where two values differ, as lines."""
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        return [line for key in got for line in differences(f"{path}.{key}", got[key], wanted[key])]
    if isinstance(got, (list, tuple)) and isinstance(wanted, (list, tuple)) and len(got) == len(wanted):
        return [line for i, pair in enumerate(zip(got, wanted)) for line in differences(f"{path}[{i}]", *pair)]
    return [] if got == wanted else [f"{path}: {got!r}, wanted {wanted!r}"]


def compare_replay(tap, name, live, again):
    """Only the times differ: a recording has none."""
    if isinstance(live[1], str) or isinstance(again[1], str):
        tap.result(name, [str(live), str(again)])
        return
    for answer in live[1]["dns"] + again[1]["dns"]:
        answer["ms"] = None
    tap.result(name, differences("", again, live))
