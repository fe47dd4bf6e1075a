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

import offset_uploader
import uploader
from uploader import Fatal, mutant_of


class Answer(uploader.Answer):
    @property
    def offset(self):
        told = self.headers.get("upload-offset", "")
        return int(told) if told.isdigit() else None

    @property
    def complete(self):
        return self.headers.get("upload-complete") == "?1"


class Client(offset_uploader.OffsetUploader):
    """The correct client. Mutants replace one method or number."""

    fields = {"Upload-Draft-Interop-Version": "9"}
    try_again = frozenset({408, 409, 423, 429, 500, 502, 503, 504})
    gone = frozenset({404, 410})

    def __init__(self, url, payload):
        super().__init__(url, payload)
        self.line = None

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

    def create_fields(self):
        return {"Upload-Complete": "?0", "Upload-Length": str(self.size)}

    def append_fields(self, offset, body):
        return {"Content-Type": "application/partial-upload", "Upload-Complete": self.last(offset + len(body))}

    def last(self, end):
        return "?1" if end == self.size else "?0"

    def has_more(self, _offset):
        return True  # until the target has answered

    def is_end(self, answer):
        return answer.status // 100 == 2 and answer.complete

    def after_failure(self, offset, answer):
        """The offset of a conflict, else what is answered to the question. At the end of a complete
        upload an empty append brings its answer."""
        if answer is not None and answer.status == 409 and answer.offset is not None:
            return self.believe(answer.offset, offset)
        return super().after_failure(offset, answer)

    def finish(self, answer):
        if json.loads(answer.body)["size"] != self.size:
            raise Fatal("the target has another size")


# One classic bug each.


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


MUTANTS = {
    "repeats": mutant_of(offset_uploader.RepeatsInsteadOfAsking, Client),
    "advances-by-sent": mutant_of(offset_uploader.AdvancesByWhatItSent, Client),
    "never-goes-back": mutant_of(offset_uploader.NeverGoesBack, Client),
    "never-says-the-last": NeverSaysTheLast,
    "loses-the-answer": LosesTheAnswer,
    "asks-the-dead": mutant_of(offset_uploader.AsksADeadUpload, Client),
    "keeps-old-offset": mutant_of(offset_uploader.KeepsTheOldOffset, Client),
    "restarts-on-trouble": mutant_of(offset_uploader.StartsOverOnTrouble, Client),
    "restarts-always": mutant_of(offset_uploader.StartsOverOnEveryFailure, Client),
    "409-fatal": mutant_of(offset_uploader.ConflictIsFatal, Client),
    "no-backoff": mutant_of(uploader.NoBackoff, Client),
    "ignores-retry-after": mutant_of(uploader.IgnoresRetryAfter, Client),
    "retries-for-ever": mutant_of(uploader.RetriesForEver, Client),
    "gives-up": mutant_of(uploader.GivesUpAtOnce, Client),
}


def make(kind, wish):
    return kind(os.environ["RESUMULATOR_IETF_URL"], wish.payload)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
