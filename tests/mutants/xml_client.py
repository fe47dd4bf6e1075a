#!/usr/bin/env python3
"""A correct resumable uploader for Cloud Storage's XML API, and mutants of it with one bug each.

    xml_client.py PAYLOAD BUCKET [--object NAME] [--mutant NAME] [--chunk BYTES] [--timeout SECONDS]

The rules it keeps are those of gcs_client.py, whose mutants it has as well: only how a session is
opened and what a finished upload is answered with differ.
"""

import argparse
import os
import pathlib
import sys
import urllib.parse

import gcs_client
from gcs_client import RETRYABLE, Client, Fatal, SessionLost, Trouble


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
                    place = urllib.parse.urlsplit(answer.headers["Location"])
                    self.session = f"{place.path}?{place.query}"
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


def both(mutant):
    """A mutant of the JSON client, over XML."""
    return type(mutant.__name__, (mutant, XmlClient), {"__doc__": mutant.__doc__})


MUTANTS = {name: both(mutant) for name, mutant in gcs_client.MUTANTS.items()}
MUTANTS.update({gcs_client.name_of(each): each for each in (EveryAnswerIsTheObject, LosesTheQueryOfTheLocation)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("payload", type=pathlib.Path, nargs="?")
    parser.add_argument("bucket", nargs="?")
    parser.add_argument("--object", default="payload.bin")
    parser.add_argument("--mutant", choices=sorted(MUTANTS))
    parser.add_argument("--chunk", type=int)
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--mutants", action="store_true")
    wish = parser.parse_args()
    if wish.mutants:
        for name, mutant in MUTANTS.items():
            print(f"{name}\t{mutant.__doc__}")
        return 0
    kind = MUTANTS[wish.mutant] if wish.mutant else XmlClient
    client = kind(os.environ["STORAGE_EMULATOR_HOST"], wish.payload, wish.bucket, wish.object)
    if wish.chunk and wish.mutant != "unaligned-chunks":
        client.chunk = wish.chunk
    if wish.timeout and wish.mutant != "no-timeout":
        client.timeout = wish.timeout
    try:
        client.run()
    except (Fatal, Trouble, SessionLost) as end:
        print(f"xml_client: {end}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
