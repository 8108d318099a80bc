/** A real SMTP server on loopback whose mails a test reads, and whose manners it chooses. @module */

import type { AddressInfo, Socket } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it: who it was for on the envelope, its bytes, and what a mail program makes of them. */
interface ReceivedMail {
  readonly recipients: readonly string[];
  readonly raw: string;
  readonly email: Email;
}

export interface SmtpMailbox {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Ends every connection there is, without a word. */
  dropConnections(): void;
  close(): Promise<void>;
}

/**
 * Starts it on a free port. Each of the manners may replace what the server does; `hold` is awaited between taking a mail and
 * acknowledging it.
 */
export async function smtpMailbox(
  manners: Pick<SMTPServerOptions, 'onRcptTo' | 'onData'> & { readonly hold?: () => Promise<void> } = {},
): Promise<SmtpMailbox> {
  const received: ReceivedMail[] = [];
  const { hold = () => Promise.resolve(), ...handlers } = manners;
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
    // A client that hangs up is what some tests are about; what it means shows on the client's side.
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
