// SPDX-License-Identifier: Apache-2.0
// HTML_CodeSniffer (what pa11y runs), WCAG 2 AA: no error in English and Arabic.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { origin } from '../../oracle/lib/http.mjs';
import { chromiumPath, launched } from '../lib/chromium.mjs';
import { named } from '../lib/pages.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('html_codesniffer/build/HTMLCS.js'), 'utf8');
const kinds = named('overview', 'requests, filtered', 'country', 'statements', 'corrections', 'bad filter', 'law, worst');

const judge = (page) => page.evaluate(() => new Promise((resolve) => {
  window.HTMLCS.process('WCAG2AA', document, () => resolve(window.HTMLCS.getMessages().filter(({ type }) => type === window.HTMLCS.ERROR)
    .map(({ code, msg, element }) => `${code} ${msg} ${element.outerHTML?.slice(0, 140)}`)));
}));

await main(async () => {
  if (!chromiumPath) return skip('HTML_CodeSniffer', 'there is no chromium');
  const browser = await launched();
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.setContent('<html><body><img src="a"><input><p style="color: #999; background: #aaa">pale</p></body></html>');
  await page.evaluate(source);
  ok((await judge(page)).length > 2, 'it sees a bad page');
  for (const language of ['en', 'ar']) for (const kind of kinds) {
    await page.goto(origin + kind.path(language));
    await page.evaluate(source);
    none(await judge(page), `${kind.path(language)}: no error`);
  }
  await browser.close();
});
