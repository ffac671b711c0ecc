// SPDX-License-Identifier: Apache-2.0
// How light a page is, and that it stands alone: at most 50 KB with its style
// sheet and icon as they are sent, one origin, no cookie, no script, no style in
// the markup, nothing to say for the browser's console; the same text without CSS.
import { chromiumPath, launched } from '../lib/chromium.mjs';
import { each, get, origin } from '../../oracle/lib/http.mjs';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { fetched, languages, pages } from '../lib/pages.mjs';

const limit = 50 * 1024;
const sent = async (path) => (await get(path, { accept: 'text/html', 'accept-encoding': 'br, gzip' })).body.length;

async function weights() {
  const heavy = [];
  const sizes = new Map();
  await each(['en', 'ar', 'ru'].flatMap((language) => pages.map((page) => [page, language])), async ([page, language]) => {
    const path = page.path(language);
    if (path.startsWith('-')) return;
    const html = (await fetched(page, language)).body.toString();
    let total = await sent(path);
    for (const [, href] of html.matchAll(/<link rel="(?:stylesheet|icon)" (?:[^>]*? )?href="([^"]+)"/g)) {
      const { pathname } = new URL(href, origin + path);
      if (!sizes.has(pathname)) sizes.set(pathname, await sent(pathname));
      total += sizes.get(pathname);
    }
    if (total > limit) heavy.push(`${path}: ${total} bytes`);
  });
  ok(sizes.size > 0, `with ${[...sizes].map(([path, size]) => `${path.replace(/.*\//, '')} (${size})`)}`);
  none(heavy, `every page is at most ${limit} bytes with all it needs`);
}

async function markup() {
  const wrong = [];
  for (const language of languages) for (const page of pages) {
    if (!page.has(language)) continue;
    const { headers, body } = await fetched(page, language);
    const html = body.toString();
    const bad = (what) => wrong.push(`${page.path(language)}: ${what}`);
    if (headers['set-cookie']) bad('a cookie');
    if (!/^default-src 'none'; (?!.*unsafe)/.test(headers['content-security-policy'] ?? '')) bad(`policy ${headers['content-security-policy']}`);
    if (headers['referrer-policy'] !== 'no-referrer' || headers['x-content-type-options'] !== 'nosniff') bad('a field is missing');
    if (/<script(?! type="application\/ld\+json")|<style|\sstyle="|\son[a-z]+="|<svg|<iframe|<object|javascript:/i.test(html)) bad('more than markup');
    if (/<t[dh]\b[^>]*>\s*<\/t[dh]>/.test(html)) bad('an empty cell');
    if (/\{[a-z-]+\}/.test(html.replace(/<(?:code|p)\b[^>]*lang="en".*?<\/(?:code|p)>/gs, ''))) bad('a message that is not filled in');
  }
  none(wrong, 'no cookie, no script, no style in the markup, no empty cell, strict fields');
}

// What a reader of the page is told, without the frame of blanks that CSS makes.
const words = (page) => page.evaluate(() => document.body.innerText.replace(/\s+/g, ' '));

async function opened(context, page, wrong) {
  const tab = await context.newPage();
  const path = page.path('en');
  const bad = (what) => wrong.push(`${path}: ${what}`);
  tab.on('console', (message) => { if (!/status of 4\d\d/.test(message.text())) bad(`console: ${message.text()}`); });
  tab.on('pageerror', (error) => bad(error.message));
  tab.on('request', (request) => { if (!request.url().startsWith(`${origin}/`)) bad(`asks for ${request.url()}`); });
  await tab.goto(origin + path);
  const styled = await words(tab);
  const hidden = await tab.evaluate(() => [...document.querySelectorAll('main *')].filter((e) => !e.closest('details') && e.innerText?.trim()
    && getComputedStyle(e).display === 'none').map((e) => e.outerHTML.slice(0, 100)));
  if (hidden.length) bad(`hidden by CSS: ${hidden[0]}`);
  await tab.evaluate(() => { for (const sheet of document.styleSheets) sheet.disabled = true; });
  const bare = await words(tab);
  const letters = (text) => text.replace(/\s/g, '').toLowerCase();
  if (letters(styled) !== letters(bare)) bad('says something else without CSS');
  await tab.close();
}

await main(async () => {
  await weights();
  await markup();
  if (!chromiumPath) return skip('the console of a browser', 'there is no chromium');
  const browser = await launched();
  const context = await browser.newContext();
  const wrong = [];
  await each(pages, (page) => opened(context, page, wrong), 2);
  none(wrong, `${pages.length} pages: one origin, a silent console, the same without CSS`);
  ok((await context.cookies()).length === 0, 'no cookie is kept');
  await browser.close();
});
