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

/** Parts of them that are still to be rewritten. */
const toRewrite: readonly string[] = ['src/adapters/redis', 'test/adapters/redis', 'docs/redis.md'];

/** Whether a finding in this file fails a test. */
export function isClean(path: string): boolean {
  const isIn = (folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  return cleanFolders.some(isIn) && !toRewrite.some(isIn);
}
