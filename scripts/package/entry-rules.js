/** The weight and the dependencies that each entry of the package may have. @module */

/**
 * `packages` are the npm packages that the entry may load, `builtins` the modules of Node.js, and
 * `maxBytes` the maximum weight of the entry with everything it loads, minified and gzipped.
 *
 * @typedef {{
 *   readonly packages: readonly string[],
 *   readonly builtins?: readonly string[],
 *   readonly maxBytes?: number,
 * }} EntryRule
 */

const core = ['hi-base32', 'neverthrow'];

/** @type {Readonly<Record<string, EntryRule>>} */
export const entryRules = {
  'second-factor': { packages: ['neverthrow'], maxBytes: 25_600 },
  'second-factor/otp': { packages: [...core, '@noble/hashes'], maxBytes: 12_000 },
  'second-factor/embedded': { packages: [...core, '@noble/hashes'] },
  'second-factor/http': { packages: core },
  'second-factor/ddp': { packages: core, builtins: ['node:async_hooks'] },
  'second-factor/client': { packages: [], maxBytes: 3_300 },
  'second-factor/testing': {
    packages: [...core, 'fast-check', 'pure-rand'],
    builtins: ['node:assert', 'node:assert/strict'],
  },
  'second-factor/audit': { packages: core },
  'second-factor/ports': { packages: [] },
  'second-factor/domain': { packages: core },
  'second-factor/adapters/memory': { packages: core },
  'second-factor/adapters/redis': { packages: core },
  'second-factor/adapters/system': { packages: [...core, '@noble/hashes'] },
  'second-factor/adapters/node': { packages: core, builtins: ['node:buffer', 'node:crypto'] },
  'second-factor/adapters/sealing': { packages: core },
  'second-factor/adapters/mail': { packages: core },
};
