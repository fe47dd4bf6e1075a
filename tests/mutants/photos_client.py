#!/usr/bin/env python3
"""A correct resumable uploader for the Google Photos Library API, and mutants with one bug each.

    photos_client.py PAYLOAD BUCKET [--mutant NAME] [--timeout SECONDS]

The server is RESUMULATOR_PHOTOS_URL; the bucket is not looked at. Ends with 0 when the media item
is there and has the file's bytes, else with 1 and a sentence. Standard library only. `--mutants`
lists the mutants.

The rules it keeps, in order of importance:
  query before going on after trouble; go on exactly where the server says it is; begin anew when
  the session is gone or cancelled; take the token from the answer that says final; wait longer
  each time, and as long as Retry-After says; give up on what will not change; look at the status of
  every item; compare the bytes before calling it done.
"""

import json
import os
import re
import sys
import urllib.parse

import uploader
from uploader import Fatal, SessionLost, Trouble, session_path

RETRYABLE = {408, 429, 500, 502, 503, 504}
SESSION_GONE = {404, 410}


class Answer(uploader.Answer):
    @property
    def upload_status(self):
        return self.headers.get("X-Goog-Upload-Status")

    @property
    def stored(self):
        """Bytes the server says it has; None: it does not say."""
        told = self.headers.get("X-Goog-Upload-Size-Received", "")
        return int(told) if told.isdigit() else None


class Client(uploader.Uploader):
    """The correct client. Mutants replace one method or number."""

    answer = Answer
    fields = {"Authorization": "Bearer reference"}
    own = ("chunk",)
    granules = 2
    address = "/v1/uploads"  # where uploads are started

    def __init__(self, url, payload):
        super().__init__(url, payload)
        self.session = None
        self.chunk = 0

    def until_answered(self, method, target, body=b"", headers=None, good=lambda answer: True):
        """Repeats a request that may be repeated until it is answered well."""
        while True:
            answer = None
            try:
                answer = self.request(method, target, body, headers)
                if answer.status == 200 and good(answer):
                    self.failures = 0
                    return answer
                if answer.status not in RETRYABLE and answer.status != 200:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    # The upload

    def run(self):
        self.check(self.create(self.upload()))

    def upload(self):
        """What the finished upload is called."""
        while True:
            try:
                self.start()
                return self.send_all()
            except SessionLost:
                self.wait()
                self.session, self.sent = None, 0

    def start(self):
        answer = self.until_answered(
            "POST", self.address, b"",
            {"X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start",
             "X-Goog-Upload-Content-Type": "application/octet-stream",
             "X-Goog-Upload-Raw-Size": str(self.size)},
            good=lambda got: bool(got.headers.get("X-Goog-Upload-URL")),
        )
        self.session = session_path(answer.headers["X-Goog-Upload-URL"])
        self.chunk = self.chunk_size(int(answer.headers["X-Goog-Upload-Chunk-Granularity"]))

    def chunk_size(self, granularity):
        return self.granules * granularity

    def send_all(self):
        """Until the upload is final; its token."""
        offset = 0
        while True:
            answer = None
            try:
                answer = self.send_chunk(offset)
                self.sent = max(self.sent, min(offset + self.chunk, self.size))
                if answer.status == 200 and answer.upload_status == "final":
                    return self.token(answer)
                if answer.status == 200 and answer.upload_status == "active":
                    offset = self.go_on_at(answer, offset)
                    continue
                self.judge_refusal(answer)
            except Trouble:
                self.sent = max(self.sent, min(offset + self.chunk, self.size))
            self.wait(answer)
            known = self.after_failure(offset)
            if isinstance(known, str):
                return known
            offset = known

    def send_chunk(self, offset):
        last = offset + self.chunk >= self.size
        with self.payload.open("rb") as file:
            file.seek(self.read_from(offset))
            body = file.read(min(offset + self.chunk, self.size) - offset)
        return self.request("POST", self.session, body, {
            "X-Goog-Upload-Command": "upload, finalize" if last else "upload",
            "X-Goog-Upload-Offset": str(offset),
        })

    def read_from(self, offset):
        return offset

    def go_on_at(self, answer, offset):
        """Where the next byte goes, by what the server says it has."""
        stored = answer.stored
        if stored is None:
            stored = min(offset + self.chunk, self.size)
        if stored > self.sent:
            return self.over_claimed(stored)
        if stored > offset:
            self.failures = 0
        return stored

    def over_claimed(self, stored):
        """More than was ever sent: no byte of it can be ours."""
        answer = self.ask()
        if answer.upload_status == "active" and (answer.stored or 0) <= self.sent:
            return answer.stored or 0
        raise SessionLost(f"the server claims {stored} bytes of {self.sent}")

    def token(self, answer):
        token = answer.body.decode(errors="replace")
        if not re.fullmatch(r"[A-Za-z0-9_-]{20,}", token):
            raise Trouble("final, and no token")
        return token

    def judge_refusal(self, answer):
        if answer.status in SESSION_GONE or answer.upload_status == "cancelled":
            raise SessionLost(str(answer.status))
        if answer.status not in RETRYABLE and answer.status != 200:
            self.refused(answer)

    def ask(self):
        return self.request("POST", self.session, b"", {"X-Goog-Upload-Command": "query"})

    def after_failure(self, offset):
        """Asks. An offset, or the token of an upload that is final."""
        while True:
            answer = None
            try:
                answer = self.ask()
                if answer.status == 200 and answer.upload_status == "final":
                    return self.token(answer)
                if answer.status == 200 and answer.upload_status == "active" and answer.stored is not None:
                    return self.go_on_at(answer, offset)
                self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait(answer)

    # The media item

    def create(self, token):
        body = json.dumps({"newMediaItems": [
            {"simpleMediaItem": {"uploadToken": token, "fileName": self.payload.name}}]})
        answer = self.until_answered(
            "POST", "/v1/mediaItems:batchCreate", body.encode(), {"Content-Type": "application/json"})
        result = json.loads(answer.body)["newMediaItemResults"][0]
        return self.item(result)

    def item(self, result):
        if result["status"].get("code", 0) != 0:
            raise Fatal(f"no item: {result['status'].get('message')}")
        return result["mediaItem"]["id"]

    def check(self, item):
        """Compares what was stored with what was sent."""
        told = json.loads(self.until_answered("GET", f"/v1/mediaItems/{item}").body)
        place = urllib.parse.urlsplit(told["baseUrl"])
        if self.until_answered("GET", place.path + "=d").body != self.payload.read_bytes():
            raise Fatal("the item does not have the file's bytes")


