#!/usr/bin/env python3
"""A correct uploader of the Resumable.js family, and mutants of it with one bug each.

    resumablejs_client.py PAYLOAD BUCKET [--mutant NAME] [--chunk BYTES] [--timeout SECONDS]

The target is RESUMULATOR_RESUMABLEJS_URL; BUCKET is not used (finished files lie in "uploads"). Ends
with 0 when the file is there and has the right bytes, else with 1 and a sentence. Standard library
only. `--mutants` lists the mutants.

The rules it keeps, in order of importance:
  cut the file as it says it does; test a chunk before it is sent, once; take 200 and 201 for success
  and nothing else; send again what failed, the same bytes, under the same name, after a pause that
  grows; give up the whole file on what will not change; do not believe that the file is there before
  some answer has said so, and send what was only said to be there when none has; compare bytes before
  calling it done.
"""

import argparse
import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import re
import sys
import threading
import time
import urllib.parse

from uploader import TRIES, Fatal, Trouble

PERMANENT = {400, 401, 403, 404, 409, 410, 415, 500, 501}
AT_ONCE = 3
BOUNDARY = "----resumulator"


class Client:
    """The correct client. Mutants replace one method or number."""

    tries = TRIES
    permanent = PERMANENT
    success = {200, 201}

    def __init__(self, target, payload, chunk, deadline):
        self.url = urllib.parse.urlsplit(target)
        self.payload, self.chunk, self.deadline = pathlib.Path(payload), chunk, deadline
        self.size = self.payload.stat().st_size
        self.name = self.payload.name
        self.count = max(1, self.size // chunk)
        self.lock = threading.Lock()
        self.whole = False  # some answer said that the file is there
        self.failed = threading.Event()

    # The wire.

    def ask(self, method, path, body=b"", headers=None):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as broke:
            raise Trouble(str(broke)) from broke
        finally:
            connection.close()

    def identifier(self):
        return f"{self.size}-" + re.sub(r"[^0-9A-Za-z_-]", "", self.name)

    def span(self, number):
        begin = (number - 1) * self.chunk
        return begin, self.size if number == self.count else begin + self.chunk

    def bytes_of(self, number):
        begin, end = self.span(number)
        with self.payload.open("rb") as file:
            file.seek(begin)
            return file.read(end - begin)

    def parameters(self, number):
        begin, end = self.span(number)
        return {
            "resumableChunkNumber": number,
            "resumableChunkSize": self.chunk,
            "resumableCurrentChunkSize": end - begin,
            "resumableTotalSize": self.size,
            "resumableType": "",
            "resumableIdentifier": self.identifier(),
            "resumableFilename": self.name,
            "resumableRelativePath": self.name,
            "resumableTotalChunks": self.count,
        }

    def target(self, number):
        return f"{self.url.path}?{urllib.parse.urlencode(self.parameters(number))}"

    def form(self, number):
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in self.parameters(number).items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{self.name}"\r\n\r\n'
        return b"".join([*parts, head.encode(), self.bytes_of(number), f"\r\n--{BOUNDARY}--\r\n".encode()])

    # One chunk.

    def is_there(self, number):
        try:
            status, _ = self.ask("GET", self.target(number))
        except Trouble:
            return False
        return status in self.success

    def note(self, body):
        try:
            told = json.loads(body)
        except ValueError:
            return
        if isinstance(told, dict) and told.get("fileUploadStatus"):
            with self.lock:
                self.whole = True

    def pause(self, tried):
        time.sleep(min(0.1 * 2**tried, 2))

    def send(self, number):
        """Once. True: the server has it."""
        status, body = self.ask(
            "POST", self.target(number), self.form(number),
            {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
        )
        if status in self.permanent:
            raise Fatal(f"chunk {number} was refused with {status}")
        if status in self.success:
            self.note(body)
        return status in self.success

    def try_once(self, number):
        try:
            return self.send(number)
        except Trouble:
            return False

    def upload(self, number):
        for tried in range(self.tries):
            if self.failed.is_set() or time.monotonic() > self.deadline:
                raise Fatal("given up")
            if self.try_once(number):
                return
            self.pause(tried)
        raise Fatal(f"chunk {number} failed {self.tries} times")

    def bring(self, number, ask=True):
        """True: it was sent. False: it was said to be there."""
        if ask and self.is_there(number):
            return False
        try:
            self.upload(number)
        except Fatal:
            self.failed.set()
            raise
        return True

    # The file.

    def round(self, numbers, ask):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            asked = {number: pool.submit(self.bring, number, ask) for number in numbers}
        return [number for number, done in asked.items() if not done.result()]

    def finish(self, skipped):
        """Nobody said that the file is there: what was only said to be there, and then everything."""
        for numbers in (skipped, range(1, self.count + 1)):
            if not self.whole and numbers:
                self.round(numbers, ask=False)
        if not self.whole:
            raise Fatal("all chunks are sent, and nobody says that the file is there")

    def compare(self):
        bucket = urllib.parse.quote(self.name, safe="")
        for tried in range(self.tries):
            try:
                status, body = self.ask("GET", f"/storage/v1/b/uploads/o/{bucket}?alt=media")
            except Trouble:
                self.pause(tried)
                continue
            if status != 200:
                raise Fatal(f"the file is not there: {status}")
            if hashlib.sha256(body).digest() != hashlib.sha256(self.payload.read_bytes()).digest():
                raise Fatal("the file has other bytes")
            return
        raise Fatal("the file could not be read")

    def run(self):
        skipped = self.round(range(1, self.count + 1), ask=True)
        # A file that was there before is told by its tests alone.
        if not self.whole:
            self.finish(skipped)
        self.compare()


class BelievesTests(Client):
    """takes the word of a test for the chunk, and the last answer for the file"""

    def finish(self, skipped):
        if not skipped:
            super().finish(skipped)

    def compare(self):
        pass


class GivesUpAtOnce(Client):
    """the first failure of a chunk is the last"""

    tries = 1


class NeverGivesUp(Client):
    """what was refused for good is sent again"""

    permanent = set()


class AnyAnswerIsGood(Client):
    """takes every 2xx for success"""

    success = set(range(200, 300))

    def is_there(self, number):
        self_success, self.success = self.success, {200, 201}
        try:
            return super().is_there(number)
        finally:
            self.success = self_success

    def finish(self, skipped):
        pass

    def compare(self):
        pass


class CutsOtherwise(Client):
    """rounds the number of chunks up and still makes the last one as long as the rest"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.count = max(1, -(-self.size // self.chunk))

    def span(self, number):
        begin, _ = super().span(number)
        return begin, begin + self.chunk


class ReadsOn(Client):
    """after a failure the file is read on from where it was"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.sent = {}

    def bytes_of(self, number):
        count = self.sent[number] = self.sent.get(number, 0) + 1
        begin, end = self.span(number)
        with self.payload.open("rb") as file:
            file.seek((begin + (count - 1) * (end - begin)) % max(1, self.size - (end - begin) + 1))
            return file.read(end - begin)

    def compare(self):
        pass


class AnotherName(Client):
    """a chunk that failed comes again under a new identifier"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.failures = 0

    def identifier(self):
        return f"{super().identifier()}-{self.failures}"

    def pause(self, tried):
        self.failures += 1
        super().pause(tried)


class NoPause(Client):
    """a chunk that failed comes again at once"""

    def pause(self, tried):
        pass


class AllAnew(Client):
    """one failure, and the whole file is sent from the beginning"""

    def upload(self, number):
        for tried in range(self.tries):
            if self.try_once(number):
                return
            self.pause(tried)
            for each in range(1, self.count + 1):
                self.try_once(each)
        raise Fatal(f"chunk {number} failed {self.tries} times")


class LostIsSent(Client):
    """a connection that breaks after the last byte left counts as success"""

    def try_once(self, number):
        try:
            return self.send(number)
        except Trouble:
            return True

    def finish(self, skipped):
        pass

    def compare(self):
        pass


class SilentFailure(Client):
    """an upload that failed is reported as done"""

    def run(self):
        try:
            super().run()
        except Fatal:
            pass


MUTANTS = {
    "believes-tests": BelievesTests,
    "gives-up-at-once": GivesUpAtOnce,
    "never-gives-up": NeverGivesUp,
    "any-answer-is-good": AnyAnswerIsGood,
    "cuts-otherwise": CutsOtherwise,
    "reads-on": ReadsOn,
    "another-name": AnotherName,
    "no-pause": NoPause,
    "all-anew": AllAnew,
    "lost-is-sent": LostIsSent,
    "silent-failure": SilentFailure,
}


def main():
    if sys.argv[1:] == ["--mutants"]:
        for name, kind in MUTANTS.items():
            print(f"{name}\t{kind.__doc__}")
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("payload")
    parser.add_argument("bucket")
    parser.add_argument("--mutant", choices=MUTANTS)
    parser.add_argument("--chunk", type=int, default=1024 * 1024)
    parser.add_argument("--timeout", type=float, default=55)
    wish = parser.parse_args()
    kind = MUTANTS[wish.mutant] if wish.mutant else Client
    target = os.environ["RESUMULATOR_RESUMABLEJS_URL"]
    client = kind(target, wish.payload, wish.chunk, time.monotonic() + wish.timeout)
    try:
        client.run()
    except (Fatal, Trouble) as why:
        print(f"resumablejs_client: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
