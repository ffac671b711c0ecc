// SPDX-License-Identifier: Apache-2.0
// Records that make pages bad; run as a program it writes them below the folder
// given.
//
//   manual   every example of docs/vocabulary.md: each element stands on a page
//   worst    the same with texts that break layouts, and tables of many rows
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const manual = readFileSync(join(process.env.TR_SRCDIR, 'docs', 'vocabulary.md'), 'utf8');

const file = (body, published) => `<transparency xmlns="urn:transparency-report:1" published="${published}" publisher="example" xml:lang="en">
${body}</transparency>\n`;

// The examples, as files of a record.
export function examples() {
  const found = [...manual.matchAll(/^```xml\n(.*?)^```$/gms)].map(([, text]) => text);
  return found.map((text) => (text.startsWith('<transparency') ? text : file(text, '2014-02-01')));
}

// What breaks a layout: no place to break the line, another direction, marks
// that stand high above the line, markup, very many words.
const nasty = [
  'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(3),
  'طلبات الحصول على بيانات المستخدمين (2013) من شركة «Example» و3 شركات أخرى',
  'https://example.org/a/very/long/address/without/any/place/to/break/the/line?so=that&the=layout&has=to&cope#with-it',
  'שאלה 3 (a) על 12.5% מהבקשות, ו-C++ בסוף?',
  '<b>not bold</b> & &amp; "quoted" \'so\' <!-- no comment -->',
  'Z\u0351\u0346\u030d\u0310\u0342a\u0335\u0322\u0321l\u0337\u0328g\u0338\u0327o\u0336 \u{1F469}\u200d\u{1F4BB} \u{1F1FA}\u{1F1E6}',
  'Office for the coordination of the replies of the competent authorities of the regions, districts and municipalities, seventh section, second floor, room two hundred and seven',
  '長い名前の機関による利用者情報の開示請求に関する報告書の第二部の付録の注釈',
].map((text) => text.normalize('NFC'));

const xml = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
// the same text is always replaced by the same: it stands in several editions
const worse = (text) => xml(nasty[[...text].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 9973, 7) % nasty.length]);
const labels = 'name|by|court|product|reason|entity|size|citation|country-printed|signer|medium|role|controlled-by|order';

export function worsened(text) {
  return text
    .replace(/>([^<>]*[a-z][^<>]*)</g, (all, inner) => `>${inner} ${worse(inner)}<`)
    .replace(new RegExp(`(?<!<correction) (${labels})="([^"]*)"`, 'g'), (all, name, value) => ` ${name}="${value} ${worse(value)}"`);
}

const countries = ('AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU '
  + 'CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH').split(' ');

// 250 rows, and more of every index than one page has.
export function tables() {
  const rows = countries.map((code, i) => `<from country="${code}"><received requests="${i % 7 ? i * i * i * 1009 : `${i}..499`}" accounts="${i % 5 ? i * 3 : '~9007199254740993'}"/>
<disclosed requests="${i % 7 ? i : 'withheld-law'}"/><rejected requests="${i % 3 ? '0' : 'not-reported'}" basis="overbroad"/></from>\n`);
  const services = Array.from({ length: 120 }, (_, i) => `<service id="many-${i}" name="${xml(nasty[i % nasty.length])} ${i}" part-of="everything"/>
<requests id="small-${i}" service="many-${i}" period="${1900 + i}" absent="not-reported"><title>${xml(nasty[(i + 3) % nasty.length])}</title>
<from country="FR"><received requests="${i}" printed="${xml(nasty[(i + 1) % nasty.length])}"/></from></requests>\n`);
  return file(`<requests id="large" service="mail" period="2010" absent="not-reported" rounding="half">
<title>${xml(nasty[0])}</title>\n<description><p>${xml(nasty[2])}</p></description>\n${rows.join('')}</requests>\n${services.join('')}`, '2014-03-02');
}

// A report that was there: its page is 410.
const gone = [file('<report id="gone" period="2009"><title>Not for long</title></report>\n', '2014-03-02'),
  file('<withdrawn kind="report" id="gone" reason="It was the report of somebody else."/>\n', '2014-03-03')];

function write(folder, name, texts) {
  mkdirSync(join(folder, name), { recursive: true });
  texts.forEach((text, i) => {
    const path = join(folder, name, `${i}.xml`);
    writeFileSync(path, text);
    utimesSync(path, 1e9, 1e9);      // an old file is taken at once
  });
}

const folder = process.argv[2];
write(folder, 'manual', examples());
write(folder, 'worst', [...examples().map(worsened), tables(), ...gone]);
