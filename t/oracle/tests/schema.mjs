// SPDX-License-Identifier: Apache-2.0
// ajv, draft 2020-12 and strict, on every schema and on everything that the
// schemas speak of: all JSON of the crawl, NDJSON line by line, and problems.
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';
import LinkHeader from 'http-link-header';
import { crawled } from '../lib/crawl.mjs';
import { each, get, origin } from '../lib/http.mjs';
import { absent } from '../lib/promised.mjs';
import { main, none, ok } from '../lib/tap.mjs';

// Strict but for two matters of style: a type may be a list of types, and what
// a $ref says may be said again more narrowly.
const ajv = addFormats.default(new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, validateFormats: true }));

const compiled = new Map();
function compile(text) {
  if (!compiled.has(text)) compiled.set(text, ajv.compile(JSON.parse(text)));
  return compiled.get(text);
}

const problems = [
  ['/transparency/nothing.json', {}, 404], ['/transparency/requests.json?countri=GB', {}, 400], ['/transparency/requests.json?country=XX', {}, 400],
  ['/transparency/requests', { accept: 'image/png' }, 406], ['/transparency/requests.json', { 'if-match': '"x"' }, 412],
  ['/transparency/requests.json', { range: 'bytes=99999999-' }, 416], ['/transparency/countries/aq.csv', {}, 404],
  ['/transparency/countries/gb.json?country=FR', {}, 400], ['/withdrawn/reports/nothing.json', {}, 404],
];

// Documents a schema must refuse, made from one that is right.
const spoilt = {
  'without meta': (document) => { delete document.meta; },
  'without rows': (document) => { delete document.rows; },
  'with a row that is none': (document) => { document.rows.push('x'); },
  'with a row that lacks all columns': (document) => { document.rows.push({}); },
  'with a wrong number of rows': (document) => { document.meta.rows = -1; },
  'of an unknown kind': (document) => { document.meta.kind = 'x'; },
};

const schemaOf = (path, headers) => LinkHeader.parse(headers.link ?? '').get('rel', 'describedby')
  .filter(({ type }) => type === 'application/schema+json').map(({ uri }) => new URL(uri, origin + path)).map((url) => url.pathname + url.search).at(-1);

await main(async () => {
  const first = await get('/transparency/requests.json');
  if (!schemaOf('/transparency/requests.json', first.headers)) return absent('.schema.json');
  const wrong = [];
  let lenient = 0;
  let rows = 0;
  const documents = crawled(({ format, fixed, status }) => format === 'json' && fixed && status === 200);
  await each(documents, async ({ path }) => {
    const answer = await get(path);
    const where = schemaOf(path, answer.headers);
    if (!where) { wrong.push(`${path} names no schema`); return; }
    const schema = await get(where);
    if (schema.status !== 200 || schema.headers['content-type'] !== 'application/schema+json') { wrong.push(`${where}: ${schema.status} ${schema.headers['content-type']}`); return; }
    const validate = compile(schema.body.toString());
    const document = JSON.parse(answer.body);
    if (!validate(document)) wrong.push(`${path}: ${ajv.errorsText(validate.errors).slice(0, 300)}`);
    rows += document.rows.length;
    for (const [name, spoil] of Object.entries(spoilt)) {
      const copy = structuredClone({ ...document, rows: document.rows.slice(0, 3) });
      spoil(copy);
      if (validate(copy)) { lenient++; wrong.push(`${where} accepts a document ${name}`); }
    }
  });
  none(wrong, `${documents.length} JSON documents with ${rows} rows are as ${compiled.size} schemas say, which refuse others`);
  ok(documents.length > 100 && rows > 1000 && !lenient, '... and they were many');

  const whole = await get('/transparency/schema.json');
  if (whole.status !== 200) return absent('/schema.json');
  const all = JSON.parse(whole.body);
  const part = (name) => ajv.compile({ ...all, anyOf: undefined, $ref: `#/$defs/${name}`, $defs: all.$defs });
  const known = ['cells', 'groups', 'properties', 'changes'];
  const parts = Object.fromEntries([...known, 'problem'].map((name) => [name, part(name)]));

  const bad = [];
  await each(problems, async ([path, fields, status]) => {
    const answer = await get(path, { accept: 'application/json', ...fields });
    if (answer.status !== status || answer.headers['content-type'] !== 'application/problem+json') bad.push(`${path}: ${answer.status} ${answer.headers['content-type']}`);
    else if (!parts.problem(JSON.parse(answer.body))) bad.push(`${path}: ${ajv.errorsText(parts.problem.errors)}`);
    else if (JSON.parse(answer.body).status !== status) bad.push(`${path}: another status inside`);
  });
  none(bad, `${problems.length} problems`);
  ok(!parts.problem({ title: 'x' }), '... which lack nothing');

  const lines = [];
  const streams = crawled(({ format, mount, view, status }) => format === 'ndjson' && mount === '/transparency' && !view && status === 200);
  await each(streams, async ({ path }) => {
    const { meta } = JSON.parse((await get(path.replace('.ndjson', '.json'))).body);
    const rowsOf = (await get(path)).body.toString().split('\n').filter(Boolean).map((line) => JSON.parse(line));
    if (rowsOf.length !== meta.rows) lines.push(`${path}: ${rowsOf.length} lines`);
    const validate = parts[meta.kind];
    const at = rowsOf.findIndex((row) => !validate(row));
    if (at >= 0) lines.push(`${path}: line ${at + 1}: ${validate(rowsOf[at]) || ajv.errorsText(validate.errors).slice(0, 300)}`);
  });
  none(lines, `NDJSON of ${streams.length} addresses`);
});
