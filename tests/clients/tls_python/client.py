"""google-cloud-storage as it is, with the host it has built in, over the proxy; and what it signs.

Nothing names the emulator but HTTPS_PROXY and the authority. The server checks signatures by the
key in RESUMULATOR_SIGNING_KEY, so that every URL below is one that production would take too.
"""

import datetime
import hashlib
import json
import os
import pathlib

import requests
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from google.oauth2 import service_account

os.environ.pop("STORAGE_EMULATOR_HOST")
payloads = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
files = json.loads((payloads / "manifest.json").read_text())
client = storage.Client(project="any", credentials=AnonymousCredentials())
bucket = client.bucket(os.environ["RESUMULATOR_BUCKET"])
signer = service_account.Credentials.from_service_account_info({
    "type": "service_account",
    "client_email": "tester@any.iam.gserviceaccount.com",
    "private_key_id": "any",
    "private_key": pathlib.Path(os.environ["RESUMULATOR_SIGNING_KEY"]).read_text(),
    "token_uri": "https://oauth2.googleapis.com/token",
})
HOUR = datetime.timedelta(hours=1)
web = requests.Session()


def ok(what, *more):
    print("ok", what, *more, flush=True)


def direct():
    """The HTTPS port itself, by address and by name."""
    url = os.environ["RESUMULATOR_TLS_URL"]
    for base in (url, url.replace("127.0.0.1", "localhost")):
        assert web.get(base + "/").text == "OK"
    ok("https", url)


def uploads():
    for file in files:
        if file["size"] > 16 * 1024 * 1024:
            continue
        blob = bucket.blob(f"proxy/{file['name']}", chunk_size=1024 * 1024)
        blob.upload_from_filename(payloads / file["name"], checksum="crc32c")
        assert blob.self_link.startswith("https://www.googleapis.com/") or "storage.googleapis.com" in blob.self_link
        data = bucket.blob(blob.name).download_as_bytes(checksum="crc32c")
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        ok("upload", file["size"])


def sessions():
    blob = bucket.blob("session")
    address = blob.create_resumable_upload_session(content_type="text/plain", size=10)
    assert address.startswith("https://storage.googleapis.com/upload/"), address
    first = web.put(address, data=b"", headers={"Content-Range": "bytes */10"}, allow_redirects=False)
    assert first.status_code == 308, first.status_code
    assert web.put(address, data=b"0123456789").status_code == 200
    ok("session", address.split("?")[0])


def signed(version, method, name, **more):
    return bucket.blob(name).generate_signed_url(
        version=version, expiration=HOUR, method=method, credentials=signer, **more
    )


def refused(answer, code):
    assert f"<Code>{code}</Code>" in answer.text, answer.text


def signed_urls(version):
    name = f"signed {version}/a+b&c.txt"
    put = signed(version, "PUT", name, content_type="text/plain")
    assert web.put(put, data=b"hello", headers={"Content-Type": "text/plain"}).status_code == 200
    refused(web.put(put, data=b"hello", headers={"Content-Type": "text/html"}), "SignatureDoesNotMatch")
    refused(web.put(put.replace("a%2Bb", "a%2Bc"), data=b"x", headers={"Content-Type": "text/plain"}),
            "SignatureDoesNotMatch")
    get = signed(version, "GET", name)
    assert web.get(get).content == b"hello"
    refused(web.put(get, data=b"x"), "SignatureDoesNotMatch")
    shown = signed(version, "GET", name, response_disposition="attachment; filename=x")
    assert web.get(shown).content == b"hello"
    assert web.head(signed(version, "HEAD", name)).headers["x-goog-stored-content-length"] == "5"
    assert web.delete(signed(version, "DELETE", name)).status_code == 204
    ok("signed", version)
    start = signed(version, "RESUMABLE", name)
    opened = web.post(start, headers={"x-goog-resumable": "start"})
    assert opened.status_code == 201, opened.text
    address = opened.headers["Location"]
    assert address.startswith("https://storage.googleapis.com/"), address
    assert web.put(address, data=b"resumed").status_code == 200
    assert bucket.blob(name).download_as_bytes() == b"resumed"
    ok("signed resumable", version)


def signed_by_another_key():
    url = signed("v4", "GET", "session")
    broken = url[:-1] + ("0" if url[-1] != "0" else "1")
    refused(web.get(broken), "SignatureDoesNotMatch")
    ok("signature refused")


def form():
    policy = client.generate_signed_post_policy_v4(
        bucket.name, "form", expiration=HOUR, credentials=signer,
        conditions=[["content-length-range", 1, 10]], fields={"x-goog-meta-a": "b"},
    )
    sent = web.post(policy["url"], data=policy["fields"], files={"file": b"hello"})
    assert sent.status_code == 204, sent.text
    blob = bucket.get_blob("form")
    assert blob.download_as_bytes() == b"hello" and blob.metadata == {"a": "b"}
    refused(web.post(policy["url"], data=policy["fields"], files={"file": b"x" * 11}), "EntityTooLarge")
    other = dict(policy["fields"], key="other")
    refused(web.post(policy["url"], data=other, files={"file": b"hello"}), "InvalidPolicyDocument")
    ok("form")


direct()
uploads()
sessions()
for version in ("v2", "v4"):
    signed_urls(version)
signed_by_another_key()
form()
