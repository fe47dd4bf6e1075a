// @google-cloud/storage against the emulator. apiEndpoint names the address; STORAGE_EMULATOR_HOST
// alone works too, and is what one() below uses.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {createReadStream, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {Storage} from '@google-cloud/storage';

const KiB = 1024;
const url = process.env.STORAGE_EMULATOR_HOST;
const payloads = process.env.RESUMULATOR_PAYLOADS;
const files = JSON.parse(readFileSync(join(payloads, 'manifest.json')));
const path = file => join(payloads, file.name);
const storage = new Storage({apiEndpoint: url, projectId: 'resumulator'});
const bucket = storage.bucket(process.env.RESUMULATOR_BUCKET);

async function check(object, file) {
  const [said] = await object.getMetadata();
  assert.equal(Number(said.size), file.size);
  assert.equal(said.crc32c, file.crc32c);
  assert.equal(said.md5Hash, file.md5);
  const [data] = await object.download();
  assert.equal(createHash('sha256').update(data).digest('hex'), file.sha256);
  console.log('ok', object.name, file.size);
}

// One PUT with "bytes 0-*/*" and chunked coding: the length is never told.
async function streams() {
  for (const file of files) {
    const object = bucket.file(`stream/${file.name}`);
    await pipeline(createReadStream(path(file)), object.createWriteStream({resumable: true}));
    await check(object, file);
  }
}

async function streamsInChunks() {
  for (const file of files) {
    if (file.size === 0) continue; // the library then sends "bytes 0--1/0", which the service refuses
    const object = bucket.file(`chunks/${file.name}`);
    const chunkSize = file.size < KiB * KiB ? 256 * KiB : 8 * KiB * KiB;
    const seen = [];
    const out = object.createWriteStream({resumable: true, chunkSize, validation: 'crc32c'});
    out.on('progress', event => seen.push(event.bytesWritten));
    await pipeline(createReadStream(path(file)), out);
    assert.equal(seen.at(-1), file.size);
    await check(object, file);
  }
}

async function saves() {
  for (const file of files) {
    for (const resumable of [false, true]) {
      const object = bucket.file(`save-${resumable}/${file.name}`);
      await object.save(readFileSync(path(file)), {resumable, validation: 'md5'});
      await check(object, file);
    }
  }
}

async function uploadFromDisk() {
  const file = files.find(f => f.size === 9 * KiB * KiB);
  const [object] = await bucket.upload(path(file), {destination: 'disk', resumable: true});
  await check(object, file);
}

// The URI is stored, the program ends; a later one goes on from what the server has.
async function resumeWithAStoredUri() {
  const file = files.find(f => f.size === 9 * KiB * KiB);
  const object = bucket.file('resumed');
  const [uri] = await object.createResumableUpload();
  const data = readFileSync(path(file));
  const first = object.createWriteStream({
    uri, resumable: true, isPartialUpload: true, chunkSize: 1024 * KiB, validation: false,
  });
  await pipeline(Readable.from([data.subarray(0, 3072 * KiB)]), first);
  const status = await fetch(uri, {method: 'PUT', headers: {'Content-Range': 'bytes */*'}});
  assert.equal(status.status, 308);
  assert.equal(status.headers.get('range'), `bytes=0-${3072 * KiB - 1}`);
  const rest = object.createWriteStream({
    uri, resumable: true, offset: 3072 * KiB, chunkSize: 2048 * KiB, validation: false,
  });
  await pipeline(Readable.from([data.subarray(3072 * KiB)]), rest);
  await check(object, file);
}

async function cancel() {
  const object = bucket.file('cancelled');
  const [uri] = await object.createResumableUpload();
  const answer = await fetch(uri, {method: 'DELETE'});
  assert.equal(answer.status, 499);
  await assert.rejects(object.save(Buffer.alloc(10), {resumable: true, uri, validation: false}));
  const [exists] = await object.exists();
  assert.equal(exists, false);
  console.log('ok cancel');
}

async function overwriteWithAPrecondition() {
  const put = async (text, ifGenerationMatch, resumable) => {
    const object = bucket.file('guarded', {preconditionOpts: {}});
    await object.save(text, {resumable, preconditionOpts: {ifGenerationMatch}});
    return object.metadata.generation;
  };
  const first = await put('first', 0, false);
  const second = await put('second', first, true);
  assert.notEqual(second, first);
  for (const resumable of [false, true]) {
    await assert.rejects(put('third', first, resumable), error => Number(error.code) === 412);
  }
  const [text] = await bucket.file('guarded').download();
  assert.equal(text.toString(), 'second');
  console.log('ok precondition');
}

// STORAGE_EMULATOR_HOST alone: the library then asks below /b/ rather than /storage/v1/b/.
async function environmentAlone() {
  const file = files.find(f => f.size === 256 * KiB + 1);
  const plain = new Storage({projectId: 'resumulator'}).bucket(bucket.name);
  await plain.file('environment').save(readFileSync(path(file)));
  await check(plain.file('environment'), file);
  const [listed] = await plain.getFiles({prefix: 'stream/'});
  assert.equal(listed.length, files.length);
  await plain.file('environment').delete();
  console.log('ok list, delete');
}

for (const part of [streams, streamsInChunks, saves, uploadFromDisk, resumeWithAStoredUri, cancel,
                    overwriteWithAPrecondition, environmentAlone]) {
  await part();
}
