// tus-js-client in Node against the emulator. RESUMULATOR_TUS_URL is where uploads are created.
import assert from 'node:assert';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {PassThrough} from 'node:stream';
import * as tus from 'tus-js-client';

process.exitCode = 1; // until the end is reached: what never settles would end this with 0
const endpoint = process.env.RESUMULATOR_TUS_URL;
const payloads = process.env.RESUMULATOR_PAYLOADS;
const files = JSON.parse(fs.readFileSync(path.join(payloads, 'manifest.json')));
const big = files.find((file) => file.size > 8_000_000);

/** Uploads and gives back the upload object; `started` may stop it. */
function upload(source, options, started = () => {}) {
  return new Promise((resolve, reject) => {
    const one = new tus.Upload(source, {
      endpoint, retryDelays: [0, 100], onError: reject, onSuccess: () => resolve(one), ...options,
      onProgress: (...progress) => started(one, resolve, ...progress),
    });
    one.start();
  });
}

/** The upload is complete, and its bytes are those of the file. */
async function check(url, file, what) {
  const head = await fetch(url, {method: 'HEAD', headers: {'Tus-Resumable': '1.0.0'}});
  assert.equal(head.headers.get('Upload-Offset'), String(file.size));
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.equal(crypto.createHash('sha256').update(bytes).digest('hex'), file.sha256);
  console.log('ok', what, file.size);
}

const read = (file) => fs.createReadStream(path.join(payloads, file.name));

for (const file of files) {
  const metadata = {filename: file.name, filetype: 'application/x-test'};
  await check((await upload(read(file), {metadata})).url, file, 'whole');
}

for (const file of files) {
  const options = {chunkSize: file.size > 8_000_000 ? 3_000_001 : 100_000, uploadSize: file.size};
  await check((await upload(read(file), options)).url, file, 'chunks');
}

for (const file of files.filter((each) => each.size > 0)) {
  const options = {chunkSize: 4_000_000, uploadSize: file.size, uploadDataDuringCreation: true};
  await check((await upload(read(file), options)).url, file, 'with creation');
}

for (const file of files.filter((each) => each.size > 0)) {
  // Not the file's own stream: of that the library announces whole chunks, also for the last one.
  const options = {uploadLengthDeferred: true, chunkSize: 5_000_000};
  await check((await upload(read(file).pipe(new PassThrough()), options)).url, file, 'deferred');
}

for (const file of files.filter((each) => each.size > 1)) {
  const source = fs.readFileSync(path.join(payloads, file.name));
  await check((await upload(source, {parallelUploads: 3, chunkSize: 2_000_000})).url, file, 'parallel');
}

// Half of it, then another start that finds the URL in a file.
{
  const store = path.join(payloads, 'tusjs.json');
  fs.rmSync(store, {force: true});
  const options = {
    chunkSize: 1 << 20, uploadSize: big.size, urlStorage: new tus.FileUrlStorage(store),
    fingerprint: async () => 'one', storeFingerprintForResuming: true,
  };
  const source = fs.readFileSync(path.join(payloads, big.name));
  const first = await upload(source, options, (one, resolve, sent) => {
    if (sent > 4_000_000) one.abort().then(() => resolve(one));
  });
  const second = new tus.Upload(source, options);
  const [found] = await second.findPreviousUploads();
  assert.equal(found.uploadUrl, first.url);
  const requests = [];
  const resumed = await new Promise((resolve, reject) => {
    const one = new tus.Upload(source, {
      ...options, onError: reject, onSuccess: () => resolve(one),
      onBeforeRequest: (request) => void requests.push(request.getMethod()),
    });
    one.resumeFromPreviousUpload(found);
    one.start();
  });
  assert.equal(resumed.url, first.url);
  assert.equal(requests[0], 'HEAD');
  assert.ok(!requests.includes('POST'));
  await check(resumed.url, big, 'resumed');
}

// Aborted and terminated: nothing is left.
{
  const source = fs.readFileSync(path.join(payloads, big.name));
  const aborted = await upload(source, {chunkSize: 1 << 20}, (one, resolve, sent) => {
    if (sent > 2_000_000) one.abort(true).then(() => resolve(one));
  });
  const head = await fetch(aborted.url, {method: 'HEAD', headers: {'Tus-Resumable': '1.0.0'}});
  assert.equal(head.status, 404);
  console.log('ok terminated');
}

// The same library speaks two versions of the IETF's draft. What comes of it is an object.
for (const protocol of ['ietf-draft-03', 'ietf-draft-05']) {
  for (const file of files.filter((each) => each.size > 0)) {
    const options = {
      endpoint: process.env.RESUMULATOR_IETF_URL, protocol, chunkSize: 3_000_001, uploadSize: file.size,
    };
    // From memory: of a file's stream it never says which append is the last.
    const {url} = await upload(fs.readFileSync(path.join(payloads, file.name)), options);
    const head = await fetch(url, {method: 'HEAD', headers: {'Upload-Draft-Interop-Version': '6'}});
    assert.equal(head.headers.get('Upload-Complete'), '?1');
    const object = `${process.env.STORAGE_EMULATOR_HOST}/storage/v1/b/ietf/o/${url.split('/').pop()}?alt=media`;
    const bytes = Buffer.from(await (await fetch(object)).arrayBuffer());
    assert.equal(crypto.createHash('sha256').update(bytes).digest('hex'), file.sha256);
    console.log('ok', protocol, file.size);
  }
}

process.exitCode = 0;
