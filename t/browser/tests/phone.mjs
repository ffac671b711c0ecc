// SPDX-License-Identifier: Apache-2.0
// V2: on a telephone the number of a row is seen whole, before anybody scrolls: cut
// at its edge, 1,279 would read 279 from right to left, and 127 from left to right.
// What the number lies upon it says itself, and what is said of a whole table is
// read without scrolling. And columns of a row can be compared: they stand on one line.
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { origin } from '../../oracle/lib/http.mjs';
import { chromiumPath, launched } from '../lib/chromium.mjs';
import { look } from '../lib/modes.mjs';
import { named } from '../lib/pages.mjs';

const phone = { width: 360, height: 740 };

// Numbers that are the only one of their row and end beyond what is shown of the table.
const cut = (page) => page.evaluate(() => [...document.querySelectorAll('.scroll td.n:not(.n ~ .n, :has(~ .n))')].filter((cell) => {
  const box = cell.closest('.scroll').getBoundingClientRect();
  const text = document.createRange();
  text.selectNodeContents(cell);
  return cell.checkVisibility() && [...text.getClientRects()].some((rect) => rect.width && (rect.left < box.left - 1 || rect.right > box.right + 1));
}).map((cell) => cell.parentElement.id || cell.textContent));

const counted = (page) => page.evaluate(() => document.querySelectorAll('.scroll td.n:not(.n ~ .n, :has(~ .n))').length);

// Rows of columns of which not all begin at the same height.
const uneven = (page) => page.evaluate(() => [...document.querySelectorAll('.trend tr')].filter((row) => {
  const feet = [...row.querySelectorAll('.bar.col')].filter((bar) => bar.checkVisibility()).map((bar) => bar.getBoundingClientRect().bottom);
  return Math.max(...feet) - Math.min(...feet) > 2.5;
}).map((row) => row.textContent.slice(0, 60)));

// Words of a row that its number covers and does not say.
const unsaid = (page) => page.evaluate(() => [...document.querySelectorAll('.scroll td.n:not(.n ~ .n, :has(~ .n))')].flatMap((cell) => {
  const edge = cell.getBoundingClientRect(), said = getComputedStyle(cell, '::after').content;
  return [...cell.parentElement.cells].slice(1, cell.cellIndex).filter((other) => {
    const text = document.createRange();
    text.selectNodeContents(other);
    return other.querySelector('a') && !said.includes(other.textContent)
      && [...text.getClientRects()].some((rect) => rect.width && rect.left < edge.right - 1 && rect.right > edge.left + 1);
  }).map((other) => `${cell.parentElement.id}: ${other.textContent}`);
}));

// Captions and headings of blocks that end beyond what is shown of their table.
const beyond = (page) => page.evaluate(() => [...document.querySelectorAll('.scroll caption, .scroll tr.block th')].filter((said) => {
  const box = said.closest('.scroll').getBoundingClientRect();
  const text = document.createRange();
  text.selectNodeContents(said);
  return [...text.getClientRects()].some((rect) => rect.width && (rect.left < box.left - 1 || rect.right > box.right + 1));
}).map((said) => said.textContent.slice(0, 60)));

await main(async () => {
  if (!chromiumPath) return skip('a telephone', 'there is no chromium');
  const browser = await launched();
  let numbers = 0;
  for (const { name, path } of named('overview', 'requests', 'requests, filtered', 'country', 'services'))
    for (const language of ['en', 'ar', 'ru']) {
      const page = await browser.newPage({ bypassCSP: true });
      await page.goto(origin + path(language));
      await look(page, 'light');
      await page.setViewportSize(phone);
      numbers += await counted(page);
      none(await cut(page), `${name} (${language}): every number is seen whole`);
      none(await unsaid(page), `${name} (${language}): a number says what it lies upon`);
      none(await beyond(page), `${name} (${language}): what is said of a table is seen whole`);
      none(await uneven(page), `${name} (${language}): columns stand on one line`);
      if (name === 'country' && language === 'ru') {
        await page.addStyleTag({ content: '.bar.col.none { margin: 0 auto !important }' });
        ok((await uneven(page)).length > 0, 'columns that do not are seen');
        await page.addStyleTag({ content: '.scroll td.n::after { content: none !important }' });
        ok((await unsaid(page)).length > 0, 'words below a number are seen');
        await page.addStyleTag({ content: '.scroll caption { max-inline-size: none; inline-size: 60rem }' });
        ok((await beyond(page)).length > 0, 'a caption beyond the edge is seen');
      }
      if (name === 'requests' && language === 'ru') {
        await page.addStyleTag({ content: '.scroll .n { position: static !important }' });
        ok((await cut(page)).length > 0, 'a number that is cut is seen');
      }
      await page.close();
    }
  ok(numbers > 100, `${numbers} numbers were looked at`);
  await browser.close();
});
