// resumable.js and flow.js in a real browser against the emulator: a file of 30 MiB, three chunks at
// once, the page reloaded in the middle, under a good line and a bad one. page.html is the example.
//
// RESUMULATOR_SCREENSHOT=PATH keeps a picture of the page that has resumed on the bad line: PATH.LIBRARY.png.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {admin, choose, digest, here, makeFile, picture, url, withBrowser} from './browser.mjs';

const MiB = 1024 * 1024;
const SIZE = 30 * MiB;

// Loopback is too quick to reload a page in the middle.
const GOOD_LINE = {
  scenario: 'good line',
  rules: [{name: 'distance', when: {operation: 'upload'}, do: {delay: '150ms'}, times: 'always'}],
};

// What a bad line does, short of what the family takes for permanent.
const BAD_LINE = {
  scenario: 'bad line',
  rules: [
    ...GOOD_LINE.rules,
    {name: 'gateway trouble', when: {operation: 'upload'}, at: 'body', do: {answer: 502}, chance: 0.15, times: 'always', max_in_a_row: 2},
    {name: 'breaks off', when: {operation: 'upload', nth: 5}, at: 'body:300 KiB', do: 'reset'},
    {name: 'answer lost', when: {operation: 'upload', nth: 9}, at: 'stored', do: 'reset'},
    {name: 'twice', when: {operation: 'upload', nth: 12}, do: 'apply_twice'},
    {name: 'overloaded', when: {operation: 'upload', nth: '20..21'}, do: {answer: 503}, times: 2},
    {name: 'test forgets', when: {operation: 'query', nth: '3..4'}, do: {answer: 204}, times: 2},
  ],
};

const done = page => page.waitForFunction(
  () => document.body.dataset.state === 'done' || document.body.dataset.state === 'failed', {timeout: 120000});
const progress = page => page.$eval('#progress', element => element.value);

async function upload(browser, origin, library, file, bad) {
  await admin('POST', '/lanes/main/reset');
  await admin('PUT', '/lanes/main/scenario', bad ? BAD_LINE : GOOD_LINE);
  const page = await browser.newPage();
  await page.setViewport({width: 800, height: 360});
  await page.goto(`${origin}/page.html?library=${library}&target=${encodeURIComponent(`${url}/uploads`)}`);
  await choose(page, file.path);
  await page.waitForFunction(() => document.getElementById('progress').value > 0.4, {timeout: 60000, polling: 10});
  assert.ok(await progress(page) < 1, 'the page is reloaded before the end');
  await page.reload();
  await choose(page, file.path);
  if (bad) {
    await page.waitForFunction(() => document.getElementById('progress').value > 0.8, {timeout: 60000, polling: 10});
    await picture(page, library);
  }
  await done(page);
  assert.equal(await page.evaluate(() => document.body.dataset.state), 'done');
  await check(library, file, bad);
  await page.close();
}

async function check(library, file, bad) {
  const answer = await fetch(`${url}/storage/v1/b/uploads/o/${encodeURIComponent(file.name)}?alt=media`);
  assert.equal(answer.status, 200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(digest(bytes), file.sha256);
  const {exchanges} = await admin('GET', '/lanes/main/journal');
  const ours = exchanges.filter(each => each.protocol === 'resumablejs');
  const chunks = ours.filter(each => ['append', 'finalize'].includes(each.operation));
  assert.equal(new Set(chunks.map(each => each.session).filter(Boolean)).size, 1, 'one session over the reload');
  assert.equal(chunks.filter(each => each.object_generation).length, 1, 'one chunk makes the file');
  assert.ok(chunks.length < (bad ? 60 : 40), `${chunks.length} chunks were sent for 30`);
  assert.ok(ours.some(each => each.operation === 'query' && each.answer === 200), 'tests found chunks after the reload');
  console.log('ok', library, bad ? 'bad line' : 'good line', `${chunks.length} chunks sent`);
}

const library = path => [readFileSync(join(here, 'node_modules', path)), 'text/javascript'];
await withBrowser({
  '/page.html': [readFileSync(join(here, 'page.html')), 'text/html'],
  '/resumable.js': library('resumablejs/resumable.js'),
  '/flow.js': library('@flowjs/flow.js/dist/flow.js'),
}, async (browser, origin, folder) => {
  const file = makeFile(folder, 'holiday.raw', SIZE);
  for (const name of ['resumable', 'flow']) {
    for (const bad of [false, true]) await upload(browser, origin, name, file, bad);
  }
});
