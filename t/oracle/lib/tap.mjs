// SPDX-License-Identifier: Apache-2.0
// Tests in the Test Anything Protocol, which prove adds up.

let count = 0;
let failures = 0;

const lines = (text) => String(text).replace(/\n+$/, '').split('\n').map((line) => `# ${line}\n`).join('');

export function ok(good, name) {
  count++;
  if (!good) failures++;
  process.stdout.write(`${good ? 'ok' : 'not ok'} ${count} - ${name.replace(/#/g, '\\#')}\n`);
  return Boolean(good);
}

// On the other stream, where prove lets it be seen.
export function diag(text) { process.stderr.write(lines(text)); }

export function skip(name, reason) {
  count++;
  process.stdout.write(`ok ${count} - ${name} # skip ${reason}\n`);
}

export function is(got, expected, name) {
  const [a, b] = [got, expected].map((value) => JSON.stringify(value));
  return ok(a === b, name) || (diag(`got ${a}\nexpected ${b}`), false);
}

// A test of many cases, which tells the first of those that are wrong.
export function none(wrong, name) {
  return ok(wrong.length === 0, name)
    || (diag(`${wrong.length} wrong:\n${wrong.slice(0, 12).join('\n')}`), false);
}

// A file of tests: whatever it throws is a failure, and so is counting nothing.
export async function main(body) {
  try {
    await body();
  } catch (error) {
    ok(false, 'the tests ran to their end');
    diag(error.stack ?? error);
  }
  process.stdout.write(`1..${count}\n`);
  process.exit(failures || !count ? 1 : 0);
}
