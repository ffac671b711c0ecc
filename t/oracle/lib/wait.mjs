// SPDX-License-Identifier: Apache-2.0
// wait.mjs PID URL...: comes back when each URL gives 200; fails when the process
// is gone before, or after three minutes.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [pid, ...urls] = process.argv.slice(2);
// one that has ended and nobody has asked about yet is a zombie
const alive = () => { try { return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')); } catch { return false; } };
for (const end = Date.now() + 180000; Date.now() < end && alive(); await sleep(100)) {
  const answer = await fetch(urls[0]).catch(() => undefined);
  if (answer?.status === 200) urls.shift();
  if (!urls.length && alive()) process.exit(0);
}
process.exit(1);
