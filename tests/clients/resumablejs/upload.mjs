// One file up from a page with resumable.js in a real browser: upload PAYLOAD BUCKET [flow]. What a scenario judges.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {choose, here, withBrowser} from './browser.mjs';

const [payload, , library = 'resumable'] = process.argv.slice(2);
const target = process.env.RESUMULATOR_RESUMABLEJS_URL;
const script = path => [readFileSync(join(here, 'node_modules', path)), 'text/javascript'];

let state = 'failed';
await withBrowser({
  '/page.html': [readFileSync(join(here, 'page.html')), 'text/html'],
  '/resumable.js': script('resumablejs/resumable.js'),
  '/flow.js': script('@flowjs/flow.js/dist/flow.js'),
}, async (browser, origin) => {
  const page = await browser.newPage();
  await page.goto(`${origin}/page.html?library=${library}&target=${encodeURIComponent(target)}`);
  await choose(page, payload);
  await page.waitForFunction(() => ['done', 'failed'].includes(document.body.dataset.state), {timeout: 100000, polling: 50});
  state = await page.evaluate(() => document.body.dataset.state);
  console.log(await page.$eval('#state', element => element.textContent));
});
process.exit(state === 'done' ? 0 : 1);
