/** The rings of the library and what each may import (ARCHITECTURE.md), as data. @module */

/** A part of `src` with its own import rules. */
export type Ring =
  | 'domain'
  | 'ports'
  | 'use-cases'
  | 'facade'
  | 'entries'
  | 'adapters'
  | 'testing'
  | 'audit'
  | 'client';

/** What a ring may import. */
export interface Imports {
  readonly rings: readonly Ring[];
  /** Packages and Node modules by their import name, sub-paths included. */
  readonly packages: readonly string[];
}

/** An adapter may also import its own folder, and what `adapterPackages` lists for it. */
export const importTable: Readonly<Record<Ring, Imports>> = {
  domain: { rings: ['domain'], packages: ['neverthrow'] },
  ports: { rings: ['ports', 'domain'], packages: ['neverthrow'] },
  'use-cases': { rings: ['use-cases', 'ports', 'domain'], packages: ['neverthrow'] },
  facade: { rings: ['facade', 'use-cases', 'ports', 'domain'], packages: ['neverthrow'] },
  entries: { rings: ['entries', 'facade', 'use-cases', 'ports', 'domain'], packages: ['neverthrow'] },
  adapters: { rings: ['ports', 'domain'], packages: ['neverthrow'] },
  testing: { rings: ['testing', 'ports', 'domain'], packages: ['neverthrow', 'fast-check', 'node:assert'] },
  audit: { rings: ['audit', 'ports', 'domain'], packages: ['neverthrow'] },
  client: { rings: ['client'], packages: [] },
};

/**
 * The rooms of a ring, and which other rooms of the same ring each may import. Only an `index.ts`
 * is outside the rooms: it may import every room, and no room may import it.
 */
export const rooms: Readonly<Partial<Record<Ring, Readonly<Record<string, readonly string[]>>>>> = {
  domain: {
    base: [],
    keys: ['base'],
    policy: ['base'],
    otp: ['base'],
    subject: ['base', 'keys', 'policy', 'otp'],
    codes: ['base', 'keys', 'policy', 'otp', 'subject'],
    decision: ['base', 'keys', 'policy', 'otp', 'subject', 'codes'],
  },
  'use-cases': {
    call: [],
    verify: ['call'],
    manage: ['call', 'verify'],
  },
};

/** The adapters that an entry binds by default, and the only ones that it may import. */
export const defaultAdapters: readonly string[] = ['memory', 'sealing', 'system'];

/** The outside library of an adapter folder. */
export const adapterPackages: Readonly<Record<string, readonly string[]>> = {
  system: ['@noble/hashes'],
  mail: ['nodemailer'],
};

/** Packages that only the named file may import, in addition to what its ring allows. */
export const filePackages: Readonly<Record<string, readonly string[]>> = {
  'src/domain/otp/base32.ts': ['hi-base32'],
};

/** The adapter folder for Node only. */
export const nodeFolder = 'node';

/** Adapter folders in which a file whose first docstring names Node may import `node:` modules. */
export const partlyNodeFolders: readonly string[] = ['ddp', 'http'];

/** Rings without clock and randomness: both come from ports. */
export const pureRings: readonly Ring[] = ['domain', 'ports', 'use-cases', 'facade', 'audit'];

/** The maximum lines of a source file. */
export const maxLines = 250;

/** The ring of a source path, such as `domain` for `src/domain/otp/hotp.ts`. */
export function ringOf(path: string): Ring | undefined {
  const folder = /^src\/([^/]+)\//.exec(path)?.[1];
  if (folder === undefined) {
    if (path === 'src/two-factor.ts') return 'facade';
    return /^src\/[^/]+\.ts$/.test(path) ? 'entries' : undefined;
  }
  if (folder === 'adapters') return adapterOf(path) === undefined ? undefined : 'adapters';
  const rings: readonly Ring[] = ['domain', 'ports', 'use-cases', 'testing', 'audit', 'client'];
  return rings.find((ring) => ring === folder);
}

/** The room of a source path, such as `otp` for `src/domain/otp/hotp.ts`. */
export function roomOf(path: string): string | undefined {
  return /^src\/[^/]+\/([^/]+)\/./.exec(path)?.[1];
}

/** The folder name of an adapter, for a path under `src/adapters/<name>/`. */
export function adapterOf(path: string): string | undefined {
  return /^src\/adapters\/([^/]+)\/./.exec(path)?.[1];
}
