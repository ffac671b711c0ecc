// SPDX-License-Identifier: Apache-2.0
// More than 10,000 random fields of content negotiation (RFC 9110 section 12):
// npm negotiator says what they ask for, bcp-47-match what RFC 4647 finds.
// Where several are equally welcome the server may choose.
import { lookup } from 'bcp-47-match';
import fc from 'fast-check';
import Negotiator from 'negotiator';
import { get } from '../lib/http.mjs';
import { diag, main, ok } from '../lib/tap.mjs';

const path = '/transparency/canaries';
const seed = Number(process.env.TR_SEED ?? 20130124);
const types = ['text/html', 'application/json', 'text/csv;header=present', 'text/markdown', 'application/x-ndjson'];
const languages = ['en', 'uk', 'fr', 'es', 'de', 'pt', 'ru', 'ar', 'fa', 'tr', 'zh-Hans'];

// What negotiator makes of a field, best first; `more` is offered too.
const utf8 = (type) => `${type};charset=utf-8`;       // everything is, whether the range says so or not
const preferred = {
  accept: (value, more = []) => new Negotiator({ headers: { accept: value } })
    .mediaTypes([...types.map(utf8), ...more]).map((type) => type.replace(/;charset=utf-8$/, '')),
  'accept-language': (value, more = []) => new Negotiator({ headers: { 'accept-language': value } })
    .languages([...languages, ...more]),
  // x-gzip is another name of gzip (section 8.4.1.3), which negotiator does not know
  'accept-encoding': (value, more = []) => new Negotiator({ headers: { 'accept-encoding': value.replace(/x-gzip/gi, 'gzip') } })
    .encodings(['br', 'gzip', 'identity', ...more]),
};

// Whether negotiator gives both the same weight: a third thing, which nobody
// else asks for, comes before both or after both, whatever weight it has.
function tie(field, value, a, b) {
  if (a === b) return true;
  const probe = field === 'accept' ? 'x-probe/x' : 'x-probe';
  for (let weight = 0.0005; weight < 1; weight += 0.001) {
    const list = preferred[field](`${value}, ${probe};q=${weight.toFixed(4)}`, [probe]);
    const [i, j, k] = [a, b, probe].map((name) => (list.includes(name) ? list.indexOf(name) : list.length));
    if ((i < k) !== (j < k)) return false;
  }
  return true;
}

const weight = fc.oneof(
  fc.constant(''), fc.constantFrom(';q=0', ';q=1', ';q=0.0', ';q=1.000', ';q=0.5', ';Q=0.5', '; q=0.3', ' ;q=0.001', ';q=0.'),
  fc.integer({ min: 0, max: 1000 }).map((n) => `;q=${n / 1000}`));

const list = (range, options = {}) => fc.tuple(
  fc.uniqueArray(fc.tuple(range, weight), { minLength: 1, maxLength: 6, selector: ([name]) => (options.by ?? ((n) => n.toLowerCase()))(name) }),
  fc.constantFrom(', ', ',', ' ,\t', ', , '))
  .map(([members, comma]) => members.map((m) => m.join('')).join(comma));

const mediaRange = fc.constantFrom(
  'text/html', 'application/json', 'text/csv', 'text/markdown', 'application/x-ndjson', 'text/*', 'application/*', '*/*',
  'image/png', 'image/*', 'application/xml', 'TEXT/CSV', 'Application/Json', 'text/csv;header=present', 'text/csv; header=absent',
  'text/csv;header="present"', 'text/html;level=1', 'text/html;charset=utf-8', 'application/json;charset="UTF-8"',
  'text/*;charset=utf-8', 'text/markdown;variant=GFM', 'application/json;indent=4');
const languageRange = fc.constantFrom(
  ...languages, 'en-GB', 'fr-CA', 'ar-EG', 'AR', 'de-CH-1996', 'pt-BR', 'zh', 'zh-Hans-CN', 'zh-hans', 'uk-UA', 'fa-IR', 'ru-Latn',
  'tlh', 'nl', 'ja-JP', 'i-klingon', 'x-private', '*');
const coding = fc.constantFrom('br', 'gzip', 'x-gzip', 'identity', '*', 'deflate', 'zstd', 'GZIP', 'Br', 'compress');

