// tus-js-client and Uppy in a real browser against the emulator: the page is reloaded in the middle and
// goes on from the URL it stored, under a good line and a bad one. page.html is the example.
//
// RESUMULATOR_SCREENSHOT=PATH keeps a picture of the page that has resumed on the bad line: PATH.WAY.png.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {admin, choose, digest, here, makeFile, picture, url, withBrowser} from './browser.mjs';

// Loopback is too quick to reload a page in the middle.
const GOOD_LINE = {
  scenario: 'good line',
  rules: [{name: 'distance', when: {operation: 'upload'}, do: {delay: '60ms'}, times: 'always'}],
};
const BAD_LINE = {
  scenario: 'bad line',
  rules: [
    ...GOOD_LINE.rules,
    {name: 'overloaded', when: {operation: 'upload', nth: 2}, do: {answer: 503}},
    {name: 'breaks off', when: {operation: 'upload', nth: 4}, at: 'body:300 KiB', do: 'reset'},
    {name: 'answer lost', when: {operation: 'upload', nth: 6}, at: 'stored', do: 'reset'},
    {name: 'breaks off again', when: {operation: 'upload', nth: 9}, at: 'body:1000', do: 'close'},
  ],
};

async function uppyBundle() {
  const made = await build({
    stdin: {
      contents: "export {default as Uppy} from '@uppy/core'; export {default as Tus} from '@uppy/tus';", resolveDir: here,
    },
    bundle: true, write: false, format: 'iife', globalName: 'parts', footer: {js: 'const {Uppy, Tus} = parts;'},
  });
  return made.outputFiles[0].text;
}

const until = (page, share) => page.waitForFunction(
  wanted => document.getElementById('progress').value > wanted, {timeout: 60000, polling: 10}, share);

async function upload(browser, origin, way, file, bad) {
  await admin('POST', '/lanes/main/reset');
  await admin('PUT', '/lanes/main/scenario', bad ? BAD_LINE : GOOD_LINE);
  const page = await browser.newPage();
  await page.setViewport({width: 800, height: 320});
  const query = new URLSearchParams({...way.query, endpoint: process.env.RESUMULATOR_TUS_URL});
  await page.goto(`${origin}/page.html?${query}`);
  await choose(page, file.path);
  await until(page, 0.4);
  assert.ok(await page.$eval('#progress', element => element.value) < 1, 'the page is reloaded before the end');
  await page.reload();
  await choose(page, file.path);
  if (bad) {
    await until(page, 0.6);
    await picture(page, way.name);
  }
  await page.waitForFunction(() => document.body.dataset.state, {timeout: 60000});
  assert.equal(await page.evaluate(() => document.body.dataset.state), 'done', await page.$eval('#state', element => element.textContent));
  await page.evaluate(() => localStorage.clear());
  await page.close();
  await check(way, file, bad);
}

async function check(way, file, bad) {
  const bucket = `${url}/storage/v1/b/${way.protocol}/o`;
  const {items} = await (await fetch(bucket)).json();
  assert.equal(items.length, 1, 'one object');
  const answer = await fetch(`${bucket}/${encodeURIComponent(items[0].name)}?alt=media`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(digest(bytes), file.sha256);
  const {exchanges} = await admin('GET', '/lanes/main/journal?limit=1000');
  const ours = exchanges.filter(each => each.protocol === way.protocol);
  const count = operation => ours.filter(each => each.operation === operation).length;
  assert.equal(count('create') + count('simple'), way.starts, 'nothing was begun anew');
  assert.ok(count('query') > 0, 'it asked where to go on');
  console.log('ok', way.name, bad ? 'bad line' : 'good line', `${ours.length} requests`);
}

const WAYS = [
  {name: 'tus', protocol: 'tus', starts: 1, query: {}},
  {name: 'tus-parallel', protocol: 'tus', starts: 4, query: {parallel: 3}},
  {name: 'ietf-draft-05', protocol: 'ietf', starts: 1, query: {protocol: 'ietf-draft-05'}},
  {name: 'uppy', protocol: 'tus', starts: 1, query: {library: 'uppy'}},
];

await withBrowser({
  '/page.html': [readFileSync(join(here, 'page.html')), 'text/html'],
  '/tus.js': [readFileSync(join(here, 'node_modules/tus-js-client/dist/tus.min.js')), 'text/javascript'],
  '/uppy.js': [await uppyBundle(), 'text/javascript'],
}, async (browser, origin, folder) => {
  const file = makeFile(folder, 'holiday.raw', 12 * 1024 * 1024 + 4);
  for (const way of WAYS) {
    for (const bad of way.name === 'tus' ? [false, true] : [true]) await upload(browser, origin, way, file, bad);
  }
});
