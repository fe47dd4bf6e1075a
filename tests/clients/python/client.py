"""google-cloud-storage against the emulator. STORAGE_EMULATOR_HOST is all the library needs."""

import hashlib
import io
import json
import os
import pathlib

import requests
from google.api_core.exceptions import NotFound, PreconditionFailed
from google.cloud import storage

KIB = 1024
PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
FILES = json.loads((PAYLOADS / "manifest.json").read_text())
client = storage.Client()  # anonymous, because STORAGE_EMULATOR_HOST is set
bucket = client.bucket(os.environ["RESUMULATOR_BUCKET"])


def check(blob, file):
    """What the service says of the object, and its bytes, are those of the file."""
    blob.reload()
    assert blob.size == file["size"], (blob.size, file["size"])
    assert blob.crc32c == file["crc32c"], (blob.crc32c, file["crc32c"])
    assert blob.md5_hash == file["md5"], (blob.md5_hash, file["md5"])
    data = blob.download_as_bytes(checksum="crc32c")
    assert hashlib.sha256(data).hexdigest() == file["sha256"]
    print("ok", blob.name, file["size"])


def upload_files():
    for file in FILES:
        blob = bucket.blob(f"whole/{file['name']}")
        blob.upload_from_filename(PAYLOADS / file["name"], checksum="crc32c")
        check(blob, file)


def upload_in_chunks():
    """A chunk size makes every upload resumable, also the empty one."""
    for file in FILES:
        chunk = 256 * KIB if file["size"] < 8 * KIB * KIB else 8 * KIB * KIB
        blob = bucket.blob(f"chunks/{file['name']}", chunk_size=chunk)
        with open(PAYLOADS / file["name"], "rb") as stream:
            blob.upload_from_file(stream, size=file["size"], checksum="md5")
        check(blob, file)


def upload_streams_of_unknown_length():
    for file in FILES:
        blob = bucket.blob(f"stream/{file['name']}")
        with blob.open("wb", chunk_size=1024 * KIB, ignore_flush=True) as out:
            data = (PAYLOADS / file["name"]).read_bytes()
            for at in range(0, len(data), 100_000):
                out.write(data[at : at + 100_000])
        check(blob, file)


def resume_after_a_cut():
    """Half a chunk arrives, the connection is gone; status, then the rest."""
    file = next(f for f in FILES if f["size"] == 9 * KIB * KIB)
    data = (PAYLOADS / file["name"]).read_bytes()
    blob = bucket.blob("resumed")
    uri = blob.create_resumable_upload_session(size=len(data))

    def half():
        yield data[: 5 * KIB * KIB + 77]
        raise ConnectionResetError("cut by the test")

    try:
        requests.put(uri, data=half(), headers={"Content-Range": f"bytes 0-{len(data) - 1}/{len(data)}"})
        raise AssertionError("the cut upload was answered")
    except (ConnectionError, requests.exceptions.ConnectionError):
        pass
    for _ in range(100):  # the server may still be reading what was on its way
        status = requests.put(uri, headers={"Content-Range": f"bytes */{len(data)}"})
        assert status.status_code == 308, status.status_code
        if "Range" in status.headers:
            break
    kept = int(status.headers["Range"].removeprefix("bytes=0-")) + 1
    assert 0 < kept <= 5 * KIB * KIB + 77 and kept % (256 * KIB) == 0, kept
    rest = requests.put(
        uri, data=data[kept:], headers={"Content-Range": f"bytes {kept}-{len(data) - 1}/{len(data)}"}
    )
    assert rest.status_code == 200, rest.status_code
    check(blob, file)


def cancel():
    uri = bucket.blob("cancelled").create_resumable_upload_session()
    sent = requests.put(uri, data=b"x" * 256 * KIB, headers={"Content-Range": "bytes 0-262143/*"})
    assert sent.status_code == 308, sent.status_code
    assert requests.delete(uri).status_code == 499
    again = requests.put(uri, data=b"", headers={"Content-Range": "bytes */*"})
    assert again.status_code == 499, again.status_code
    assert bucket.get_blob("cancelled") is None
    print("ok cancel")


def overwrite_with_a_precondition():
    blob = bucket.blob("guarded")
    blob.upload_from_string(b"first", if_generation_match=0)
    first = blob.generation
    blob.upload_from_string(b"second", if_generation_match=first)
    assert blob.generation != first
    for wrong in (0, first):
        try:
            blob.upload_from_string(b"third", if_generation_match=wrong)
            raise AssertionError("a wrong generation was accepted")
        except PreconditionFailed as error:
            assert error.code == 412
    big = bucket.blob("guarded", chunk_size=256 * KIB)
    try:
        big.upload_from_file(io.BytesIO(b"z" * 600 * KIB), size=600 * KIB, if_generation_match=first)
        raise AssertionError("a resumable upload passed a wrong generation")
    except PreconditionFailed:
        pass
    assert blob.download_as_bytes() == b"second"
    print("ok precondition")


def look_around():
    names = [blob.name for blob in client.list_blobs(bucket, prefix="whole/")]
    assert len(names) == len(FILES), names
    middle = bucket.blob(f"whole/{FILES[-1]['name']}").download_as_bytes(start=1000, end=1999)
    assert middle == (PAYLOADS / FILES[-1]["name"]).read_bytes()[1000:2000]
    bucket.blob("resumed").delete()
    try:
        bucket.blob("resumed").reload()
        raise AssertionError("a deleted object is still there")
    except NotFound:
        pass
    with client.batch():
        bucket.blob(f"stream/{FILES[0]['name']}").delete()
        bucket.blob(f"stream/{FILES[1]['name']}").delete()
    assert len(list(client.list_blobs(bucket, prefix="stream/"))) == len(FILES) - 2
    print("ok list, range, delete, batch")


upload_files()
upload_in_chunks()
upload_streams_of_unknown_length()
resume_after_a_cut()
cancel()
overwrite_with_a_precondition()
look_around()
