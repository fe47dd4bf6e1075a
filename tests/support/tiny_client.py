#!/usr/bin/env python3
"""Uploads a file to Cloud Storage's JSON API in chunks, with the standard library alone.

    tiny_client.py FILE BUCKET [--bug NAME] [--chunk BYTES] [--patience SECONDS]

Careful unless it is told to have a bug:
    resend      repeats a broken request instead of asking
    restart     opens a new session after every failure
    no-check    does not compare the checksum of the answer with its own
    give-up     ends with an error at the first failure
"""

import argparse
import base64
import hashlib
import http.client
import json
import os
import random
import sys
import time
import urllib.parse

RETRY = {408, 429, 500, 502, 503, 504}


class Gone(Exception):
    """The session is no more."""


class Refused(Exception):
    """An answer that another try does not change."""


class Client:
    def __init__(self, url, arguments):
        self.host = urllib.parse.urlsplit(url).netloc
        self.arguments = arguments
        self.connection = None
        self.failures = 0

    def ask(self, method, target, body=b"", headers=None):
        """(status, headers, body), or None when the connection broke."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    self.host, timeout=self.arguments.patience)
            self.connection.request(method, target, body=body, headers=headers or {})
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        if answer.getheader("Connection", "").lower() == "close":
            self.close()
        return answer.status, answer.headers, text

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def wait(self, answer):
        self.failures += 1
        if self.failures > 12:
            raise Refused("too many failures")
        if self.arguments.bug == "give-up":
            raise Refused("one failure is enough")
        pause = 0.02 * 2 ** min(self.failures, 6) * random.uniform(1.0, 1.5)
        if answer is not None and answer[1].get("Retry-After", "").isdigit():
            pause = max(pause, int(answer[1]["Retry-After"]))
        time.sleep(pause)

    def open_session(self, bucket, name, size):
        target = "/upload/storage/v1/b/%s/o?uploadType=resumable&name=%s" % (
            urllib.parse.quote(bucket, ""), urllib.parse.quote(name, ""))
        while True:
            answer = self.ask("POST", target, headers={
                "X-Upload-Content-Length": str(size), "Content-Length": "0"})
            if answer is not None and answer[0] == 200:
                location = urllib.parse.urlsplit(answer[1]["Location"])
                return location.path + "?" + location.query
            if answer is not None and answer[0] not in RETRY:
                raise Refused("no session: %d" % answer[0])
            self.wait(answer)

    def stored(self, session, size):
        """(bytes stored, resource or None)."""
        while True:
            answer = self.ask("PUT", session, headers={
                "Content-Range": "bytes */%d" % size, "Content-Length": "0"})
            if answer is not None and answer[0] in (200, 201):
                return size, json.loads(answer[2])
            if answer is not None and answer[0] == 308:
                last = answer[1].get("Range", "bytes=0--1").rsplit("-", 1)[-1]
                return (0 if "--" in answer[1].get("Range", "bytes=0--1") else int(last) + 1), None
            if answer is not None and answer[0] in (404, 410):
                raise Gone
            if answer is not None and answer[0] not in RETRY:
                raise Refused("no progress: %d" % answer[0])
            self.wait(answer)

    def send(self, session, data, size, at):
        """(bytes stored or None when that is not known, resource or None)."""
        end = min(size, at + self.arguments.chunk)
        answer = self.ask("PUT", session, data.read_at(at, end), {
            "Content-Range": "bytes %d-%d/%d" % (at, end - 1, size)})
        if answer is not None and answer[0] in (200, 201):
            return size, json.loads(answer[2])
        if answer is not None and answer[0] == 308:
            last = answer[1].get("Range")
            return (int(last.rsplit("-", 1)[-1]) + 1 if last else 0), None
        if answer is not None and answer[0] in (404, 410):
            raise Gone
        if answer is not None and answer[0] not in RETRY:
            raise Refused("not taken: %d" % answer[0])
        self.wait(answer)
        return None, None

    def upload(self, data, bucket, name, size):
        while True:
            session = self.open_session(bucket, name, size)
            try:
                return self.feed(session, data, size)
            except Gone:
                continue

    def feed(self, session, data, size):
        at = 0
        while True:
            now, resource = self.send(session, data, size, at)
            if now is None and self.arguments.bug == "restart":
                raise Gone
            if now is None and self.arguments.bug != "resend":
                now, resource = self.stored(session, size)
            if resource is not None:
                return resource
            at = at if now is None else now


class Data:
    def __init__(self, path):
        self.file = open(path, "rb")
        self.size = os.path.getsize(path)

    def read_at(self, begin, end):
        self.file.seek(begin)
        return self.file.read(end - begin)

    def md5(self):
        self.file.seek(0)
        digest = hashlib.md5()
        while block := self.file.read(1 << 20):
            digest.update(block)
        return base64.b64encode(digest.digest()).decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("bucket")
    parser.add_argument("--bug", default="none")
    parser.add_argument("--chunk", type=int, default=1 << 20)
    parser.add_argument("--patience", type=float, default=10)
    arguments = parser.parse_args()
    data = Data(arguments.file)
    client = Client(os.environ["STORAGE_EMULATOR_HOST"], arguments)
    try:
        resource = client.upload(data, arguments.bucket, "uploaded.bin", data.size)
    except Refused as problem:
        print("failed: %s" % problem, file=sys.stderr)
        return 1
    if arguments.bug != "no-check" and resource.get("md5Hash") not in (None, data.md5()):
        print("damaged", file=sys.stderr)
        return 1
    print("uploaded %d bytes" % data.size)
    return 0


sys.exit(main())
