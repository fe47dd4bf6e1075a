"""Google's published retry data, driven through google-cloud-storage against the emulator.

Every case of every scenario in tests/data/retry_tests.json, for every method the library can call:
a retry test is created, a call is made by a client that carries its id, and then the outcome must be
the expected one and every instruction used up. Resources are made without the id.
"""

import concurrent.futures
import io
import json
import os
import pathlib
import sys
import threading
import time
import uuid

import requests
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

MIB = 1024 * 1024
PROJECT = "retry-project"
URL = os.environ["STORAGE_EMULATOR_HOST"]
DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "retry_tests.json"
BIG = b"".join(i.to_bytes(4, "big") for i in range(9 * MIB // 4))
WORKERS = 8

# The data is one for all languages. This library has come to retry these three always, with or
# without a precondition; its own copy of the data has them among the idempotent ones.
ALWAYS_RETRIED = {"storage.objects.delete", "storage.objects.insert", "storage.objects.patch"}


def new_client():
    return storage.Client(project=PROJECT, credentials=AnonymousCredentials())


class Stage:
    """The resources of one call, made beforehand, and the client that will make it."""

    def __init__(self, method, guarded):
        self.guarded = guarded  # with preconditions
        self.plain = new_client()
        self.name = f"retry-{uuid.uuid4().hex[:20]}"
        self.own = self.plain.create_bucket(self.name)
        self.object_name = "object"
        if method != "storage.buckets.delete":
            self.object = self.own.blob(self.object_name)
            self.object.upload_from_string(b"the bytes of an object")
            self.generation = self.object.generation
        self.client = new_client()
        self.file = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"]) / "262144.bin"
        if method == "storage.buckets.lockRetentionPolicy":
            self.own.retention_period = 60
            self.own.patch()
        if method.startswith("storage.notifications."):
            self.notification = self.own.notification("topic", topic_project=PROJECT)
            self.notification.create()
        if method.startswith("storage.hmacKey."):
            self.key, _ = self.plain.create_hmac_key("someone@retry-project.iam.gserviceaccount.com")
            if method == "storage.hmacKey.delete":
                self.key.state = "INACTIVE"
                self.key.update()

    def big_object(self):
        self.own.blob("big").upload_from_string(BIG)

    def carry(self, test_id):
        """From now on every request of the client under test names the retry test."""
        self.client._http.headers["x-retry-test-id"] = test_id

    @property
    def bucket(self):
        bucket = self.client.bucket(self.name)
        bucket._properties.update(self.own._properties)
        return bucket

    def blob(self, name=None):
        blob = self.bucket.blob(name or self.object_name)
        if name is None:
            blob._properties.update(self.object._properties)
        return blob

    def if_new(self):
        return {"if_generation_match": 0} if self.guarded else {}

    def if_same(self):
        return {"if_generation_match": self.generation} if self.guarded else {}

    def if_same_meta(self):
        return {"if_metageneration_match": self.own.metageneration} if self.guarded else {}


# ---- calls, by the method they come down to ----


def set_iam_policy(stage):
    policy = stage.bucket.get_iam_policy()
    policy["roles/storage.objectViewer"] = {"allUsers"}
    if not stage.guarded:
        policy.etag = None
    stage.bucket.set_iam_policy(policy)


def update_bucket(stage):
    bucket = stage.bucket
    bucket.labels = {"a": "b"}
    bucket.update(**stage.if_same_meta())


def patch_bucket(stage):
    bucket = stage.bucket
    bucket.versioning_enabled = True
    bucket.patch(**stage.if_same_meta())


def update_key(stage):
    key = key_of(stage)
    key.state = "INACTIVE"
    key.update()


def key_of(stage):
    key = storage.hmac_key.HMACKeyMetadata(stage.client, access_id=stage.key.access_id)
    key._properties.update(stage.key._properties)
    return key


def compose(stage):
    target = stage.blob("composed")
    target.compose([stage.blob()], **stage.if_new())
    assert target.size == 22, target.size


def copy(stage):
    stage.bucket.copy_blob(stage.blob(), stage.bucket, "copied", **stage.if_new())


def rename(stage):
    """A copy and a delete; only the copy has instructions."""
    stage.bucket.rename_blob(stage.blob(), "renamed", **stage.if_new())


def rewrite(stage):
    stage.blob("rewritten").rewrite(stage.blob(), **stage.if_new())


def change_class(stage):
    stage.blob().update_storage_class("NEARLINE", **stage.if_same())


def patch(stage):
    blob = stage.blob()
    blob.metadata = {"a": "b"}
    blob.patch(**({"if_metageneration_match": 1} if stage.guarded else {}))


def update(stage):
    blob = stage.blob()
    blob.metadata = {"a": "b"}
    blob.update(**({"if_metageneration_match": 1} if stage.guarded else {}))


def upload_text(stage):
    stage.blob("new").upload_from_string(b"text", **stage.if_new())
    assert stage.own.blob("new").download_as_bytes() == b"text"


def upload_stream(stage):
    stage.blob("new").upload_from_file(io.BytesIO(b"text"), size=4, **stage.if_new())


def upload_file(stage):
    stage.blob("new").upload_from_filename(stage.file, **stage.if_new())
    assert stage.own.blob("new").download_as_bytes() == stage.file.read_bytes()


def write_file(stage):
    with stage.blob("new").open("wb", **stage.if_new()) as out:
        out.write(b"text")


def open_session(stage):
    stage.blob("new").create_resumable_upload_session(**stage.if_new())


def upload_big(stage):
    blob = stage.bucket.blob("new", chunk_size=2 * MIB)
    blob.upload_from_file(io.BytesIO(BIG), size=len(BIG), **stage.if_new())
    assert stage.own.blob("new").download_as_bytes() == BIG


def write_big(stage):
    with stage.bucket.blob("new").open("wb", chunk_size=2 * MIB, **stage.if_new()) as out:
        out.write(BIG)
    assert stage.own.blob("new").download_as_bytes() == BIG


def download_big(stage):
    assert stage.blob("big").download_as_bytes() == BIG


def download_big_to_file(stage):
    out = io.BytesIO()
    stage.blob("big").download_to_file(out)
    assert out.getvalue() == BIG


def download_big_in_chunks(stage):
    out = io.BytesIO()
    stage.bucket.blob("big", chunk_size=4 * MIB).download_to_file(out)
    assert out.getvalue() == BIG


def read_big(stage):
    with stage.blob("big").open("rb", chunk_size=4 * MIB) as source:
        assert source.read() == BIG


def lock(stage):
    stage.bucket.lock_retention_policy()


CALLS = {
    "storage.bucket_acl.list": [lambda s: s.bucket.acl.reload()],
    "storage.buckets.delete": [lambda s: s.bucket.delete()],
    "storage.buckets.get": [
        lambda s: s.client.get_bucket(s.name),
        lambda s: s.client.lookup_bucket(s.name),
        lambda s: s.bucket.exists(),
        lambda s: s.bucket.reload(),
    ],
    "storage.buckets.getIamPolicy": [lambda s: s.bucket.get_iam_policy()],
    "storage.buckets.insert": [
        lambda s: s.client.create_bucket(s.name + "-n"),
        lambda s: s.client.bucket(s.name + "-n").create(),
    ],
    "storage.buckets.list": [lambda s: list(s.client.list_buckets(prefix=s.name))],
    "storage.buckets.lockRetentionPolicy": [lock],
    "storage.buckets.patch": [patch_bucket],
    "storage.buckets.setIamPolicy": [set_iam_policy],
    "storage.buckets.testIamPermissions": [
        lambda s: s.bucket.test_iam_permissions(["storage.objects.get"])
    ],
    "storage.buckets.update": [update_bucket],
    "storage.default_object_acl.list": [lambda s: s.bucket.default_object_acl.reload()],
    "storage.hmacKey.create": [
        lambda s: s.client.create_hmac_key("other@retry-project.iam.gserviceaccount.com")
    ],
    "storage.hmacKey.delete": [lambda s: key_of(s).delete()],
    "storage.hmacKey.get": [
        lambda s: s.client.get_hmac_key_metadata(s.key.access_id),
        lambda s: key_of(s).reload(),
        lambda s: key_of(s).exists(),
    ],
    "storage.hmacKey.list": [lambda s: list(s.client.list_hmac_keys())],
    "storage.hmacKey.update": [update_key],
    "storage.notifications.delete": [
        lambda s: s.bucket.notification(notification_id=s.notification.notification_id).delete()
    ],
    "storage.notifications.get": [
        lambda s: s.bucket.get_notification(s.notification.notification_id),
        lambda s: s.bucket.notification(notification_id=s.notification.notification_id).reload(),
    ],
    "storage.notifications.insert": [
        lambda s: s.bucket.notification("topic", topic_project=PROJECT).create()
    ],
    "storage.notifications.list": [lambda s: list(s.bucket.list_notifications())],
    "storage.object_acl.list": [lambda s: s.blob().acl.reload()],
    "storage.objects.compose": [compose],
    "storage.objects.copy": [copy, rename],
    "storage.objects.delete": [
        lambda s: s.blob().delete(**s.if_same()),
        lambda s: s.bucket.delete_blob(s.object_name, **s.if_same()),
    ],
    "storage.objects.get": [
        lambda s: s.blob().exists(),
        lambda s: s.blob().reload(),
        lambda s: s.bucket.get_blob(s.object_name).reload(),
        lambda s: s.blob().download_as_bytes(),
        lambda s: s.blob().download_as_text(),
        lambda s: s.client.download_blob_to_file(s.blob(), io.BytesIO()),
    ],
    "storage.objects.insert": [upload_text, upload_stream, upload_file, write_file, open_session],
    "storage.objects.list": [
        lambda s: list(s.client.list_blobs(s.name)),
        lambda s: list(s.bucket.list_blobs()),
    ],
    "storage.objects.patch": [patch],
    "storage.objects.rewrite": [rewrite, change_class],
    "storage.objects.update": [update],
    "storage.serviceaccount.get": [lambda s: s.client.get_service_account_email()],
}
GROUPS = {
    "storage.resumable.upload": [upload_big, write_big],
    "storage.objects.download": [download_big, download_big_to_file, download_big_in_chunks, read_big],
}
# Single entries of access lists: the library has no call of its own for them; it reads a whole list
# (…_acl.list) and writes it back by a patch of the bucket or object.
NOT_CALLED = {
    f"storage.{of}.{verb}"
    for of in ("bucket_acl", "default_object_acl", "object_acl")
    for verb in ("get", "insert", "update", "patch", "delete")
}
# The library retries a key's update when the request has an etag, and has no way to send one.
NEVER_GUARDED = {"storage.hmacKey.update"}


def calls_of(scenario, method):
    if scenario["preconditionProvided"] and method["name"] in NEVER_GUARDED:
        return []
    return GROUPS[method["group"]] if "group" in method else CALLS.get(method["name"], [])


def expected(scenario, method):
    if scenario["id"] == 3 and method["name"] in ALWAYS_RETRIED:
        return True
    return scenario["expectSuccess"]


def plan():
    for scenario in json.loads(DATA.read_text())["retryTests"]:
        for method in scenario["methods"]:
            calls = calls_of(scenario, method)
            if not calls:
                assert method["name"] in NOT_CALLED | NEVER_GUARDED, method["name"]
            for number, call in enumerate(calls, 1):
                for case in scenario["cases"]:
                    yield scenario, method, case["instructions"], number, call


def run_one(scenario, method, instructions, number, call):
    """Nothing, or what went wrong."""
    stage = Stage(method["name"], scenario["preconditionProvided"])
    if method.get("group") == "storage.objects.download":
        stage.big_object()
    made = requests.post(f"{URL}/retry_test", json={"instructions": {method["name"]: instructions}})
    made.raise_for_status()
    address = f"{URL}/retry_test/{made.json()['id']}"
    stage.carry(made.json()["id"])
    failure = None
    try:
        call(stage)
    except Exception as error:  # what the library raises is what is looked at
        failure = error
    after = requests.get(address).json()
    requests.delete(address).raise_for_status()
    problems = []
    if (failure is None) != expected(scenario, method):
        problems.append(f"expected {'success' if failure else 'failure'}, got {failure!r}")
    if not after["completed"]:
        problems.append(f"left over: {after['instructions']}")
    return "; ".join(problems)


def main():
    failures = 0
    done = {}
    lock_output = threading.Lock()

    def judge(item):
        nonlocal failures
        scenario, method, instructions, number, call = item
        name = f"{scenario['id']} {method.get('group', method['name'])} call {number} {','.join(instructions)}"
        began = time.monotonic()
        try:
            problem = run_one(*item)
        except Exception as error:
            problem = f"could not be run: {error!r}"
        with lock_output:
            done[method["name"]] = done.get(method["name"], 0) + 1
            if problem:
                failures += 1
                print(f"FAILED {name}: {problem}")
            else:
                print(f"ok {name} ({time.monotonic() - began:.1f} s)")

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(judge, plan()))
    print(f"{len(done)} methods; the library has no call for {len(NOT_CALLED)} others: single entries of access lists")
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
