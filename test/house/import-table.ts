/** The rings of the library and who may import whom (ARCHITECTURE.md), as data. @module */

/** A part of `src` with imports of its own kind. */
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

/** What one ring may import. */
export interface Imports {
  readonly rings: readonly Ring[];
  /** Packages and Node modules by their import name, sub-paths included. */
  readonly packages: readonly string[];
}

/** An adapter may also import the files of its own folder, and what `adapterPackages` lists for it. */
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
 * The rooms of a ring, and which other rooms of the same ring each may import. Only an `index.ts` stands outside the rooms: it may
 * import every room, and no room may import it.
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

/** The adapters that an entry binds by default; an entry imports no other one. */
export const defaultAdapters: readonly string[] = ['memory', 'sealing', 'system'];

/** The one outside library of each adapter folder that has one. */
export const adapterPackages: Readonly<Record<string, readonly string[]>> = {
  system: ['@noble/hashes'],
  mail: ['nodemailer'],
};

/** The files that alone may import a package, whatever else their ring allows. */
export const filePackages: Readonly<Record<string, readonly string[]>> = {
  'src/domain/otp/base32.ts': ['hi-base32'],
};

/** The adapter folder that is for Node alone. */
export const nodeFolder = 'node';

/** Adapter folders in which a file whose first docstring names Node may import `node:` modules. */
export const partlyNodeFolders: readonly string[] = ['ddp', 'http'];

/** Rings that never name a clock or a source of randomness: both come from ports. */
export const pureRings: readonly Ring[] = ['domain', 'ports', 'use-cases', 'facade', 'audit'];

/** The longest a source file may be, in lines. */
export const maxLines = 250;

/** The ring of a source path such as `src/domain/otp/hotp.ts`; `undefined` for a file that belongs to none. */
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

/** The room of a source path, such as `otp` for `src/domain/otp/hotp.ts`; `undefined` for a file in the ring itself. */
export function roomOf(path: string): string | undefined {
  return /^src\/[^/]+\/([^/]+)\/./.exec(path)?.[1];
}

/** The adapter's folder name, for a path under `src/adapters/<name>/`. */
export function adapterOf(path: string): string | undefined {
  return /^src\/adapters\/([^/]+)\/./.exec(path)?.[1];
}
