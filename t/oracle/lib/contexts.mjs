// SPDX-License-Identifier: Apache-2.0
// JSON-LD without a network: the contexts that documents of ours may name, as
// far as they use them.  A term that is missing here makes jsonld fail in safe
// mode, so nothing is lost in silence.
import jsonld from 'jsonld';

const xsd = 'http://www.w3.org/2001/XMLSchema#';
const list = { '@container': '@list' };
const language = { '@container': '@language' };
const csvw = Object.fromEntries(['format', 'null', 'minimum', 'maximum', 'minLength', 'maxLength', 'required', 'separator', 'ordered',
  'default', 'virtual', 'suppressOutput', 'primaryKey', 'header', 'delimiter', 'encoding', 'quoteChar', 'commentPrefix', 'aboutUrl', 'propertyUrl',
  'valueUrl', 'lang', 'name', 'base'].map((term) => [term, `csvw:${term}`]));

const contexts = {
  // Metadata Vocabulary for Tabular Data, section 5.1: the terms of the W3C's own context
  'http://www.w3.org/ns/csvw': {
    csvw: 'http://www.w3.org/ns/csvw#', dc: 'http://purl.org/dc/terms/', schema: 'http://schema.org/', xsd, rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
    rdfs: 'http://www.w3.org/2000/01/rdf-schema#', dcat: 'http://www.w3.org/ns/dcat#', foaf: 'http://xmlns.com/foaf/0.1/', oa: 'http://www.w3.org/ns/oa#', prov: 'http://www.w3.org/ns/prov#',
    ...csvw, url: { '@id': 'csvw:url', '@type': '@id' }, tableSchema: { '@id': 'csvw:tableSchema', '@type': '@id' }, tables: 'csvw:table', dialect: 'csvw:dialect',
    columns: { '@id': 'csvw:column', ...list }, titles: { '@id': 'csvw:title', ...language }, datatype: 'csvw:datatype', foreignKeys: 'csvw:foreignKey',
    columnReference: 'csvw:columnReference', reference: 'csvw:reference', resource: 'csvw:resource', rowTitles: 'csvw:rowTitle', transformations: 'csvw:transformations',
    notes: 'csvw:note', type: '@type', id: '@id', Annotation: 'oa:Annotation', body: 'oa:hasBody', target: 'oa:hasTarget', Table: 'csvw:Table', TableGroup: 'csvw:TableGroup', Schema: 'csvw:Schema', Column: 'csvw:Column',
  },
  // whatever schema.org has: its terms are all in one namespace
  'https://schema.org': { '@vocab': 'https://schema.org/', id: '@id', type: '@type' },
};
contexts['https://schema.org/'] = contexts['https://schema.org'];
contexts['http://schema.org/'] = contexts['https://schema.org'];

export async function documentLoader(url) {
  if (!contexts[url]) throw new Error(`a document of the network is asked for: ${url}`);
  return { contextUrl: null, documentUrl: url, document: { '@context': contexts[url] } };
}

// The document as RDF (N-Quads); base: its address.
export function toQuads(document, base) {
  return jsonld.toRDF(document, { documentLoader, base, format: 'application/n-quads', safe: true });
}
