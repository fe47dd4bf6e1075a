// What the clients that run in a real browser share: the admin API, and a page of theirs in headless
// Chromium, from an origin of its own, so that the browser preflights every request.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import puppeteer from 'puppeteer-core';

export const url = process.env.STORAGE_EMULATOR_HOST;
export const here = dirname(fileURLToPath(import.meta.url));
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export async function admin(method, path, body) {
  const answer = await fetch(`${url}/_emu/v1${path}`, {
    method, body: body && JSON.stringify(body), headers: body && {'content-type': 'application/json'},
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

// `files`: what the origin serves, path → [content, type].
function serve(files) {
  const server = createServer((request, response) => {
    const found = files[new URL(request.url, 'http://x').pathname];
    response.writeHead(found ? 200 : 404, found ? {'content-type': found[1]} : {});
    response.end(found && found[0]);
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

// Runs `use(browser, origin, folder)`; the folder is gone afterwards.
export async function withBrowser(files, use) {
  const folder = mkdtempSync(join(tmpdir(), 'resumulator-browser-'));
  const server = await serve(files);
  const browser = await puppeteer.launch({
    executablePath: browserPath, headless: true,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--no-proxy-server', `--user-data-dir=${join(folder, 'profile')}`],
  });
  try {
    await use(browser, `http://127.0.0.1:${server.address().port}`, folder);
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

// A file that is never the same for long; `size` is a multiple of 4.
export function makeFile(folder, name, size) {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 4) bytes.writeUInt32LE(Math.imul(i + 1, 2654435761) >>> 0, i);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return {name, path, sha256: digest(bytes)};
}
export const digest = bytes => createHash('sha256').update(bytes).digest('hex');

export async function choose(page, path) {
  const input = await page.$('input[type=file]');
  await input.uploadFile(path);
}

// A picture of the page for RESUMULATOR_SCREENSHOT=PATH: PATH.NAME.png.
export async function picture(page, name) {
  if (process.env.RESUMULATOR_SCREENSHOT) await page.screenshot({path: `${process.env.RESUMULATOR_SCREENSHOT}.${name}.png`});
}
