#!/usr/bin/env python3
"""A correct client of the IETF's resumable uploads, and mutants of it with one bug each.

    ietf_client.py PAYLOAD BUCKET [--mutant NAME] [--chunk BYTES] [--timeout SECONDS]

The server is RESUMULATOR_IETF_URL; BUCKET is not used. Speaks interop version 9 and creates with
care: an empty upload first, so that its URL is known whatever becomes of interim answers. Ends with
0 when the target has answered and its answer fits the file, else with 1 and a sentence. Standard
library only. `--mutants` lists the mutants.

The rules it keeps, in order of importance:
  ask before going on after trouble; go on where the server says it is, also when that is further
  back; never advance by what was sent; the upload is done when the server says so and not before;
  begin anew when it is gone; wait longer each time, and as long as Retry-After says; give up on
  what will not change.
"""

import http.client
import json
import os
import socket
import sys
import urllib.parse

import uploader
from uploader import Fatal, Trouble
from uploader import SessionLost as UploadLost

TRY_AGAIN = {408, 409, 423, 429, 500, 502, 503, 504}
GONE = {404, 410}


class Answer(uploader.Answer):
    @property
    def offset(self):
        told = self.headers.get("upload-offset", "")
        return int(told) if told.isdigit() else None

    @property
    def complete(self):
        return self.headers.get("upload-complete") == "?1"


class Client(uploader.Uploader):
    """The correct client. Mutants replace one method or number."""

    fields = {"Upload-Draft-Interop-Version": "9"}
    chunk = 1024 * 1024

    def __init__(self, url, payload):
        super().__init__(url, payload)
        self.line = None
        self.upload = None
        self.lost = 0

    # The wire: http.client takes 104 for the answer, so it is read by hand

    def exchange(self, method, target, body, fields):
        fields = {"Host": self.url.netloc, "Content-Length": str(len(body)), **fields}
        text = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items())
        if self.line is None:
            self.line = socket.create_connection((self.url.hostname, self.url.port), self.timeout)
            self.stream = self.line.makefile("rb")
        self.line.sendall(text.encode() + b"\r\n" + body)
        return self.read_answer(method)

    def read_answer(self, method):
        while True:
            line = self.stream.readline().decode("latin-1").split(" ", 2)
            if len(line) < 2 or not line[0].startswith("HTTP/1."):
                raise ValueError("no answer")
            headers = http.client.HTTPMessage()
            while (field := self.stream.readline().decode("latin-1").strip()) != "":
                name, _, value = field.partition(":")
                headers[name] = value.strip()
            if int(line[1]) >= 200:
                break
        length = 0 if method == "HEAD" else int(headers.get("content-length", "0"))
        body = self.stream.read(length)
        if len(body) < length:
            raise ValueError("the answer broke off")
        return Answer(int(line[1]), headers, body)

    def hang_up(self):
        if self.line is not None:
            self.stream.close()
            self.line.close()
            self.line = None

    # The upload

    def run(self):
        while True:
            try:
                self.start()
                return self.compare(self.send_all(0))
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
        while True:
            answer = None
            try:
                answer = self.request("POST", self.url.path, b"", {
                    "Upload-Complete": "?0", "Upload-Length": str(self.size),
                })
                if answer.status == 201 and answer.headers.get("location"):
                    place = urllib.parse.urljoin(self.url.geturl(), answer.headers["location"])
                    self.upload = urllib.parse.urlsplit(place).path
                    return
                if answer.status not in TRY_AGAIN and answer.status != 201:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    def send_all(self, offset):
        """Until the target has answered; its answer."""
        while True:
            answer = None
            try:
                answer = self.send_chunk(offset)
                if answer.status // 100 == 2 and answer.complete:
                    return answer
                if answer.status // 100 == 2:
                    offset = self.advanced(answer, offset)
                    continue
                if answer.status not in TRY_AGAIN:
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait_after_append(answer)
            offset = self.after_failure(offset, answer)

    def wait_after_append(self, answer):
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
        self.sent = max(self.sent, end)
        return self.request("PATCH", self.upload, body, {
            "Upload-Offset": str(offset), "Content-Type": "application/partial-upload",
            "Upload-Complete": self.last(end),
        })

    def last(self, end):
        return "?1" if end == self.size else "?0"

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

    def after_failure(self, offset, answer):
        """The offset of a conflict, else what is answered to the question. At the end of a complete
        upload an empty append brings its answer."""
        if answer is not None and answer.status == 409 and answer.offset is not None:
            return self.believe(answer.offset, offset)
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

    def compare(self, answer):
        if json.loads(answer.body)["size"] != self.size:
            raise Fatal("the target has another size")


# One classic bug each.


class RepeatsInsteadOfAsking(Client):
    """after a failure it sends the same bytes again without asking"""

    def after_failure(self, offset, answer):
        if answer is not None and answer.status // 100 == 2:
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


class NeverSaysTheLast(Client):
    """takes the length for the end and says ?0 to the last append"""

    def last(self, end):
        return "?0"

    def send_all(self, offset):
        while offset < self.size:
            answer = self.send_chunk(offset)
            if answer.status // 100 != 2:
                raise Fatal(str(answer.status))
            offset = self.advanced(answer, offset)
        return Answer(200, {}, json.dumps({"size": self.size}))


class LosesTheAnswer(Client):
    """takes a complete upload for a failure when its answer was lost"""

    def after_failure(self, offset, answer):
        told = super().after_failure(offset, answer)
        if told == self.size:
            raise Fatal("the answer is lost")
        return told


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
        return super().send_all(offset)


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
    """makes a new upload after any failed append"""

    def after_failure(self, offset, answer):
        raise UploadLost("failed")


class ConflictIsFatal(Client):
    """takes 409 for the end"""

    def wait_after_append(self, answer):
        if answer is not None and answer.status == 409:
            raise Fatal("409")
        super().wait_after_append(answer)


MUTANTS = {
    "repeats": RepeatsInsteadOfAsking,
    "advances-by-sent": AdvancesByWhatItSent,
    "never-goes-back": NeverGoesBack,
    "never-says-the-last": NeverSaysTheLast,
    "loses-the-answer": LosesTheAnswer,
    "asks-the-dead": AsksADeadUpload,
    "keeps-old-offset": KeepsTheOldOffset,
    "restarts-on-trouble": StartsOverOnTrouble,
    "restarts-always": StartsOverOnEveryFailure,
    "409-fatal": ConflictIsFatal,
    "no-backoff": uploader.mutant_of(uploader.NoBackoff, Client),
    "ignores-retry-after": uploader.mutant_of(uploader.IgnoresRetryAfter, Client),
    "retries-for-ever": uploader.mutant_of(uploader.RetriesForEver, Client),
    "gives-up": uploader.mutant_of(uploader.GivesUpAtOnce, Client),
}


def make(kind, wish):
    return kind(os.environ["RESUMULATOR_IETF_URL"], wish.payload)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
