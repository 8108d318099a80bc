/** What a house test finds in the files of the repository, and how it is printed. @module */

import { isClean } from './clean-folders.ts';

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** Findings in a form that an editor opens: `src/two-factor.ts:12: what is wrong`. */
export function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ path, line, problem }) => `${path}:${line}: ${problem}`);
}

/** Prints how many findings there are outside the clean folders, and where. */
export function reportByFolder(title: string, findings: readonly Finding[]): void {
  const counts = new Map<string, number>();
  for (const { path } of findings.filter((finding) => !isClean(finding.path))) {
    const folder = path.split('/').slice(0, 2).join('/');
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  if (counts.size === 0) return;
  const lines = [...counts].map(([folder, count]) => `  ${folder}: ${count}`);
  console.log(`${title}, outside the clean folders:\n${lines.join('\n')}`);
}
