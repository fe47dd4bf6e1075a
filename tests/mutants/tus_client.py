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

import offset_uploader
import uploader
from uploader import Fatal, Trouble, mutant_of


class Answer(uploader.Answer):
    @property
    def offset(self):
        told = self.headers.get("Upload-Offset", "")
        return int(told) if told.isdigit() else None


class Client(offset_uploader.OffsetUploader):
    """The correct client. Mutants replace one method or number."""

    answer = Answer
    fields = {"Tus-Resumable": "1.0.0"}
    try_again = frozenset({408, 409, 423, 429, 460, 500, 502, 503, 504})
    gone = frozenset({403, 404, 410})

    def create_fields(self):
        name = base64.b64encode(self.payload.name.encode()).decode()
        return {"Upload-Length": str(self.size), "Upload-Metadata": f"filename {name}"}

    def append_fields(self, offset, body):
        fields = {"Content-Type": "application/offset+octet-stream"}
        # A body with a checksum that breaks off is thrown away whole: not for every chunk.
        if self.failures:
            fields["Upload-Checksum"] = f"sha1 {base64.b64encode(hashlib.sha1(body).digest()).decode()}"
        return fields

    def finish(self, _answer):
        """Compares what the server gives back with what it was sent."""
        while True:
            answer = None
            try:
                answer = self.request("GET", self.upload)
                if answer.status in (200, 204):
                    break
                if answer.status not in self.try_again:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)
        if answer.body != self.payload.read_bytes():
            raise Fatal("what is stored is not the file")


# One classic bug each.


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
    "repeats": mutant_of(offset_uploader.RepeatsInsteadOfAsking, Client),
    "advances-by-sent": mutant_of(offset_uploader.AdvancesByWhatItSent, Client),
    "never-goes-back": mutant_of(offset_uploader.NeverGoesBack, Client),
    "asks-the-dead": mutant_of(offset_uploader.AsksADeadUpload, Client),
    "keeps-old-offset": mutant_of(offset_uploader.KeepsTheOldOffset, Client),
    "restarts-on-trouble": mutant_of(offset_uploader.StartsOverOnTrouble, Client),
    "restarts-always": mutant_of(offset_uploader.StartsOverOnEveryFailure, Client),
    "409-fatal": mutant_of(offset_uploader.ConflictIsFatal, Client),
    "460-stored": MismatchIsStored,
    "423-fatal": LockedIsFatal,
    "no-backoff": mutant_of(uploader.NoBackoff, Client),
    "ignores-retry-after": mutant_of(uploader.IgnoresRetryAfter, Client),
    "retries-for-ever": mutant_of(uploader.RetriesForEver, Client),
    "gives-up": mutant_of(uploader.GivesUpAtOnce, Client),
}


def make(kind, wish):
    return kind(os.environ["RESUMULATOR_TUS_URL"], wish.payload)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
