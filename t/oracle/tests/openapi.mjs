// SPDX-License-Identifier: Apache-2.0
// OpenAPI: redocly and spectral find nothing to say about the description, and
// prism, a proxy that compares every question and answer with it, finds no
// violation in the crawl and in random queries.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crawled } from '../lib/crawl.mjs';
import { each, get, origin } from '../lib/http.mjs';
import { run } from '../lib/program.mjs';
import { absent } from '../lib/promised.mjs';
import { diag, main, none, ok } from '../lib/tap.mjs';
import { fileURLToPath } from 'node:url';

const bin = (name) => fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));

const mount = '/transparency';
const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
const seed = Number(process.env.TR_SEED ?? 20130124);

// A small description, which is right: the tools must see what is done to it.
const small = {
  openapi: '3.1.0',
  info: { title: 'Canaries', version: '1', description: 'x', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }, contact: { name: 'x', url: 'https://example.org/' } },
  servers: [{ url: '/transparency' }], security: [], tags: [{ name: 'x', description: 'x' }],
  paths: {
    '/canaries.json': {
      get: {
        operationId: 'canaries', summary: 'x', description: 'x', tags: ['x'],
        responses: {
          200: { description: 'x', content: { 'application/json': { schema: { type: 'object', required: ['meta'], properties: { meta: { type: 'object' } } } } } },
          404: { description: 'x' },
        },
      },
    },
  },
};

// Two matters of style are left out. The overview of a record has a slash at its
// end, as all that a directory stands for. A TimeGate never gives 200, it
// redirects (RFC 7089 section 4.1.2).
async function redocly(text) {
  const config = await createConfig({ extends: ['recommended'], rules: { 'no-path-trailing-slash': 'off' } });
  return (await lintFromString({ source: text, absoluteRef: join(folder, 'openapi.json'), config }))
    .filter(({ ruleId, location }) => !(ruleId === 'operation-2xx-response' && location?.[0]?.pointer?.startsWith('#/paths/~1timegate~1')))
    .map(({ ruleId, message, location }) => `redocly ${ruleId}: ${message} ${location?.[0]?.pointer ?? ''}`);
}

