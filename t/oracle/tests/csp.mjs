// SPDX-License-Identifier: Apache-2.0
// csp_evaluator has nothing to say about the Content-Security-Policy of
// anything that is served, pages, data and errors.
import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { browser, crawled } from '../lib/crawl.mjs';
import { each, get, head } from '../lib/http.mjs';
import { is, main, none, ok } from '../lib/tap.mjs';

const findings = (policy) => new CspEvaluator(new CspParser(policy).csp).evaluate()
  .map(({ directive, description }) => `${directive}: ${description}`);

await main(async () => {
  ok(findings("script-src 'unsafe-inline' *").length > 0, 'it does find faults');
  const all = crawled();
  const policies = new Map();
  await each(all, async ({ path }) => {
    const { headers } = await head(path, browser);
    const policy = headers['content-security-policy'] ?? 'none';
    policies.set(policy, [...(policies.get(policy) ?? []), path]);
  });
  const errors = [['/transparency/nothing', browser], ['/transparency/nothing.json', {}], ['/transparency/requests', { accept: 'image/png' }],
    ['/transparency/requests?x=y', browser]];
  for (const [path, fields] of errors) {
    const answer = await get(path, fields);
    ok(answer.status >= 400, `${path} is ${answer.status}`);
    policies.set(answer.headers['content-security-policy'] ?? 'none', [path]);
  }
  for (const [policy, paths] of policies) none(findings(policy), `${policy}: ${paths.length} answers, such as ${paths[0]}`);
  const framed = [...policies].filter(([policy]) => policy.includes('frame-ancestors *')).flatMap(([, paths]) => paths);
  none(framed.filter((path) => !/[?&]for=embed\b/.test(path)), 'only pages for frames let others show them');
  is([...policies.keys()].filter((policy) => /unsafe|\*|https?:|script-src(?! 'none')/.test(policy.replace('frame-ancestors *', ''))), [],
    'no policy lets scripts or strangers in');
});
