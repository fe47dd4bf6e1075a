"""What the clients here have in common: one connection, how to wait, classic bugs, the command line.

Standard library only. A client is a subclass of Uploader with run(); a mutant is a subclass of that
which replaces one method or number.
"""

import argparse
import base64
import email.utils
import http.client
import os
import pathlib
import random
import re
import sys
import tempfile
import time
import urllib.parse

TRIES = 8


class Trouble(Exception):
    """The connection broke, or what came back is no answer."""


class Fatal(Exception):
    """Nothing that waiting or asking could change."""


class SessionLost(Exception):
    """The session is gone: another one, from the first byte."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class Uploader:
    answer = Answer  # or a subclass of it
    fields = {}  # go with every request
    timeout = 5.0
    first_wait = 0.6
    longest_wait = 8.0
    own = ()  # "chunk", "timeout": what the command line cannot change

    def __init__(self, url, payload):
        self.url = urllib.parse.urlsplit(url)
        self.payload = payload
        self.size = payload.stat().st_size
        self.connection = None
        self.failures = 0
        self.sent = 0  # highest byte of this session that was ever sent

    # The wire

    def request(self, method, target, body=b"", headers=None):
        """One exchange; Trouble where it did not come to a whole answer."""
        try:
            answer = self.exchange(method, target, body, {**self.fields, **(headers or {})})
            if answer.headers.get("Connection", "").lower() == "close":
                self.hang_up()
            return answer
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            self.hang_up()
            raise Trouble(f"{type(trouble).__name__}: {trouble}") from trouble

    def exchange(self, method, target, body, fields):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                self.url.hostname, self.url.port, timeout=self.timeout
            )
        self.connection.request(method, target, body, fields)
        answer = self.connection.getresponse()
        content = answer.read()
        return self.answer(answer.status, answer.headers, content)

    def hang_up(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    # Waiting

    def wait(self, answer=None):
        """Before trying again: longer each time, never shorter than the server asks for."""
        self.failures += 1
        if self.failures > TRIES:
            raise Fatal(f"gave up after {TRIES} failures")
        own = min(self.first_wait * 2 ** (self.failures - 1), self.longest_wait)
        time.sleep(max(own * random.uniform(1.0, 1.3), self.retry_after(answer)))

    def retry_after(self, answer):
        told = answer.headers.get("Retry-After") if answer else None
        if not told:
            return 0
        if told.isdigit():
            return int(told)
        until = email.utils.parsedate_to_datetime(told).timestamp()
        now = email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()
        return max(0, until - now)

    def progressed(self):
        self.failures = 0

    def refused(self, answer):
        raise Fatal(f"refused with {answer.status}")


# Classic bugs of any client; mutant_of() gives one to a client.


class NoBackoff:
    """tries again at once"""

    def wait(self, answer=None):
        self.failures += 1
        if self.failures > 3 * TRIES:
            raise Fatal("gave up")


class IgnoresRetryAfter:
    """waits as long as it likes, whatever Retry-After says"""

    first_wait = 0.05

    def retry_after(self, answer):
        return 0


class RetriesForEver:
    """tries again after refusals that will not change"""

    def refused(self, answer):
        pass


class GivesUpAtOnce:
    """the first failure is the last"""

    def wait(self, answer=None):
        raise Fatal("failed")


class NoTimeout:
    """waits for ever"""

    timeout = None
    own = ("timeout",)


def mutant_of(bug, client):
    return type(bug.__name__, (bug, client), {"__doc__": bug.__doc__, "__module__": client.__module__})


def name_of(mutant):
    return "-".join(re.findall("[A-Z][a-z]*|[0-9]+", mutant.__name__)).lower()


def mutants_in(names, client):
    """The subclasses of `client` among the `names` of a module, in their order there."""
    return {
        name_of(each): each for each in names.values()
        if isinstance(each, type) and issubclass(each, client) and each is not client
    }


def session_path(location):
    """Of a URL that was handed out, what stands in a request line."""
    place = urllib.parse.urlsplit(location)
    return f"{place.path}?{place.query}"


def crc32c(path, md5):
    """Of a file, as base64. Slow in Python, so it is kept beside other temporary files by MD5."""
    kept = pathlib.Path(tempfile.gettempdir()) / f"resumulator-crc32c-{md5.hex()}"
    if kept.exists():
        return kept.read_text()
    table = []
    for n in range(256):
        for _ in range(8):
            n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
        table.append(n)
    crc = 0xFFFFFFFF
    for byte in path.read_bytes():
        crc = table[(crc ^ byte) & 255] ^ (crc >> 8)
    text = base64.b64encode((crc ^ 0xFFFFFFFF).to_bytes(4, "big")).decode()
    aside = kept.with_suffix(f".{os.getpid()}")
    aside.write_text(text)
    aside.replace(kept)
    return text


def main(doc, client, mutants, make):
    """`make(kind, wish)` gives the client the command line asks for. The exit code."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("payload", type=pathlib.Path, nargs="?")
    parser.add_argument("bucket", nargs="?")
    parser.add_argument("--object", default="payload.bin")
    parser.add_argument("--mutant", choices=mutants)
    parser.add_argument("--chunk", type=int)
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--mutants", action="store_true")
    wish = parser.parse_args()
    if wish.mutants:
        for name, mutant in mutants.items():
            print(f"{name}\t{mutant.__doc__}")
        return 0
    uploader = make(mutants[wish.mutant] if wish.mutant else client, wish)
    for setting in ("chunk", "timeout"):
        if getattr(wish, setting) and setting not in uploader.own:
            setattr(uploader, setting, getattr(wish, setting))
    try:
        uploader.run()
    except (Fatal, Trouble, SessionLost) as end:
        print(f"{pathlib.Path(sys.argv[0]).stem}: {end}", file=sys.stderr)
        return 1
    return 0