# One classic bug each.


class RepeatsInsteadOfAsking(Client):
    """after a failure it sends the same bytes again without a query"""

    def after_failure(self, offset):
        return offset


class IgnoresSizeReceived(Client):
    """advances by what it sent, whatever Size-Received says"""

    def go_on_at(self, answer, offset):
        return min(offset + self.chunk, self.size) if self.failures == 0 else max(offset, answer.stored or 0)

    def after_failure(self, offset):
        super().after_failure(offset)
        return min(offset + self.chunk, self.size)


class StartsOverAfterEveryFailure(Client):
    """opens a new session whenever something fails"""

    def after_failure(self, offset):
        raise SessionLost("failed")


class RetriesADeadSession(Client):
    """goes on with a session that is gone"""

    def judge_refusal(self, answer):
        if answer.status in SESSION_GONE or answer.upload_status == "cancelled":
            return
        super().judge_refusal(answer)


NoBackoff = uploader.mutant_of(uploader.NoBackoff, Client)


IgnoresRetryAfter = uploader.mutant_of(uploader.IgnoresRetryAfter, Client)


class UnalignedChunks(Client):
    """chunks are not whole granules"""

    def chunk_size(self, granularity):
        return 300_000


class FixedChunks(Client):
    """chunks of 256 KiB, whatever granularity is announced"""

    def chunk_size(self, granularity):
        return 256 * 1024


RetriesForEver = uploader.mutant_of(uploader.RetriesForEver, Client)


GivesUpAtOnce = uploader.mutant_of(uploader.GivesUpAtOnce, Client)


NoTimeout = uploader.mutant_of(uploader.NoTimeout, Client)


class WrongBytesAfterResuming(Client):
    """goes on at the right offset with bytes of another"""

    resumed = False

    def after_failure(self, offset):
        known = super().after_failure(offset)
        self.resumed = True
        return known

    def read_from(self, offset):
        return max(0, offset - 1) if self.resumed else offset

    def check(self, item):
        pass


class TrustsAnOverClaim(Client):
    """skips bytes it never sent because the server says it has them"""

    def over_claimed(self, stored):
        return min(stored, self.size)


class AnyAnswerIsAToken(Client):
    """takes the body of whatever comes back for the token"""

    def token(self, answer):
        return answer.body.decode(errors="replace")

    def judge_refusal(self, answer):
        if answer.status == 200:
            return
        super().judge_refusal(answer)

    def send_chunk(self, offset):
        answer = super().send_chunk(offset)
        if offset + self.chunk >= self.size and answer.status >= 500:
            answer.status = 200
            answer.headers.replace_header("X-Goog-Upload-Status", "final") if answer.upload_status else \
                answer.headers.add_header("X-Goog-Upload-Status", "final")
        return answer


class IgnoresItemStatus(Client):
    """takes a batch that was answered for a batch that succeeded"""

    def item(self, result):
        return result.get("mediaItem", {}).get("id")

    def check(self, item):
        pass


MUTANTS = uploader.mutants_in(dict(globals()), Client)


def make(kind, wish):
    return kind(os.environ["RESUMULATOR_PHOTOS_URL"], wish.payload)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
