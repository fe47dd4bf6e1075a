// One file up with @google-cloud/storage: upload.mjs PAYLOAD BUCKET. What a scenario judges. With a
// precondition, because the library tries again only what it may do twice.
import {Storage} from '@google-cloud/storage';

const [payload, bucket] = process.argv.slice(2);
const storage = new Storage({apiEndpoint: process.env.STORAGE_EMULATOR_HOST, projectId: 'resumulator'});
await storage.bucket(bucket).upload(payload, {
  destination: 'payload.bin', resumable: true, chunkSize: 1024 * 1024, validation: 'crc32c',
  preconditionOpts: {ifGenerationMatch: 0},
});
