/** Bundles one entry with everything it loads, and reports its weight and dependencies. @module */

import { builtinModules } from 'node:module';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * `bytes` is the minified and gzipped size. `packages` and `builtins` are the sorted names of npm
 * packages and of Node.js modules.
 *
 * @typedef {{
 *   readonly bytes: number,
 *   readonly packages: readonly string[],
 *   readonly builtins: readonly string[],
 * }} Weight
 */

/**
 * @param {string} entry an import name or an absolute path
 * @param {string} from the folder that imports it
 * @returns {Promise<Weight>}
 */
export async function weighEntry(entry, from) {
  const { metafile, outputFiles } = await build({
    // Exports everything, so that the bundler drops nothing as unused.
    stdin: { contents: `export * from ${JSON.stringify(entry)};`, resolveDir: from },
    bundle: true,
    external: ['node:*', ...builtinModules],
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    mainFields: ['module', 'main'],
    metafile: true,
    minify: true,
    platform: 'neutral',
    target: 'es2023',
    write: false,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return {
    bytes: gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length,
    packages: sorted(Object.keys(metafile.inputs).flatMap(packageOf)),
    builtins: sorted(
      imports.filter((imported) => imported.external === true).map((imported) => imported.path),
    ),
  };
}

/**
 * @param {string} entry
 * @param {Weight} weight
 * @param {import('./entry-rules.js').EntryRule | undefined} rule
 * @returns {string[]} the violations of the rule
 */
export function checkWeight(entry, weight, rule) {
  if (rule === undefined) return [`${entry} has no rule in entry-rules.js`];
  const { maxBytes = Number.POSITIVE_INFINITY, packages, builtins = [] } = rule;
  return [
    ...(weight.bytes > maxBytes ? [`${entry} weighs ${weight.bytes} bytes, more than ${maxBytes}`] : []),
    ...weight.packages
      .filter((name) => !packages.includes(name))
      .map((name) => `${entry} loads the package ${name}`),
    ...weight.builtins.filter((name) => !builtins.includes(name)).map((name) => `${entry} loads ${name}`),
  ];
}

/** @param {string} input a path of esbuild's metafile */
function packageOf(input) {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  return name === undefined || name === 'second-factor' ? [] : [name];
}

/** @param {readonly string[]} names */
function sorted(names) {
  return [...new Set(names)].sort();
}
