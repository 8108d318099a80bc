/** Your users and sessions, and the new policy. The same file in every example. @module */

import { type Grant, createTwoFactor, definePolicy } from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import { type Identified, readLogin } from 'second-factor/http';

/** Every operation and its rule. Any other operation is refused. */
const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
} as const;
export type Operation = keyof typeof operations;
export const policy = definePolicy({ issuer: 'Acme', operations });

/** Stands in for your user store, which stores password hashes instead of passwords. */
const passwords: ReadonlyMap<string, string> = new Map([
  ['alice', 'correct horse'],
  ['bob', 'battery staple'],
]);
const accounts = {
  find: async (id: string) => (passwords.has(id) ? { id, verifiedEmails: [], hasPassword: true } : undefined),
  verifyPassword: async (user: string, text: string) => passwords.has(user) && passwords.get(user) === text,
};

/** Keeps everything in memory. Pass `storage` and `keys` to keep it beyond this process. */
export const twoFactor = createTwoFactor({ policy, ports: embeddedPorts({ accounts }) });

/** Each session by its id: whose it is, and when its owner presented the password. */
const sessions = new Map<string, { readonly subject: string; readonly signedInAt: number }>();

/** Opens a session for a granted login. The caller sends its id as the bearer token. */
export function openSession({ subject, at }: Grant): { readonly session: string } {
  const session = crypto.randomUUID();
  sessions.set(session, { subject, signedInAt: at });
  return { session };
}

/** Ends the other sessions of a subject after a factor has changed. */
export function endOtherSessions(subject: string, current: string | undefined): void {
  for (const [session, owner] of sessions) {
    if (owner.subject === subject && session !== current) sessions.delete(session);
  }
}

/** Identifies the caller by the name and password in the body of a login. */
export async function checkPassword(body: unknown): Promise<Identified> {
  const { user = '', password = '' } = (readLogin(body) ?? {}) as { user?: string; password?: string };
  return (await accounts.verifyPassword(user, password)) ? { subject: user } : undefined;
}

/** Identifies the caller by a session or a personal access token in `authorization`. */
export async function identify(authorization = ''): Promise<Identified> {
  const bearer = authorization.replace(/^Bearer /i, '');
  if (bearer === '') return undefined;
  const session = sessions.get(bearer);
  if (session !== undefined) return { ...session, session: bearer };
  const token = await twoFactor.accessTokens.authenticate(bearer);
  return token.isOk() ? { subject: token.value.subject, accessToken: token.value } : { denial: token.error };
}
