// SPDX-License-Identifier: Apache-2.0
// Firefox as the Tor Browser has it at its strictest: no script, no SVG, no fonts
// of the page, no fingerprint. The page says the same, the bars are there, and
// nothing but the page, its style sheet and its icon is asked for.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { origin } from '../../oracle/lib/http.mjs';
import { patience } from '../lib/chromium.mjs';
import { fetched, named } from '../lib/pages.mjs';

const names = ['overview', 'requests, filtered', 'country', 'countries', 'service', 'statements', 'corrections', 'bad filter', 'canaries, worst'];
const firefox = ['firefox-esr', 'firefox'].flatMap((name) => process.env.PATH.split(':').map((folder) => `${folder}/${name}`)).find((path) => existsSync(path));
const still = {
  'app.update.enabled': false, 'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:1/', 'browser.safebrowsing.malware.enabled': false, 'browser.safebrowsing.phishing.enabled': false,
};
const strict = {
  'javascript.enabled': false, 'svg.disabled': true, 'mathml.disabled': true, 'gfx.downloadable_fonts.enabled': false,
  'browser.display.use_document_fonts': 0, 'privacy.resistFingerprinting': true, 'webgl.disabled': true,
};
const launch = (prefs) => puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: true, timeout: patience, protocolTimeout: 5 * patience, extraPrefsFirefox: { ...still, ...prefs } });

// A page, its text and the boxes of its bars. The remote end may look at a page
// whose own scripts are off.
async function seen(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await page.setViewport({ width: 1000, height: 800 });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  const found = await page.evaluate(() => ({
    text: document.body.innerText,
    scripted: document.documentElement.dataset.ran === 'yes',
    bars: [...document.querySelectorAll('.bar')].map((e) => {
      const { x, y, width, height } = e.getBoundingClientRect();
      let behind = e.parentElement;
      while (behind.parentElement && getComputedStyle(behind).backgroundColor.endsWith(', 0)')) behind = behind.parentElement;
      return { classes: e.className, box: [x + scrollX, y + scrollY, width, height].map(Math.round), paper: getComputedStyle(behind).backgroundColor };
    }),
  }));
  return { ...found, asked, page };
}

// Which boxes hold a pixel of another colour than the paper below, in a picture
// of the page (PNG): read by the browser that has all on.
async function painted(painter, png, bars) {
  return painter.evaluate(async (base64, wanted) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return wanted.map(({ box, paper }) => {
      const { data } = context.getImageData(...box);
      for (let i = 0; i < data.length; i += 4) if (`rgb(${data[i]}, ${data[i + 1]}, ${data[i + 2]})` !== paper) return true;
      return false;
    });
  }, Buffer.from(png).toString('base64'), bars);
}

async function unpainted(painter, { page, bars }) {
  const drawn = bars.filter(({ box: [x, , width, height] }) => width >= 3 && height >= 3 && x >= 0 && x + width <= 1000);
  const are = await painted(painter, await page.screenshot({ fullPage: true }), drawn);
  return { drawn: drawn.length, wrong: drawn.filter((_, i) => !are[i]) };
}

await main(async () => {
  if (!firefox) return skip('Firefox', 'there is no firefox-esr');
  const [usual, tor] = [await launch({}), await launch(strict)];
  const painter = await usual.newPage();
  await painter.goto('about:blank');
  let bars = 0;
  for (const page of named(...names)) {
    const url = origin + page.path('en');
    const [a, b] = [await seen(usual, url), await seen(tor, url)];
    ok(b.text.length > 300 && a.text === b.text, `${page.name}: the text is the same (${b.text.length} characters)`);
    const { drawn, wrong } = await unpainted(painter, b);
    bars += drawn;
    none([...a.bars.length === b.bars.length ? [] : [`${a.bars.length} bars and ${b.bars.length}`], ...wrong.map((bar) => JSON.stringify(bar))],
      `${page.name}: ${drawn} of ${b.bars.length} bars are painted`);
    none(b.asked.filter((one) => !(one.split('#')[0] === url || one.startsWith(`${origin}/`) && /\/assets\/[^/]+\.(?:css|png|ico)$|\/favicon\.ico$/.test(one))),
      `${page.name}: ${b.asked.length} requests, for the page, its style and its icon`);
    await a.page.close();
    await b.page.close();
  }
  ok(bars > 20, `${bars} bars were looked at`);
  const { page } = await seen(tor, `data:text/html,<body>plain<script>document.body.append(" ran")</script><svg><rect width="9" height="9"/></svg>`);
  ok(await page.evaluate(() => document.body.innerText.trim() === 'plain'), 'scripts are really off');
  await Promise.all([usual.close(), tor.close()]);
});
