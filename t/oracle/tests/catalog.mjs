// SPDX-License-Identifier: Apache-2.0
// JSON-LD of the catalogue and of pages becomes RDF without a network; the
// catalogue has what DCAT-AP 3 makes mandatory, by shapes/dcat.ttl and
// rdf-validate-shacl; what it says of files is true of them.
import rdf from '@zazuko/env';
import { Parser } from 'n3';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Validator from 'rdf-validate-shacl';
import { toQuads } from '../lib/contexts.mjs';
import { browser, crawled } from '../lib/crawl.mjs';
import { each, get, origin } from '../lib/http.mjs';
import { absent } from '../lib/promised.mjs';
import { main, none, ok } from '../lib/tap.mjs';

const ns = { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/', spdx: 'http://spdx.org/rdf/terms#' };
const dataset = (text, format = 'N-Quads') => rdf.dataset(new Parser({ format }).parse(text));
const shapes = dataset(readFileSync('shapes/dcat.ttl', 'utf8'), 'Turtle');

async function faults(data) {
  const report = await new Validator(shapes, { factory: rdf }).validate(data);
  return report.results.map((result) => `${result.focusNode?.value} ${result.path?.value ?? ''}: ${result.message.map(({ value }) => value)}`);
}

// A small catalogue that is right, and what may be wrong with it.
const turtle = `
@prefix dcat: <${ns.dcat}> . @prefix dct: <${ns.dct}> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#c> a dcat:Catalog ; dct:title "c"@en ; dct:description "d"@en ; dct:publisher <#p> ; dcat:dataset <#d> , <#s> ; dcat:service <#v> .
<#p> a foaf:Agent ; foaf:name "p" .
<#d> a dcat:Dataset ; dct:title "d"@en ; dct:description "d"@en ; dcat:distribution <#f> ; dcat:inSeries <#s> .
<#s> a dcat:DatasetSeries ; dct:title "s"@en ; dct:description "d"@en .
<#f> a dcat:Distribution ; dcat:accessURL <x.csv> ; dcat:byteSize "1"^^xsd:nonNegativeInteger .
<#v> a dcat:DataService ; dct:title "v"@en ; dcat:endpointURL <x> ; dcat:servesDataset <#d> .`;
const read = (text) => rdf.dataset(new Parser({ format: 'Turtle', baseIRI: 'http://127.0.0.1/' }).parse(text));
const spoilt = ['dct:publisher <#p> ;', 'foaf:name "p"', '; dcat:accessURL <x.csv>', '; dcat:endpointURL <x>', 'dct:title "d"@en ;', 'dct:description "d"@en ; dcat:distribution', 'dct:title "s"@en ;'];

const one = (data, subject, predicate) => [...data.match(subject, rdf.namedNode(predicate))][0]?.object;

// What the catalogue says of a file, against the file.
async function wrongFile(data, distribution) {
  const address = one(data, distribution, `${ns.dcat}downloadURL`) ?? one(data, distribution, `${ns.dcat}accessURL`);
  const url = new URL(address.value);
  if (url.origin !== origin) return '';
  const answer = await get(url.pathname + url.search);
  const size = one(data, distribution, `${ns.dcat}byteSize`);
  const checksum = one(data, distribution, `${ns.spdx}checksum`);
  const value = checksum && one(data, checksum, `${ns.spdx}checksumValue`).value;
  if (answer.status !== 200) return `${url} is ${answer.status}`;
  if (size && Number(size.value) !== answer.body.length) return `${url} has ${answer.body.length} bytes, not ${size.value}`;
  return !value || value.toLowerCase() === createHash('sha256').update(answer.body).digest('hex') ? '' : `${url} has another checksum`;
}

// <script type="application/ld+json"> of a page, as Google and others read it.
const blocks = (html) => [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, text]) => JSON.parse(text));

await main(async () => {
  none(await faults(read(turtle)), 'a right catalogue is right');
  const unseen = [];
  for (const part of spoilt) if (!turtle.includes(part) || !(await faults(read(turtle.replace(part, part.startsWith(';') ? '' : part.includes('foaf') ? 'foaf:nick "p"' : part.includes('distribution') ? 'dcat:distribution' : '')))).length) unseen.push(part);
  none(unseen, 'what is mandatory is missed');

  const pages = crawled(({ path, format, view, query }) => format === 'html' && path.startsWith('/transparency/') && !view && !query).slice(0, 60);
  const bad = [];
  let found = 0;
  await each(pages, async ({ path }) => {
    for (const block of blocks((await get(path, browser)).body.toString())) {
      found++;
      const quads = await toQuads(block, origin + path).catch((error) => { bad.push(`${path}: ${error.message}`); return ''; });
      if (!quads) bad.push(`${path}: says nothing`);
    }
  });
  none(bad, `${found} blocks of JSON-LD in ${pages.length} pages`);

  const path = '/transparency/catalog.jsonld';
  const answer = await get(path);
  if (answer.status !== 200) return absent('catalog.jsonld');
  const data = dataset(await toQuads(JSON.parse(answer.body), origin + path));
  none(await faults(data), `the catalogue, ${data.size} statements`);
  const distributions = [...data.match(null, null, rdf.namedNode(`${ns.dcat}Distribution`))].map(({ subject }) => subject);
  ok(distributions.length > 0, `${distributions.length} distributions`);
  none((await each(distributions, (distribution) => wrongFile(data, distribution))).filter(Boolean), '... as they are described');
});
