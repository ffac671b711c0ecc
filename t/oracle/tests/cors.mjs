// SPDX-License-Identifier: Apache-2.0
// A page of another origin, in Chromium, reads the data as a script does: with
// fields, errors, conditions and preflights (Fetch standard, CORS protocol).
import { chromium } from 'playwright-core';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { origin } from '../lib/http.mjs';
import { is, main, ok, skip } from '../lib/tap.mjs';

const executablePath = (process.env.PATH ?? '').split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name))).find(existsSync);
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run', '--disable-dev-shm-usage'];

// In the page: what a script gets to see.
const look = ([url, options]) => fetch(url, options).then(async (answer) => {
  const body = await answer.text();
  return { status: answer.status, type: answer.type, length: new TextEncoder().encode(body).length, body: body.slice(0, 4000), headers: Object.fromEntries(answer.headers) };
}, (error) => ({ error: error.name }));

await main(async () => {
  if (!executablePath) return skip('a browser', 'there is no Chromium');
  const stranger = createServer((request, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html><title>x</title>'));
  await new Promise((resolve) => { stranger.listen(0, '127.0.0.1', resolve); });
  const browser = await chromium.launch({ executablePath, args, timeout: 180000 });
  const page = await browser.newPage();
  page.setDefaultTimeout(180000);
  const preflights = [];
  await page.goto(`http://127.0.0.1:${stranger.address().port}/`);
  const see = (path, options = {}) => page.evaluate(look, [origin + path, options]);

  const csv = await see('/transparency/requests.csv');
  is([csv.status, csv.type], [200, 'cors'], 'CSV is read from another origin');
  ok(csv.length > 10000 && csv.body.startsWith('id,kind,'), '... whole');
  ok(/^"[^"]+"$/.test(csv.headers.etag), '... with its tag');
  ok(/^sha-256=:[^:]+:$/.test(csv.headers['repr-digest']), '... its digest');
  ok(csv.headers.link?.includes('alternate') && csv.headers['content-type'].startsWith('text/csv'), '... its links and type');

  const json = await see('/transparency/requests.json?country=GB', { headers: { 'Want-Repr-Digest': 'sha-256=1' } });
  is([json.status, JSON.parse((await page.evaluate(async (url) => (await fetch(url)).text(), `${origin}/transparency/requests.json?country=GB`))).meta.kind], [200, 'cells'], 'JSON, with a field that needs a preflight');
  ok(/^sha-256=/.test(json.headers['repr-digest']), '... which was heard');

  const negotiated = await see('/transparency/requests', { headers: { Accept: 'text/csv' } });
  is([negotiated.status, negotiated.headers['content-location']], [200, 'requests.csv'], 'a negotiated address says which it is');

  const missing = await see('/transparency/nothing.json');
  is([missing.status, JSON.parse(missing.body).code], [404, 'no-such-resource'], 'the body of an error is read');
  const unknown = await see('/transparency/requests.csv?countri=GB');
  is([unknown.status, JSON.parse(unknown.body).nearest], [400, 'country'], '... of a wrong question too');
  const refused = await see('/transparency/requests.json', { method: 'POST', body: 'x' });
  is([refused.status, JSON.parse(refused.body).code], [405, 'method-not-allowed'], '... and of a wrong method');

  // the browser's own cache asks again with the tag, and a script sees a 200
  const again = await see('/transparency/requests.csv', { cache: 'no-cache' });
  is([again.status, again.headers.etag], [200, csv.headers.etag], 'the browser asks whether its copy is good');
  ok(again.length === csv.length, '... and has it');

  // a script that keeps the tag itself
  page.on('request', (request) => { if (request.method() === 'OPTIONS') preflights.push(request.url()); });
  const same = await see('/transparency/requests.csv', { cache: 'no-store', headers: { 'If-None-Match': csv.headers.etag } });
  is([same.status, same.length, same.headers.etag], [304, 0, csv.headers.etag], 'a script sends If-None-Match and sees 304');
  const changed = await see('/transparency/requests.csv', { cache: 'no-store', headers: { 'If-None-Match': '"old"' } });
  is(changed.status, 200, '... and 200 when it has changed');
  // a browser asks for parts without compression, so their tag is another
  const first = await see('/transparency/requests.csv', { cache: 'no-store', headers: { Range: 'bytes=0-0' } });
  const part = await see('/transparency/requests.csv', { cache: 'no-store', headers: { Range: 'bytes=0-99', 'If-Range': first.headers.etag } });
  is([part.status, part.length, part.headers['content-range']], [206, 100, `bytes 0-99/${csv.length}`], 'a part, and of how much');
  const beyond = await see('/transparency/requests.csv', { cache: 'no-store', headers: { Range: 'bytes=99999999-' } });
  is([beyond.status, beyond.headers['content-range']?.replace(/\d+$/, 'N')], [416, 'bytes */N'], '... none');

  is((await see('/transparency/requests.csv', { credentials: 'include' })).error, 'TypeError', 'with credentials nothing is shared');
  is((await see('/transparency/requests.csv', { headers: { 'X-Stranger': '1' } })).error, 'TypeError', 'a field nobody expects is not let through');
  is((await see('/transparency/requests.html')).error, 'TypeError', 'pages are not for scripts of others');
  await browser.close();
  stranger.close();
});
