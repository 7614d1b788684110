"""A Dovecot of its own on a loopback port, over a Maildir of the test's."""
import grp
import os
import pwd
import socket
import subprocess
import time

import mail


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(folder, maildir, port):
    user = pwd.getpwuid(os.getuid())
    names = [entry.pw_name for entry in pwd.getpwall()]
    inner = "dovecot" if os.getuid() == 0 and "dovecot" in names else user.pw_name
    login = "dovenull" if os.getuid() == 0 and "dovenull" in names else user.pw_name
    group = grp.getgrgid(pwd.getpwnam(inner).pw_gid).gr_name
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else user  # Dovecot serves no mail of root's
    chroots = "\n".join(f"service {name} {{\n  chroot =\n}}" for name in ("anvil", "stats", "imap-login", "ipc"))
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{maildir}
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = {owner.pw_uid}
first_valid_gid = {owner.pw_gid}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/home
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
{chroots}
"""


class Dovecot:
    def __init__(self, folder, maildir):
        self.port = free_port()
        self.url = f"imap://reader@127.0.0.1:{self.port}/INBOX"
        os.makedirs(os.path.join(folder, "home"), exist_ok=True)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "nobody", maildir, os.path.join(folder, "home")], check=True)
        path = os.path.join(folder, "dovecot.conf")
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(configuration(folder, maildir, self.port))
        self.log = os.path.join(folder, "log")
        self.process = subprocess.Popen([program(), "-F", "-c", path], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                    if probe.recv(100).startswith(b"* OK"):
                        return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise AssertionError(f"Dovecot did not come up: {mail.read(self.log) if os.path.exists(self.log) else 'no log'}")

    def close(self):
        self.process.terminate()
        self.process.wait(20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def program():
    for folder in os.environ.get("PATH", "").split(":") + ["/usr/sbin", "/usr/local/sbin"]:
        path = os.path.join(folder, "dovecot")
        if os.access(path, os.X_OK):
            return path
    return None
