// One file up with tus-js-client: upload.mjs PAYLOAD BUCKET. What a scenario judges; tus has no
// buckets.
import fs from 'node:fs';
import * as tus from 'tus-js-client';

const source = fs.readFileSync(process.argv[2]);
await new Promise((resolve, reject) => new tus.Upload(source, {
  endpoint: process.env.RESUMULATOR_TUS_URL, chunkSize: 1 << 20, metadata: {filename: 'payload.bin'},
  retryDelays: [600, 1200, 2400, 4800, 8000, 8000], onError: reject, onSuccess: resolve,
}).start());
