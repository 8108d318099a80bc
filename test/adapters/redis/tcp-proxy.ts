/** A proxy for a Redis server: counts commands, swallows all bytes, or cuts a reply. @module */

import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  readonly url: string;
  /** The names of the commands that have passed, in order. */
  readonly commands: readonly string[];
  /** From now on no byte passes in either direction, and no connection ends. */
  swallow(): void;
  /** Cuts the connection in place of the next reply, after the server has executed the command. */
  cutNextReply(): void;
  stop(): Promise<void>;
}

export async function startProxy(target: { readonly port: number }): Promise<TcpProxy> {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let mode: 'pass' | 'swallow' | 'cut' = 'pass';

  const server = createServer((client) => {
    const upstream = connect(target.port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => {
      if (mode === 'swallow') return;
      commands.push(...commandsIn(data));
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (mode === 'swallow') return;
      if (mode === 'cut') {
        mode = 'pass';
        client.destroy();
        return;
      }
      client.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    commands,
    swallow: () => void (mode = 'swallow'),
    cutNextReply: () => void (mode = 'cut'),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/**
 * The names of commands as a client writes them: RESP arrays of bulk strings, each in one piece.
 */
function commandsIn(data: Buffer): readonly string[] {
  const names: string[] = [];
  let position = 0;
  const header = (): number => {
    const end = data.indexOf('\r\n', position);
    const value = Number(data.toString('latin1', position + 1, end));
    position = end + 2;
    return value;
  };
  while (position < data.length) {
    const parts = header();
    for (let part = 0; part < parts; part++) {
      const length = header();
      if (part === 0) names.push(data.toString('latin1', position, position + length).toUpperCase());
      position += length + 2;
    }
  }
  return names;
}
