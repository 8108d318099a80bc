/** Façade laws of passwords and personal access tokens (P13, P14). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { AuthenticatedToken } from '../../ports/two-factor.ts';
import { tokenForgery } from '../arbitraries/attacks.ts';
import type { AroundPorts } from '../seam/wrap-ports.ts';
import { type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor, operationWhere, operationsWhere } from './operations.ts';

const passwordIsNoFactor = facadeLaw({
  id: 'a-password-is-no-factor',
  promise: 'P13',
  name: 'the password never completes a login and never substitutes an enrolled factor',
  notApplicable: needsTotp,
  inputs: fc.record({ named: fc.boolean(), enrolled: fc.boolean() }),
  maxRuns: 20,
  async holds(world, { named, enrolled }) {
    const subject = world.subject();
    if (enrolled) await world.enrollTotp(subject);
    const login = operationWhere(world.policy, (rule) => rule.login && rule.secondFactor === 'asked');
    const operation = enrolled ? operationFor(world.policy, asksFor('totp')) : login;
    if (operation === undefined) return;
    const value = world.passwordOf(subject);
    const code = named ? ({ method: 'password', value } as const) : { value };
    const decision = await world.authorize(subject, operation, { client, code });
    equal(decision.isOk() && decision.value.by === 'password', false, 'the password grants nothing');
    if (enrolled) equal(decision.isOk(), false, 'nothing is granted while an authenticator is enrolled');
  },
});

async function createToken(
  world: FacadeCase,
  subject: string,
  fields: { readonly bypass?: boolean; readonly scopes?: readonly string[]; readonly expiresAt?: number },
): Promise<{ readonly id: string; readonly text: string; readonly token: AuthenticatedToken }> {
  const authenticator = await world.enrollTotp(subject);
  const made = await world.manage(
    subject,
    (proof) => world.twoFactor.accessTokens.create(subject, { name: 'ci', ...fields, proof }),
    authenticator,
  );
  const authenticated = await world.twoFactor.accessTokens.authenticate(made.token);
  if (authenticated.isErr()) throw new TypeError(`a new token was refused: ${authenticated.error.kind}`);
  return { id: made.id, text: made.token, token: authenticated.value };
}

const tokensEnd = facadeLaw({
  id: 'a-token-counts-as-long-as-it-lives',
  promise: 'P14',
  name: 'revocation and expiry count from the next decision, also for a token authenticated before',
  notApplicable: needsTotp,
  inputs: fc.record({
    ends: fc.constantFrom('revoked', 'all revoked', 'expired', 'another subject', 'reset'),
  }),
  maxRuns: 40,
  async holds(world, { ends }) {
    const { parts, twoFactor } = world;
    const operation = operationFor(world.policy, asksFor('totp'));
    const subject = world.subject();
    const expiresAt = parts.clock.at + 86_400_000;
    const { maxSeconds } = world.policy.accessTokens;
    const mayExpireInADay = maxSeconds === undefined || maxSeconds > 100_000;
    const { id, text, token } = await createToken(world, subject, {
      bypass: true,
      ...(mayExpireInADay ? { expiresAt } : {}),
    });
    const decide = async (owner: string): Promise<string> => {
      const decision = await world.authorize(owner, operation, { accessToken: token });
      return decision.match(
        (grant) => grant.by,
        (denial) => denial.kind,
      );
    };
    const bypasses = world.policy.operations[operation]?.accessTokens === 'may-bypass';
    equal(
      await decide(subject),
      bypasses ? 'access-token' : 'second-factor-required',
      'a live token passes only where it may bypass',
    );
    if (ends === 'revoked') void (await twoFactor.accessTokens.revoke(subject, id));
    if (ends === 'all revoked') void (await twoFactor.accessTokens.revokeAll(subject));
    if (ends === 'reset') void (await twoFactor.reset(subject, { by: 'admin', reason: 'lost' }));
    if (ends === 'expired') parts.clock.at = token.expiresAt ?? parts.clock.at + 400 * 86_400_000;
    const owner = ends === 'another subject' ? world.subject() : subject;
    const neverExpires = ends === 'expired' && token.expiresAt === undefined;
    if (!neverExpires) equal(await decide(owner), 'access-token-refused', `the token is refused: ${ends}`);
    if (ends === 'another subject' || neverExpires) return;
    const again = await twoFactor.accessTokens.authenticate(text);
    equal(again.isOk(), false, `the token no longer authenticates: ${ends}`);
  },
});

const tokensMakeNothing = facadeLaw({
  id: 'a-token-changes-nothing',
  promise: 'P14',
  name: 'a token makes no tokens, changes no factors, and passes no operation that it may not bypass',
  notApplicable: needsTotp,
  inputs: fc.record({ bypass: fc.boolean() }),
  maxRuns: 10,
  async holds(world, { bypass }) {
    const { policy, twoFactor } = world;
    const subject = world.subject();
    const { token } = await createToken(world, subject, { bypass });
    const proof = { accessToken: token };
    const attempts = [
      await twoFactor.accessTokens.create(subject, { name: 'another', proof }),
      await twoFactor.accessTokens.regenerate(subject, 'ci', { proof }),
      await twoFactor.totp.enroll(subject, { proof }),
      await twoFactor.totp.remove(subject, { proof }),
      await twoFactor.email.enable(subject, { proof }),
      await twoFactor.recoveryCodes.regenerate(subject, { proof }),
    ];
    for (const attempt of attempts) equal(attempt.isOk(), false, 'a token is no proof for a change');
    const notBypassed = operationsWhere(
      policy,
      (rule) => asksFor('totp')(rule) && (!bypass || rule.accessTokens === 'no-bypass'),
    );
    for (const operation of notBypassed) {
      const decision = await world.authorize(subject, operation, { accessToken: token });
      equal(decision.isOk(), false, `the token does not bypass ${operation}`);
    }
  },
});

const forgedTokensCostNothing = facadeLaw({
  id: 'a-forged-token-costs-nothing',
  promise: 'P14',
  name: 'a text that is not a token is refused without a call to the storage',
  notApplicable: needsTotp,
  inputs: fc.array(tokenForgery, { minLength: 1, maxLength: 20 }),
  maxRuns: 30,
  async holds(world, forgeries) {
    const { text } = await createToken(world, world.subject(), { bypass: true });
    for (const forged of forgeries) {
      let calls = 0;
      const counting: AroundPorts = {
        later: ({ port }, make) => {
          if (port === 'storage') calls += 1;
          return make();
        },
        now: (_call, make) => make(),
      };
      const authenticated = await world.around(counting, () =>
        world.twoFactor.accessTokens.authenticate(forged(text)),
      );
      equal(authenticated.isOk(), false, 'a forged token is refused');
      equal(calls, 0, 'a forged token causes no storage call');
    }
  },
});

/** The façade laws of passwords and tokens. */
export const tokenLaws: readonly FacadeLaw[] = [
  passwordIsNoFactor,
  tokensEnd,
  tokensMakeNothing,
  forgedTokensCostNothing,
];
