// FilePond in a real browser against the emulator: a file in chunks, whole, and taken back, under a good
// line and a bad one. page.html is the example.
//
// RESUMULATOR_SCREENSHOT=PATH keeps a picture of the page under the bad line: PATH.filepond.png.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {admin, choose, digest, here, makeFile, picture, url, withBrowser} from './browser.mjs';

const MiB = 1024 * 1024;
const GOOD_LINE = {scenario: 'good line', rules: []};
const BAD_LINE = {
  scenario: 'bad line',
  rules: [
    {name: 'overloaded', when: {protocol: 'filepond', operation: 'upload', nth: 2}, do: {answer: 503}},
    {name: 'breaks off', when: {protocol: 'filepond', operation: 'upload', nth: 4}, at: 'body:300 KiB', do: 'reset'},
    {name: 'answer lost', when: {protocol: 'filepond', operation: 'upload', nth: 7}, at: 'stored', do: 'reset'},
    {name: 'last answer lost', when: {protocol: 'filepond', operation: 'finalize'}, at: 'stored', do: 'reset'},
  ],
};
// 8 chunks and one of a few bytes; a multiple of the chunk's size; a file that comes whole.
const SIZES = {'odd.raw': 8 * MiB + 4, 'even.raw': 2 * MiB, 'small.raw': 400};

async function upload(browser, origin, folder, name, bad) {
  await admin('POST', '/lanes/main/reset');
  await admin('PUT', '/lanes/main/scenario', bad ? BAD_LINE : GOOD_LINE);
  const file = makeFile(folder, name, SIZES[name]);
  const page = await browser.newPage();
  await page.setViewport({width: 800, height: 320});
  await page.goto(`${origin}/page.html?server=${encodeURIComponent(process.env.RESUMULATOR_FILEPOND_URL)}`);
  await page.waitForSelector('.filepond--browser');
  await choose(page, file.path);
  await page.waitForFunction(() => document.body.dataset.state, {timeout: 60000});
  const said = await page.$eval('#state', element => element.textContent);
  assert.equal(await page.evaluate(() => document.body.dataset.state), 'done', said);
  if (bad) await picture(page, 'filepond');
  await check(file, said.split(': ')[1], bad);
  await page.evaluate(() => FilePond.find(document.querySelector('.filepond--root')).removeFile({revert: true}));
  await admin('GET', '/lanes/main/journal/wait?operation=delete&timeout=20s');
  assert.equal((await fetch(`${process.env.RESUMULATOR_FILEPOND_URL}?load=${said.split(': ')[1]}`)).status, 404, 'it is taken back');
  await page.close();
  console.log('ok', name, bad ? 'bad line' : 'good line');
}

async function check(file, id, bad) {
  const answer = await fetch(`${url}/storage/v1/b/filepond/o/${id}?alt=media`);
  assert.equal(answer.status, 200);
  assert.equal(digest(Buffer.from(await answer.arrayBuffer())), file.sha256);
  const {exchanges} = await admin('GET', '/lanes/main/journal?limit=1000');
  const ours = exchanges.filter(each => each.protocol === 'filepond');
  // What fits into one chunk FilePond sends whole.
  assert.equal(ours.filter(each => ['create', 'simple'].includes(each.operation)).length, 1, 'one transfer');
  assert.equal(ours.filter(each => each.object_generation).length, 1, 'one request makes the file');
  const fired = new Set(ours.flatMap(each => each.faults ?? []).map(each => each.rule.split('/').pop()));
  if (bad) assert.deepEqual([...fired].sort(), BAD_LINE.rules.map(rule => rule.name).sort(), 'every fault was met');
}

const library = (path, type) => [readFileSync(join(here, 'node_modules/filepond/dist', path)), type];
await withBrowser({
  '/page.html': [readFileSync(join(here, 'page.html')), 'text/html'],
  '/filepond.js': library('filepond.js', 'text/javascript'),
  '/filepond.css': library('filepond.css', 'text/css'),
}, async (browser, origin, folder) => {
  for (const name of Object.keys(SIZES)) await upload(browser, origin, folder, name, false);
  await upload(browser, origin, folder, 'odd.raw', true);
});
