"""The documented resumable example of google-api-python-client, for Drive and YouTube.

The document that the library carries is built with another rootUrl; the rest is the example.
"""

import hashlib
import io
import json
import os
import pathlib

from google.auth.credentials import AnonymousCredentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.http import MediaFileUpload, MediaIoBaseDownload, build_http

PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
FILES = json.loads((PAYLOADS / "manifest.json").read_text())


def service(name, version):
    document = json.loads(get_static_doc(name, version))
    document["rootUrl"] = os.environ["RESUMULATOR_URL"] + "/"
    return build_from_document(document, http=AuthorizedHttp(AnonymousCredentials(), http=build_http()))


def in_chunks(request):
    """As the documentation of the library has it."""
    response = None
    while response is None:
        status, response = request.next_chunk()
        if status:
            assert 0 < status.progress() <= 1, status.progress()
    return response


def bytes_of(request):
    out = io.BytesIO()
    download = MediaIoBaseDownload(out, request)
    done = False
    while not done:
        _, done = download.next_chunk()
    return out.getvalue()


def drive_files():
    drive = service("drive", "v3")
    for file in (each for each in FILES if each["size"] > 0):
        media = MediaFileUpload(PAYLOADS / file["name"], "application/octet-stream",
                                chunksize=1024 * 1024, resumable=True)
        told = in_chunks(drive.files().create(
            body={"name": file["name"]}, media_body=media, fields="id,name,size,md5Checksum"))
        assert told["name"] == file["name"] and int(told["size"]) == file["size"], told
        data = bytes_of(drive.files().get_media(fileId=told["id"]))
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        print("ok drive", told["id"], file["size"])
    other = MediaFileUpload(PAYLOADS / FILES[1]["name"], "application/octet-stream", resumable=True)
    changed = in_chunks(drive.files().update(fileId=told["id"], media_body=other, fields="id,size"))
    assert changed == {"id": told["id"], "size": str(FILES[1]["size"])}, changed
    drive.files().delete(fileId=told["id"]).execute()
    print("ok drive: other bytes, then deleted")


def youtube_video():
    youtube = service("youtube", "v3")
    file = next(each for each in FILES if each["size"] == 9 * 1024 * 1024)
    media = MediaFileUpload(PAYLOADS / file["name"], "video/*", chunksize=1024 * 1024, resumable=True)
    video = in_chunks(youtube.videos().insert(
        part="snippet,status", media_body=media,
        body={"snippet": {"title": "t", "categoryId": "22"}, "status": {"privacyStatus": "private"}}))
    listed = youtube.videos().list(part="snippet", id=video["id"]).execute()
    assert listed["items"][0]["snippet"]["title"] == "t", listed
    print("ok youtube", video["id"], file["size"])


drive_files()
youtube_video()
