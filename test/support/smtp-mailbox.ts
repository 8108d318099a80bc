/** A real SMTP server on loopback, for tests that read its mails or make it fail. @module */

import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A received mail: the recipients of its envelope, its bytes, and its parsed form. */
interface ReceivedMail {
  readonly recipients: readonly string[];
  readonly raw: string;
  readonly email: Email;
}

export interface SmtpMailbox {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Closes every connection without a reply. */
  dropConnections(): void;
  close(): Promise<void>;
}

/**
 * Starts the server on a free port. `onRcptTo` and `onData` replace its handlers; `hold` is awaited
 * between receiving a mail and acknowledging it.
 */
export async function smtpMailbox(
  options: Pick<SMTPServerOptions, 'onRcptTo' | 'onData'> & { readonly hold?: () => Promise<void> } = {},
): Promise<SmtpMailbox> {
  const received: ReceivedMail[] = [];
  const { hold = () => Promise.resolve(), ...handlers } = options;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        void keep(recipients, Buffer.concat(parts), callback);
      });
    },
    ...handlers,
  });
  async function keep(recipients: readonly string[], raw: Buffer, acknowledge: () => void): Promise<void> {
    received.push({ recipients, raw: raw.toString(), email: await PostalMime.parse(raw) });
    await hold();
    acknowledge();
  }
  server.on('error', () => {
    // Some tests close the connection; they check the effect at the client.
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
    close: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => resolve());
      }),
  };
}
