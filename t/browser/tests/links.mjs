// SPDX-License-Identifier: Apache-2.0
// Every link of the whole site in two languages leads somewhere, and every
// fragment to something: pages without a query are read, the others asked for
// their status.
import { each, get, head, origin } from '../../oracle/lib/http.mjs';
import { mounts } from '../../oracle/lib/crawl.mjs';
import { main, none, ok } from '../../oracle/lib/tap.mjs';

const fields = (language) => ({ accept: 'text/html', 'accept-language': language, 'accept-encoding': 'identity' });
const decoded = (text) => text.replace(/&(?:amp|#38);/g, '&').replace(/&quot;/g, '"').replace(/&#39;/g, '\'');

// { links: [[address, fragment]], ids }
function parsed(path, html) {
  const links = [...html.matchAll(/\s(?:href|action|src)="([^"]*)"/g)].map(([, raw]) => new URL(decoded(raw), origin + path));
  return {
    ids: new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decoded(id))),
    links: links.filter((url) => url.origin === origin).map((url) => [url.pathname + url.search, decodeURIComponent(url.hash.slice(1))]),
    schemes: links.filter((url) => url.origin !== origin).map((url) => url.protocol),
  };
}

// A page of the language, which is read; others are only asked whether they are there.
const isRead = (path, language) => !path.includes('?') && !/\.(?:css|png|ico|csv|json|md|ndjson|atom|xml|jsonld)$|\/(?:timegate|timemap|feed|sitemap)/.test(path)
  && (/\.([a-zA-Z-]+)\.html$/.exec(path)?.[1] ?? language) === language;

async function site(mount, language) {
  const start = language === 'en' ? `${mount}/` : `${mount}/index.${language}.html`;
  const pages = new Map();
  const others = new Map();                    // address: the page that links to it
  for (let front = [start]; front.length;) {
    const found = new Map();
    await each(front, async (path) => {
      const answer = await get(path, fields(language));
      const page = { status: answer.status, ...parsed(path, answer.body.toString()) };
      pages.set(path, page);
      for (const [link] of page.links) found.set(link, path);
    });
    front = [];
    for (const [link, from] of found) {
      if (pages.has(link) || others.has(link)) continue;
      if (isRead(link, language)) front.push(link);
      else others.set(link, from);
    }
  }
  return { pages, others };
}

// A page, the way to an edition, or what was withdrawn and says so.
const leads = new Set([200, 302, 410, 451]);

async function broken({ pages, others }, language) {
  const wrong = [];
  const more = new Map();
  for (const [path, page] of pages) {
    if (!leads.has(page.status)) wrong.push(`${path} is ${page.status}`);
    for (const [link, fragment] of page.links) if (fragment && !pages.has(link) && link.includes('?')) more.set(link, undefined);
    for (const scheme of page.schemes) if (!/^(?:https?|mailto|urn):$/.test(scheme)) wrong.push(`${path}: links to ${scheme}`);
  }
  await each([...more.keys()], async (link) => { more.set(link, parsed(link, (await get(link, fields(language))).body.toString())); });
  for (const [path, page] of pages) for (const [link, fragment] of page.links) {
    const ids = (pages.get(link) ?? more.get(link))?.ids;
    if (fragment && ids && !ids.has(fragment)) wrong.push(`${path}: ${link} has no #${fragment}`);
  }
  await each([...others], async ([link, from]) => {
    const { status } = await head(link, fields(language));
    if (!leads.has(status)) wrong.push(`${from}: ${link} is ${status}`);
  });
  return wrong;
}

await main(async () => {
  for (const mount of mounts) for (const language of ['en', 'ar']) {
    const all = await site(mount, language);
    none([...new Set(await broken(all, language))], `${mount}, ${language}: ${all.pages.size} pages, ${all.others.size} other addresses`);
  }
  ok(parsed('/a', '<a href="b#c" id="x">').links[0].join() === '/b,c', 'links are found');
});
