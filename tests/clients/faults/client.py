"""Every kind of fault, seen by a client people use: google-api-python-client's next_chunk() loop.

Each case arms its rules, uploads a file of its own in four chunks of 256 KiB, and says what the
library must have met, told from what it raised or returned and from the server's journal. Faults
that end in silence are met with a short timeout of the client: nothing here waits for real.
"""

import concurrent.futures
import hashlib
import http.client
import io
import json
import os
import pathlib
import socket
import urllib.error
import urllib.request

import httplib2
from google.auth.credentials import AnonymousCredentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError, ResumableUploadError
from googleapiclient.http import MediaIoBaseUpload

GRANULE = 256 * 1024
ROOT = pathlib.Path(__file__).resolve().parents[3]
URL = os.environ["STORAGE_EMULATOR_HOST"]
LANE = f"{URL}/_emu/v1/lanes/main"
BUCKET = os.environ["RESUMULATOR_BUCKET"]
# Seconds of silence. A request that comes after a stalled one of its session waits a second at most.
PATIENCE = 1.5
DATA = hashlib.shake_128(b"faults").digest(4 * GRANULE)
BROKEN = (ConnectionResetError, BrokenPipeError)
SILENT = (TimeoutError, socket.timeout)
UNREADABLE = (http.client.HTTPException, httplib2.HttpLib2Error)

document = json.loads(get_static_doc("storage", "v1"))
document["rootUrl"] = URL + "/"
met = set()  # kinds of fault: each is a file of emulator/faults/kinds


def admin(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(LANE + path, data, method=method)) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from None
    return json.loads(text) if text else None


def arm(name, *rules):
    admin("PUT", "/scenario?counters=reset", {"scenario": name, "rules": list(rules)})
    admin("DELETE", "/journal")


def fired():
    return any(rule["fired"] for rule in admin("GET", "/rules")["rules"])


def objects_of_a_client(timeout=20):
    """A client of its own, so with a connection of its own."""
    http_ = httplib2.Http(timeout=timeout)
    http_.redirect_codes = http_.redirect_codes - {308}  # 308 is no redirect here
    return build_from_document(document, http=AuthorizedHttp(AnonymousCredentials(), http=http_)).objects()


class Upload:
    """One file on its way. step() sends a chunk and returns what the library raised, or None."""

    def __init__(self, name, *rules, timeout=20):
        arm(name, *rules)
        self.objects, self.name = objects_of_a_client(timeout), name
        media = MediaIoBaseUpload(io.BytesIO(DATA), "application/octet-stream", chunksize=GRANULE, resumable=True)
        self.request = self.objects.insert(bucket=BUCKET, name=name, media_body=media)
        self.response, self.progress = None, 0

    def step(self):
        try:
            status, self.response = self.request.next_chunk()
        except (HttpError, OSError, *UNREADABLE) as error:
            return error
        self.progress = status.resumable_progress if status else len(DATA)
        return None

    def steps(self, count):
        for _ in range(count):
            error = self.step()
            assert error is None, (self.name, error)
        return self

    def goes_on(self, silences=0):
        """The library asks for the status and brings the file home, whole."""
        while self.response is None:
            error = self.step()
            silences -= isinstance(error, SILENT)
            assert error is None or (isinstance(error, SILENT) and silences >= 0), (self.name, error)
        assert self.stored() == DATA, self.name

    def stored(self):
        return self.objects.get_media(bucket=BUCKET, object=self.name).execute()

    def meets(self, kind):
        """The step that is next; the rule must have fired by its end."""
        error = self.step()
        assert fired(), self.name
        met.add(kind)
        return error


def journal():
    return admin("GET", "/journal")["exchanges"]


def append(do, **more):
    return {"when": {"operation": "append"}, "do": do, **more}


def is_a(kinds, error):
    assert isinstance(error, kinds), repr(error)


def unhurt(error):
    assert error is None, repr(error)


def status_of(error):
    assert isinstance(error, HttpError), repr(error)
    return error.resp.status


def answers():
    upload = Upload("answer", append({"answer": 503}, at="body:100 KiB"))
    assert status_of(upload.meets("answer")) == 503
    upload.goes_on()

    upload = Upload("pass", {"when": {"operation": "append"}, "steps": ["pass", {"answer": 503}]})
    unhurt(upload.meets("pass"))
    assert status_of(upload.step()) == 503
    upload.goes_on()

    rule = {"when": {"operation": "append", "nth": 2}, "at": "stored", "do": "stale_answer"}
    upload = Upload("stale answer", rule).steps(1)
    unhurt(upload.meets("stale_answer"))
    assert upload.progress == GRANULE, upload.progress
    upload.goes_on()


def connections():
    upload = Upload("reset", append("reset", at="body:100 KiB"))
    is_a(BROKEN, upload.meets("reset"))
    upload.goes_on()

    # httplib2 takes the end of the stream for a stale connection and sends its request once more,
    # but the stream of the chunk is used up by then: a head without a body, then silence.
    upload = Upload("close", append("close", at="body"), timeout=PATIENCE)
    is_a(SILENT, upload.meets("close"))
    assert [each["received"] for each in journal() if each["operation"] == "append"][1:] in ([], [0]), journal()
    upload.goes_on()

    for kind, do in (("hang", "hang"), ("stall", {"stall": "10m"}), ("delay", {"delay": "10m"})):
        upload = Upload(kind, append(do, at="body:100 KiB"), timeout=PATIENCE)
        is_a(SILENT, upload.meets(kind))
        upload.goes_on()

    # What the client had sent when it left is still taken in at that rate: for a while, its next
    # chunks wait behind that.
    upload = Upload("read rate", append({"read_rate": "64 KiB/s"}), timeout=PATIENCE)
    is_a(SILENT, upload.meets("read_rate"))
    upload.goes_on(silences=4)


