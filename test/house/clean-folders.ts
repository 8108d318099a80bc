/** Where findings of references.test.ts and plain-english.test.ts are failures. @module */

/** Files and folders, relative to the package. */
const cleanFolders: readonly string[] = [
  'bench',
  'demo',
  'docs',
  'examples',
  'scripts',
  'src',
  'test',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'README.md',
  'SECURITY.md',
];

/** Whether a finding in this file fails a test. */
export function isClean(path: string): boolean {
  return cleanFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
