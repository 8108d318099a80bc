/** Checks that the promises, documents and paths that a file names exist. @module */

import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import type { Finding } from './findings.ts';
import { type Prose, lineAt, proseOf } from './prose.ts';
import type { RepositoryFile } from './repository-files.ts';

/** House tests that plant references to what does not exist. */
const plantedReferences = [
  'test/house/architecture.test.ts',
  'test/house/compiler-rings.test.ts',
  'test/house/docs.test.ts',
  'test/house/plain-english.test.ts',
  'test/house/references.test.ts',
];

/** Folders of `src` that comments name without `src/`. */
const rings = 'adapters|audit|client|domain|ports|testing|use-cases';

/** No character before a path makes it part of something longer, such as an address. */
const notInside = '(?<![\\w@$./:-])';

interface Reference {
  /** A pattern whose first group, or whole match, is what is referred to. */
  readonly pattern: RegExp;
  readonly exists: (name: string, from: string) => boolean;
  readonly problem: string;
}

const paths: readonly Reference[] = [
  {
    pattern: new RegExp(`${notInside}[\\w./-]*\\w\\.md(?!\\w)`, 'g'),
    exists: documentExists,
    problem: 'there is no document',
  },
  {
    // A path with a wildcard or a placeholder is a pattern, not a reference.
    pattern: new RegExp(
      `${notInside}(?:src|test|docs|examples|bench|demo|scripts)/[\\w./-]*\\w(?![\\w./-]*[*<{])`,
      'g',
    ),
    exists: (name) => existsSync(name),
    problem: 'there is no path',
  },
  {
    pattern: new RegExp(`${notInside}(?:${rings})/[\\w./-]+\\.ts(?!\\w)`, 'g'),
    exists: (name) => existsSync(`src/${name}`),
    problem: 'src has no',
  },
];

const links: Reference = {
  pattern: /\]\((?!https?:|#)([^)#\s]+)/g,
  exists: existsBeside,
  problem: 'there is nothing to link to at',
};

/** Everything that a file names and that does not exist. */
export function checkReferences(
  { path, text }: RepositoryFile,
  promises: ReadonlySet<string>,
): readonly Finding[] {
  if (plantedReferences.includes(path)) return [];
  const isDocument = path.endsWith('.md');
  const promise: Reference = {
    pattern: /(?<![\w-])P[1-9]\d?(?!\w)/g,
    exists: (name) => promises.has(name),
    problem: 'docs/promises.md does not have',
  };
  const prose = proseOf(path, text);
  // The code blocks of a document name paths, too, but contain no links.
  if (!isDocument) return find(prose, [promise, ...paths], path);
  return [...find([{ line: 1, text }], [promise, ...paths], path), ...find(prose, [links], path)];
}

function find(pieces: readonly Prose[], references: readonly Reference[], path: string): readonly Finding[] {
  return pieces.flatMap((prose) =>
    references.flatMap(({ pattern, exists, problem }) =>
      [...prose.text.matchAll(pattern)].flatMap((match) => {
        const name = match[1] ?? match[0];
        if (exists(name, path)) return [];
        return [{ path, line: lineAt(prose, match.index), problem: `${problem} ${name}` }];
      }),
    ),
  );
}

/** A document is named from the file, from the package, or by its name in `docs`. */
function documentExists(name: string, from: string): boolean {
  return existsBeside(name, from) || existsSync(name) || existsSync(`docs/${name}`);
}

function existsBeside(name: string, from: string): boolean {
  return existsSync(posix.join(posix.dirname(from), name));
}
