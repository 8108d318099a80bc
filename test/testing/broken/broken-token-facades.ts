/** Façades that are broken in what a session, a token or a recovery code may do. @module */

import { type BrokenFacade, brokenBy } from './broken-facades.ts';

/** What a token's text says of its owner and its id. */
function ownerAndId(text: string): string {
  return text.slice(0, 42);
}

export const brokenTokenFacades: readonly BrokenFacade[] = [
  brokenBy(
    'every request counts as a sign-in',
    ['a-stolen-session-enrolls-nothing'],
    (correct, { clock }) => ({
      totp: {
        ...correct.totp,
        enroll: (subject, options) =>
          correct.totp.enroll(subject, {
            ...options,
            proof: { ...options?.proof, client: { ...options?.proof?.client, signedInAt: clock.at } },
          }),
      },
    }),
  ),
  brokenBy(
    'a session makes a token, and another call lets it bypass',
    ['a-stolen-session-enrolls-nothing'],
    (correct) => ({
      accessTokens: {
        ...correct.accessTokens,
        create: (subject, request) =>
          correct.accessTokens
            .create(subject, { ...request, bypass: false })
            .map((made) => ({ ...made, bypass: request.bypass === true })),
      },
    }),
  ),
  brokenBy(
    'an empty selection of scopes is passed on as none',
    ['a-token-is-confined-to-its-scopes'],
    (correct) => ({
      accessTokens: {
        ...correct.accessTokens,
        create: (subject, { scopes, ...request }) =>
          correct.accessTokens.create(
            subject,
            scopes === undefined || scopes.length === 0 ? request : { ...request, scopes },
          ),
      },
    }),
  ),
  brokenBy('the digest of a token leaves out its secret', ['a-forged-token-is-unknown'], (correct) => {
    const made = new Map<string, string>();
    return {
      accessTokens: {
        ...correct.accessTokens,
        create: (subject, request) =>
          correct.accessTokens.create(subject, request).map((created) => {
            made.set(ownerAndId(created.token), created.token);
            return created;
          }),
        // Only the length is looked at.
        authenticate: (text) =>
          correct.accessTokens.authenticate(text.length === 81 ? (made.get(ownerAndId(text)) ?? text) : text),
      },
    };
  }),
  brokenBy(
    'a recovery code stands in for every factor',
    ['refused-recovery-codes-open-nothing'],
    (correct) => ({
      authorize: (request) =>
        correct.authorize(
          request.operation === 'payout.send' ? { ...request, operation: 'settings.save' } : request,
        ),
    }),
  ),
  brokenBy(
    'tokens are trimmed before they are authenticated',
    ['a-forged-token-costs-nothing'],
    (correct) => ({
      accessTokens: {
        ...correct.accessTokens,
        authenticate: (text) => correct.accessTokens.authenticate(text.trim()),
      },
    }),
  ),
];
