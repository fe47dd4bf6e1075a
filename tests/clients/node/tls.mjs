// Node's own HTTPS, and @google-cloud/storage as it is, over the proxy of HTTPS_PROXY; both trust what
// NODE_EXTRA_CA_CERTS names. The library's token comes from oauth2.googleapis.com, by the same proxy.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Storage} from '@google-cloud/storage';

delete process.env.STORAGE_EMULATOR_HOST;
const payloads = process.env.RESUMULATOR_PAYLOADS;
const files = JSON.parse(readFileSync(join(payloads, 'manifest.json')));

assert.equal(await (await fetch(process.env.RESUMULATOR_TLS_URL + '/')).text(), 'OK');
console.log('ok https');

const storage = new Storage({
  projectId: 'any',
  credentials: {
    client_email: 'tester@any.iam.gserviceaccount.com',
    private_key: readFileSync(process.env.RESUMULATOR_SIGNING_KEY, 'utf8'),
  },
});
for (const file of files.filter(each => each.size < 16 * 1024 * 1024)) {
  const object = storage.bucket(process.env.RESUMULATOR_BUCKET).file(`node/${file.name}`);
  await storage.bucket(process.env.RESUMULATOR_BUCKET).upload(join(payloads, file.name), {
    destination: object, resumable: file.size > 0, validation: 'crc32c',
  });
  const [data] = await object.download();
  assert.equal(createHash('sha256').update(data).digest('hex'), file.sha256);
  console.log('ok upload', file.size);
}
