// One file up with Firebase's JavaScript SDK: upload.mjs PAYLOAD BUCKET. What a scenario judges.
import { readFileSync } from "node:fs";
import { initializeApp } from "firebase/app";
import { connectStorageEmulator, getStorage, ref, uploadBytesResumable } from "firebase/storage";

process.exitCode = 1; // until the end is reached: what never settles would end this with 0
const url = new URL(process.env.RESUMULATOR_URL);
const storage = getStorage(initializeApp({ storageBucket: process.argv[3], projectId: "any" }));
storage.maxUploadRetryTime = 20_000;
connectStorageEmulator(storage, url.hostname, Number(url.port));
const shot = await uploadBytesResumable(ref(storage, "payload.bin"), readFileSync(process.argv[2]));
console.log(shot.metadata.fullPath, shot.metadata.md5Hash);
process.exitCode = 0;
