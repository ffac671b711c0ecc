// SPDX-License-Identifier: Apache-2.0
// What LibreOffice and Gnumeric make of ?for=spreadsheet: no text becomes a
// formula, and every number stays one.  The plain CSV is not for them: it keeps
// each text as it is (tests/csv.mjs), and here it shows that they would run it.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { get } from '../lib/http.mjs';
import { run } from '../lib/program.mjs';
import { texts } from '../lib/record.mjs';
import { is, main, none, ok, skip } from '../lib/tap.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
const tables = [
  { name: 'safe', path: '/hostile/requests.csv?for=spreadsheet' },
  { name: 'example', path: '/transparency/requests.csv?for=spreadsheet' },
  { name: 'sums', path: '/transparency/requests.csv?by=country,period&for=spreadsheet' },
  { name: 'notes', path: '/hostile/about.csv?for=spreadsheet' },
  { name: 'plain', path: '/hostile/requests.csv' },
];
const numeric = ['value', 'min', 'max', 'percent', 'stated', 'share_min', 'share_max', 'cells', 'computed_min', 'computed_max'];

const unescape = (text) => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name]);

// The cells of an OpenDocument sheet: { type, value, text, formula }
function openDocument(xml) {
  return [...xml.matchAll(/<table:table-row[^>]*?(?:table:number-rows-repeated="(\d+)")?[^>]*>(.*?)<\/table:table-row>/gs)].map(([, , row]) => {
    const cells = [];
    for (const [, head, body] of row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)) {
      const field = (name) => new RegExp(`${name}="([^"]*)"`).exec(head)?.[1];
      const text = unescape((body ?? '').replace(/<text:s text:c="(\d+)"\/>/g, (_, n) => ' '.repeat(n)).replace(/<text:s\/>/g, ' ').replace(/<\/text:p><text:p>/g, '\n').replace(/<[^>]*>/g, ''));
      const cell = { type: field('office:value-type') ?? '', value: field('office:value'), text, formula: field('table:formula') };
      for (let i = Number(field('table:number-columns-repeated') ?? 1); i > 0; i--) cells.push(cell);
    }
    return cells;
  });
}

// The cells of a Gnumeric sheet, with the same members.
function gnumeric(xml) {
  const rows = [];
  for (const [, head, body] of xml.matchAll(/<gnm:Cell ([^>]*?)(?:\/>|>(.*?)<\/gnm:Cell>)/gs)) {
    const field = (name) => new RegExp(`${name}="([^"]*)"`).exec(head)?.[1];
    const [r, c] = [Number(field('Row')), Number(field('Col'))];
    const text = unescape(body ?? '');
    const type = { 30: 'float', 40: 'float', 60: 'string', 20: 'boolean' }[field('ValueType')] ?? (field('ExprID') || text.startsWith('=') ? 'formula' : 'other');
    (rows[r] ??= [])[c] = { type, value: type === 'float' ? text : undefined, text, formula: type === 'formula' ? text : undefined };
  }
  return rows;
}

const programs = {
  LibreOffice: async (names) => {
    const said = await run('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'ods',
      // comma, double quote, UTF-8, as the BOM says it too
      '--infilter=CSV:44,34,76,1', '--outdir', join(folder, 'ods'), ...names.map((name) => join(folder, `${name}.csv`))]);
    if (said.missing || said.failed) return said;
    const sheets = {};
    for (const name of names) {
      const { stdout, failed } = await run('unzip', ['-p', join(folder, 'ods', `${name}.ods`), 'content.xml']);
      if (failed) return { failed };
      sheets[name] = openDocument(stdout);
    }
    return { sheets };
  },
  Gnumeric: async (names) => {
    const sheets = {};
    for (const name of names) {
      const out = join(folder, `${name}.gnumeric`);
      const said = await run('ssconvert', ['--import-type=Gnumeric_stf:stf_csvtab', '--import-encoding=UTF-8', join(folder, `${name}.csv`), out]);
      if (said.missing || said.failed) return said;
      sheets[name] = gnumeric(gunzipSync(readFileSync(out)).toString());
    }
    return { sheets };
  },
};

// The cells of the columns that hold numbers only.
function numbers(rows) {
  const names = rows[0].map((cell) => cell.text.replace(/^\ufeff/, ''));
  const columns = names.map((name, i) => (numeric.includes(name) ? i : -1)).filter((i) => i >= 0);
  return rows.slice(1).flatMap((row) => columns.map((i) => row[i])).filter((cell) => cell && cell.text !== '');
}

await main(async () => {
  for (const table of tables) {
    const { status, body } = await get(table.path);
    ok(status === 200 && (table.name === 'plain') !== body.subarray(0, 3).equals(Buffer.from('\ufeff')), `${table.path}: a mark only for spreadsheets`);
    writeFileSync(join(folder, `${table.name}.csv`), body);
  }
  for (const [program, convert] of Object.entries(programs)) {
    const { missing, failed, sheets } = await convert(tables.map(({ name }) => name));
    if (missing) { skip(program, 'it is not here'); continue; }
    if (failed) { none([failed], `${program} opens the files`); continue; }
    for (const { name } of tables.filter((table) => table.name !== 'plain')) {
      const cells = sheets[name].flat().filter(Boolean);
      none(cells.filter(({ formula }) => formula).map(({ formula }) => formula), `${program}, ${name}: no formula in ${cells.length} cells`);
    }
    for (const name of ['safe', 'example', 'sums']) {
      const found = numbers(sheets[name]);
      none(found.filter((cell) => cell.type !== 'float').map((cell) => JSON.stringify(cell)), `${program}, ${name}: ${found.length} numbers are numbers`);
      ok(found.length > 100, '... and there are some');
    }
    // what is a number by itself stays one, negative ones too
    const column = sheets.safe[0].findIndex((cell) => cell.text === 'text_published');
    const minus = sheets.safe.slice(1).map((row) => row[column]).filter((cell) => cell?.text === '-5' || cell?.text === '-5.25');
    is(minus.map(({ type, value }) => [type, value]).sort(), [['float', '-5'], ['float', '-5.25']], `${program}: negative numbers`);
    const harmful = sheets.plain.flat().filter((cell) => cell?.formula).length;
    ok(harmful >= texts.filter((text) => /^=\w/.test(text)).length, `${program} would run ${harmful} texts of the plain CSV`);
  }
});
