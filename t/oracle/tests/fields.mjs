// SPDX-License-Identifier: Apache-2.0
// Structured and linking fields of everything that is served: npm
// structured-headers reads the digests (RFC 9530) and Cache-Status (RFC 9211),
// http-link-header reads Link (RFC 8288), node computes the digests again.
import LinkHeader from 'http-link-header';
import { createHash } from 'node:crypto';
import { parseDictionary, parseList, serializeDictionary } from 'structured-headers';
import { browser, crawled, isThorough } from '../lib/crawl.mjs';
import { each, get, head, origin } from '../lib/http.mjs';
import { main, none, ok } from '../lib/tap.mjs';

const algorithms = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

// What is wrong with a digest field: '' when every digest in it is that of the
// bytes, and it has one at least.
function wrongDigest(field, bytes) {
  const digests = [...parseDictionary(field)];
  if (!digests.length) return 'is empty';
  for (const [name, [value]] of digests) {
    if (!algorithms[name]) return `has ${name}`;
    if (!Buffer.from(value).equals(createHash(algorithms[name]).update(bytes).digest())) return `has a wrong ${name}`;
  }
  return '';
}

const records = new Set(['html', 'json', 'csv', 'md', 'ndjson']);

const significant = (headers) => Object.fromEntries(Object.entries(headers)
  .filter(([name]) => !['date', 'connection', 'keep-alive', 'cache-status', 'upgrade'].includes(name)));

function wrongHead(whole, answer) {
  const [a, b] = [whole, answer].map((r) => significant(r.headers));
  // httpd leaves this out, as RFC 9110 section 8.6 allows
  if (a['content-length'] === '0') delete a['content-length'];
  const name = [...Object.keys(a), ...Object.keys(b)].find((n) => a[n] !== b[n]);
  if (answer.status !== whole.status || answer.body.length) return `is ${answer.status} with ${answer.body.length} bytes`;
  return name ? `has ${name}: ${b[name]}, not ${a[name]}` : '';
}

function wrongPart(whole, part) {
  if (!whole.body.length) return part.status === 416 ? '' : `is ${part.status}, of nothing`;
  if (part.status !== 206) return `is ${part.status}`;
  if (!part.body.equals(whole.body.subarray(0, 9))) return 'has other bytes';
  const said = wrongDigest(part.headers['content-digest'] ?? '', part.body);
  if (said) return `'s Content-Digest ${said}`;
  return part.headers['repr-digest'] === whole.headers['repr-digest'] ? '' : 'has another Repr-Digest';
}

async function digests(entry, coding, wrong, seen) {
  const fields = { ...browser, 'accept-encoding': coding, 'want-repr-digest': 'sha-256=1', 'want-content-digest': 'sha-256=1' };
  const whole = await get(entry.path, fields);
  const bad = (what, why) => { if (why) wrong.push(`${what} ${entry.path} in ${coding} ${why}`); };
  bad('GET', whole.status === 200 ? '' : `is ${whole.status}`);
  bad('GET', whole.headers['content-length'] === String(whole.body.length) ? '' : 'has another length');
  if (whole.headers['repr-digest']) seen.add(coding), bad('GET', wrongDigest(whole.headers['repr-digest'], whole.body));
  else bad('GET', 'has no digest');
  bad('GET', wrongDigest(whole.headers['content-digest'] ?? '', whole.body));
  bad('HEAD', wrongHead(whole, await head(entry.path, fields)));
  bad('part of', wrongPart(whole, await get(entry.path, { ...fields, range: 'bytes=0-8' })));
}

// RFC 9211: a List of caches, each with a hit or a reason why not.
function wrongCacheStatus(field) {
  const caches = parseList(field);
  const good = caches.length === 1 && caches.every(([name, parameters]) => String(name) === 'mod_transparency'
    && (parameters.has('hit') ? parameters.get('hit') === true : typeof String(parameters.get('fwd')) === 'string' && parameters.has('fwd'))
    && !(parameters.has('hit') && parameters.has('fwd')));
  return good ? '' : field;
}

// Want-Repr-Digest (RFC 9530 section 4): 0 to 10, unknown algorithms passed over.
const wants = [
  [{ 'sha-256': 1 }, ['sha-256']], [{ 'sha-512': 3, 'sha-256': 10, unixsum: 0 }, ['sha-256']],
  [{ 'sha-512': 9, 'sha-256': 3 }, ['sha-512', 'sha-256']], [{ md5: 10, 'sha-256': 1 }, ['sha-256']],
  [{ 'sha-256': 0 }, []], [{ unixsum: 4 }, []],
];

