// SPDX-License-Identifier: Apache-2.0
// V4: on paper no column is lost, and every number of a table stands in the PDF; with
// forced colours the pieces of a drawing differ by more than their colour.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../oracle/lib/program.mjs';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { origin } from '../../oracle/lib/http.mjs';
import { chromiumPath, launched } from '../lib/chromium.mjs';
import { look } from '../lib/modes.mjs';
import { named } from '../lib/pages.mjs';

const kinds = named('overview', 'overview, worst', 'requests, filtered', 'requests, grouped', 'country', 'countries', 'services, long', 'inventory, worst', 'statements', 'about', 'about, worst');
const paper = { width: 680, height: 980 };      // A4 without its margins, 96 pixels an inch

// What stands beyond the edges of the paper.
const lost = (page) => page.evaluate((width) => [...document.querySelectorAll('table, th, td, .tiles, .bar, .claim')].filter((e) => {
  const box = e.getBoundingClientRect();
  return e.checkVisibility() && !e.closest('.skip') && (box.right > width + 1 || box.left < -1);
}).map((e) => `${Math.round(e.getBoundingClientRect().left)}..${Math.round(e.getBoundingClientRect().right)}: ${e.outerHTML.slice(0, 120)}`), paper.width);

const shown = (page) => page.evaluate(() => [...document.querySelectorAll('td.n')].filter((e) => e.checkVisibility())
  .flatMap((e) => e.innerText.match(/\d[\d,]*/g) ?? []));

// The pieces of drawings, each by how it is painted.
const painted = (page) => page.evaluate(() => ['k', 'r', 'o'].flatMap((kind) => {
  const piece = document.querySelector(`.bar .${kind}`);
  if (!piece) return [];
  const { backgroundColor, backgroundImage } = getComputedStyle(piece);
  const ground = getComputedStyle(piece.parentElement).backgroundColor;
  return [{ kind, differs: backgroundImage !== 'none' || backgroundColor !== ground, paint: backgroundImage === 'none' ? backgroundColor : backgroundImage }];
}));

await main(async () => {
  if (!chromiumPath) return skip('paper', 'there is no chromium');
  const browser = await launched();
  const wrong = await browser.newPage({ bypassCSP: true });
  await wrong.goto(origin + kinds[0].path('en'));
  await look(wrong, 'print');
  await wrong.setViewportSize(paper);
  await wrong.addStyleTag({ content: 'table { min-width: 1200px } .bar .k { background: Canvas !important }' });
  ok((await lost(wrong)).length > 0, 'a table that is too wide is seen');
  await wrong.emulateMedia({ media: 'screen', forcedColors: 'active' });
  ok((await painted(wrong)).some(({ differs }) => !differs), 'a bar that cannot be seen is seen');
  await wrong.close();
  const seen = new Set();
  for (const { name, path } of kinds)
    for (const language of ['en', 'ar']) {
      const page = await browser.newPage({ bypassCSP: true });
      await page.goto(origin + path(language));
      await look(page, 'print');
      await page.setViewportSize(paper);
      none(await lost(page), `${name} (${language}): nothing is beyond the paper`);
      if (language === 'en') {
        const numbers = await shown(page);
        const file = join(process.env.TMPDIR, 'print.pdf');
        writeFileSync(file, await page.pdf({ format: 'A4', printBackground: false }));
        const { stdout = '', missing } = await run('pdftotext', ['-layout', file, '-']);
        const text = stdout.replace(/\s+/g, '');
        if (missing) skip(name, 'there is no pdftotext');
        else none([...new Set(numbers)].filter((number) => !text.includes(number)), `... and its PDF has its ${numbers.length} numbers`);
      }
      await look(page, 'forced colours');
      const pieces = await painted(page);
      for (const { kind } of pieces) seen.add(kind);
      none(pieces.filter(({ differs }) => !differs).map(({ kind }) => kind), '... with forced colours each piece differs from its ground');
      none(new Set(pieces.map(({ paint }) => paint)).size === pieces.length ? [] : pieces, '... and from the others');
      await page.close();
    }
  ok(seen.size === 3, `drawings were seen: ${[...seen]}`);
  await browser.close();
});
