#!/usr/bin/env python3
"""A correct tus 1.0.0 uploader, and mutants of it with one bug each.

    tus_client.py PAYLOAD BUCKET [--mutant NAME] [--chunk BYTES] [--timeout SECONDS]

The server is RESUMULATOR_TUS_URL; tus has no buckets, so BUCKET is not used. Ends with 0 when the
upload is there and reads back as the file, else with 1 and a sentence. Standard library only.
`--mutants` lists the mutants.

The rules it keeps, in order of importance:
  ask before going on after trouble; go on where the server says it is, also when that is further
  back; never advance by what was sent; begin anew when the upload is gone; wait longer each time,
  and as long as Retry-After says; give up on what will not change; compare before calling it done.
"""

import base64
import hashlib
import os
import sys
import urllib.parse

import uploader
from uploader import Fatal, Trouble
from uploader import SessionLost as UploadLost

TRY_AGAIN = {408, 409, 423, 429, 460, 500, 502, 503, 504}
GONE = {403, 404, 410}


class Answer(uploader.Answer):
    @property
    def offset(self):
        told = self.headers.get("Upload-Offset", "")
        return int(told) if told.isdigit() else None


class Client(uploader.Uploader):
    """The correct client. Mutants replace one method or number."""

    answer = Answer
    fields = {"Tus-Resumable": "1.0.0"}
    chunk = 1024 * 1024

    def __init__(self, url, payload):
        super().__init__(url, payload)
        self.upload = None
        self.lost = 0

    # The upload

    def run(self):
        while True:
            try:
                self.start()
                self.send_all(0)
                return self.finish()
            except UploadLost:
                self.lost += 1
                if self.lost > 3:
                    raise Fatal("lost the upload again and again") from None
                self.wait()
                self.forget()

    def forget(self):
        self.upload = None
        self.sent = 0

    def start(self):
        name = base64.b64encode(self.payload.name.encode()).decode()
        while True:
            answer = None
            try:
                answer = self.request("POST", self.url.path, b"", {
                    "Upload-Length": str(self.size), "Upload-Metadata": f"filename {name}",
                })
                if answer.status == 201 and answer.headers.get("Location"):
                    place = urllib.parse.urljoin(self.url.geturl(), answer.headers["Location"])
                    self.upload = urllib.parse.urlsplit(place).path
                    return
                if answer.status not in TRY_AGAIN and answer.status != 201:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    def send_all(self, offset):
        while offset < self.size:
            answer = None
            try:
                answer = self.send_chunk(offset)
                if answer.status == 204:
                    offset = self.advanced(answer, offset)
                    continue
                if answer.status not in TRY_AGAIN:
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait_after_patch(answer)
            offset = self.after_failure(offset, answer)

    def wait_after_patch(self, answer):
        self.wait(answer)

    def judge_refusal(self, answer):
        if answer.status in GONE:
            raise UploadLost(str(answer.status))
        self.refused(answer)

    def send_chunk(self, offset):
        end = min(offset + self.chunk, self.size)
        with self.payload.open("rb") as file:
            file.seek(offset)
            body = file.read(end - offset)
        digest = base64.b64encode(hashlib.sha1(body).digest()).decode()
        self.sent = max(self.sent, end)
        return self.request("PATCH", self.upload, body, {
            "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream",
            **self.checksum(digest),
        })

    def checksum(self, digest):
        # A body with a checksum that breaks off is thrown away whole: not for every chunk.
        return {"Upload-Checksum": f"sha1 {digest}"} if self.failures else {}

    def advanced(self, answer, offset):
        """Where the next byte goes, by what the server says it has."""
        if answer.offset is None:
            return self.after_failure(offset, answer)
        return self.believe(answer.offset, offset)

    def believe(self, told, offset):
        if told > self.sent:
            raise Trouble(f"the server claims {told} bytes of {self.sent}")  # no byte of it can be ours
        if told > offset:
            self.failures = 0
        return told

    def after_failure(self, offset, _answer):
        """Asks until there is an offset."""
        while True:
            answer = None
            try:
                answer = self.request("HEAD", self.upload)
                if answer.status in (200, 204) and answer.offset is not None:
                    return self.believe(answer.offset, offset)
                if answer.status not in TRY_AGAIN and answer.status not in (200, 204):
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait(answer)

    def finish(self):
        """Compares what the server gives back with what it was sent."""
        while True:
            answer = None
            try:
                answer = self.request("GET", self.upload)
                if answer.status in (200, 204):
                    break
                if answer.status not in TRY_AGAIN:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)
        self.compare(answer.body)

    def compare(self, stored):
        if stored != self.payload.read_bytes():
            raise Fatal("what is stored is not the file")


