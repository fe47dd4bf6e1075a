#!/usr/bin/env python3
"""A correct uploader in parts for Cloud Storage's XML API, and mutants of it with one bug each.

    xml_parts_client.py PAYLOAD BUCKET [--object NAME] [--mutant NAME] [--timeout SECONDS]

The server is STORAGE_EMULATOR_HOST. Ends with 0 when the object is there and has the right
checksum, else with 1 and a sentence. Standard library only. `--mutants` lists the mutants.

The rules it keeps: a part that failed goes again under its number; a part's ETag is compared with
its bytes; a completion that was not heard is repeated, and where the upload is gone by then, the
object itself is looked at; wait longer each time; give up on what will not change.
"""

import hashlib
import os
import re
import sys
import urllib.parse

import uploader
from gcs_client import RETRYABLE, Client
from uploader import Fatal, Trouble, crc32c

PART = 5 * 1024 * 1024


class PartsClient(Client):
    """The correct client."""

    part = PART

    def path(self, query=""):
        return f"/{self.bucket}/{urllib.parse.quote(self.name)}{query}"

    def persistently(self, method, target, body=b"", good=(200,)):
        """The answer, however often it takes; None for 404."""
        while True:
            answer = None
            try:
                answer = self.request(method, target, body)
                if answer.status in good:
                    self.progressed()
                    return answer
                if answer.status == 404:
                    return None
                if answer.status not in RETRYABLE:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    def run(self):
        answer = self.persistently("POST", self.path("?uploads"))
        if answer is None:
            raise Fatal("there is no bucket")
        self.upload = re.search(rb"<UploadId>(.*?)</UploadId>", answer.body).group(1).decode()
        self.compare_object(self.complete(self.send_parts()))

    def send_parts(self):
        data = self.payload.read_bytes()
        pieces = [data[at:at + self.part] for at in range(0, max(len(data), 1), self.part)]
        return [(number, self.send_part(number, piece)) for number, piece in enumerate(pieces, 1)]

    def send_part(self, number, piece):
        answer = self.persistently("PUT", self.path(f"?partNumber={number}&uploadId={self.upload}"), piece)
        if answer is None:
            raise Fatal("the upload is gone")
        etag = answer.headers.get("ETag", "")
        self.check_part(etag, piece)
        return etag

    def check_part(self, etag, piece):
        if etag.strip('"') != hashlib.md5(piece).hexdigest():
            self.persistently("DELETE", self.path(f"?uploadId={self.upload}"), good=(204,))
            raise Fatal("a part has another ETag than its bytes")

    def list_of(self, parts):
        listed = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>" for number, etag in parts)
        return f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()

    def complete(self, parts):
        """Crc32c and size of the object that was made."""
        answer = self.persistently("POST", self.path(f"?uploadId={self.upload}"), self.list_of(parts))
        return self.look() if answer is None else answer

    def look(self):
        """The upload is gone: it may be because it is complete."""
        answer = self.persistently("HEAD", self.path())
        if answer is None:
            raise Fatal("neither the upload nor the object is there")
        return answer

    def compare_object(self, answer):
        hashes = ",".join(answer.headers.get_all("x-goog-hash") or [])
        md5 = hashlib.md5(self.payload.read_bytes()).digest()
        if f"crc32c={crc32c(self.payload, md5)}" not in hashes:
            raise Fatal("the object's crc32c is not that of the file")


# One classic bug each.


class GivesUpAtOnce(PartsClient):
    """the first failure is the last"""

    def wait(self, answer=None):
        raise Fatal("failed")


class NoBackoff(PartsClient):
    """tries again at once"""

    first_wait = 0.0


class BeginsAnew(PartsClient):
    """starts another upload whenever something fails"""

    def wait(self, answer=None):
        super().wait(answer)
        if getattr(self, "upload", None):
            raise Trouble("anew")

    def run(self):
        while True:
            try:
                return super().run()
            except Trouble:
                self.upload = None


class NumbersFailuresToo(PartsClient):
    """gives a part that failed the next number, and lists both"""

    def send_part(self, number, piece):
        self.shift = getattr(self, "shift", 0)
        try:
            answer = self.request("PUT", self.path(f"?partNumber={number + self.shift}&uploadId={self.upload}"), piece)
            if answer.status == 200:
                return answer.headers["ETag"]
        except Trouble:
            pass
        self.wait()
        self.shift += 1
        return super().send_part(number + self.shift, piece)


class SkipsAFailedPart(PartsClient):
    """goes on with the next part after a failure"""

    def send_parts(self):
        sent = []
        data = self.payload.read_bytes()
        for number, at in enumerate(range(0, len(data), self.part), 1):
            piece = data[at:at + self.part]
            try:
                answer = self.request("PUT", self.path(f"?partNumber={number}&uploadId={self.upload}"), piece)
            except Trouble:
                continue
            if answer.status == 200:
                sent.append((number, answer.headers["ETag"]))
        return sent

    def compare_object(self, answer):
        pass


class TrustsEveryEtag(PartsClient):
    """lists whatever ETag it was told"""

    def check_part(self, etag, piece):
        pass


class ListsItsOwnEtags(PartsClient):
    """compares nothing and lists the MD5 of its bytes"""

    def send_part(self, number, piece):
        self.persistently("PUT", self.path(f"?partNumber={number}&uploadId={self.upload}"), piece)
        return hashlib.md5(piece).hexdigest()


class UploadGoneIsFailure(PartsClient):
    """a completion answered 404 is a failed upload"""

    def look(self):
        raise Fatal("the upload is gone")


class SendsAllPartsAgain(PartsClient):
    """repeats the parts when the completion fails"""

    def complete(self, parts):
        for _ in range(8):
            try:
                answer = self.request("POST", self.path(f"?uploadId={self.upload}"), self.list_of(parts))
                if answer.status == 200:
                    return answer
                if answer.status == 404:
                    return self.look()
            except Trouble:
                pass
            self.wait()
            try:
                self.send_parts()
            except Fatal:
                return self.look()
        raise Fatal("gave up")


class CompletesOnce(PartsClient):
    """does not repeat a completion that failed"""

    def complete(self, parts):
        answer = self.request("POST", self.path(f"?uploadId={self.upload}"), self.list_of(parts))
        if answer.status != 200:
            raise Fatal(f"completion answered {answer.status}")
        return answer


MUTANTS = uploader.mutants_in(dict(globals()), PartsClient)


def make(kind, wish):
    return kind(os.environ["STORAGE_EMULATOR_HOST"], wish.payload, wish.bucket, wish.object)


if __name__ == "__main__":
    sys.exit(uploader.main(__doc__, PartsClient, MUTANTS, make))
