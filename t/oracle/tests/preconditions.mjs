// SPDX-License-Identifier: Apache-2.0
// The full product of the conditional fields and Range, for GET and HEAD, on
// every coding, of a kept page and of a computed answer.  npm fresh says
// whether the client's copy is good (If-None-Match, If-Modified-Since), npm
// range-parser which bytes are meant; RFC 9110 section 13.2.2 has the order.
import fresh from 'fresh';
import parseRange from 'range-parser';
import { each, get, request } from '../lib/http.mjs';
import { main, none, ok } from '../lib/tap.mjs';

const targets = [
  ['a kept page', '/transparency/requests.csv', ['identity', 'gzip', 'br']],
  ['a kept page in a language', '/transparency/countries', ['identity']],
  ['a computed answer', '/transparency/requests.csv?country=GB', ['identity', 'gzip']],
];

const other = '"no,such"';
const tags = (etag) => ({
  absent: undefined, matching: etag, 'not matching': other, weak: `W/${etag}`, list: `${other} ,, ${etag}`, '*': '*',
});
const later = (date, seconds) => new Date(Date.parse(date) + seconds * 1000).toUTCString();
const dates = (date) => ({ absent: undefined, same: date, earlier: later(date, -1) });
const ranges = { one: 'bytes=5-99', suffix: 'bytes=-7', several: 'bytes=0-9,100-119', beyond: 'bytes=99999999-' };

// [Range, If-Range]: without a Range, If-Range means nothing (section 13.1.5)
function partial(etag, date) {
  const conditions = [undefined, etag, other, `W/${etag}`, date];
  return [[undefined, undefined], [undefined, etag], [undefined, other]]
    .concat(Object.values(ranges).flatMap((range) => conditions.map((condition) => [range, condition])));
}

function product(first) {
  const { etag, 'last-modified': date } = first.headers;
  const cases = [];
  for (const method of ['GET', 'HEAD'])
    for (const match of Object.values(tags(etag)))
      for (const since of Object.values(dates(date)))
        for (const none_ of Object.values(tags(etag)))
          for (const modified of Object.values(dates(date)))
            for (const [range, ifRange] of partial(etag, date)) {
              const fields = { 'if-match': match, 'if-unmodified-since': since, 'if-none-match': none_, 'if-modified-since': modified, range, 'if-range': ifRange };
              cases.push([method, Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined))]);
            }
  return cases;
}

// Section 13.1.1: strong comparison.  No package of npm makes it: send and
// koa-conditional-get compare weakly or not at all.
const matches = (field, etag) => field === '*' || field.split(',').map((tag) => tag.trim()).includes(etag);

// Section 13.1.5: exactly the tag, if that is strong.  Never a date: ours is the
// instant of the newest edition, and files can be added without a new one, so it
// is a weak validator (section 8.8.2.2).
const samePart = (field, { etag }) => field === undefined || field === etag;

// { status, parts }
function expected(method, fields, first) {
  const { etag, 'last-modified': date } = first.headers;
  if (fields['if-match'] !== undefined) {
    if (!matches(fields['if-match'], etag)) return { status: 412 };
  } else if (fields['if-unmodified-since'] && Date.parse(date) > Date.parse(fields['if-unmodified-since'])) return { status: 412 };
  if (fresh(fields, first.headers)) return { status: 304 };
  if (method !== 'GET' || !fields.range || !samePart(fields['if-range'], first.headers)) return { status: 200 };
  const parts = parseRange(first.body.length, fields.range);
  return parts === -1 ? { status: 416 } : { status: 206, parts };
}

function bodyOf(answer) {
  const boundary = /^multipart\/byteranges; *boundary="?([^"]+)"?$/.exec(answer.headers['content-type'])?.[1];
  if (!boundary) return [[answer.headers['content-range'], answer.body]];
  const found = [];
  for (const part of answer.body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const [head, ...rest] = part.split('\r\n\r\n');
    found.push([/^content-range: (.*)$/im.exec(head)?.[1], Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1')]);
  }
  return found;
}

function wrongBody(method, answer, want, first) {
  const { length } = first.body;
  if (method === 'HEAD' || want.status === 304) return answer.body.length ? 'has a body' : '';
  if (want.status === 200) return answer.body.equals(first.body) ? '' : 'is another body';
  if (want.status === 416) return answer.headers['content-range'] === `bytes */${length}` ? '' : 'has no Content-Range';
  if (want.status !== 206) return '';
  const parts = bodyOf(answer);
  if (parts.length !== want.parts.length) return `has ${parts.length} parts`;
  const bad = want.parts.some(({ start, end }, i) => parts[i][0] !== `bytes ${start}-${end}/${length}`
    || !parts[i][1].equals(first.body.subarray(start, end + 1)));
  return bad ? 'has other bytes' : '';
}

// What a 304 must repeat (section 15.4.5), and nothing about a body: also no
// digest of one.
function wrongFields(answer, want, first) {
  if (![200, 206, 304].includes(want.status)) return '';
  const same = ['etag', 'vary', 'cache-control', 'content-location', 'last-modified'];
  if (want.status !== 304) same.push('repr-digest');
  const differ = same.find((name) => answer.headers[name] !== first.headers[name]);
  if (differ) return `has ${differ}: ${answer.headers[differ]}`;
  const ofBody = want.status === 304 && ['content-type', 'repr-digest'].find((name) => answer.headers[name]);
  if (ofBody) return `has ${ofBody}`;
  return '';
}

async function judge(path, coding, wrong) {
  const base = { 'accept-encoding': coding };
  const first = await get(path, base);
  if ((first.headers['content-encoding'] ?? 'identity') !== coding || first.body.length < 130) wrong.push(`${path} in ${coding}: ${first.status}`);
  const cases = product(first);
  const statuses = new Set();
  await each(cases, async ([method, fields]) => {
    const answer = await request(method, path, { ...base, ...fields });
    const want = expected(method, fields, first);
    statuses.add(answer.status);
    const said = answer.status !== want.status ? `is ${answer.status}, not ${want.status}`
      : wrongBody(method, answer, want, first) || wrongFields(answer, want, first);
    if (said) wrong.push(`${method} ${JSON.stringify(fields)} ${said}`);
  }, 16);
  return { count: cases.length, statuses };
}

await main(async () => {
  for (const [name, path, codings] of targets) {
    for (const coding of codings) {
      const wrong = [];
      const { count, statuses } = await judge(path, coding, wrong);
      none(wrong, `${name}, ${coding}: ${count} requests`);
      ok([200, 206, 304, 412, 416].every((status) => statuses.has(status)), '... with every outcome');
    }
  }
});
