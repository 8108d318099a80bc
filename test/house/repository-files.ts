/** The text files of the repository: sources, tests, examples and documents. @module */

import { readFileSync, readdirSync } from 'node:fs';

/** Installed and built files. */
const skippedFolders: readonly string[] = ['node_modules', '.cache'];

export interface RepositoryFile {
  /** Relative to the package, with `/`: `src/domain/otp/hotp.ts`. */
  readonly path: string;
  readonly text: string;
}

const folders = ['src', 'test', 'demo', 'examples', 'bench', 'scripts', 'docs'];
const extensions = /\.(?:ts|js|md|html|css)$/;

export function repositoryFiles(): readonly RepositoryFile[] {
  const inFolders = folders.flatMap((folder) => pathsUnder(folder));
  return [...inFolders, ...filesIn('.')]
    .filter((path) => extensions.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

function pathsUnder(folder: string): readonly string[] {
  const deeper = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !skippedFolders.includes(entry.name))
    .flatMap((entry) => pathsUnder(`${folder}/${entry.name}`));
  return [...deeper, ...filesIn(folder).map((name) => `${folder}/${name}`)];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}
