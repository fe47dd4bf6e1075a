// Firebase's JavaScript SDK against the emulator: uploads of every size, paused and resumed.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initializeApp } from "firebase/app";
import {
  connectStorageEmulator,
  deleteObject,
  getBytes,
  getDownloadURL,
  getMetadata,
  getStorage,
  listAll,
  ref,
  updateMetadata,
  uploadBytes,
  uploadBytesResumable,
} from "firebase/storage";

const url = new URL(process.env.RESUMULATOR_URL);
const bucket = process.env.RESUMULATOR_BUCKET;
const folder = process.env.RESUMULATOR_PAYLOADS;
const files = JSON.parse(readFileSync(join(folder, "manifest.json")));
const storage = getStorage(initializeApp({ storageBucket: bucket, projectId: "any" }));
connectStorageEmulator(storage, url.hostname, Number(url.port));

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
function expect(condition, what) {
  if (!condition) throw new Error(what);
}

async function check(target, file) {
  const told = await getMetadata(target);
  expect(told.size === file.size, `size ${told.size}`);
  expect(told.md5Hash === file.md5, `md5 ${told.md5Hash}`);
  expect(sha256(Buffer.from(await getBytes(target))) === file.sha256, "other bytes came back");
}

/** Pauses when the first progress is reported, waits for that, and goes on. */
function uploadWithAPause(target, bytes) {
  return new Promise((resolve, reject) => {
    const task = uploadBytesResumable(target, bytes, { contentType: "application/octet-stream" });
    let paused = false;
    task.on(
      "state_changed",
      (shot) => {
        if (!paused && shot.bytesTransferred > 0 && shot.bytesTransferred < shot.totalBytes) {
          paused = task.pause();
        } else if (paused && shot.state === "paused") {
          task.resume();
        }
      },
      reject,
      () => resolve({ paused, snapshot: task.snapshot }),
    );
  });
}

for (const file of files) {
  const bytes = readFileSync(join(folder, file.name));
  const target = ref(storage, `resumable/${file.name}`);
  await uploadBytesResumable(target, bytes);
  await check(target, file);
  console.log("ok resumable", file.size);
}

const large = files.find((file) => file.size === 9 * 1024 * 1024);
const largeBytes = readFileSync(join(folder, large.name));
const pausedTarget = ref(storage, "paused.bin");
const { paused } = await uploadWithAPause(pausedTarget, largeBytes);
expect(paused, "it was never paused");
await check(pausedTarget, large);
console.log("ok paused and resumed", large.size);

const small = ref(storage, "small.txt");
await uploadBytes(small, new TextEncoder().encode("hello"), { customMetadata: { a: "b" } });
expect((await getMetadata(small)).customMetadata.a === "b", "custom metadata");
await updateMetadata(small, { customMetadata: { a: "c" } });
expect((await getMetadata(small)).customMetadata.a === "c", "updated metadata");
const link = await getDownloadURL(small);
expect((await (await fetch(link)).text()) === "hello", "the download URL gives other bytes");
console.log("ok one request, metadata, download URL");

const listed = await listAll(ref(storage, "resumable"));
expect(listed.items.length === files.length, `${listed.items.length} listed`);
await deleteObject(small);
try {
  await getMetadata(small);
  throw new Error("a deleted object is still there");
} catch (gone) {
  expect(gone.code === "storage/object-not-found", gone.code);
}
console.log("ok listed, deleted, gone");

const cancelled = uploadBytesResumable(ref(storage, "cancelled.bin"), largeBytes);
cancelled.cancel();
await cancelled.then(
  () => expect(false, "a cancelled upload ended well"),
  (end) => expect(end.code === "storage/canceled", end.code),
);
console.log("ok cancelled");