# One classic bug each.


class RepeatsInsteadOfAsking(Client):
    """after a failure it sends the same bytes again without asking"""

    def after_failure(self, offset, answer):
        if answer is not None and answer.status == 204:
            return super().after_failure(offset, answer)
        return offset


class AdvancesByWhatItSent(Client):
    """advances by what it sent, whatever Upload-Offset says"""

    def advanced(self, answer, offset):
        return min(offset + self.chunk, self.size)


class NeverGoesBack(Client):
    """ignores an offset that is further back than its own"""

    def believe(self, told, offset):
        return max(super().believe(told, offset), offset)


class AsksADeadUpload(Client):
    """goes on asking an upload that is gone"""

    def judge_refusal(self, answer):
        if answer.status not in GONE:
            self.refused(answer)


class KeepsTheOldOffset(Client):
    """makes a new upload and goes on where the old one was"""

    def forget(self):
        self.old = self.sent
        super().forget()

    def send_all(self, offset):
        if getattr(self, "old", 0):
            offset, self.old = min(self.old, self.size - 1), 0
        super().send_all(offset)


class StartsOverOnTrouble(Client):
    """makes a new upload whenever asking fails"""

    def after_failure(self, offset, _answer):
        try:
            answer = self.request("HEAD", self.upload)
        except Trouble:
            raise UploadLost("trouble") from None
        if answer.status not in (200, 204) or answer.offset is None:
            raise UploadLost(str(answer.status))
        return self.believe(answer.offset, offset)


class StartsOverOnEveryFailure(Client):
    """makes a new upload after any failed PATCH"""

    def after_failure(self, offset, answer):
        if answer is not None and answer.status == 204:
            return super().after_failure(offset, answer)
        raise UploadLost("failed")


class ConflictIsFatal(Client):
    """takes 409 for the end"""

    def wait_after_patch(self, answer):
        if answer is not None and answer.status == 409:
            raise Fatal("409")
        super().wait_after_patch(answer)


class MismatchIsStored(Client):
    """takes 460 for success"""

    def after_failure(self, offset, answer):
        if answer is not None and answer.status == 460:
            return min(offset + self.chunk, self.size)
        return super().after_failure(offset, answer)


class LockedIsFatal(Client):
    """takes 423 for the end"""

    def wait(self, answer=None):
        if answer is not None and answer.status == 423:
            raise Fatal("423")
        super().wait(answer)


MUTANTS = {
    "repeats": RepeatsInsteadOfAsking,
    "advances-by-sent": AdvancesByWhatItSent,
    "never-goes-back": NeverGoesBack,
    "asks-the-dead": AsksADeadUpload,
    "keeps-old-offset": KeepsTheOldOffset,
    "restarts-on-trouble": StartsOverOnTrouble,
    "restarts-always": StartsOverOnEveryFailure,
    "409-fatal": ConflictIsFatal,
    "460-stored": MismatchIsStored,
    "423-fatal": LockedIsFatal,
    "no-backoff": uploader.mutant_of(uploader.NoBackoff, Client),
    "ignores-retry-after": uploader.mutant_of(uploader.IgnoresRetryAfter, Client),
    "retries-for-ever": uploader.mutant_of(uploader.RetriesForEver, Client),
    "gives-up": uploader.mutant_of(uploader.GivesUpAtOnce, Client),
}


def make(kind, wish):
    return kind(os.environ["RESUMULATOR_TUS_URL"], wish.payload)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
