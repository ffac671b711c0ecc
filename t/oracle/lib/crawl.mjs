// SPDX-License-Identifier: Apache-2.0
// Everything that is served, found as a robot finds it: by the links of pages,
// by the Link field and by redirects.  Run as a program it writes the list; tests
// read it:
//
//   for (const entry of crawled(({ format }) => format === 'csv')) ...
//
// An entry: { path, mount, resource, query, view, fixed, format, type, status }.
// `format` is told by the Content-Type (a negotiated address is asked as a
// browser does); `view` is version, timegate, timemap or '' for the record as
// it is now; `resource` is what stands behind the view, without format.
import LinkHeader from 'http-link-header';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { each, get, origin } from './http.mjs';

const file = process.env.TR_ORACLE_CRAWL;
export const mounts = readFileSync(process.env.TR_ORACLE_MOUNTS, 'utf8').trim().split('\n');

// The example and two more whole; the others are many and small, so of them only
// what is one link away from the overview.
const whole = /^\/(?:transparency|editions|observatory)$/;
// Each resource exists in each language, each version and each time map. All of
// that of these, and of the others in one language and as they are now.
const thorough = /^(?:index|requests|corrections|canaries|statements)$/;
const filtered = 3;                 // links with a query that are followed, for each page

export const browser = { accept: 'text/html,*/*;q=0.1' };

const formats = {
  'text/html': 'html', 'application/json': 'json', 'text/csv': 'csv', 'text/markdown': 'md', 'application/x-ndjson': 'ndjson',
  'text/css': 'css', 'application/link-format': 'link', 'application/csvm+json': 'csvw', 'application/schema+json': 'schema',
  'application/atom+xml': 'atom', 'application/xml': 'xml', 'application/linkset+json': 'linkset', 'application/ld+json': 'jsonld',
  'application/vnd.oai.openapi+json': 'openapi',
};

export function crawled(test = () => true) {
  return JSON.parse(readFileSync(file, 'utf8')).filter(test);
}

// What an address says by itself.
function parts(mount, path) {
  const url = new URL(path, origin);
  const below = url.pathname.slice(mount.length + 1);
  const [, view, rest] = /^(?:(timegate|timemap|version)\/(?:link\/|json\/|\d{14}\/)?)?(.*)$/.exec(below);
  const [, name, language, extension] = /^(.*?)(?:\.([a-z]{2}(?:-[A-Za-z]+)?))?((?:\.csv-metadata|\.schema)?\.[a-z]+)?$/.exec(rest);
  return { mount, resource: name || 'index', language, query: url.search, view: view ?? '', fixed: Boolean(extension) };
}

function followed(mount, path) {
  const { resource, language, view } = parts(mount, path);
  if (view === 'version' && !whole.test(mount)) return false;
  return thorough.test(resource) || (!view && (!language || language === 'ar'));
}

// Whether all that this address links to was followed.
export const isThorough = ({ mount, resource }) => whole.test(mount) && thorough.test(resource);

function pageLinks(mount, page, html) {
  const found = new Set();
  for (const [, raw] of html.matchAll(/(?:href|action)="([^"#]*)/g)) {
    const url = new URL(raw.replace(/&amp;/g, '&'), origin + page);
    if (url.origin === origin && url.pathname.startsWith(`${mount}/`)) found.add(url.pathname + url.search);
  }
  const all = [...found];
  return all.filter((path) => !path.includes('?')).concat(all.filter((path) => path.includes('?')).slice(0, filtered));
}

function fieldLinks(page, headers) {
  const uris = LinkHeader.parse(headers.link ?? '').refs.map(({ uri }) => uri).concat(headers.location ?? []);
  return uris.map((uri) => new URL(uri, origin + page)).filter((url) => url.origin === origin)
    .map((url) => url.pathname + url.search);
}

async function crawl(mount) {
  const seen = new Map();
  let front = [`${mount}/`];
  for (let depth = whole.test(mount) ? 3 : 1; front.length; depth--) {
    const next = new Set();
    await each(front, async (path) => {
      const { status, headers, body } = await get(path, browser);
      const type = headers['content-type'];
      const { language, ...entry } = parts(mount, path);
      seen.set(path, { path, ...entry, status, type, format: formats[type?.split(';')[0]] ?? type?.split(/[/;]/)[1] });
      if (depth > 0 && type?.startsWith('text/html'))
        for (const link of pageLinks(mount, path, body.toString())) next.add(link);
      for (const link of fieldLinks(path, headers)) next.add(link);
    });
    front = [...next].filter((path) => !seen.has(path) && followed(mount, path));
  }
  return [...seen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lists = [];
  for (const mount of mounts) lists.push(await crawl(mount));
  writeFileSync(file, JSON.stringify(lists.flat(), null, 1));
  console.log(`${lists.flat().length} addresses of ${mounts.length} records`);
  process.exit(0);
}
