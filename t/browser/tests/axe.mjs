// SPDX-License-Identifier: Apache-2.0
// axe-core: WCAG 2.2 AA and what it calls good practice, on every kind of page in
// all the ways it is looked at, in English and Arabic; in light in the others. And
// what axe does not look at: nothing but tables in their frames is wider than a
// telephone, no target of a finger is smaller than 24 pixels.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { each, origin } from '../../oracle/lib/http.mjs';
import { chromiumPath, launched } from '../lib/chromium.mjs';
import { look, modes } from '../lib/modes.mjs';
import { inLanguage, languages } from '../lib/pages.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// the structure of a large page is judged where it may break, not for each colour
const large = ['light', '320 px'];
const others = modes.filter((mode) => !large.includes(mode));
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Nobody points at paper, and the size of a link without CSS is the browser's own
// (an exception of WCAG 2.5.8).
const without = { print: { 'target-size': { enabled: false } }, 'no CSS': { 'target-size': { enabled: false } } };

const judge = (page, mode) => page.evaluate(async ([values, rules]) => {
  const { violations } = await axe.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].target} ${nodes[0].html.slice(0, 120)} ${nodes[0].failureSummary.replace(/\s+/g, ' ')}`);
}, [tags, without[mode] ?? {}]);

// What stands beyond the edges of a telephone outside of a frame that scrolls.
const wide = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const outside = [...document.body.querySelectorAll('*')].filter((e) => {
    const box = e.getBoundingClientRect();
    return !e.closest('.scroll, .skip') && (box.right > clientWidth + 1 || box.left < -1);
  });
  return [`${scrollWidth} px wide: ${outside.slice(-1).map((e) => e.outerHTML.slice(0, 160))}`];
});

// WCAG 2.5.8: 24 px, or so much room around it, or within a sentence.
const small = (page) => page.evaluate(() => [...document.querySelectorAll('nav a, td small a, summary, button, select, input, .sort')]
  .filter((e) => e.checkVisibility()).map((e) => [e, e.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 24 || height < 24)
  .map(([e, { width, height }]) => `${width}x${height}: ${e.outerHTML.slice(0, 120)}`));

async function judged(context, path, ways, wrong) {
  const page = await context.newPage();
  await page.goto(origin + path);
  await page.evaluate(axe);
  for (const mode of ways) {
    await look(page, mode);
    const found = await judge(page, mode);
    if (mode === '320 px') found.push(...await wide(page));
    if (mode === '320 px' || mode === 'light') found.push(...await small(page));
    wrong.push(...found.map((what) => `${mode}: ${path}: ${what}`));
  }
  await page.close();
}

await main(async () => {
  if (!chromiumPath) return skip('axe', 'there is no chromium');
  const browser = await launched();
  // the policy of our pages forbids the script that judges them
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.setContent('<html><body><img src="a"><p style="color: #999; background: #aaa; width: 2000px">pale</p></body></html>');
  await page.evaluate(axe);
  ok((await judge(page)).length > 3, 'axe sees a bad page');
  await look(page, '320 px');
  ok((await wide(page)).length, 'and that one is too wide');
  await page.close();
  for (const language of languages) {
    const all = language === 'en' || language === 'ar';
    const ways = (one) => [[one.path(language), all ? large : ['light']], [all && one.small(language), others]].filter(([path]) => path);
    const wrong = [];
    const list = inLanguage(language).flatMap(ways);
    await each(list, ([path, modes]) => judged(context, path, modes, wrong), 2);
    none(wrong, `${language}: ${list.reduce((sum, [, modes]) => sum + modes.length, 0)} looks at ${inLanguage(language).length} pages`);
  }
  await browser.close();
});