// check(value): 'right', or what is wrong
async function sweep(name, arbitrary, numRuns, check) {
  let count = 0;
  const result = await fc.check(fc.asyncProperty(arbitrary, async (value) => {
    count++;
    const said = await check(value);
    if (said !== 'right') throw new Error(`${value}: ${said}`);
  }), { numRuns, seed });
  if (!ok(!result.failed && count >= numRuns, `${name}: ${result.numRuns} random fields`))
    diag(`seed ${result.seed}: ${JSON.stringify(result.counterexample)}\n${result.errorInstance?.message ?? result.error}`);
}

// One answer against the oracle; refusal says what comes when nothing fits.
async function judge(field, value, chosen, refusal) {
  const answer = await get(path, { [field]: value });
  const wanted = preferred[field](value);
  if (!wanted.length) return refusal(answer);
  if (answer.status !== 200) return `${answer.status}, wanted ${wanted[0]}`;
  const got = chosen(answer);
  return tie(field, value, got, wanted[0]) && wanted.includes(got) ? 'right' : `got ${got}, wanted ${wanted}`;
}

const typeOf = (answer) => types.find((t) => t.split(';')[0] === answer.headers['content-type'].split(';')[0]);
const status406 = (answer) => (answer.status === 406 ? 'right' : `${answer.status}, wanted 406`);
const primary = (tag) => tag.toLowerCase().split('-')[0];

// Ranges by weight, each by lookup (RFC 4647 section 3.4); one that is shorter
// than a tag finds it too (section 3.3.1).  q=0 excludes.
function byLookup(value) {
  const ranges = value.split(',').map((m) => m.split(';').map((s) => s.trim())).filter(([name]) => name)
    .map(([name, q]) => ({ name, q: q ? Number(q.slice(2)) : 1 }));
  const refused = ranges.filter(({ q }) => q === 0).map(({ name }) => primary(name));
  const tags = languages.filter((tag) => !refused.includes(primary(tag)));
  const sorted = ranges.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q);
  for (const { name } of sorted) {
    const found = tags.find((tag) => tag.toLowerCase().startsWith(`${name.toLowerCase()}-`)) ?? lookup(tags, name);
    if (found) return { tag: found, weight: sorted.find((r) => r.name === name).q };
  }
  return undefined;
}

await main(async () => {
  await sweep('Accept', list(mediaRange), 4500, (value) => judge('accept', value, typeOf, status406));

  // Two ranges of one language are not compared with negotiator: it lets the
  // tag nearest to the range weigh it (filtering), RFC 4647 section 3.4 (lookup)
  // takes the ranges one after the other.  Nor does it shorten a range by less
  // than all but the first subtag, so it does not find zh-Hans for zh-Hans-CN.
  // The next test has both.
  const known = languageRange.filter((name) => name !== 'zh-Hans-CN');
  await sweep('Accept-Language', list(known, { by: primary }), 3000, (value) => judge(
    'accept-language', value, (answer) => answer.headers['content-language'],
    // section 12.5.4: nothing fits, which is no reason to refuse
    (answer) => (answer.status === 200 ? 'right' : `${answer.status}, wanted the default language`)));

  const notWild = languageRange.filter((name) => name !== '*');
  const even = list(notWild).filter((value) => !/q=0\.?0*(?:[,\s]|$)/i.test(value));
  await sweep('Accept-Language by lookup', even, 2000, async (value) => {
    const answer = await get(path, { 'accept-language': value });
    const got = answer.headers['content-language'];
    const wanted = byLookup(value.replace(/Q=/g, 'q='));
    if (answer.status !== 200) return `${answer.status}`;
    if (!wanted) return got === 'en' ? 'right' : `got ${got}, wanted the default language`;
    const others = byLookup(value.split(',').filter((m) => primary(m.trim().split(';')[0]) === primary(got)).join(',').replace(/Q=/g, 'q='));
    return got === wanted.tag || others?.weight === wanted.weight ? 'right' : `got ${got}, wanted ${wanted.tag}`;
  });

  await sweep('Accept-Encoding', list(coding, { by: (n) => n.toLowerCase().replace('x-', '') }), 3000, (value) => judge(
    'accept-encoding', value, (answer) => answer.headers['content-encoding'] ?? 'identity', status406));

  // What is not well-formed is passed over; the oracle has no word on it.
  const noise = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)), maxLength: 60 });
  await sweep('noise', fc.tuple(fc.constantFrom(...Object.keys(preferred)), noise), 1500, async ([field, value]) => {
    const { status } = await get(path, { [field]: value });
    return [200, 406].includes(status) && (field !== 'accept-language' || status === 200) ? 'right' : `${status}`;
  });
});
