/** Reads the files of the page once: markup, styles, scripts, and the built client. @module */

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

/** Returns the files by path. The server serves no other files, so no path can leave the folder. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const source = new URL('demo/page/', import.meta.resolve('second-factor/package.json'));
  const files = new Map<string, PageFile>();
  addText('/', 'html', readMarkup(source));
  addFolder('/', source, 'svg');
  addFolder('/styles/', new URL('styles/', source), 'css');
  addFolder('/page/', new URL('../page/', import.meta.url), 'js');
  addFolder('/client/', new URL('.', import.meta.resolve('second-factor/client')), 'js');
  return files;

  function addFolder(path: string, folder: URL, extension: string): void {
    for (const name of readdirSync(folder).filter((file) => file.endsWith(`.${extension}`))) {
      const text = readFileSync(new URL(name, folder), 'utf8');
      addText(path + name, extension, extension === 'js' ? resolveClient(text) : text);
    }
  }

  function addText(path: string, extension: string, text: string): void {
    files.set(path, { type: types[extension] ?? '', content: Buffer.from(text) });
  }
}

function readMarkup(folder: URL): string {
  const dialogs = readFileSync(new URL('dialogs.html', folder), 'utf8');
  return readFileSync(new URL('index.html', folder), 'utf8').replace('<!-- dialogs.html -->', () => dialogs);
}

/** Browsers cannot resolve package names, and the policy forbids an inline import map. */
function resolveClient(script: string): string {
  return script.replaceAll(/(from\s*)(['"])second-factor\/client\2/g, '$1$2/client/index.js$2');
}