await main(async () => {
  const all = crawled();
  ok(all.length > 1000, `${all.length} addresses`);
  const addresses = new Set(all.map(({ path }) => path));

  for (const coding of ['identity', 'gzip', 'br']) {
    // the same formats of many records differ in nothing that matters here
    const some = all.filter(({ status }) => status === 200).filter((entry, i) => entry.mount === '/transparency' || i % 7 === 0).filter((entry, i) => coding === 'identity' || i % 3 === 0);
    const wrong = [];
    const seen = new Set();
    await each(some, (entry) => digests(entry, coding, wrong, seen));
    none(wrong, `digests, lengths, HEAD and parts of ${some.length} addresses in ${coding}`);
    ok(seen.has(coding), '... which have digests');
  }

  const noCache = [];
  const dates = [];
  const links = [];
  const linked = new Map();
  let count = 0;
  await each(all, async (entry) => {
    const { headers } = await head(entry.path, browser);
    const said = wrongCacheStatus(headers['cache-status'] ?? '');
    if (said && entry.format !== 'css' && entry.status === 200) noCache.push(`${entry.path}: ${said}`);
    const { refs } = LinkHeader.parse(headers.link ?? '');
    for (const link of refs) {
      count++;
      const url = new URL(link.uri, origin + entry.path);
      if (!/^[a-z-]+$/.test(link.rel)) links.push(`${entry.path}: rel ${link.rel}`);
      if (link.datetime && new Date(link.datetime).toUTCString() !== link.datetime) dates.push(`${entry.path}: ${link.datetime}`);
      if (url.origin === origin && isThorough(entry)) linked.set(url.pathname + url.search, entry.path);
    }
    // the form for spreadsheets and the frame for other sites have no other forms
    if (entry.view === 'timegate' || entry.view === 'timemap' || !records.has(entry.format) || /[?&]for=/.test(entry.path)) return;
    if (Buffer.byteLength(headers.link) > 8000) links.push(`${entry.path}: Link has ${headers.link.length} bytes`);
    for (const format of records)
      if (!refs.some((r) => r.rel === 'alternate' && r.uri.split('?')[0].endsWith(`.${format}`))) links.push(`${entry.path}: no ${format}`);
  });
  none(noCache, 'Cache-Status');
  none(dates, 'dates of links');
  none(links, `Link of all, ${count} links`);
  const unknown = [...linked].filter(([path]) => !addresses.has(path));
  const outside = await each(unknown, async ([path, from]) => ((await head(path)).status < 400 ? '' : `${from}: ${path} is nowhere`));
  none(outside.filter(Boolean), `... of ${linked.size} targets, ${unknown.length} of them seen only here, every one is there`);

  const types = [];
  const resources = all.filter(({ mount, fixed, query, view }) => mount === '/transparency' && !fixed && !query && !view);
  await each(resources, async (entry) => {
    const { headers } = await head(entry.path);
    for (const link of LinkHeader.parse(headers.link).rel('alternate')) {
      const url = new URL(link.uri, origin + entry.path);
      const there = await head(url.pathname + url.search);
      const [a, b] = [link.type, there.headers['content-type']].map((type) => type.replace(/; *(charset=utf-8|profile="[^"]*")/, '').replace('; ', ';'));
      if (there.status !== 200 || a !== b) types.push(`${link.uri}: ${there.status} ${b}, not ${a}`);
    }
  });
  none(types, `the type a link tells is the type that comes, of ${resources.length} resources`);

  const unwanted = [];
  for (const [want, expected] of wants) {
    const members = new Map(Object.entries(want).map(([name, weight]) => [name, [weight, new Map()]]));
    const field = serializeDictionary(members);
    const answer = await get('/transparency/requests.csv?country=GB', { 'want-repr-digest': field });
    const got = answer.headers['repr-digest'];
    const names = got ? [...parseDictionary(got).keys()] : [];
    if (got && wrongDigest(got, answer.body)) unwanted.push(`${field}: ${wrongDigest(got, answer.body)}`);
    if (expected.length ? !expected.includes(names[0]) : names.length) unwanted.push(`${field}: got ${got}`);
  }
  none(unwanted, 'Want-Repr-Digest');
});
