"""google-api-python-client against the emulator.

client_options={"api_endpoint": URL} moves everything but uploads: their address comes from rootUrl
of the discovery document. So the document that the library carries is built with another rootUrl.
"""

import base64
import hashlib
import io
import json
import os
import pathlib

import httplib2
from google.auth.credentials import AnonymousCredentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import (
    MediaFileUpload,
    MediaIoBaseDownload,
    MediaIoBaseUpload,
    MediaUpload,
    build_http,  # knows that 308 is no redirect here
)

KIB = 1024
BUCKET = os.environ["RESUMULATOR_BUCKET"]
PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
FILES = json.loads((PAYLOADS / "manifest.json").read_text())
document = json.loads(get_static_doc("storage", "v1"))
document["rootUrl"] = os.environ["STORAGE_EMULATOR_HOST"] + "/"
service = build_from_document(
    document, http=AuthorizedHttp(AnonymousCredentials(), http=build_http())
)
objects = service.objects()


def check(name, file):
    said = objects.get(bucket=BUCKET, object=name).execute()
    assert int(said["size"]) == file["size"], said
    assert said["crc32c"] == file["crc32c"], said
    assert said["md5Hash"] == file["md5"], said
    data = io.BytesIO()
    download = MediaIoBaseDownload(data, objects.get_media(bucket=BUCKET, object=name), chunksize=5 * KIB * KIB)
    done = False
    while not done:
        _, done = download.next_chunk()
    assert hashlib.sha256(data.getvalue()).hexdigest() == file["sha256"]
    print("ok", name, file["size"])


def upload_resumably():
    for file in FILES:
        chunk = 256 * KIB if file["size"] < KIB * KIB else 2048 * KIB
        media = MediaFileUpload(
            PAYLOADS / file["name"], mimetype="application/octet-stream", chunksize=chunk, resumable=True
        )
        name = f"resumable/{file['name']}"
        request = objects.insert(bucket=BUCKET, body={"name": name}, media_body=media)
        response, seen = None, [0]
        while response is None:
            status, response = request.next_chunk()
            if status:
                assert status.resumable_progress > seen[-1], (status.resumable_progress, seen)
                assert status.resumable_progress % (256 * KIB) == 0
                seen.append(status.resumable_progress)
        assert len(seen) == max(1, -(-file["size"] // chunk)), seen
        assert int(response["size"]) == file["size"]
        check(name, file)


def upload_simply():
    """media_body= without resumable: multipart with a body, plain media without one."""
    for file in FILES:
        path = PAYLOADS / file["name"]
        media = MediaFileUpload(path, mimetype="application/octet-stream")
        name = f"multipart/{file['name']}"
        objects.insert(bucket=BUCKET, body={"name": name, "metadata": {"k": "v"}}, media_body=media).execute()
        assert objects.get(bucket=BUCKET, object=name).execute()["metadata"] == {"k": "v"}
        check(name, file)
        name = f"media/{file['name']}"
        media = MediaFileUpload(path, mimetype="application/octet-stream")
        objects.insert(bucket=BUCKET, name=name, media_body=media).execute()
        check(name, file)


class Stream(MediaUpload):
    """A source that does not know its length: the chunk that comes out short is the last."""

    def __init__(self, path, chunk):
        self.file, self.chunk = open(path, "rb"), chunk

    def chunksize(self):
        return self.chunk

    def mimetype(self):
        return "application/octet-stream"

    def size(self):
        return None

    def resumable(self):
        return True

    def getbytes(self, begin, length):
        self.file.seek(begin)
        return self.file.read(length)


def upload_streams_of_unknown_length():
    for file in FILES:
        if file["size"] and file["size"] % (256 * KIB) == 0:
            continue  # this library ends a stream with a short chunk only
        name = f"stream/{file['name']}"
        request = objects.insert(
            bucket=BUCKET, body={"name": name}, media_body=Stream(PAYLOADS / file["name"], 256 * KIB)
        )
        response = None
        while response is None:
            _, response = request.next_chunk()
        check(name, file)


class BrokenWire:
    def request(self, *_, **__):
        raise ConnectionResetError("cut by the test")


def resume_after_a_failure():
    """After an error the library asks for the status and goes on from there."""
    file = next(f for f in FILES if f["size"] == 9 * KIB * KIB)
    media = MediaFileUpload(PAYLOADS / file["name"], chunksize=1024 * KIB, resumable=True)
    request = objects.insert(bucket=BUCKET, body={"name": "resumed"}, media_body=media)
    request.next_chunk()
    request.next_chunk()
    try:
        request.next_chunk(http=BrokenWire())
        raise AssertionError("the wire was not broken")
    except ConnectionResetError:
        pass
    status, response = request.next_chunk()
    assert response is None and status.resumable_progress == 3 * KIB * KIB, status.resumable_progress
    while response is None:
        _, response = request.next_chunk()
    check("resumed", file)


def cancel():
    media = MediaIoBaseUpload(io.BytesIO(b"x" * 600 * KIB), "text/plain", chunksize=256 * KIB, resumable=True)
    request = objects.insert(bucket=BUCKET, body={"name": "cancelled"}, media_body=media)
    request.next_chunk()
    answer, _ = httplib2.Http().request(request.resumable_uri, "DELETE")
    assert answer.status == 499, answer
    try:
        request.next_chunk()
        raise AssertionError("a cancelled session took a chunk")
    except HttpError as error:
        assert error.resp.status == 499
    try:
        objects.get(bucket=BUCKET, object="cancelled").execute()
        raise AssertionError("a cancelled upload made an object")
    except HttpError as error:
        assert error.resp.status == 404
    print("ok cancel")


def overwrite_with_a_precondition():
    def put(text, **guards):
        media = MediaIoBaseUpload(io.BytesIO(text), "text/plain", resumable=True)
        return objects.insert(bucket=BUCKET, body={"name": "guarded"}, media_body=media, **guards).execute()

    first = put(b"first", ifGenerationMatch="0")
    second = put(b"second", ifGenerationMatch=first["generation"])
    assert second["generation"] != first["generation"]
    try:
        put(b"third", ifGenerationMatch=first["generation"])
        raise AssertionError("a wrong generation was accepted")
    except HttpError as error:
        assert error.resp.status == 412
    said = objects.get(bucket=BUCKET, object="guarded").execute()
    assert base64.b64decode(said["md5Hash"]) == hashlib.md5(b"second").digest()
    print("ok precondition")


upload_resumably()
upload_simply()
upload_streams_of_unknown_length()
resume_after_a_failure()
cancel()
overwrite_with_a_precondition()
