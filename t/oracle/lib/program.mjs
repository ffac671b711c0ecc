// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';

// Runs a program to its end: { missing: it does not exist, failed: '' or why,
// stdout }.
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 1 << 30, encoding: 'utf8', ...options }, (error, stdout, stderr) =>
      resolve({ missing: error?.code === 'ENOENT', failed: error ? `${error.message.slice(0, 300)}\n${stderr}` : '', stdout }));
  });
}
