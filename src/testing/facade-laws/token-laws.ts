/** Façade laws of passwords and personal access tokens (P13, P14). @module */

import { equal, rejects } from 'node:assert/strict';
import fc from 'fast-check';
import type { AuthenticatedToken } from '../../ports/credentials.ts';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor, operationWhere, operationsWhere } from './operations.ts';

const passwordIsNoFactor = facadeLaw({
  id: 'a-password-is-no-factor',
  promise: 'P13',
  name: 'the password never completes a login and never replaces an enrolled factor',
  notApplicable: needsTotp,
  inputs: fc.record({ named: fc.boolean(), enrolled: fc.boolean() }),
  maxRuns: 20,
  async check(fixture, { named, enrolled }) {
    const subject = fixture.subject();
    if (enrolled) await fixture.enrollTotp(subject);
    const login = operationWhere(fixture.policy, (rule) => rule.login && rule.secondFactor === 'asked');
    const operation = enrolled ? operationFor(fixture.policy, asksFor('totp')) : login;
    if (operation === undefined) return;
    const value = fixture.passwordOf(subject);
    const code = named ? ({ method: 'password', value } as const) : { value };
    const result = await fixture.authorize(subject, operation, { client, code });
    equal(result.isOk() && result.value.by === 'password', false, 'the password does not grant');
    if (enrolled) equal(result.isOk(), false, 'the enrolled authenticator is required');
  },
});

export async function createToken(
  fixture: FacadeFixture,
  subject: string,
  fields: { readonly bypass?: boolean; readonly scopes?: readonly string[]; readonly expiresAt?: number },
): Promise<{ readonly id: string; readonly text: string; readonly token: AuthenticatedToken }> {
  const authenticator = await fixture.enrollTotp(subject);
  const made = await fixture.manage(
    subject,
    (proof) => fixture.twoFactor.accessTokens.create(subject, { name: 'ci', ...fields, proof }),
    authenticator,
  );
  const authenticated = await fixture.twoFactor.accessTokens.authenticate(made.token);
  if (authenticated.isErr())
    throw new TypeError(`a new token must be accepted, but was refused: ${authenticated.error.kind}`);
  return { id: made.id, text: made.token, token: authenticated.value };
}

const tokensEnd = facadeLaw({
  id: 'a-token-counts-as-long-as-it-lives',
  promise: 'P14',
  name: 'a token that was revoked, expired or reset, or belongs to another subject, is refused at the next decision',
  notApplicable: needsTotp,
  inputs: fc.record({
    ends: fc.constantFrom('revoked', 'all revoked', 'expired', 'another subject', 'reset'),
  }),
  maxRuns: 40,
  async check(fixture, { ends }) {
    const { parts, twoFactor } = fixture;
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const subject = fixture.subject();
    const expiresAt = parts.clock.at + 86_400_000;
    const { maxSeconds } = fixture.policy.accessTokens;
    const mayExpire = maxSeconds === undefined || maxSeconds > 100_000;
    const { id, text, token } = await createToken(fixture, subject, {
      bypass: true,
      ...(mayExpire ? { expiresAt } : {}),
    });
    const outcomeFor = async (who: string): Promise<string> => {
      const result = await fixture.authorize(who, operation, { accessToken: token });
      return result.match(
        (grant) => grant.by,
        (denial) => denial.kind,
      );
    };
    const bypasses = fixture.policy.operations[operation]?.accessTokens === 'may-bypass';
    const outcome = await outcomeFor(subject);
    equal(outcome, bypasses ? 'access-token' : 'second-factor-required', 'a live token is accepted');
    if (ends === 'revoked') void (await twoFactor.accessTokens.revoke(subject, id));
    if (ends === 'all revoked') void (await twoFactor.accessTokens.revokeAll(subject));
    if (ends === 'reset') void (await twoFactor.reset(subject, { by: 'admin', reason: 'lost' }));
    if (ends === 'expired') parts.clock.at = token.expiresAt ?? parts.clock.at + 400 * 86_400_000;
    const who = ends === 'another subject' ? fixture.subject() : subject;
    const isLive = ends === 'expired' && token.expiresAt === undefined;
    if (!isLive) equal(await outcomeFor(who), 'access-token-refused', `refused after: ${ends}`);
    if (ends === 'another subject' || isLive) return;
    const again = await twoFactor.accessTokens.authenticate(text);
    equal(again.isOk(), false, `not authenticated after: ${ends}`);
  },
});

const tokensChangeNothing = facadeLaw({
  id: 'a-token-changes-nothing',
  promise: 'P14',
  name: 'a token creates no tokens, changes no factors, and bypasses only the operations that permit it',
  notApplicable: needsTotp,
  inputs: fc.record({ bypass: fc.boolean() }),
  maxRuns: 10,
  async check(fixture, { bypass }) {
    const { policy, twoFactor } = fixture;
    const subject = fixture.subject();
    const { token } = await createToken(fixture, subject, { bypass });
    const proof = { accessToken: token };
    const attempts = [
      await twoFactor.accessTokens.create(subject, { name: 'another', proof }),
      await twoFactor.accessTokens.regenerate(subject, 'ci', { proof }),
      await twoFactor.totp.enroll(subject, { proof }),
      await twoFactor.totp.remove(subject, { proof }),
      await twoFactor.email.enable(subject, { proof }),
      await twoFactor.recoveryCodes.regenerate(subject, { proof }),
    ];
    for (const attempt of attempts) equal(attempt.isOk(), false, 'a token permits no change');
    const strict = operationsWhere(
      policy,
      (rule) => asksFor('totp')(rule) && (!bypass || rule.accessTokens === 'no-bypass'),
    );
    for (const operation of strict) {
      const result = await fixture.authorize(subject, operation, { accessToken: token });
      equal(result.isOk(), false, `the token does not bypass ${operation}`);
    }
  },
});

const confinedToScopes = facadeLaw({
  id: 'a-token-is-confined-to-its-scopes',
  promise: 'P14',
  name: 'a token opens only the operations of its scopes, and an empty list of scopes makes no token',
  notApplicable: needsTotp,
  inputs: fc.record({ bypass: fc.boolean() }),
  maxRuns: 10,
  async check(fixture, { bypass }) {
    const { policy, twoFactor } = fixture;
    const subject = fixture.subject();
    const [scope = '', ...others] = operationsWhere(policy, (rule) => !rule.reserved);
    const authenticator = await fixture.enrollTotp(subject);
    let refusal = 'none';
    const create = (scopes: readonly string[]) =>
      fixture.manage(
        subject,
        (proof) =>
          twoFactor.accessTokens.create(subject, { name: 'ci', bypass, scopes, proof }).mapErr((refused) => {
            refusal = refused.kind;
            return refused;
          }),
        authenticator,
      );
    await rejects(create([]), 'an empty list of scopes makes no token');
    equal(refusal, 'invalid-request', 'an empty list of scopes is refused');
    const made = await create([scope]);
    const token = await twoFactor.accessTokens.authenticate(made.token);
    if (token.isErr()) throw new TypeError(`a new token must be accepted: ${token.error.kind}`);
    for (const operation of [scope, ...others]) {
      const result = await fixture.authorize(subject, operation, { accessToken: token.value });
      const isRefused = result.isErr() && result.error.kind === 'access-token-refused';
      equal(isRefused, operation !== scope, `a token for ${scope} at ${operation}`);
    }
  },
});

/** Laws of passwords and tokens. */
export const tokenLaws: readonly FacadeLaw[] = [
  passwordIsNoFactor,
  tokensEnd,
  tokensChangeNothing,
  confinedToScopes,
];
