"""Zones signed by ldns-signzone with keys of their own."""
import os
import tempfile

import servers

ALGORITHM = "ECDSAP256SHA256"


class Zone:
    """A zone with a key."""

    def __init__(self, name, text):
        self.name = name
        self.folder = tempfile.TemporaryDirectory(prefix="emlens-live-")
        self.text = text
        self.key = self.made(servers.tool("ldns-keygen"), "-a", ALGORITHM, "-k", name).strip()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def made(self, *arguments):
        status, output, error = servers.run(arguments, self.folder.name)
        if status != 0:
            raise RuntimeError(f"{' '.join(arguments)}: {error}")
        return output

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as handle:
            return handle.read()

    def ds(self):
        """The DS record for the zone above."""
        return self.read(f"{self.key}.ds")

    def anchor(self):
        return self.ds()

    def signed(self, *options):
        """The signed text; options of ldns-signzone, for example the times."""
        with open(self.path("plain"), "w", encoding="utf-8") as handle:
            handle.write(self.text)
        self.made(servers.tool("ldns-signzone"), "-o", self.name, "-f", self.path("signed"), *options, self.path("plain"),
                  self.path(self.key))
        return self.read("signed")
