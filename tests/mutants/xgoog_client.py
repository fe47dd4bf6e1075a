#!/usr/bin/env python3
"""A correct uploader for the services beside Google Photos that speak X-Goog-Upload, and mutants with one bug each.

    xgoog_client.py PAYLOAD BUCKET [--mutant NAME] [--timeout SECONDS]

The server is RESUMULATOR_URL, the service the universal upload; the bucket is not looked at. Ends with 0 when the
resource is there and has the file's bytes, else with 1 and a sentence. Standard library only. `--mutants` lists the
mutants.

It is the uploader for Photos with three differences: a chunk may be answered without a word of what is stored, and
is then taken whole; a refusal that says "active" is a reason to ask and go on, one that says "final" is the end;
what an upload becomes is a resource in JSON.
"""

import json
import os
import sys

import photos_client
import uploader
from photos_client import RETRYABLE, SESSION_GONE
from uploader import Fatal, SessionLost, Trouble

BY_ASKING = {400, 408, 409, 412, 416, 499}


class Client(photos_client.Client):
    """The correct client."""

    fields = {}
    address = "/resumable/upload/v1/files:upload"

    def token(self, answer):
        try:
            return json.loads(answer.body)["name"]
        except (ValueError, KeyError, TypeError) as trouble:
            raise Trouble("final, and no resource") from trouble

    def judge_refusal(self, answer):
        if answer.status in SESSION_GONE or answer.upload_status == "cancelled":
            raise SessionLost(str(answer.status))
        if answer.upload_status == "final" and answer.status != 200:
            return self.refused(answer)
        if answer.upload_status == "active" and answer.status in BY_ASKING:
            return None
        return super().judge_refusal(answer) if answer.status not in RETRYABLE else None

    def create(self, token):
        return token

    def check(self, item):
        """Compares what was stored with what was sent."""
        name = item.rsplit("/", 1)[-1]
        if self.until_answered("GET", f"/storage/v1/b/generic/o/{name}?alt=media").body != self.payload.read_bytes():
            raise Fatal("the resource does not have the file's bytes")


# The bugs of the uploader for Photos, as far as they are of the protocol, and one more.


def likewise(bug):
    return uploader.mutant_of(bug, Client)


RepeatsInsteadOfAsking = likewise(photos_client.RepeatsInsteadOfAsking)
IgnoresSizeReceived = likewise(photos_client.IgnoresSizeReceived)
StartsOverAfterEveryFailure = likewise(photos_client.StartsOverAfterEveryFailure)
RetriesADeadSession = likewise(photos_client.RetriesADeadSession)
NoBackoff = likewise(uploader.NoBackoff)
UnalignedChunks = likewise(photos_client.UnalignedChunks)
RetriesForEver = likewise(uploader.RetriesForEver)
GivesUpAtOnce = likewise(uploader.GivesUpAtOnce)
WrongBytesAfterResuming = likewise(photos_client.WrongBytesAfterResuming)


class TakesARefusalForTheEnd(Client):
    """gives up on a refusal that says the session is active"""

    def judge_refusal(self, answer):
        if answer.status in BY_ASKING:
            self.refused(answer)
        super().judge_refusal(answer)


MUTANTS = uploader.mutants_in(dict(globals()), Client)


def make(kind, wish):
    return kind(os.environ["RESUMULATOR_URL"], wish.payload)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, Client, MUTANTS, make))
