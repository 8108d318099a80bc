/** What your application has already: users, sessions and, new, a policy. The same file in every example. @module */

import { type Grant, createTwoFactor, definePolicy } from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import { type Identified, readLogin } from 'second-factor/http';

/** Every operation there is, and what it demands; any other one is refused. */
const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
} as const;
export type Operation = keyof typeof operations;
export const policy = definePolicy({ issuer: 'Acme', operations });

/** Stands in for your user store, which keeps no passwords but their hashes. */
const passwords: ReadonlyMap<string, string> = new Map([
  ['alice', 'correct horse'],
  ['bob', 'battery staple'],
]);
const accounts = {
  find: async (user: string) => (passwords.has(user) ? { verifiedEmails: [], hasPassword: true } : undefined),
  verifyPassword: async (user: string, text: string) => passwords.has(user) && passwords.get(user) === text,
};

/** Everything in this process; `storage` and `keys` make it last. */
export const twoFactor = createTwoFactor({ policy, ports: embeddedPorts({ accounts }) });

/** The subject of each session. */
const sessions = new Map<string, string>();

/** A login that was granted becomes a session, whose id the caller then sends as its bearer. */
export function openSession({ subject }: Grant): { readonly session: string } {
  const session = crypto.randomUUID();
  sessions.set(session, subject);
  return { session };
}

/** A factor changed: whoever else is in goes out. */
export function endOtherSessions(subject: string, current: string | undefined): void {
  for (const [session, owner] of sessions) {
    if (owner === subject && session !== current) sessions.delete(session);
  }
}

/** Whose name and password these are, in the body of a login. */
export async function checkPassword(body: unknown): Promise<Identified> {
  const { user = '', password = '' } = (readLogin(body) ?? {}) as { user?: string; password?: string };
  return (await accounts.verifyPassword(user, password)) ? { subject: user } : undefined;
}

/** Who sends this `authorization` header: a session or a personal access token. */
export async function identify(authorization = ''): Promise<Identified> {
  const bearer = authorization.replace(/^Bearer /i, '');
  if (bearer === '') return undefined;
  const subject = sessions.get(bearer);
  if (subject !== undefined) return { subject, session: bearer };
  const token = await twoFactor.accessTokens.authenticate(bearer);
  return token.isOk() ? { subject: token.value.subject, accessToken: token.value } : { denial: token.error };
}
