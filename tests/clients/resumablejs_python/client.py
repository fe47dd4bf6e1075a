"""Python's two: python-resumable, whose server library keeps chunks as ours must, and resumable, a
client that uploads as resumable.js does. Each on a good line and on a bad one.
"""

import base64
import hashlib
import json
import os
import pathlib
import random
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import resumable
from python_resumable.uploader import UploaderFlask

URL = os.environ["STORAGE_EMULATOR_HOST"]
UPLOADS = pathlib.Path(os.environ["RESUMULATOR_UPLOADS"])  # of the server, disk_layout=python
TARGET = URL + "/uploads"
MiB = 1024 * 1024
BAD_LINE = {
    "scenario": "bad line",
    "rules": [
        {"name": "gateway trouble", "when": {"operation": "upload"}, "at": "body", "do": {"answer": 502},
         "chance": 0.2, "times": "always", "max_in_a_row": 2},
        {"name": "twice", "when": {"operation": "upload", "nth": 4}, "do": "apply_twice"},
        {"name": "test forgets", "when": {"operation": "query", "nth": "2..3"}, "do": {"answer": 204}, "times": 2},
    ],
}


def ask(method, url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def admin(method, path, document=None):
    body = None if document is None else json.dumps(document).encode()
    status, text = ask(method, URL + "/_emu/v1" + path, body, {"Content-Type": "application/json"})
    assert status < 300, (method, path, status, text)
    return json.loads(text) if text else None


def line(bad):
    admin("POST", "/lanes/main/reset")
    admin("PUT", "/lanes/main/scenario", BAD_LINE if bad else {"scenario": "good line", "rules": []})


class FileStorage:
    """What Flask hands over for an uploaded file."""

    def __init__(self, data):
        self.data = data

    def save(self, path):
        pathlib.Path(path).write_bytes(self.data)


class Reference:
    """The sample server of python-resumable, without Flask around it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.tmp = pathlib.Path(self.folder.name) / "tmp"
        self.uploads = pathlib.Path(self.folder.name) / "uploads"
        self.tmp.mkdir()
        self.uploads.mkdir()
        self.complete = False

    def uploader(self, parameters, data=b""):
        return UploaderFlask(parameters, str(self.uploads), str(self.tmp), FileStorage(data))

    def test(self, parameters):
        return 200 if self.complete or self.uploader(parameters).chunk.exists() else 204

    def post(self, parameters, data):
        name = parameters["resumableIdentifier"]
        if not self.complete:
            uploader = self.uploader(parameters, data)
            uploader.upload_chunk()
            if uploader.check_status():
                uploader.assemble_chunks()
                uploader.cleanup()
                self.complete = True
        word = "fileUploadStatus" if self.complete else "chunkUploadStatus"
        return 200, {word: True, "resumableIdentifier": name}

    def assembled(self, name):
        path = self.uploads / name
        return path.read_bytes() if path.exists() else None


def files(folder):
    """Name below the folder to content."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file() and ".chunks" not in path.relative_to(folder).parts}


class OnDisk:
    """The server's directory, as python-resumable itself reads it."""

    def __init__(self):
        self.tmp = UPLOADS / ".chunks"
        for path in UPLOADS.iterdir():
            if path.is_file():
                path.unlink()
        self.tmp.mkdir(exist_ok=True)

    def agrees(self, reference, parameters):
        assert files(self.tmp) == files(reference.tmp), (files(self.tmp).keys(), files(reference.tmp).keys())
        assert files(UPLOADS) == files(reference.uploads)
        if reference.complete:
            return
        ours = UploaderFlask(parameters, str(UPLOADS), str(self.tmp), FileStorage(b""))
        theirs = reference.uploader(parameters)
        assert ours.chunk.exists() == theirs.chunk.exists()
        assert ours.repo.dir_exists() == theirs.repo.dir_exists()
        assert ours.check_status() == theirs.check_status()


def assembles_ours():
    """python-resumable puts together and cleans up what our server has received."""
    line(bad=False)
    disk = OnDisk()
    data = hashlib.shake_128(b"assembled").digest(11 * 7 + 3)
    parameters = [parameters_of(k + 1, len(data), 7, 11) for k in range(11)]
    for k in range(9, -1, -1):  # the last one does not come
        assert post(parameters[k], data[k * 7:(k + 1) * 7], "multipart")[0] == 200
    with tempfile.TemporaryDirectory() as folder:
        uploader = UploaderFlask(parameters[10], folder, str(disk.tmp), FileStorage(data[70:]))
        assert uploader.upload_chunk() and uploader.check_status()
        uploader.assemble_chunks("assembled.raw")
        assert (pathlib.Path(folder) / "assembled.raw").read_bytes() == data
        uploader.cleanup()
    assert not files(disk.tmp)


def parameters_of(number, total, chunk, count, name="photo.raw"):
    return {
        "resumableChunkNumber": str(number), "resumableChunkSize": str(chunk),
        "resumableTotalSize": str(total), "resumableIdentifier": f"{total}-photoraw",
        "resumableFilename": name, "resumableTotalChunks": str(count),
    }


def post(parameters, data, form):
    if form == "base64":
        body = urllib.parse.urlencode({**parameters, "file": base64.encodebytes(data).decode()}).encode()
        return ask("POST", TARGET, body, {"Content-Type": "application/x-www-form-urlencoded"})
    boundary = "x-boundary-x"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
             for k, v in parameters.items()]
    parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\n\r\n'.encode(),
              data, f"\r\n--{boundary}--\r\n".encode()]
    return ask("POST", TARGET, b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def object_bytes(name):
    status, data = ask("GET", f"{URL}/storage/v1/b/uploads/o/{urllib.parse.quote(name, safe='')}?alt=media")
    return data if status == 200 else None


def compare(seed, form):
    """The same chunks, in the same random order, some twice and some altered, to both."""
    line(bad=False)
    dice = random.Random(seed)
    chunk = dice.choice([1, 7, 1000])
    count = dice.randint(1, 12)
    total = chunk * count + dice.randint(0, chunk - 1)
    data = dice.randbytes(total)
    spans = [(k * chunk, total if k == count - 1 else (k + 1) * chunk) for k in range(count)]
    order = [*range(count), *(dice.randrange(count) for _ in range(6))]
    dice.shuffle(order)
    reference, disk = Reference(), OnDisk()
    for k in order:
        parameters = parameters_of(k + 1, total, chunk, count)
        query = TARGET + "?" + urllib.parse.urlencode(parameters)
        assert ask("GET", query)[0] == reference.test(parameters), (seed, k, "test before")
        piece = data[spans[k][0]:spans[k][1]]
        if reference.test(parameters) == 200 and dice.random() < 0.5:
            piece = bytes(byte ^ 1 for byte in piece)  # the first bytes win
        status, body = post(parameters, piece, form)
        assert (status, json.loads(body)) == reference.post(parameters, piece), (seed, k, status, body)
        assert ask("GET", query)[0] == reference.test(parameters), (seed, k, "test after")
        assert object_bytes("photo.raw") == reference.assembled("photo.raw"), (seed, k, "assembled")
        disk.agrees(reference, parameters)
    assert object_bytes("photo.raw") == data
    return len(order)


def upload_with_resumable(bad):
    line(bad)
    data = hashlib.shake_128(b"resumable.py").digest(6 * MiB + 12345)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "backup.tar")
        pathlib.Path(path).write_bytes(data)
        for _ in range(2):  # each time under an identifier of its own: it makes a new one
            with resumable.Resumable(TARGET, max_chunk_retries=10) as session:
                session.add_file(path)
    assert object_bytes("backup.tar") == data
    journal = admin("GET", "/lanes/main/journal?protocol=resumablejs&limit=1000")["exchanges"]
    sent = [each for each in journal if each["operation"] in ("append", "finalize") and each["answer"] == 200]
    print("ok resumable", "bad line" if bad else "good line", f"{len(sent)} chunks stored or there already")


checked = sum(compare(seed, form) for seed in range(25) for form in ("multipart", "base64"))
print(f"ok python-resumable agrees after each of {checked} chunks")
assembles_ours()
print("ok python-resumable assembles the chunks it finds on our disk")
for bad in (False, True):
    upload_with_resumable(bad)
