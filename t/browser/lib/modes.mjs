// SPDX-License-Identifier: Apache-2.0
// The ways in which one page that is open is looked at.
const usual = { media: 'screen', colorScheme: 'light', forcedColors: 'none' };
const desktop = { width: 1200, height: 900 };
const styles = (page, on) => page.evaluate((wanted) => { for (const sheet of document.styleSheets) sheet.disabled = !wanted; }, on);

const ways = {
  light: {},
  dark: { media: { colorScheme: 'dark' } },
  'forced colours': { media: { forcedColors: 'active' } },
  print: { media: { media: 'print' } },
  '320 px': { size: { width: 320, height: 640 } },
  'no CSS': { bare: true },
};
export const modes = Object.keys(ways);

export async function look(page, mode) {
  const { media = {}, size = desktop, bare = false } = ways[mode];
  await page.setViewportSize(size);
  await page.emulateMedia({ ...usual, ...media });
  await styles(page, !bare);
}
