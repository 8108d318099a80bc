/** The files of the page, read once: markup, style, its compiled scripts, and `second-factor/client` as it was built. @module */

import { readFileSync, readdirSync } from 'node:fs';

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** By path. Only what is listed here is ever served, so no path leads out of it. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const source = new URL('demo/page/', import.meta.resolve('second-factor/package.json'));
  const files = new Map<string, PageFile>();
  add('/', source, 'index.html');
  add('/style.css', source, 'style.css');
  add('/icon.svg', source, 'icon.svg');
  addScripts('/page/', new URL('../page/', import.meta.url));
  addScripts('/client/', new URL('.', import.meta.resolve('second-factor/client')));
  return files;

  function add(path: string, folder: URL, name: string): void {
    const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    files.set(path, { type, content: readFileSync(new URL(name, folder)) });
  }

  function addScripts(path: string, folder: URL): void {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.js'))) {
      // A browser does not know packages by their name, and an import map would have to be inline.
      const text = readFileSync(new URL(name, folder), 'utf8').replaceAll(
        /(from\s*)(['"])second-factor\/client\2/g,
        '$1$2/client/index.js$2',
      );
      files.set(path + name, { type: types['js'] ?? '', content: Buffer.from(text) });
    }
  }
}
