// SPDX-License-Identifier: Apache-2.0
// Pictures of the main pages, to be looked at: `make screenshots` leaves them in
// build/screenshots, one for each page and way of looking.
import { mkdirSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { main, ok, skip } from '../oracle/lib/tap.mjs';
import { origin } from '../oracle/lib/http.mjs';
import { chromiumPath, launched } from './lib/chromium.mjs';
import { look } from './lib/modes.mjs';
import { named, pages } from './lib/pages.mjs';

const folder = process.env.TR_SCREENSHOTS;
const main_ = named('overview', 'requests, filtered', 'requests, grouped', 'requests, beside', 'country', 'period', 'service', 'publisher', 'countries', 'services',
  'inventory', 'law', 'statements', 'questions', 'canaries', 'corrections', 'difference', 'about', 'version', 'bad filter', 'not found', 'overview, worst', 'law, worst');
const ways = { desktop: ['light'], phone: ['light', { width: 390, height: 844 }], dark: ['dark'], forced: ['forced colours'], arabic: ['light', undefined, 'ar'], arabicphone: ['light', { width: 390, height: 844 }, 'ar'] };

// What README.md shows: name, language, size.
const readme = [['overview', 'en', { width: 1100, height: 860 }], ['overview-ar-phone', 'ar', { width: 390, height: 844 }]];

async function shownInReadme(browser) {
  const [page] = named('overview');
  mkdirSync(join(folder, 'readme'));
  for (const [name, language, size] of readme) {
    const tab = await browser.newPage({ bypassCSP: true });
    await tab.goto(origin + page.path(language));
    await look(tab, 'light');
    await tab.setViewportSize(size);
    const picture = await tab.screenshot({ path: join(folder, 'readme', `${name}.png`) });
    ok(picture.length < 150 * 1024, `${name}.png has ${picture.length} bytes`);
    await tab.close();
  }
}

const wanted = process.env.ONLY ? pages.filter(({ name }) => new RegExp(process.env.ONLY).test(name)) : main_;

await main(async () => {
  if (!chromiumPath) return skip('pictures', 'there is no chromium');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const browser = await launched();
  for (const page of wanted) {
    const file = (way, ending) => join(folder, `${page.name.replace(/\W+/g, '-')}.${way}.${ending}`);
    const tab = await browser.newPage({ bypassCSP: true });
    for (const [way, [mode, size, language = 'en']] of Object.entries(ways)) {
      await tab.goto(origin + page.path(language));
      await look(tab, mode);
      if (size) await tab.setViewportSize(size);
      await tab.screenshot({ path: file(way, 'png'), fullPage: false });
    }
    await tab.goto(origin + page.path('en'));
    await tab.emulateMedia({ media: 'print', colorScheme: 'light', forcedColors: 'none' });
    await tab.pdf({ path: file('print', 'pdf'), format: 'A4', printBackground: false });
    try { execFileSync('pdftoppm', ['-png', '-r', '60', '-l', '2', file('print', 'pdf'), file('print', '').slice(0, -1)]); } catch { /* the PDF is there */ }
    await tab.close();
    ok(true, page.name);
  }
  await shownInReadme(browser);
  await browser.close();
});
