/** What docs/promises.md says: each promise with the tests and the laws that hold it. @module */

import { readFileSync } from 'node:fs';

interface DocumentedPromise {
  /** Its number, such as `P1`. */
  readonly name: string;
  /** Paths of tests, relative to the package. */
  readonly tests: readonly string[];
  readonly laws: readonly string[];
}

const promisesDocument = 'docs/promises.md';

/** Reads a section for each promise: `## P1 …`, with `- Tests:` of links and `- Laws:` of ids. */
export function documentedPromises(
  text = readFileSync(promisesDocument, 'utf8'),
): readonly DocumentedPromise[] {
  return text
    .split(/^## (?=P\d)/m)
    .slice(1)
    .map((section) => ({
      name: /^P\d+/.exec(section)?.[0] ?? '',
      tests: [...section.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, path = '']) => path),
      laws: [...(/^- Laws: ([^]*?)(?=\n(?:\n|-|$))/m.exec(section)?.[1] ?? '').matchAll(/`([\w-]+)`/g)].map(
        ([, id = '']) => id,
      ),
    }));
}
