/** Sessions: random tokens in cookies, of which only digests are kept, for twelve hours. @module */

import { createHash, randomBytes } from 'node:crypto';
import type { Rows } from '../rows/rows.ts';

export interface Session {
  /** The digest of its token: a name for it that opens nothing. */
  readonly id: string;
  readonly subject: string;
}

interface Kept {
  readonly subject: string;
  /** Sessions of an older generation have ended. */
  readonly generation: string;
  readonly expiresAt: number;
}

export interface Sessions {
  /** A new session of the subject; answers its token. */
  start(subject: string): Promise<string>;
  find(token: string | undefined): Promise<Session | undefined>;
  end(session: Session): Promise<void>;
  /** Ends all sessions of the subject but this one. */
  endOthers(session: Session): Promise<void>;
}

export const sessionSeconds = 12 * 60 * 60;

/** `now` answers epoch milliseconds. */
export function createSessions(rows: Rows, now: () => number): Sessions {
  return {
    async start(subject) {
      const token = randomBytes(32).toString('base64url');
      await keep({ id: idOf(token), subject }, await generationOf(subject));
      return token;
    },
    async find(token) {
      if (token === undefined || !/^[\w-]{43}$/.test(token)) return undefined;
      const id = idOf(token);
      const text = await rows.get(`session:${id}`);
      if (text === undefined) return undefined;
      const { subject, generation, expiresAt } = JSON.parse(text) as Kept;
      return expiresAt > now() && generation === (await generationOf(subject)) ? { id, subject } : undefined;
    },
    end: ({ id }) => rows.delete(`session:${id}`),
    async endOthers(session) {
      await keep(session, String(await rows.count(generationKey(session.subject))));
    },
  };

  async function keep({ id, subject }: Session, generation: string): Promise<void> {
    const kept: Kept = { subject, generation, expiresAt: now() + sessionSeconds * 1000 };
    await rows.set(`session:${id}`, JSON.stringify(kept), sessionSeconds);
  }

  async function generationOf(subject: string): Promise<string> {
    return (await rows.get(generationKey(subject))) ?? '0';
  }
}

function generationKey(subject: string): string {
  return `generation:${subject}`;
}

function idOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
