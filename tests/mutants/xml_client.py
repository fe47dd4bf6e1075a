#!/usr/bin/env python3
"""A correct resumable uploader for Cloud Storage's XML API, and mutants of it with one bug each.

    xml_client.py PAYLOAD BUCKET [--object NAME] [--mutant NAME] [--chunk BYTES] [--timeout SECONDS]

The rules it keeps are those of gcs_client.py, whose mutants it has as well: only how a session is
opened and what a finished upload is answered with differ.
"""

import os
import sys
import urllib.parse

import gcs_client
import uploader
from gcs_client import RETRYABLE, Client
from uploader import Fatal, Trouble, session_path


class XmlClient(Client):
    """The correct client."""

    def path(self):
        return f"/{self.bucket}/{urllib.parse.quote(self.name)}"

    def start(self):
        while True:
            answer = None
            try:
                answer = self.request("POST", self.path(), b"", {"x-goog-resumable": "start"})
                if answer.status in (200, 201) and answer.headers.get("Location"):
                    self.session = session_path(answer.headers["Location"])
                    return
                if answer.status not in RETRYABLE and answer.status not in (200, 201):
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    def metadata(self, answer):
        """What stands in the header of an empty 200; without it nothing is known to be finished."""
        hashes = {}
        for line in answer.headers.get_all("x-goog-hash") or []:
            for one in line.split(","):
                name, _, value = one.strip().partition("=")
                hashes[name] = value
        length = answer.headers.get("x-goog-stored-content-length")
        if length is None or "crc32c" not in hashes:
            raise Trouble("no object's headers")
        return {"size": int(length), "crc32c": hashes["crc32c"], "md5": hashes.get("md5")}

    def finish(self, told):
        problem = self.compare(told)
        if problem:
            self.request("DELETE", self.path())
            raise Fatal(problem)


class EveryAnswerIsTheObject(XmlClient):
    """takes any 2xx or 308 for the end of the upload"""

    def send_chunk(self, offset):
        answer = super().send_chunk(offset)
        if answer.status == 308 and answer.stored:
            answer.status = 200
        return answer

    def metadata(self, answer):
        return {}

    def compare(self, told):
        return None


class LosesTheQueryOfTheLocation(XmlClient):
    """asks at the object's address instead of the session's"""

    def ask(self):
        return self.request("PUT", self.path(), b"", {"Content-Range": f"bytes */{self.size}"})


# Those of the JSON client, over XML, and its own.
MUTANTS = {name: uploader.mutant_of(mutant, XmlClient) for name, mutant in gcs_client.MUTANTS.items()}
MUTANTS.update(uploader.mutants_in(dict(globals()), XmlClient))


def make(kind, wish):
    return kind(os.environ["STORAGE_EMULATOR_HOST"], wish.payload, wish.bucket, wish.object)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, XmlClient, MUTANTS, make))
