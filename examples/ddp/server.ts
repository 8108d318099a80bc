/** Two-factor authentication on a Realtime (DDP) server over WebSocket. @module */

import type { AddressInfo } from 'node:net';
import { readMethodFrame } from 'second-factor/ddp';
import { readClient } from 'second-factor/http';
import { WebSocketServer } from 'ws';
import { callMethod } from './call-method.ts';
import type { Connection } from './connection.ts';
import { logIn } from './log-in.ts';

const port = Number(process.env['PORT'] ?? 3000);
const server = new WebSocketServer({ host: '127.0.0.1', port, maxPayload: 65_536 }, () => {
  console.log(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

server.on('connection', (socket, request) => {
  const connection: Connection = { client: readClient(request), bearer: '' };
  let lastMessage = Promise.resolve();
  // Messages are handled one at a time, as in Meteor. Malformed JSON ends the connection.
  socket.on('message', (data: Buffer) => {
    lastMessage = lastMessage.then(() => receive(data.toString())).catch(() => socket.close(1007));
  });
  socket.on('error', () => socket.terminate());

  async function receive(text: string): Promise<void> {
    const { msg, id } = JSON.parse(text) as { readonly msg?: unknown; readonly id?: unknown };
    if (msg === 'connect') return send({ msg: 'connected', session: crypto.randomUUID() });
    if (msg === 'ping') return send({ msg: 'pong', id });
    const call = readMethodFrame(text);
    if (call.isErr()) return send({ msg: 'error', reason: 'Bad request' });
    const run = call.value.method === 'login' ? logIn : callMethod;
    send({ msg: 'result', id, ...(await run(connection, call.value)) });
    return send({ msg: 'updated', methods: [id] });
  }

  function send(message: object): void {
    socket.send(JSON.stringify(message));
  }
});
