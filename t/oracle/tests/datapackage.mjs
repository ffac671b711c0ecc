// SPDX-License-Identifier: Apache-2.0
// Data Package v2: ajv compares the descriptor with the essential rules of its
// profile; hashes, sizes and columns are those of the files; tableschema reads
// each file by its schema.
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tableschema from 'tableschema';
import { get, origin } from '../lib/http.mjs';
import { absent } from '../lib/promised.mjs';
import { main, none, ok } from '../lib/tap.mjs';

const folder = mkdtempSync(join(tmpdir(), 'package-'));

// The rules of the profile of Data Package v2 that bind: what is required, of
// which type, in which form.
const text = { type: 'string' };
const links = { type: 'array', minItems: 1, items: { type: 'object', anyOf: ['title', 'path', 'email'].map((name) => ({ required: [name] })) } };
const field = {
  type: 'object', required: ['name'],
  properties: {
    name: text, title: text, description: text,
    type: { enum: ['string', 'number', 'integer', 'boolean', 'object', 'array', 'list', 'datetime', 'date', 'time', 'year', 'yearmonth', 'duration', 'geopoint', 'geojson', 'any'] },
    constraints: {
      type: 'object', additionalProperties: false,
      properties: Object.fromEntries(['required', 'unique', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'pattern', 'enum', 'jsonSchema'].map((name) => [name, {}])),
    },
  },
};
const missing = { anyOf: [{ type: 'array', items: text }, { type: 'array', items: { type: 'object', required: ['value'], properties: { value: text, label: text } } }] };
const profile = {
  type: 'object', required: ['resources'],
  properties: {
    $schema: { const: 'https://datapackage.org/profiles/2.0/datapackage.json' },
    name: { type: 'string', pattern: '^[^\\s/]+$' }, id: text, title: text, description: text, homepage: { type: 'string', format: 'uri' }, version: text,
    created: { type: 'string', format: 'date-time' }, keywords: { type: 'array', minItems: 1, items: text },
    licenses: { type: 'array', minItems: 1, items: { type: 'object', anyOf: [{ required: ['name'] }, { required: ['path'] }], properties: { name: { type: 'string', pattern: '^[-a-zA-Z0-9._]+$' } } } },
    sources: links, contributors: { type: 'array', minItems: 1, items: { type: 'object', minProperties: 1 } },
    resources: {
      type: 'array', minItems: 1,
      items: {
        type: 'object', required: ['name'], oneOf: [{ required: ['path'] }, { required: ['data'] }],
        properties: {
          name: { type: 'string', pattern: '^[^\\s/]+$' }, path: { type: 'string', pattern: '^(?!/)(?!.*\\.\\./)' }, type: { const: 'table' },
          format: text, mediatype: { type: 'string', pattern: '^[^/]+/.+$' }, encoding: text, bytes: { type: 'integer', minimum: 0 },
          hash: { type: 'string', pattern: '^(?:[a-z0-9]+:)?[0-9a-f]{32,}$' },
          schema: {
            type: 'object', required: ['fields'],
            properties: { fields: { type: 'array', minItems: 1, items: field }, missingValues: missing, primaryKey: { type: ['string', 'array'] }, fieldsMatch: { anyOf: [{ enum: ['exact', 'equal', 'subset', 'superset', 'partial'] }, { type: 'array', maxItems: 1, items: { enum: ['exact', 'equal', 'subset', 'superset', 'partial'] } }] } },
          },
        },
      },
    },
  },
};
const ajv = addFormats(new Ajv({ allErrors: true, allowUnionTypes: true }));
const validate = ajv.compile(profile);
const faults = (descriptor) => (validate(descriptor) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`));

const right = { name: 'x', resources: [{ name: 'x', path: 'x.csv', type: 'table', bytes: 1, hash: `sha256:${'0'.repeat(64)}`, schema: { fields: [{ name: 'id', type: 'string' }] } }] };
const spoilt = [
  (d) => { delete d.resources; }, (d) => { d.resources[0].path = '/etc/x'; }, (d) => { d.resources[0].hash = 'x'; },
  (d) => { d.resources[0].schema.fields[0].type = 'text'; }, (d) => { d.name = 'a b'; }, (d) => { d.resources[0].data = []; },
];

// tableschema knows version 1: missing values are plain there, and a list is a
// string.
function oldSchema(schema) {
  const { fieldsMatch, ...rest } = schema;
  const fields = schema.fields.map((f) => (f.type === 'list' ? { name: f.name, type: 'string', constraints: { required: f.constraints?.required ?? false } } : f));
  return { ...rest, fields, missingValues: (schema.missingValues ?? ['']).map((value) => value.value ?? value) };
}

async function wrongResource(resource, base, i) {
  const url = new URL(resource.path, base);
  const { status, headers, body } = await get(url.pathname + url.search);
  if (status !== 200) return `is ${status}`;
  if (resource.bytes !== body.length) return `has ${body.length} bytes, not ${resource.bytes}`;
  if (resource.hash !== `sha256:${createHash('sha256').update(body).digest('hex')}`) return 'has another hash';
  if (resource.mediatype && headers['content-type'].split(';')[0] !== resource.mediatype.split(';')[0]) return `has the type ${headers['content-type']}`;
  const rows = parse(body);
  const names = resource.schema.fields.map(({ name }) => name);
  if (JSON.stringify(names) !== JSON.stringify(rows[0])) return 'has other columns';
  const file = join(folder, `${i}.csv`);
  writeFileSync(file, body);
  try {
    const table = await tableschema.Table.load(file, { schema: oldSchema(resource.schema), delimiter: ',' });   // else it guesses
    const read = await table.read();
    return read.length === rows.length - 1 ? '' : `has ${read.length} rows for tableschema`;
  } catch (error) {
    return `is refused by tableschema: ${error.message} ${(error.errors ?? []).slice(0, 3).map((e) => e.message)}`;
  }
}

await main(async () => {
  ok(!faults(right).length, 'a right descriptor is right');
  none(spoilt.filter((spoil) => { const copy = structuredClone(right); spoil(copy); return !faults(copy).length; }).map(String), 'faults are seen');
  const path = '/transparency/datapackage.json';
  const answer = await get(path);
  if (answer.status !== 200) return absent('datapackage.json');
  const descriptor = JSON.parse(answer.body);
  none(faults(descriptor), 'the descriptor');
  const wrong = [];
  for (const [i, resource] of descriptor.resources.entries()) {
    const said = await wrongResource(resource, origin + path, i);
    if (said) wrong.push(`${resource.path} ${said}`);
  }
  none(wrong, `${descriptor.resources.length} files are as described`);
});
