// SPDX-License-Identifier: Apache-2.0
// Where Debian 12's ICU 72 (CLDR 42) and the CLDR 48 of newer Node differ, and why.
// Each is a change of CLDR in between, not a choice of ours: the texts of ours are
// those of the ICU the module was linked with.

// both ways, since either side may be the newer one
const same = (fold) => (ours, theirs) => fold(ours) === fold(theirs);
const latin = (text) => text.replace(/[٠-٩]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x0660 + 48))
  .replace(/٬/g, ',').replace(/٫/g, '.').replace(/٪\u061c/g, '\u200e%\u200e').replace(/\u061c-/g, '\u200e-');

const rules = [
  { tag: /^ar$/, kind: /^(?:integer|percent|short|long)$/, reason: 'the digits of "ar" without a region became Latin', equal: same(latin) },
  { tag: /^(?:ru|uk)/, kind: /^(?:short|long)$/, reason: 'the blank before "г." and "р." became ordinary again', equal: same((text) => text.replace(/[\u202f\u00a0]/g, ' ')) },
  { tag: /^de-CH$/, kind: /^(?:integer|percent)$/, reason: 'thousands are parted by an ASCII apostrophe', equal: same((text) => text.replace(/\u2019/g, '\'')) },
  { tag: /^es-AR$/, kind: /^percent$/, reason: 'no blank before the sign any more', equal: same((text) => text.replace(/\u00a0/g, '')) },
];

// Names that were changed: older, newer.
const renamed = [
  [/^en/, 'TR', 'Turkey', 'Türkiye'],
  [/^ar/, 'TK', 'توكيلو', 'توكيلاو'],
  [/^ar/, 'VI', 'جزر فيرجن التابعة للولايات المتحدة', 'جزر فيرجن الأمريكية'],
  [/^tr/, 'CV', 'Cape Verde', 'Cabo Verde'],
  [/^uk/, 'IO', 'Британська територія в Індійському Океані', 'Британська територія в Індійському океані'],
  [/^es-(?:AR|MX)/, 'GS', 'Islas Georgia del Sur y Sandwich del Sur', 'Islas Georgia del Sur y Sándwich del Sur'],
  [/^es-AR/, 'RO', 'Rumanía', 'Rumania'],
  [/^es-AR/, 'SA', 'Arabia Saudí', 'Arabia Saudita'],
  [/^es-MX/, 'TL', 'Timor-Leste', 'Timor Oriental'],
  [/^fr-CA/, 'BN', 'Brunei', 'Brunéi'],
  [/^fr-CA/, 'BZ', 'Belize', 'Bélize'],
  [/^fr-CA/, 'IO', 'territoire britannique de l’océan Indien', 'Territoire britannique de l’océan Indien'],
  [/^fr-CA/, 'KN', 'Saint-Christophe-et-Niévès', 'Saint\u2011Kitts\u2011et\u2011Nevis'],
  [/^fr-CA/, 'VE', 'Venezuela', 'Vénézuéla'],
  // Australian English writes "and", and "St" without a full stop
  [/^en-AU/, 'AG', 'Antigua & Barbuda', 'Antigua and Barbuda'],
  [/^en-AU/, 'BA', 'Bosnia & Herzegovina', 'Bosnia and Herzegovina'],
  [/^en-AU/, 'BL', 'St. Barthélemy', 'St Barthélemy'],
  [/^en-AU/, 'GS', 'South Georgia & South Sandwich Islands', 'South Georgia and South Sandwich Islands'],
  [/^en-AU/, 'HM', 'Heard & McDonald Islands', 'Heard Island and McDonald Islands'],
  [/^en-AU/, 'KN', 'St. Kitts & Nevis', 'St Kitts and Nevis'],
  [/^en-AU/, 'LC', 'St. Lucia', 'St Lucia'],
  [/^en-AU/, 'MF', 'St. Martin', 'St Martin'],
  [/^en-AU/, 'PM', 'St Pierre & Miquelon', 'St Pierre and Miquelon'],
  [/^en-AU/, 'SJ', 'Svalbard & Jan Mayen', 'Svalbard and Jan Mayen'],
  [/^en-AU/, 'ST', 'São Tomé & Príncipe', 'São Tomé and Príncipe'],
  [/^en-AU/, 'TC', 'Turks & Caicos Islands', 'Turks and Caicos Islands'],
  [/^en-AU/, 'TT', 'Trinidad & Tobago', 'Trinidad and Tobago'],
  [/^en-AU/, 'VC', 'St. Vincent & Grenadines', 'St Vincent and the Grenadines'],
  [/^en-AU/, 'WF', 'Wallis & Futuna', 'Wallis and Futuna'],
];

export function known(tag, kind, asked, ours, theirs) {
  if (kind !== 'country') return rules.some((rule) => rule.tag.test(tag) && rule.kind.test(kind) && rule.equal(ours, theirs));
  const names = [ours, theirs].sort().join();
  return renamed.some(([where, code, older, newer]) => code === asked && where.test(tag) && [older, newer].sort().join() === names);
}
