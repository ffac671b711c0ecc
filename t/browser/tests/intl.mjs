// SPDX-License-Identifier: Apache-2.0
// What the module writes by ICU, against Node's Intl: numbers, percentages, dates,
// plurals, lists and names of countries, in all languages and their variants. The
// two may have different years of CLDR: what is known to have changed between
// them is listed in lib/cldr.mjs, with the reason; an entry that is no longer
// needed on a machine does no harm, a difference that is not listed fails.
import { join } from 'node:path';
import { run } from '../../oracle/lib/program.mjs';
import { main, none, ok, skip } from '../../oracle/lib/tap.mjs';
import { known } from '../lib/cldr.mjs';
import { languages } from '../lib/pages.mjs';

const regional = ['ar-EG', 'ar-MA', 'ar-SA', 'de-AT', 'de-CH', 'en-AU', 'en-CA', 'en-GB', 'en-IN', 'es-AR', 'es-MX', 'fa-AF', 'fr-BE', 'fr-CA', 'fr-CH',
  'pt-AO', 'pt-PT', 'ru-KZ', 'ru-UA', 'tr-CY', 'zh-Hans-HK', 'zh-Hans-SG'];
const tags = [...languages, ...regional];

// the month is always a word: 03/04/2012 would be two days
const date = (tag, month) => {
  const format = new Intl.DateTimeFormat(tag, { year: 'numeric', month, day: 'numeric', timeZone: 'UTC', calendar: 'gregory' });
  return (asked) => format.format(new Date(Number(asked) * 86400000));
};
const list = (tag, type) => (count) => new Intl.ListFormat(tag, { type }).format(['AA', 'BB', 'CC', 'DD'].slice(0, Number(count)));

// kind: what Intl says of what was asked; undefined: it cannot say
function oracle(tag) {
  const number = new Intl.NumberFormat(tag);
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  const plural = new Intl.PluralRules(tag);
  const region = new Intl.DisplayNames(tag, { type: 'region', fallback: 'none' });
  return {
    integer: (asked) => number.format(BigInt(asked)),
    plural: (asked) => (Number.isSafeInteger(Number(asked)) ? plural.select(Number(asked)) : undefined),
    percent: (asked) => percent.format(Number(asked) / 1e6),
    short: date(tag, 'short'),
    long: date(tag, 'long'),
    and: list(tag, 'conjunction'),
    or: list(tag, 'disjunction'),
    country: (asked) => region.of(asked),
  };
}

const visible = (text) => JSON.stringify(text).replace(/[^\x20-\x7e\p{L}\p{N}]/gu, (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`);

await main(async () => {
  const said = await run(join(process.env.TR_BUILDDIR, 't', 'unit', 'show_locale'), tags);
  if (said.missing) return skip('intl', 't/unit/show_locale is not built');
  ok(!said.failed, `the module has ${tags.length} languages ${said.failed}`);
  if (!process.versions.icu) return skip('intl', 'this node is built without ICU');
  const oracles = Object.fromEntries(tags.map((tag) => [tag, oracle(tag)]));
  const counts = {};
  const wrong = Object.fromEntries(tags.map((tag) => [tag, []]));
  for (const line of said.stdout.trimEnd().split('\n')) {
    const [tag, kind, asked, ours] = line.split('\t');
    const theirs = oracles[tag][kind](asked);
    if (theirs === undefined) continue;
    counts[tag] = (counts[tag] ?? 0) + 1;
    if (ours !== theirs && !known(tag, kind, asked, ours, theirs)) wrong[tag].push(`${kind} ${asked}: ${visible(ours)}, Intl has ${visible(theirs)}`);
  }
  for (const tag of tags) none(wrong[tag], `${tag}: ${counts[tag]} texts as Node's Intl has them (CLDR ${process.versions.cldr})`);
  ok(!known('en', 'integer', '1', '1', '2'), 'a difference that is not listed is not known');
});
