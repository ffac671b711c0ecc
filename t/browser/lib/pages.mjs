// SPDX-License-Identifier: Apache-2.0
// One address of each kind of page, the worst of its kind.
//
//   pages       [{ name, status, path(language), small(language) }]
//   inLanguage(language)       those that are asked in it; with ONLY=PATTERN some of them
//   languages   tags, from the catalogs; English first
//   fetched(page, language)    what the server says: asked once in a process
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { get } from '../../oracle/lib/http.mjs';

export const languages = readdirSync(join(process.env.TR_SRCDIR, 'htdocs', 'lang')).filter((name) => name.endsWith('.xml'))
  .map((name) => name.slice(0, -4)).sort((a, b) => (b === 'en') - (a === 'en') || (a < b ? -1 : 1));
export const others = languages.filter((tag) => tag !== 'en' && tag !== 'ar');

// "*" stands for the language. A second address is asked in the languages besides
// English and Arabic: the same kind of page, but a small one.
const list = `
overview              200 /transparency/index.*.html
requests              200 /transparency/requests.*.html /editions/requests.*.html
requests, filtered    200 /transparency/requests.*.html?service=skype&measure=received&period=2012&sort=-requests
requests, grouped     200 /transparency/requests.*.html?by=country,measure&period=2012 /editions/requests.*.html?by=country,measure
requests, beside      200 /transparency/requests.*.html?country=GB,US&by=country,period
requests, refused     200 /transparency/countries/gb.*.html?by=period&period=2012&measure=received&unit=requests
requests, none        200 /transparency/requests.*.html?country=IS&demand=nsl
requests, long        200 /worst/requests.*.html -
requests, last page   200 /worst/requests.*.html?page=2 -
country               200 /transparency/countries/gb.*.html
period                200 /transparency/periods/2012.*.html /transparency/periods/2013-H2.*.html?service=skype
service               200 /transparency/services/skype.*.html /manual/services/mail.*.html
publisher             200 /transparency/publishers/microsoft.*.html /manual/publishers/example.*.html
report                200 /transparency/reports/microsoft-lerr-2012.*.html /manual/reports/report-2013.*.html
countries             200 /transparency/countries.*.html /manual/countries.*.html
periods               200 /transparency/periods.*.html
services              200 /transparency/services.*.html
services, long        200 /worst/services.*.html -
publishers            200 /transparency/publishers.*.html
reports               200 /transparency/reports.*.html
inventory             200 /transparency/inventory.*.html
exposure              200 /transparency/exposure.*.html
partners              200 /transparency/partners.*.html
law                   200 /transparency/law.*.html
statements            200 /transparency/statements.*.html
questions             200 /transparency/questions.*.html
canaries              200 /manual/canaries.*.html
corrections           200 /transparency/corrections.*.html
difference            200 /transparency/corrections.*.html?from=2013-03-21&to=2014-03-07
definitions           200 /transparency/definitions.*.html
about                 200 /transparency/about.*.html
version               200 /transparency/version/20130321000000/index.*.html
overview, framed      200 /transparency/index.*.html?for=embed
overview, worst       200 /worst/index.*.html -
inventory, worst      200 /worst/inventory.*.html
exposure, worst       200 /worst/exposure.*.html
partners, worst       200 /worst/partners.*.html
law, worst            200 /worst/law.*.html
statements, worst     200 /worst/statements.*.html
questions, worst      200 /worst/questions.*.html
canaries, worst       200 /worst/canaries.*.html
corrections, worst    200 /worst/corrections.*.html
about, worst          200 /worst/about.*.html -
not found             404 /transparency/nothing.*.html
no such country       404 /transparency/countries/zz.*.html
bad filter            400 /transparency/requests.*.html?country=GB&period=2012&demand=nothing
bad grouping          400 /transparency/requests.*.html?by=nonsense
gone                  410 /worst/reports/gone.*.html
withheld              451 /worst/reports/report-2012.*.html
`;

export const pages = list.trim().split('\n').map((line) => {
  const [, name, status, path, small = path] = /^(.+?) +(\d{3}) (\S+)(?: (\S+))?$/.exec(line);
  const in_ = (language) => (language === 'en' || language === 'ar' ? path : small);
  return { name, status: Number(status), has: (language) => in_(language) !== '-', path: (language) => in_(language).replace('*', language),
    small: (language) => (small === '-' ? undefined : small.replace('*', language)) };
});
// ONLY=PATTERN: those of such names
const only = new RegExp(process.env.ONLY ?? '');
export const inLanguage = (language) => pages.filter((page) => page.has(language) && only.test(page.name));
export const named = (...names) => names.map((name) => pages.find((page) => page.name === name) ?? (() => { throw new Error(`no page "${name}"`); })());

const asked = new Map();
export function fetched(page, language) {
  const path = page.path(language);
  if (!asked.has(path)) asked.set(path, get(path, { accept: 'text/html', 'accept-language': language }).then((answer) => {
    if (answer.status !== page.status) throw new Error(`${path} is ${answer.status}, not ${page.status}`);
    return answer;
  }));
  return asked.get(path);
}