def slow_answers():
    """A download at a low rate is overtaken by one that began after it; both are whole."""
    upload = Upload("write rate")
    upload.goes_on()
    arm("write rate", {"when": {"operation": "download"}, "do": {"write_rate": "512 KiB/s"}})
    met.add("write_rate")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        slow = pool.submit(objects_of_a_client().get_media(bucket=BUCKET, object=upload.name).execute)
        while not fired():
            pass
        assert upload.stored() == DATA
        assert not slow.done()
        assert slow.result() == DATA


def broken_answers():
    for kind, do in (
        ("truncate_answer", {"truncate_answer": 1000}),
        ("content_length", {"content_length": "+10"}),
        ("garbage", {"garbage": {"bytes": 64, "where": "chunk"}}),
    ):
        rule = {"when": {"operation": "finalize"}, "at": "stored", "do": do}
        upload = Upload(kind, rule).steps(3)
        is_a(UNREADABLE, upload.meets(kind))
        upload.goes_on()


def offsets():
    upload = Upload("forget bytes", append({"forget_bytes": 100}, at="answered")).steps(0)
    unhurt(upload.meets("forget_bytes"))
    assert upload.progress == GRANULE
    assert status_of(upload.step()) == 503  # the next chunk leaves a gap
    upload.goes_on()

    upload = Upload("hide progress", append("hide_progress"))
    unhurt(upload.meets("hide_progress"))
    assert upload.progress == 0, upload.progress
    upload.goes_on()

    upload = Upload("claim bytes", append({"claim_bytes": f"+{GRANULE}"}))
    unhurt(upload.meets("claim_bytes"))
    assert upload.progress == 2 * GRANULE, upload.progress
    assert status_of(upload.step()) == 503  # what was claimed is not there
    upload.goes_on()

    upload = Upload("apply twice", append("apply_twice"))
    unhurt(upload.meets("apply_twice"))
    assert upload.progress == GRANULE
    upload.goes_on()


def sessions():
    upload = Upload("session", append({"session": "gone"}))
    assert status_of(upload.meets("session")) == 410

    rules = (
        {"when": {"operation": "create"}, "at": "stored", "do": {"expire_after": "1h"}},
        append({"advance_clock": "61m"}, at="answered"),
    )
    upload = Upload("expire after", *rules)
    unhurt(upload.meets("expire_after"))
    assert status_of(upload.step()) == 400  # the default of the switch expired_session_status

    upload = Upload("advance clock", append({"advance_clock": "8d"}, at="answered"))
    unhurt(upload.meets("advance_clock"))
    assert status_of(upload.step()) == 400


def integrity():
    rule = {"when": {"operation": "finalize"}, "at": "stored", "do": {"flip_bit": {"byte": 1000, "bit": 3}}}
    upload = Upload("flip bit", rule).steps(3)
    unhurt(upload.meets("flip_bit"))
    stored = upload.stored()
    assert stored[1000] == DATA[1000] ^ 8 and stored[:1000] == DATA[:1000] and stored[1001:] == DATA[1001:]

    rule = {"when": {"operation": "finalize"}, "do": {"wrong_checksum": "crc32c"}}
    upload = Upload("wrong checksum", rule).steps(3)
    unhurt(upload.meets("wrong_checksum"))
    said = upload.objects.get(bucket=BUCKET, object=upload.name).execute()
    assert said["crc32c"] != upload.response["crc32c"] and said["md5Hash"] == upload.response["md5Hash"]
    assert upload.stored() == DATA

    upload = Upload("header", {"when": {"operation": "create"}, "do": {"header": {"drop": ["Location"]}}})
    is_a(ResumableUploadError, upload.meets("header"))

    upload = Upload("interim", append({"interim": "omit"}))
    unhurt(upload.meets("interim"))  # this service sends none
    upload.goes_on()


def bookkeeping():
    rules = (
        append({"enter": "weak"}),
        {"when": {"operation": "append", "phase": "weak"}, "do": {"answer": 503}},
    )
    upload = Upload("enter", *rules)
    unhurt(upload.meets("enter"))
    assert status_of(upload.step()) == 503
    upload.goes_on()

    upload = Upload("note", append({"note": "seen"}))
    unhurt(upload.meets("note"))
    assert any("seen" in exchange.get("notes", ()) for exchange in journal())
    upload.goes_on()


def nothing_left_out():
    kinds = {file.stem for file in (ROOT / "emulator" / "faults" / "kinds").glob("*.cc")}
    assert met == kinds, met ^ kinds


for group in (answers, connections, slow_answers, broken_answers, offsets, sessions, integrity, bookkeeping,
              nothing_left_out):
    group()
    print("ok", group.__name__)
