// SPDX-License-Identifier: Apache-2.0
// V1, V15: the numbers of a page are those of its CSV, figure for figure; and what
// w3m and lynx show of the page has them all.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { get } from '../../oracle/lib/http.mjs';
import { run } from '../../oracle/lib/program.mjs';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';

// small enough for one page of 200 rows, except the first two, which are whole
const answers = ['/transparency/requests.*', '/worst/requests.*', '/editions/requests.*', '/manual/requests.*', '/observatory/requests.*', '/transparency/requests.*?service=skype&measure=received&period=2012',
  '/transparency/requests.*?country=GB,US', '/acid-03-bands/requests.*', '/acid-07-wrong-percentage/requests.*', '/acid-09-pending/requests.*'];
const grouped = new Intl.NumberFormat('en');
const written = (digits) => grouped.format(BigInt(digits));

// What has to stand in a figure's row: bounds, percentage.
const trimmed = (percent) => (percent.includes('.') ? percent.replace(/\.?0+$/, '') : percent);
// "below": the page says "fewer than 10" where the bounds are 0 and 9.
function expected({ min, max, percent, status, stated }) {
  const bounds = status === 'below' ? [String(BigInt(max) + 1n)] : [min, max, stated].filter((text) => text !== '');
  return [...new Set([...bounds.map(written), ...(percent ? [trimmed(percent)] : [])])];
}
const numbers = (text) => text.match(/\d(?:[\d,]*\d)?(?:\.\d+)?/g) ?? [];
const decoded = (html) => html.replace(/<[^>]*>/g, ' ').replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n)).replace(/&amp;/g, '&');

// id of a figure: [text of the cell with the figure]
function figures(html) {
  const found = new Map();
  for (const [, id, row] of html.matchAll(/<tr\b[^>]*\bid="([^"]+)"[^>]*>(.*?)(?=<tr\b|<\/tbody>|<\/table>)/gs)) {
    const cell = /<td class="n[^"]*"[^>]*>(.*?)<\/td>/s.exec(row);
    if (cell) found.set(id, decoded(cell[1].replace(/<small.*?<\/small>/gs, '')));
  }
  return found;
}

async function page(path, query) {
  const all = [];
  for (let n = 1; ; n++) {
    const address = `${path.replace('*', 'en.html')}${query ? `${query}&` : '?'}page=${n}`;
    const { body, status } = await get(address, {});
    if (status !== 200) throw new Error(`${address} is ${status}`);
    all.push(body.toString());
    if (!/ rel="next"/.test(all.at(-1))) return all;
  }
}

async function dumps(pages) {
  const file = join(process.env.TMPDIR, 'text.html');
  const seen = { w3m: '', lynx: '' };
  for (const html of pages) {
    writeFileSync(file, html);
    for (const [name, args] of [['w3m', ['-dump', '-cols', '200', '-I', 'UTF-8', '-O', 'UTF-8', '-T', 'text/html', file]], ['lynx', ['-dump', '-nolist', '-width=200', '-assume_charset=utf-8', '-display_charset=utf-8', file]]]) {
      const said = await run(name, args);
      if (said.missing) delete seen[name];
      else if (name in seen) seen[name] += said.stdout;
    }
  }
  return seen;
}

await main(async () => {
  const missing = new Set();
  let compared = 0;
  for (const answer of answers) {
    const [path, query = ''] = answer.split(/(?=\?)/);
    const rows = parse((await get(path.replace('*', 'csv') + query, {})).body, { columns: true });
    const pages = await page(path, query);
    const shown = new Map(pages.flatMap((html) => [...figures(html)]));
    const wrong = [];
    for (const row of rows) {
      const want = expected(row);
      const text = shown.get(row.id);
      if (text === undefined) { wrong.push(`${row.id} is not there`); continue; }
      const got = numbers(text);
      compared += want.length;
      if (want.some((one) => !got.includes(one)) || got.some((one) => !want.includes(one))) wrong.push(`${row.id}: "${text.trim()}", the CSV has ${want.join(' and ') || 'none'}`);
    }
    none(wrong, `${answer}: ${rows.length} figures in HTML and CSV (${pages.length} pages)`);
    const wanted = [...new Set(rows.flatMap(expected))];
    const seen = await dumps(pages);
    for (const name of ['w3m', 'lynx']) {
      if (!(name in seen)) { missing.add(name); continue; }
      const got = new Set(numbers(seen[name]));
      none(wanted.filter((one) => !got.has(one)), `${answer}: ${wanted.length} different numbers in ${name}`);
    }
  }
  for (const name of missing) skip(name, `${name} is not installed`);
  ok(compared > 1000, `${compared} numbers were compared`);
});
