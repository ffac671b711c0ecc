// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, skip } from './tap.mjs';

// The server has no such description ("openapi.json"). That is a fault once the
// tables of docs/http.md promise it.
export function absent(name) {
  const text = readFileSync(join(process.env.TR_SRCDIR, 'docs', 'http.md'), 'utf8');
  const promised = text.split('\n').some((line) => line.startsWith('| `') && line.split('|')[1].includes(name));
  if (promised) ok(false, `docs/http.md promises ${name}, the server has none`);
  else skip(name, 'the server has none yet, and promises none');
}
