// SPDX-License-Identifier: Apache-2.0
// The same crawl over HTTP/1.1, HTTP/2 in the clear and HTTP/2 over TLS: the same
// bytes and the same fields.
import { browser, crawled } from '../lib/crawl.mjs';
import { connect2, each, get, origin, tlsOrigin } from '../lib/http.mjs';
import { is, main, none, ok } from '../lib/tap.mjs';

// of the connection (RFC 9113 section 8.2.2), of the moment, of the cache's state
const passing = new Set(['date', 'connection', 'keep-alive', 'upgrade', 'transfer-encoding', 'cache-status']);
const lasting = (headers) => Object.entries(headers).filter(([name]) => !passing.has(name)).map(String).sort();

function difference(a, b) {
  if (a.status !== b.status) return `${b.status}, not ${a.status}`;
  if (!a.body.equals(b.body)) return 'other bytes';
  const [x, y] = [lasting(a.headers), lasting(b.headers)];
  const odd = x.filter((line) => !y.includes(line)).concat(y.filter((line) => !x.includes(line)));
  return odd.join('; ');
}

await main(async () => {
  const clear = await connect2(origin);
  const tls = await connect2(tlsOrigin);
  is([clear.protocol, tls.protocol], ['h2c', 'h2'], 'HTTP/2 is spoken');
  const ways = {
    'HTTP/2 in the clear': (path, fields) => clear.request('GET', path, fields),
    'HTTP/2 over TLS': (path, fields) => tls.request('GET', path, fields),
    'HTTP/1.1 over TLS': (path, fields) => get(path, fields, tlsOrigin),
  };
  const all = crawled().filter(({ mount }, i) => mount === '/transparency' || i % 10 === 0)
    .map(({ path }, i) => ({ path, fields: { ...browser, 'accept-encoding': ['identity', 'gzip', 'br'][i % 3], ...(i % 5 ? {} : { range: 'bytes=2-300' }) } }));
  ok(all.length > 1000, `${all.length} requests`);
  const wrong = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  await each(all, async ({ path, fields }) => {
    const plain = await get(path, fields);
    for (const [name, ask] of Object.entries(ways)) {
      const said = difference(plain, await ask(path, fields));
      if (said) wrong[name].push(`${path} ${JSON.stringify(fields)}: ${said}`);
    }
  });
  for (const [name, list] of Object.entries(wrong)) none(list, `${name}: the same as HTTP/1.1`);
  clear.close();
  tls.close();
});
