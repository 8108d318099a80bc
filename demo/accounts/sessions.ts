/** Sessions of twelve hours: random tokens in cookies, stored as digests. @module */

import { createHash, randomBytes } from 'node:crypto';
import type { Rows } from '../rows/rows.ts';

export interface Session {
  /** The digest of the token, which cannot be used as a credential. */
  readonly id: string;
  readonly subject: string;
  /** When the password was presented. Nothing renews it, so it says how fresh the session is. */
  readonly signedInAt: number;
}

interface StoredSession {
  readonly subject: string;
  readonly signedInAt: number;
  /** The subject's session version at the start. A session of an older version has ended. */
  readonly version: string;
  readonly expiresAt: number;
}

export interface Sessions {
  /** Starts a session of the subject, and resolves to its token. */
  start(subject: string): Promise<string>;
  find(token: string | undefined): Promise<Session | undefined>;
  end(session: Session): Promise<void>;
  /** Ends all other sessions of the subject. */
  endOthers(session: Session): Promise<void>;
}

export const sessionSeconds = 12 * 60 * 60;

/** `now` returns epoch milliseconds. */
export function createSessions(rows: Rows, now: () => number): Sessions {
  return {
    async start(subject) {
      const token = randomBytes(32).toString('base64url');
      await store({ id: digestOf(token), subject, signedInAt: now() }, await versionOf(subject));
      return token;
    },
    async find(token) {
      if (token === undefined || !/^[\w-]{43}$/.test(token)) return undefined;
      const id = digestOf(token);
      const text = await rows.get(`session:${id}`);
      if (text === undefined) return undefined;
      const { subject, signedInAt, version, expiresAt } = JSON.parse(text) as StoredSession;
      const isLive = expiresAt > now() && version === (await versionOf(subject));
      return isLive ? { id, subject, signedInAt } : undefined;
    },
    end: ({ id }) => rows.delete(`session:${id}`),
    async endOthers(session) {
      await store(session, String(await rows.count(versionKey(session.subject))));
    },
  };

  async function store({ id, ...of }: Session, version: string): Promise<void> {
    const stored: StoredSession = { ...of, version, expiresAt: now() + sessionSeconds * 1000 };
    await rows.set(`session:${id}`, JSON.stringify(stored), sessionSeconds);
  }

  async function versionOf(subject: string): Promise<string> {
    return (await rows.get(versionKey(subject))) ?? '0';
  }
}

function versionKey(subject: string): string {
  return `session-version:${subject}`;
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
