/** A TCP proxy that delays every message, like a network between client and server. @module */

import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** @param oneWayMs the delay in each direction; a round trip takes twice as long */
export async function startDelayProxy(targetPort: number, oneWayMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const pairs = [
      [client, upstream],
      [upstream, client],
    ] as const;
    for (const [from, to] of pairs) {
      sockets.add(from);
      from.setNoDelay(true);
      // Timers with the same delay fire in the order in which they were set, so data stays in
      // order.
      from.on('data', (data) => void setTimeout(() => to.writable && to.write(data), oneWayMs));
      from.on('error', () => from.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}
