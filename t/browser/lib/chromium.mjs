// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium, which asks nobody but the server.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const chromiumPath = (process.env.PATH ?? '').split(':').map((folder) => `${folder}/chromium`).find((path) => existsSync(path));
export const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

export const launched = () => chromium.launch({ executablePath: chromiumPath, args: quiet });
