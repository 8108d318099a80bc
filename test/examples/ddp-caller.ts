/** A caller of the DDP example: a connection over a real WebSocket, by the client of the example's own package. @module */

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/** The part of `ws` that is used; it is installed beside the example alone. */
interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void;
  on(event: 'close', listener: (code: number) => void): void;
  send(text: string): void;
  close(): void;
}

export interface DdpCaller {
  /** The method's result; rejects with the error of its frame. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** Sends text as it is; answers the next message that answers no call, or the code with which the server hangs up. */
  sendRaw(text: string): Promise<unknown>;
  close(): void;
}

interface Frame {
  readonly msg: string;
  readonly id?: string;
  readonly result?: unknown;
  readonly error?: unknown;
}

export async function connectDdp(address: string, userAgent = 'test'): Promise<DdpCaller> {
  const load = createRequire(resolve('examples/ddp/package.json'));
  const { WebSocket } = load('ws') as { readonly WebSocket: new (url: string, options: object) => Socket };
  const socket = new WebSocket(address, { headers: { 'user-agent': userAgent } });
  const waiting = new Map<string, (frame: Frame) => void>();
  let next: ((answer: unknown) => void) | undefined;
  let calls = 0;
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString()) as Frame;
    if (frame.msg === 'updated') return;
    if (frame.msg === 'result') waiting.get(frame.id ?? '')?.(frame);
    else next?.(frame);
  });
  socket.on('close', (code) => next?.(code));
  await once(socket as unknown as NodeJS.EventEmitter, 'open');

  const caller: DdpCaller = {
    call(method, ...params) {
      calls += 1;
      const id = String(calls);
      return new Promise((found, reject) => {
        waiting.set(id, ({ error, result }) => (error === undefined ? found(result) : reject(error)));
        socket.send(JSON.stringify({ msg: 'method', id, method, params }));
      });
    },
    sendRaw(text) {
      return new Promise((found) => {
        next = found;
        socket.send(text);
      });
    },
    close: () => socket.close(),
  };
  await caller.sendRaw(JSON.stringify({ msg: 'connect', version: '1', support: ['1'] }));
  return caller;
}
