// SPDX-License-Identifier: Apache-2.0
// Every kind of page in every language: no word of the Nu checker (HTML and the
// style sheet), none of html-validate.
import { HtmlValidate } from 'html-validate';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { get, each } from '../../oracle/lib/http.mjs';
import { run } from '../../oracle/lib/program.mjs';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { fetched, inLanguage, languages, pages } from '../lib/pages.mjs';

const folder = join(process.env.TMPDIR, 'html');

// { file: "what it is" }
async function written() {
  mkdirSync(folder, { recursive: true });
  const files = new Map();
  const all = languages.flatMap((language) => inLanguage(language).map((page, i) => [page, language, i]));
  await each(all, async ([page, language, i]) => {
    const file = join(folder, `${i}.${language}.html`);
    writeFileSync(file, (await fetched(page, language)).body);
    files.set(file, `${page.name} (${page.path(language)})`);
  });
  const sheet = /<link rel="stylesheet" href="([^"]+)"/.exec((await fetched(pages[0], 'en')).body)[1];
  writeFileSync(join(folder, 'style.css'), (await get(new URL(sheet, `http://x${pages[0].path('en')}`).pathname)).body);
  return files;
}

async function nu(files) {
  const jar = join(dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')), 'build', 'dist', 'vnu.jar');
  const said = await run('java', ['-Xss2m', '-jar', jar, '--Werror', '--also-check-css', '--format', 'json', '--stdout', '--exit-zero-always',
    join(folder, 'style.css'), ...files.keys()]);
  if (said.missing) return skip('the Nu checker', 'there is no java');
  const { messages } = JSON.parse(said.stdout);
  return none(messages.map(({ url, lastLine, message, extract }) => {
    const file = url?.replace(/^file:\/*/, '/');
    return `${files.get(file) ?? file}:${lastLine}: ${message} ${JSON.stringify(extract ?? '')}`;
  }), `${files.size} pages and the style sheet: nothing for the Nu checker to say`);
}

// A page that is wrong in ways both must see: else their silence says nothing.
async function wakes() {
  const bad = '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><p><div></p><img src="a"></body></html>';
  const file = join(folder, 'bad.html');
  writeFileSync(file, bad);
  ok(!(await validate(bad)).valid, 'html-validate sees a wrong page');
  return file;
}

const checker = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y', 'html-validate:document'],
  rules: {
    'require-sri': 'off',                // the style sheet is of the same origin
    'prefer-native-element': ['error', { exclude: ['group'] }],      // <fieldset> is for forms
    'valid-id': ['error', { relaxed: true }],     // ids are those of cells, with dots
    'form-dup-name': 'off',              // several values of one parameter: that is what is compared
    'no-trailing-whitespace': 'off',     // texts of the record are kept as they are
    'long-title': 'off',                 // so are their titles
  },
});
const validate = (text) => checker.validateString(text);

await main(async () => {
  const files = await written();
  await nu(files);
  await wakes();
  const wrong = [];
  for (const [file, name] of files) {
    const { results } = await validate(readFileSync(file, 'utf8'));
    for (const { messages } of results)
      wrong.push(...messages.map(({ line, column, ruleId, message }) => `${name}:${line}:${column}: ${ruleId}: ${message}`));
  }
  none(wrong, `${files.size} pages: nothing for html-validate to say`);
});
