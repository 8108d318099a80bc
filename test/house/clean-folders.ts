/** Where findings of references.test.ts and plain-english.test.ts are failures. @module */

/** Files and folders, relative to the package. */
const cleanFolders: readonly string[] = [
  'docs/glossary.md',
  'docs/promises.md',
  'test/domain',
  'test/facade',
  'test/house',
  'test/promises',
  'test/support',
  'test/types',
];

/** Whether a finding in this file fails a test. */
export function isClean(path: string): boolean {
  return cleanFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
