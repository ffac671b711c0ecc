// SPDX-License-Identifier: Apache-2.0
// Requests that add nothing of their own: exactly the fields given are sent.
//
//   const r = await request('GET', '/transparency/', { accept: 'text/csv' });
//   r.status, r.headers (names in lower case, repeated fields joined), r.body (Buffer)
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { readFileSync } from 'node:fs';

export const origin = process.env.TR_ORACLE_URL;
export const tlsOrigin = process.env.TR_ORACLE_TLS_URL;
const ca = () => readFileSync(process.env.TR_ORACLE_CERTIFICATE);

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 8 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 8, ca: process.env.TR_ORACLE_CERTIFICATE ? ca() : undefined }),
};

const join = (value) => (Array.isArray(value) ? value.join(', ') : value);

function attempt(method, url, headers) {
  const { protocol } = url;
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: agents[protocol] };
    const r = (protocol === 'https:' ? https : http).request(url, options, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const fields = Object.fromEntries(Object.entries(answer.headers).map(([k, v]) => [k, join(v)]));
        resolve({ status: answer.statusCode, headers: fields, body: Buffer.concat(parts) });
      });
    });
    r.on('error', (error) => reject(Object.assign(error, { reused: r.reusedSocket })));
    r.end();
  });
}

// A kept connection may be closed by the server in the moment it is used again
// (RFC 9112 section 9.5): a client tries once more.
export async function request(method, path, headers = {}, from = origin) {
  const url = new URL(path, from);
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(method, url, headers);
    } catch (error) {
      if (!error.reused || tries > 3) throw error;
    }
  }
}

export const get = (path, headers, from) => request('GET', path, headers, from);
export const head = (path, headers, from) => request('HEAD', path, headers, from);

// One connection of HTTP/2: to the cleartext origin with prior knowledge, to
// the TLS origin as ALPN has it.  { request, close, protocol }
export async function connect2(from) {
  const session = http2.connect(from, from.startsWith('https') ? { ca: ca() } : {});
  await new Promise((resolve, reject) => { session.once('connect', resolve); session.once('error', reject); });
  const ask = (method, path, headers = {}) => new Promise((resolve, reject) => {
    const stream = session.request({ ':method': method, ':path': path, ...headers }, { endStream: true });
    let fields;
    const parts = [];
    stream.on('response', (got) => { fields = got; });
    stream.on('data', (part) => parts.push(part));
    stream.on('error', reject);
    stream.on('end', () => {
      const plain = Object.entries(fields).filter(([k]) => !k.startsWith(':')).map(([k, v]) => [k, join(v)]);
      resolve({ status: fields[':status'], headers: Object.fromEntries(plain), body: Buffer.concat(parts) });
    });
  });
  return { request: ask, protocol: session.alpnProtocol, close: () => session.close() };
}

// Runs work(item) for all items, a few at a time; gives the results in order.
export async function each(items, work, width = 8) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i], i);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
