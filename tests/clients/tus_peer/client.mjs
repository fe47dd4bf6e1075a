// A second opinion: the same requests to the emulator and to a reference server: @tus/server, or the
// program named as argument, which is tusd. Where the two answer differently, the reason stands in
// DIFFERENCES; a difference without a reason fails, and so does a reason without a difference.
import assert from 'node:assert';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

const program = process.argv[2];

const DIFFERENCES = program ? {
  'options': 'tusd has no checksums and no unfinished concatenation; nothing expires there as it is set up here',
  'other version': 'the text says 412 with Tus-Version; tusd sends Tus-Resumable alone (tus.common.version)',
  'bad metadata': 'tusd drops a pair it cannot read (tus.metadata.lenient, switch tus.metadata)',
  'a other type': 'the text says 415 (tus.patch.media-type, switch tus.bad_media_type_status)',
  'joined with a length': 'the text forbids the length; tusd does not look (tus.concat.no-length)',
  'joined of one that is not partial': 'tusd accepts it (tus.concat.not-partial, switch tus.concat_any)',
  'joined of half': 'tusd has no unfinished concatenation (tus.concat.unfinished, switch tus.extensions)',
} : {
  'options': '200 is what the conformance suite asks for; @tus/server has neither checksums nor concatenation',
  'other version': 'the text says 412 with Tus-Version (tus.common.version)',
  'a no offset': 'tusd says 400 (tus.patch.offset)',
  'a other type': 'the text says 415 (tus.patch.media-type, switch tus.bad_media_type_status)',
  'a read': 'the text wants Tus-Resumable in every answer (tus.common.resumable-header)',
  'wrong method': 'tusd says 405 (tus.common.method)',
};

async function tusNodeServer() {
  const {FileStore} = await import('@tus/file-store');
  const {Server} = await import('@tus/server');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tus-peer-'));
  const peer = new Server({path: '/files', datastore: new FileStore({directory: folder})});
  const server = peer.listen({host: '127.0.0.1', port: 0});
  await new Promise((resolve) => server.on('listening', resolve));
  const stop = () => { server.close(); fs.rmSync(folder, {recursive: true}); };
  return [`http://127.0.0.1:${server.address().port}/files`, stop];
}

/** It prints where it is, and ends when its input does. */
async function tusd() {
  const peer = spawn(program, {stdio: ['pipe', 'pipe', 'inherit']});
  const line = await new Promise((resolve, reject) => {
    peer.stdout.once('data', (data) => resolve(String(data).trim()));
    peer.on('error', reject);
  });
  return [line, () => peer.stdin.end()];
}

const [PEER, stopPeer] = await (program ? tusd() : tusNodeServer());
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
const part = (length, body) => create({'Upload-Concat': 'partial', 'Upload-Length': String(length), ...TYPE}, body);
// The URLs of the named uploads, as each server gave them.
const joined = (names, more = {}) =>
  ['POST', '', (urls) => ({...V, ...more, 'Upload-Concat': `final;${names.map((name) => urls[name] ?? name).join(' ')}`}), ''];

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

// @tus/server has no concatenation.
const CONCATENATION = [
  ['p', part(4, 'part')],
  ['p asked', head('p')],
  ['q', part(3, 'ial')],
  ['joined', joined(['p', 'q'])],
  ['joined patched', patch('joined', 7, 'x')],
  ['joined with a length', joined(['p', 'q'], {'Upload-Length': '7'})],
  ['joined of nothing', joined([])],
  ['joined of one that is not partial', joined(['a', 'p'])],
  ['joined of an unknown one', joined(['/files/nobody'])],
  ['half', part(4, 'pa')],
  ['joined of half', joined(['p', 'half'])],
  ['other concatenation', create({'Upload-Concat': 'some', 'Upload-Length': '3'})],
];

const COMPARED = ['upload-offset', 'upload-length', 'upload-defer-length', 'upload-metadata', 'tus-resumable',
  'tus-version', 'tus-extension', 'cache-control'];

async function play(base) {
  const urls = {};
  const told = {};
  for (const [name, [method, upload, wanted, body]] of program ? [...TRANSCRIPT, ...CONCATENATION] : TRANSCRIPT) {
    const headers = typeof wanted === 'function' ? wanted(urls) : wanted;
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
    console.log(DIFFERENCES[name] ? 'NO DIFFERENCE' : 'ok', name, ours[name]);
    if (DIFFERENCES[name]) unexplained += 1;
  } else if (DIFFERENCES[name]) {
    console.log('ok', `${name}: differs, because ${DIFFERENCES[name]}\n     ours   ${ours[name]}\n     theirs ${theirs[name]}`);
  } else {
    unexplained += 1;
    console.log(`UNEXPLAINED ${name}\n     ours   ${ours[name]}\n     theirs ${theirs[name]}`);
  }
}
stopPeer();
assert.equal(unexplained, 0, `${unexplained} differences without a reason, or reasons without a difference`);
