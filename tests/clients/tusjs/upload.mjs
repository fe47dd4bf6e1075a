// One file up with tus-js-client: upload.mjs PAYLOAD BUCKET [ietf-draft-05]. What a scenario judges;
// tus has no buckets.
import fs from 'node:fs';
import * as tus from 'tus-js-client';

const [payload, , protocol] = process.argv.slice(2);
const source = fs.readFileSync(payload);
await new Promise((resolve, reject) => new tus.Upload(source, {
  endpoint: protocol ? process.env.RESUMULATOR_IETF_URL : process.env.RESUMULATOR_TUS_URL,
  protocol: protocol ?? 'tus-v1', chunkSize: 1 << 20, metadata: {filename: 'payload.bin'},
  retryDelays: [600, 1200, 2400, 4800, 8000, 8000], onError: reject, onSuccess: resolve,
}).start());
