/** Measures the import of a module with everything it loads; prints milliseconds. @module */

import { pathToFileURL } from 'node:url';

const [file = ''] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const startedAt = performance.now();
await import(url);
console.log(performance.now() - startedAt);
