/** Serves the `fetch` function that a module exports by default, on a free port. @module */

import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { argv } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** @type {{ default: { fetch(request: Request): Response | Promise<Response> } }} */
const { default: application } = await import(pathToFileURL(resolve(argv[2] ?? '')).href);

const server = createServer((incoming, outgoing) => void respond(incoming, outgoing));

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`);
});

/**
 * @param {import('node:http').IncomingMessage} incoming
 * @param {import('node:http').ServerResponse} outgoing
 */
async function respond(incoming, outgoing) {
  const { method = 'GET', url } = incoming;
  const body = await buffer(incoming);
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const init = { method, headers, ...(body.length > 0 && { body }) };
  const response = await application.fetch(new Request(`http://${incoming.headers.host}${url}`, init));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
