// SPDX-License-Identifier: Apache-2.0
// Every reader of CSV finds the same rows, which are those of the JSON, and the
// same sums: of the example, of the fixtures, and of texts that are there to
// confuse it (with the cells of npm csv-spectrum among them).
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mounts } from '../lib/crawl.mjs';
import { get } from '../lib/http.mjs';
import { run } from '../lib/program.mjs';
import { texts } from '../lib/record.mjs';
import { is, main, none, ok, skip } from '../lib/tap.mjs';

const folder = mkdtempSync(join(tmpdir(), 'csv-'));
const paths = mounts.map((mount) => `${mount}/requests.csv`)
  .concat(['/transparency/index.csv', '/transparency/corrections.csv', '/transparency/law.csv',
    '/transparency/requests.csv?by=country,period', '/hostile/about.csv', '/hostile/requests.csv?by=period']);

const cell = (value) => (value === null ? '' : String(value));

// { path, file, rows, sums }: what the JSON of the same address says.
async function truth(path, i) {
  const csv = await get(path);
  const { meta, rows } = JSON.parse((await get(path.replace('.csv', '.json'))).body);
  const file = join(folder, `${i}.csv`);
  writeFileSync(file, csv.body);
  const sums = {};
  for (const column of ['value', 'min', 'max'])
    if (meta.columns.includes(column) && meta.kind !== 'properties')
      sums[column] = rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
  return { path, file, body: csv.body, rows: [meta.columns, ...rows.map((row) => meta.columns.map((c) => cell(row[c])))], sums };
}

// One process reads all the files and says {rows, sums} of each on a line.
const together = (command, ...args) => async (tables) => {
  const said = await run(command, [...args, ...tables.map(({ file }) => file)]);
  return said.failed ? said : { results: said.stdout.trimEnd().split('\n').map((line) => JSON.parse(line)) };
};

// A process for each file; read(stdout, table) makes rows of what it says.
const single = (command, args, read) => async (tables) => {
  const results = [];
  for (const table of tables) {
    const said = await run(command, args(table));
    if (said.failed) return said;
    results.push(read(said.stdout, table));
  }
  return { results };
};

const objects = (text, { rows: [names] }) => {
  const found = JSON.parse(text || '[]');
  return { rows: [found.length ? Object.keys(found[0]) : names, ...found.map((row) => Object.values(row).map(cell))] };
};

const python = ['/usr/bin/python3', 'python3'].find((path) => path.startsWith('/') ? readable(path) : true);
function readable(path) { try { readFileSync(path); return true; } catch { return false; } }

const miller = ({ file }) => ['--icsv', '--ojson', '-S', 'cat', file];
const sqlite = ({ file }) => [':memory:', '-cmd', '.mode csv', '-cmd', `.import "${file}" t`, '-cmd', '.mode json', 'select * from t'];
const sqliteSums = ({ file }) => [':memory:', '-cmd', '.mode csv', '-cmd', `.import "${file}" t`, '-cmd', '.mode json',
  'select coalesce(sum(min), 0) as min, coalesce(sum(max), 0) as max, coalesce(sum(value), 0) as value from t'];

// Miller, R and csvkit make LF of a CR LF inside a cell, which RFC 4180 section 2.6
// lets stand there.
const unixLines = (rows) => rows.map((row) => row.map((text) => text.replace(/\r\n/g, '\n')));

// The text decoder of DuckDB's package takes U+FEFF at the start of a cell for a mark.
const unmarked = (rows) => rows.map((row) => row.map((text) => text.replace(/^\ufeff/, '')));

// [name, read(tables), what it makes of the rows]
const readers = [
  ['pandas', together(python, 'readers/with_pandas.py')],
  ["Python's csv", together(python, 'readers/with_csv.py')],
  ['Text::CSV_XS, strict', together('perl', 'readers/text_csv_xs.pl')],
  ['R', together('Rscript', '--vanilla', 'readers/r.R'), unixLines],
  ['csv-parse', together('node', 'readers/node.mjs', 'csv-parse')],
  ['Papa Parse', together('node', 'readers/node.mjs', 'papaparse')],
  ['DuckDB', together('node', 'readers/node.mjs', 'duckdb'), unmarked],
  ['tableschema', together('node', 'readers/node.mjs', 'tableschema')],
  ['Miller', single('mlr', miller, objects), unixLines],
  ['SQLite', single('sqlite3', sqlite, objects)],
  ['csvkit', single('csvjson', ({ file }) => ['--no-inference', '--blanks', '--snifflimit', '0', file], objects), unixLines],
];

await main(async () => {
  const tables = [];
  for (const [i, path] of paths.entries()) tables.push(await truth(path, i));
  const hostile = tables.find(({ path }) => path === '/hostile/requests.csv');
  const printed = new Map(hostile.rows.slice(1).map((row) => [row[hostile.rows[0].indexOf('min')], row[hostile.rows[0].indexOf('text_published')]]));
  none(texts.filter((text, i) => printed.get(String(i)) !== text).map((text) => JSON.stringify(text)), `${texts.length} texts came as they were written`);
  ok(tables.every(({ body }) => !body.subarray(0, 3).equals(Buffer.from('\ufeff'))), 'no byte order mark');

  for (const [name, read, makes = (rows) => rows] of readers) {
    const { missing, failed, results } = await read(tables);
    if (missing) { skip(name, 'it is not here'); continue; }
    if (failed) { none([`${name}: ${failed}`], name); continue; }
    const wrong = [];
    tables.forEach(({ path, rows: exact, sums }, i) => {
      const rows = makes(exact);
      const got = results[i];
      const at = rows.findIndex((row, n) => JSON.stringify(row) !== JSON.stringify(got.rows[n]));
      if (at >= 0) wrong.push(`${name}: ${path}: row ${at} is\n  ${JSON.stringify(got.rows[at])}, not\n  ${JSON.stringify(rows[at])}`);
      if (got.rows.length !== rows.length) wrong.push(`${path}: ${got.rows.length} rows, not ${rows.length}`);
      for (const [column, sum] of Object.entries(got.sums ?? {}))
        if (column in sums && sum !== sums[column]) wrong.push(`${path}: sum of ${column} is ${sum}, not ${sums[column]}`);
    });
    none(wrong, `${name} reads ${tables.length} files as the JSON has them`);
  }

  // csvtool says how large a table is, and gives columns
  const sizes = await Promise.all(tables.map(async ({ file }) => (await run('csvtool', ['height', file])).stdout.trim()));
  const { missing } = await run('csvtool', ['width', tables[0].file]);
  if (missing) skip('csvtool', 'it is not here');
  else is(sizes, tables.map(({ rows }) => String(rows.length)), 'csvtool counts as many rows');

  const summed = tables.filter(({ sums, path }) => 'value' in sums && !path.includes('corrections'));
  const { results } = await single('sqlite3', sqliteSums, (text) => JSON.parse(text)[0])(summed);
  if (results) is(results.map((row) => [row.min, row.max, row.value]), summed.map(({ sums }) => [sums.min, sums.max, sums.value]), 'SQLite sums up to the same');
  else skip('sums of SQLite', 'it is not here');
});
