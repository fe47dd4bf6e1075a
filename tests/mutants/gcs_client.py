#!/usr/bin/env python3
"""A correct resumable uploader for Cloud Storage's JSON API, and mutants of it with one bug each.

    gcs_client.py PAYLOAD BUCKET [--object NAME] [--mutant NAME] [--chunk BYTES] [--timeout SECONDS]

The server is STORAGE_EMULATOR_HOST. Ends with 0 when the object is there and has the right
checksums, else with 1 and a sentence. Standard library only. `--mutants` lists the mutants.

The rules it keeps, in order of importance:
  ask before going on after trouble; go on where the server says it is; never advance by what was
  sent; begin anew when the session is gone; wait longer each time, and as long as Retry-After says;
  give up on what will not change; compare checksums before calling it done.
"""

import base64
import hashlib
import http.client
import json
import os
import sys
import time
import urllib.parse

import uploader
from uploader import Fatal, SessionLost, Trouble, crc32c, session_path

GRANULE = 256 * 1024
RETRYABLE = {408, 429, 500, 502, 503, 504}
SESSION_GONE = {400, 404, 410}  # 400: how an expired session is answered


class Answer(uploader.Answer):
    @property
    def stored(self):
        """Bytes the server says it has: of a 308."""
        told = self.headers.get("Range")
        return int(told.rpartition("-")[2]) + 1 if told else 0


class Client(uploader.Uploader):
    """The correct client. Mutants replace one method or number."""

    answer = Answer
    chunk = 4 * GRANULE

    def __init__(self, url, payload, bucket, name):
        super().__init__(url, payload)
        self.bucket, self.name = bucket, name
        self.session = None
        self.acknowledged = 0

    # The upload

    def run(self):
        while True:
            try:
                self.start()
                return self.finish(self.send_all())
            except SessionLost:
                self.wait()
                self.forget_session()

    def forget_session(self):
        self.session = None
        self.acknowledged = self.sent = 0

    def start(self):
        target = (
            f"/upload/storage/v1/b/{self.bucket}/o?uploadType=resumable&name="
            + urllib.parse.quote(self.name, safe="")
        )
        while True:
            answer = None
            try:
                answer = self.request("POST", target, b"", {"X-Upload-Content-Length": str(self.size)})
                if answer.status == 200 and answer.headers.get("Location"):
                    self.session = session_path(answer.headers["Location"])
                    return
                if answer.status not in RETRYABLE and answer.status != 200:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    def send_all(self):
        """Until the object is there; its metadata."""
        offset = 0
        while True:
            answer = None
            try:
                answer = self.send_chunk(offset)
                if answer.status in (200, 201):
                    return self.metadata(answer)
                if answer.status == 308:
                    self.sent = max(self.sent, min(offset + self.chunk, self.size))
                    offset = self.go_on_at(answer, offset)
                    continue
                if answer.status not in RETRYABLE:
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.sent = max(self.sent, min(offset + self.chunk, self.size))
            self.wait(answer)
            known = self.after_failure(offset)
            if isinstance(known, dict):
                return known
            offset = known

    def judge_refusal(self, answer):
        """A session URL that is not served any more, or a refusal for good. 400 can be either: the
        session itself knows."""
        if answer.status == 400 and self.ask().status not in SESSION_GONE:
            self.refused(answer)
        if answer.status in SESSION_GONE:
            raise SessionLost(str(answer.status))
        self.refused(answer)

    def metadata(self, answer):
        """What a finished upload is answered with; without it nothing is known to be finished."""
        try:
            told = json.loads(answer.body)
            return {"size": int(told["size"]), "crc32c": told["crc32c"], "md5": told.get("md5Hash")}
        except (ValueError, KeyError, TypeError) as broken:
            raise Trouble(f"no metadata: {broken}") from broken

    def send_chunk(self, offset):
        end = min(offset + self.chunk, self.size)
        with self.payload.open("rb") as file:
            file.seek(self.read_from(offset))
            body = file.read(end - offset)
        if end == offset:
            declared = f"bytes */{self.size}"
        else:
            declared = f"bytes {offset}-{end - 1}/{self.size}"
        return self.request("PUT", self.session, body, {"Content-Range": declared})

    def read_from(self, offset):
        return offset

    def go_on_at(self, answer, offset):
        """Where the next byte goes, by what the server says it has."""
        stored = answer.stored
        if stored > self.sent:
            # More than was ever sent: no byte of it can be ours.
            return self.over_claimed(stored)
        if stored > offset:
            self.progressed()
        self.acknowledged = max(self.acknowledged, stored)
        return stored

    def over_claimed(self, stored):
        answer = self.ask()
        if answer.status == 308 and answer.stored <= self.sent:
            return answer.stored
        raise SessionLost(f"the server claims {stored} bytes of {self.sent}")

    def after_failure(self, offset):
        """Asks. An offset, or the metadata of an upload that is complete."""
        doubted = False
        while True:
            answer = None
            try:
                answer = self.ask()
                if answer.status in (200, 201):
                    return self.metadata(answer)
                if answer.status == 308:
                    if answer.stored == 0 and self.acknowledged > 0 and not doubted:
                        doubted = True  # perhaps it does not show yet: once more, then believe
                        self.wait()
                        continue
                    return self.go_on_at(answer, offset)
                if answer.status not in RETRYABLE:
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait(answer)

    def ask(self):
        return self.request("PUT", self.session, b"", {"Content-Range": f"bytes */{self.size}"})

    def finish(self, told):
        """Compares what the server says it has with what it was sent."""
        problem = self.compare(told)
        if problem:
            self.request("DELETE", f"/storage/v1/b/{self.bucket}/o/{urllib.parse.quote(self.name, safe='')}")
            raise Fatal(problem)

    def compare(self, told):
        md5 = hashlib.md5(self.payload.read_bytes()).digest()
        if told["size"] != self.size:
            return f"the object has {told['size']} bytes, not {self.size}"
        if told["md5"] not in (None, base64.b64encode(md5).decode()):
            return "the object's md5 is not that of the file"
        if told["crc32c"] != crc32c(self.payload, md5):
            return "the object's crc32c is not that of the file"
        return None


