// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, which asks nobody but the server.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const chromiumPath = (process.env.PATH ?? '').split(':').map((folder) => `${folder}/chromium`).find((path) => existsSync(path));
export const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

// Milliseconds that anything may take on the slowest of machines.
export const patience = 180000;

export async function launched() {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: quiet, timeout: patience });
  for (const name of ['newPage', 'newContext']) {
    const make = browser[name].bind(browser);
    browser[name] = async (...options) => {
      const made = await make(...options);
      made.setDefaultTimeout(patience);
      return made;
    };
  }
  return browser;
}
