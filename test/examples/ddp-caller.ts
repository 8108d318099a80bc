/** A caller of the DDP example over a real WebSocket, by the example's own `ws`. @module */

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/** The part of `ws` that is used. Only the example has `ws` installed. */
interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void;
  on(event: 'close', listener: (code: number) => void): void;
  send(text: string): void;
  close(): void;
}

export interface DdpCaller {
  /** Resolves to the method's result, or rejects with the error in the frame. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /**
   * Sends raw text. Resolves to the next message that is not a result, or to the code with which
   * the server closes the connection.
   */
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
  const pending = new Map<string, (frame: Frame) => void>();
  let resolveRaw: ((reply: unknown) => void) | undefined;
  let calls = 0;
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString()) as Frame;
    if (frame.msg === 'updated') return;
    if (frame.msg === 'result') pending.get(frame.id ?? '')?.(frame);
    else resolveRaw?.(frame);
  });
  socket.on('close', (code) => resolveRaw?.(code));
  await once(socket as unknown as NodeJS.EventEmitter, 'open');

  const caller: DdpCaller = {
    call(method, ...params) {
      calls += 1;
      const id = String(calls);
      return new Promise((resolvePromise, reject) => {
        pending.set(id, ({ error, result }) =>
          error === undefined ? resolvePromise(result) : reject(error),
        );
        socket.send(JSON.stringify({ msg: 'method', id, method, params }));
      });
    },
    sendRaw(text) {
      return new Promise((resolvePromise) => {
        resolveRaw = resolvePromise;
        socket.send(text);
      });
    },
    close: () => socket.close(),
  };
  await caller.sendRaw(JSON.stringify({ msg: 'connect', version: '1', support: ['1'] }));
  return caller;
}
