// A second opinion: the same requests to the emulator and to @tus/server, the reference in Node. Where
// the two answer differently, the reason stands in DIFFERENCES; a difference without a reason fails.
import assert from 'node:assert';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {FileStore} from '@tus/file-store';
import {Server} from '@tus/server';

const DIFFERENCES = {
  'options': '200 is what the conformance suite asks for; @tus/server has neither checksums nor concatenation',
  'other version': 'the text says 412 with Tus-Version (tus.common.version)',
  'a no offset': 'tusd says 400 (tus.patch.offset)',
  'a other type': 'the text says 415 (tus.patch.media-type, switch tus.bad_media_type_status)',
  'a read': 'the text wants Tus-Resumable in every answer (tus.common.resumable-header)',
  'wrong method': 'tusd says 405 (tus.common.method)',
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tus-peer-'));
const peer = new Server({path: '/files', datastore: new FileStore({directory: folder})});
const peerServer = peer.listen({host: '127.0.0.1', port: 0});
await new Promise((resolve) => peerServer.on('listening', resolve));
const PEER = `http://127.0.0.1:${peerServer.address().port}/files`;
const OURS = process.env.RESUMULATOR_TUS_URL;

/** One request by hand: nothing is added that the step does not say. */
function ask(url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {method, headers: {'Content-Length': body.length, ...headers}}, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({status: answer.statusCode, headers: answer.headers}));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const V = {'Tus-Resumable': '1.0.0'};
const TYPE = {'Content-Type': 'application/offset+octet-stream'};
const create = (more = {}, body = '') => ['POST', '', {...V, ...more}, body];
const patch = (upload, offset, body, more = {}) =>
  ['PATCH', upload, {...V, ...TYPE, 'Upload-Offset': String(offset), ...more}, body];
const head = (upload) => ['HEAD', upload, V, ''];

// [name, request]; `upload` is the name of the step that made it.
const TRANSCRIPT = [
  ['options', ['OPTIONS', '', {}, '']],
  ['other version', ['POST', '', {'Tus-Resumable': '0.2.2', 'Upload-Length': '5'}, '']],
  ['no length', create()],
  ['negative length', create({'Upload-Length': '-1'})],
  ['both lengths', create({'Upload-Length': '5', 'Upload-Defer-Length': '1'})],
  ['bad defer', create({'Upload-Defer-Length': '2'})],
  ['bad metadata', create({'Upload-Length': '5', 'Upload-Metadata': 'filename ???'})],
  ['a', create({'Upload-Length': '10', 'Upload-Metadata': 'filename YS50eHQ='})],
  ['a asked', head('a')],
  ['a first', patch('a', 0, 'hello')],
  ['a conflict', patch('a', 3, 'lo')],
  ['a gap', patch('a', 7, 'lo')],
  ['a no offset', ['PATCH', 'a', {...V, ...TYPE}, 'x']],
  ['a other type', ['PATCH', 'a', {...V, 'Content-Type': 'text/plain', 'Upload-Offset': '5'}, 'x']],
  ['a too long', patch('a', 5, 'world and more')],
  ['a still', head('a')],
  ['a last', patch('a', 5, 'world')],
  ['a done', head('a')],
  ['a read', ['GET', 'a', {}, '']],
  ['b', create({'Upload-Length': '5', ...TYPE}, 'hello')],
  ['b done', head('b')],
  ['c', create({'Upload-Defer-Length': '1'})],
  ['c asked', head('c')],
  ['c first', patch('c', 0, 'hel')],
  ['c last', patch('c', 3, 'lo', {'Upload-Length': '5'})],
  ['c done', head('c')],
  ['empty', create({'Upload-Length': '0'})],
  ['empty done', head('empty')],
  ['unknown asked', head('nobody')],
  ['unknown patched', patch('nobody', 0, 'x')],
  ['unknown deleted', ['DELETE', 'nobody', V, '']],
  ['b deleted', ['DELETE', 'b', V, '']],
  ['b gone', head('b')],
  ['wrong method', ['PUT', '', V, '']],
];

const COMPARED = ['upload-offset', 'upload-length', 'upload-defer-length', 'upload-metadata', 'tus-resumable',
  'tus-version', 'tus-extension', 'cache-control'];

async function play(base) {
  const urls = {};
  const told = {};
  for (const [name, [method, upload, headers, body]] of TRANSCRIPT) {
    const url = upload === '' ? base : urls[upload] ?? `${base}/${upload}`;
    const answer = await ask(url, method, headers, Buffer.from(body));
    if (answer.headers.location) urls[name] = new URL(answer.headers.location, base).href;
    const seen = COMPARED.filter((each) => answer.headers[each] !== undefined)
      .map((each) => `${each}=${answer.headers[each]}`);
    told[name] = [answer.status, ...(answer.headers.location ? ['location'] : []), ...seen].join(' ');
  }
  return told;
}

const ours = await play(OURS);
const theirs = await play(PEER);
let unexplained = 0;
for (const name of Object.keys(ours)) {
  if (ours[name] === theirs[name]) {
    console.log('ok', name, ours[name]);
  } else if (DIFFERENCES[name]) {
    console.log('ok', `${name}: differs, because ${DIFFERENCES[name]}\n     ours   ${ours[name]}\n     theirs ${theirs[name]}`);
  } else {
    unexplained += 1;
    console.log(`UNEXPLAINED ${name}\n     ours   ${ours[name]}\n     theirs ${theirs[name]}`);
  }
}
peerServer.close();
fs.rmSync(folder, {recursive: true});
assert.equal(unexplained, 0, `${unexplained} differences without a reason`);