# One classic bug each.


class RepeatsInsteadOfAsking(Client):
    """after a failure it sends the same bytes again without asking"""

    def after_failure(self, offset):
        return offset


class IgnoresShortRange(Client):
    """advances by what it sent, whatever Range says"""

    def go_on_at(self, answer, offset):
        return min(offset + self.chunk, self.size)


class MissingRangeIsAnError(Client):
    """takes a 308 without Range for a failure"""

    def go_on_at(self, answer, offset):
        if answer.stored == 0:
            raise Fatal("308 without Range")
        return super().go_on_at(answer, offset)


class MissingRangeIsANewSession(Client):
    """begins anew when a 308 has no Range"""

    def go_on_at(self, answer, offset):
        if answer.stored == 0:
            raise SessionLost("308 without Range")
        return super().go_on_at(answer, offset)


class RetriesADeadSession(Client):
    """goes on asking a session that is gone"""

    def judge_refusal(self, answer):
        if answer.status not in SESSION_GONE:
            self.refused(answer)


class KeepsTheOldOffset(Client):
    """opens a new session and goes on where the old one was"""

    def send_all(self):
        if getattr(self, "lost_at", 0) == 0:
            return super().send_all()
        self.request("PUT", self.session, b"", {"Content-Range": f"bytes */{self.size}"})
        offset, self.lost_at = self.lost_at, 0
        self.send_chunk(offset)
        return super().send_all()

    def forget_session(self):
        self.lost_at = self.acknowledged
        super().forget_session()


NoBackoff = uploader.mutant_of(uploader.NoBackoff, Client)


IgnoresRetryAfter = uploader.mutant_of(uploader.IgnoresRetryAfter, Client)


class CannotReadRetryAfterDates(Client):
    """understands Retry-After in seconds only"""

    first_wait = 0.05

    def retry_after(self, answer):
        told = answer.headers.get("Retry-After") if answer else None
        return int(told) if told and told.isdigit() else 0


class TrustsAnOverClaim(Client):
    """skips bytes it never sent because the server says it has them"""

    def over_claimed(self, stored):
        return min(stored, self.size)


class UnalignedChunks(Client):
    """chunks are not whole granules"""

    chunk = 1_000_000
    own = ("chunk",)


class IgnoresChecksums(Client):
    """does not compare"""

    def compare(self, told):
        return None


class RetriesForEver(Client):
    """tries again after refusals that will not change"""

    def refused(self, answer):
        pass

    def judge_refusal(self, answer):
        if answer.status in SESSION_GONE:
            raise SessionLost(str(answer.status))


GivesUpAtOnce = uploader.mutant_of(uploader.GivesUpAtOnce, Client)


class AsksWithoutEnd(Client):
    """asks again and again while it sees no progress"""

    def after_failure(self, offset):
        for _ in range(12):
            try:
                answer = self.ask()
            except Trouble:
                time.sleep(0.05)
                continue
            if answer.status in (200, 201):
                return self.metadata(answer)
            if answer.status == 308 and answer.stored > self.acknowledged:
                return self.go_on_at(answer, offset)
        return super().after_failure(offset)


NoTimeout = uploader.mutant_of(uploader.NoTimeout, Client)


class Impatient(Client):
    """takes a short silence for a broken line"""

    timeout = 0.2
    own = ("timeout",)


class WrongBytesAfterResuming(Client):
    """goes on at the right offset with bytes of another"""

    def after_failure(self, offset):
        known = super().after_failure(offset)
        self.resumed = True
        return known

    def read_from(self, offset):
        return max(0, offset - 1) if getattr(self, "resumed", False) else offset


class NewSessionAfterEveryFailure(Client):
    """begins anew whenever something fails"""

    def after_failure(self, offset):
        raise SessionLost("failed")


class BelievesBrokenAnswers(Client):
    """takes the beginning of an answer for all of it"""

    def request(self, method, target, body=b"", headers=None):
        try:
            return super().request(method, target, body, headers)
        except Trouble as trouble:
            if not isinstance(trouble.__cause__, http.client.IncompleteRead):
                raise
            return Answer(200, http.client.HTTPMessage(), trouble.__cause__.partial)

    def metadata(self, answer):
        return {}

    def compare(self, told):
        return None


class OnlyKnows503(Client):
    """tries again after 503 and nothing else"""

    def refused(self, answer):
        raise Fatal(f"refused with {answer.status}")

    def request(self, method, target, body=b"", headers=None):
        answer = super().request(method, target, body, headers)
        if answer.status in RETRYABLE - {503}:
            self.refused(answer)
        return answer


MUTANTS = uploader.mutants_in(dict(globals()), Client)


def make(kind, wish):
    return kind(os.environ["STORAGE_EMULATOR_HOST"], wish.payload, wish.bucket, wish.object)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
