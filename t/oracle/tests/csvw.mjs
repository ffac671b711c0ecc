// SPDX-License-Identifier: Apache-2.0
// CSV on the Web: metadata is found from the address of a CSV alone, names
// exactly this address and has its columns; each cell is of the datatype told.
// rdf-parser-csvw, a processor of others, reads tables with it.
import { parse } from 'csv-parse/sync';
import LinkHeader from 'http-link-header';
import { Parser as QuadParser, Store } from 'n3';
import { Readable } from 'node:stream';
import CsvwParser from 'rdf-parser-csvw';
import { toQuads } from '../lib/contexts.mjs';
import { crawled } from '../lib/crawl.mjs';
import { each, get, origin } from '../lib/http.mjs';
import { absent } from '../lib/promised.mjs';
import { main, none, ok } from '../lib/tap.mjs';

// Datatypes by their lexical spaces (Tabular Data Model, section 6.4).
const datatypes = {
  string: () => true,
  integer: (text) => /^-?\d+$/.test(text),
  decimal: (text) => /^-?\d+(?:\.\d+)?$/.test(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  dateTime: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text)),
  dateTimeStamp: (text) => /Z$/.test(text) && !Number.isNaN(Date.parse(text)),
  anyURI: (text) => !/[\s<>"{}|\\^`]/.test(text),
  boolean: (text) => /^(?:true|false)$/.test(text),
  language: (text) => /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(text),
};

// The metadata a processor finds (section 5 of the model): the last link of the type.
function metadataOf(path, headers) {
  const found = LinkHeader.parse(headers.link ?? '').get('rel', 'describedby').filter(({ type }) => type === 'application/csvm+json').at(-1);
  return found && new URL(found.uri, origin + path);
}

function wrongCell(column, text) {
  const { base, format, minimum, maximum } = typeof column.datatype === 'object' ? column.datatype : { base: column.datatype ?? 'string' };
  if ([column.null ?? ''].flat().includes(text)) return column.required ? 'lacks a value' : '';
  if (!datatypes[base]) return `has the unknown datatype ${base}`;
  const values = column.separator ? text.split(column.separator) : [text];
  for (const value of values) {
    if (!datatypes[base](value)) return `is no ${base}: ${value}`;
    if (format && base === 'string' && !new RegExp(format, 'u').test(value)) return `does not match ${format}: ${value}`;
    if (minimum !== undefined && typeof minimum !== 'number') return 'has a minimum that is no number';
    if (Number(value) < minimum || Number(value) > maximum) return `is out of bounds: ${value}`;
  }
  return '';
}

export function wrongTable(metadata, rows) {
  const { columns, primaryKey } = metadata.tableSchema;
  if (JSON.stringify(columns.map(({ name }) => name)) !== JSON.stringify(rows[0])) return `has the columns ${columns.map(({ name }) => name)}, not ${rows[0]}`;
  for (const row of rows.slice(1)) {
    const at = row.findIndex((text, i) => wrongCell(columns[i], text));
    if (at >= 0) return `column ${rows[0][at]} of ${row[0]} ${wrongCell(columns[at], row[at])}`;
  }
  const keys = [primaryKey ?? []].flat().map((name) => rows[0].indexOf(name));
  if (keys.includes(-1)) return 'has a key that is no column';
  const seen = new Set(rows.slice(1).map((row) => JSON.stringify(keys.map((i) => row[i]))));
  return keys.length && seen.size !== rows.length - 1 ? 'has a key twice' : '';
}

// Cells by a processor of others; those that are not empty become quads.
async function processed(metadata, address, csv) {
  const dataset = new Store(new QuadParser({ format: 'N-Quads' }).parse(await toQuads(metadata, address)));
  const parser = new CsvwParser({ metadata: dataset, baseIRI: address, timezone: 'utc' });
  const quads = [];
  for await (const quad of parser.import(Readable.from([csv.toString()]))) quads.push(quad);
  return quads.filter(({ predicate }) => predicate.value.startsWith(`${address}#`));
}

await main(async () => {
  const first = await get('/transparency/requests.csv');
  if (!metadataOf('/transparency/requests.csv', first.headers)) return absent('.csv-metadata.json');
  const wrong = [];
  const reached = [];
  const tables = crawled(({ format, fixed, status }) => format === 'csv' && fixed && status === 200);
  const kept = new Map();
  await each(tables, async ({ path, query }) => {
    const csv = await get(path);
    const where = metadataOf(path, csv.headers);
    if (!where) { wrong.push(`${path} has no metadata`); return; }
    const answer = await get(where.pathname + where.search);
    if (answer.status !== 200 || answer.headers['content-type'] !== 'application/csvm+json') { wrong.push(`${where}: ${answer.status} ${answer.headers['content-type']}`); return; }
    const metadata = JSON.parse(answer.body);
    // section 5.2: metadata that does not name the file must be ignored
    if (new URL(metadata.url, where).href !== origin + path) wrong.push(`${where} is about ${metadata.url}, not ${path}`);
    const rows = parse(csv.body);
    const said = wrongTable(metadata, rows);
    if (said) wrong.push(`${path} ${said}`);
    // the default location (section 5.3) needs no link: the address and a suffix
    if (!query && where.href !== `${origin}${path}-metadata.json`) reached.push(`${path}: ${where}`);
    if (path.startsWith('/transparency/') && rows.length > 1) kept.set(path, { metadata, rows, csv: csv.body });
  });
  none(wrong, `${tables.length} tables are as their metadata say`);
  none(reached, 'the default address is the same');

  const lost = [];
  const sample = [...kept].filter(([path], i) => i % 25 === 0 || /(?:requests|law|corrections|index)\.csv$/.test(path)).slice(0, 20);
  for (const [path, { metadata, rows, csv }] of sample) {
    const quads = await processed(metadata, origin + path, csv);
    const cells = rows.slice(1).flat().filter((text) => text !== '').length;
    if (quads.length !== cells) lost.push(`${path}: ${quads.length} of ${cells} cells`);
    const numbers = quads.filter(({ predicate }) => predicate.value.endsWith('#min'));
    // it hands on the node of a datatype as the datatype's name
    const type = ({ datatype: { value } }) => value.value ?? value;
    if (numbers.some(({ object }) => !type(object).endsWith('#integer'))) lost.push(`${path}: a number is none`);
  }
  none(lost, `rdf-parser-csvw reads ${sample.length} tables with their metadata, every cell`);

  const [, { metadata, rows }] = sample[0];
  const spoilt = (change) => { const copy = structuredClone(rows); change(copy); return wrongTable(metadata, copy); };
  ok(spoilt((copy) => { copy[0][1] = 'x'; }) && spoilt((copy) => { copy[1][0] = ''; }) && !wrongTable(metadata, rows), 'faults are seen');
});