async function spectral(text) {
  writeFileSync(join(folder, 'linted.json'), text);
  writeFileSync(join(folder, 'ruleset.json'), JSON.stringify({ extends: ['spectral:oas'], rules: { 'path-keys-no-trailing-slash': 'off' } }));
  const said = await run(bin('spectral'), ['lint', '-r', join(folder, 'ruleset.json'), '--fail-severity=warn', '-f', 'json', '-q', join(folder, 'linted.json')]);
  const found = JSON.parse(said.stdout.trim() || '[]').map(({ code, message, path }) => `spectral ${code}: ${message} ${path.join('.')}`);
  return found.length || !said.failed ? found : [said.failed];
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

// { origin, stop }: prism in front of the record; it wants paths as the
// description has them, without the server's.
async function proxy(text) {
  const file = join(folder, `proxied-${Date.now()}.json`);
  writeFileSync(file, text);
  const port = await freePort();
  const child = spawn(bin('prism'), ['proxy', '--errors', '-h', '127.0.0.1', '-p', String(port), file, origin + mount],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => { said = (said + part).slice(-5000); });
  for (let i = 0; i < 1800 && !said.includes('listening') && child.exitCode === null; i++) await sleep(100);
  if (!said.includes('listening')) diag(said);
  return { origin: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

// What prism has against this: '' or its words.
async function violation(path, fields, front) {
  const answer = await get(path.slice(mount.length), fields, front);
  const said = /problem\+json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(answer.body) : {};
  if (/stoplight\.io|prism/.test(said.type ?? '')) return `${path}: ${said.title}: ${JSON.stringify(said.validation ?? said.detail).slice(0, 300)}`;
  return answer.headers['sl-violations'] ? `${path}: ${answer.headers['sl-violations'].slice(0, 300)}` : '';
}

// Random queries of what the description allows.
function queries(description, path, operation) {
  const resolve = (thing) => (thing?.$ref ? thing.$ref.split('/').slice(1).reduce((at, name) => at[name.replace(/~1/g, '/').replace(/~0/g, '~')], description) : thing);
  const parameters = [...(description.paths[path].parameters ?? []), ...(operation.parameters ?? [])].map(resolve).filter(({ in: where }) => where === 'query');
  const choices = parameters.map((parameter) => {
    const schema = resolve(parameter.schema);
    const values = schema.enum ?? resolve(schema.items)?.enum ?? [schema.example ?? parameter.example ?? schema.default].flat();
    return [parameter.name, values.filter((value) => value !== undefined && value !== '')];
  }).filter(([, values]) => values.length);
  if (!choices.length) return fc.constant('');
  return fc.uniqueArray(fc.nat(choices.length - 1), { maxLength: 4 }).chain((chosen) => fc.tuple(...chosen.map((i) =>
    fc.constantFrom(...choices[i][1]).map((value) => `${choices[i][0]}=${encodeURIComponent(value)}`)))).map((pairs) => (pairs.length ? `?${pairs.join('&')}` : ''));
}

async function tools() {
  const spoilt = structuredClone(small);
  delete spoilt.paths['/canaries.json'].get.responses[200].description;
  ok((await redocly(JSON.stringify(spoilt))).length > 0, 'redocly sees faults');
  ok((await spectral(JSON.stringify(spoilt))).length > 0, 'spectral sees faults');
  spoilt.paths['/canaries.json'].get.responses[200] = structuredClone(small.paths['/canaries.json'].get.responses[200]);
  spoilt.paths['/canaries.json'].get.responses[200].content['application/json'].schema.required = ['nothing'];
  for (const [text, expected] of [[small, false], [spoilt, true]]) {
    const front = await proxy(JSON.stringify(text));
    const said = await violation('/transparency/canaries.json', { accept: 'application/json' }, front.origin);
    ok(Boolean(said) === expected, `prism ${expected ? 'sees violations' : 'lets pass what is right'}`) || diag(said);
    front.stop();
  }
}

await main(async () => {
  const answer = await get('/transparency/openapi.json');
  if (answer.status !== 200) { await tools(); return absent('openapi.json'); }
  const text = answer.body.toString();
  const description = JSON.parse(text);
  none(await redocly(text), 'redocly has nothing to say');
  none(await spectral(text), 'spectral has nothing to say');
  await tools();

  const front = await proxy(text);
  const wrong = [];
  const types = { csv: 'text/csv', json: 'application/json', ndjson: 'application/x-ndjson', md: 'text/markdown', html: 'text/html' };
  const replayed = crawled(({ path, view, format, query }) => path.startsWith(`${mount}/`) && !view && types[format] && !query).filter((_, i) => i % 4 === 0)
    .concat(crawled(({ path, view, format, query }) => path.startsWith(`${mount}/`) && !view && types[format] && query).slice(0, 40));
  await each(replayed, async ({ path, format }) => { const said = await violation(path, { accept: types[format] }, front.origin); if (said) wrong.push(said); }, 4);
  none(wrong, `prism: ${replayed.length} answers of the crawl are as described`);

  const odd = [];
  const asked = Object.entries(description.paths).filter(([path, item]) => item.get && !path.includes('{') && !/^\/timegate\//.test(path))   // prism follows redirects itself
    .flatMap(([path, item]) => fc.sample(queries(description, path, item.get), { numRuns: 6, seed }).map((query) => mount + path + query));
  const unique = [...new Set(asked)];
  await each(unique, async (path) => { const said = await violation(path, { accept: '*/*' }, front.origin); if (said) odd.push(said); }, 4);
  none(odd, `prism: ${unique.length} random queries`);
  front.stop();
});
