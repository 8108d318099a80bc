/** Laws of passwords and personal access tokens through the whole façade (P13, P14). @module */

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { AuthenticatedToken } from '../../ports/two-factor.ts';
import { tokenForgery } from '../arbitraries/attacks.ts';
import type { AroundPorts } from '../seam/wrap-ports.ts';
import { type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asks, needsTotp, operationFor, operationWhere, operationsWhere } from './operations.ts';

const passwordIsNoFactor = facadeLaw({
  id: 'a-password-is-no-factor',
  promise: 'P13',
  name: 'the password never completes a login, and never stands in for a factor that is enrolled',
  notApplicable: needsTotp,
  inputs: fc.record({ named: fc.boolean(), enrolled: fc.boolean() }),
  mostRuns: 20,
  async holds(world, { named, enrolled }) {
    const subject = world.subject();
    if (enrolled) await world.enrollTotp(subject);
    const login = operationWhere(world.policy, (rule) => rule.login && rule.secondFactor === 'asked');
    const operation = enrolled ? operationFor(world.policy, asks('totp')) : login;
    if (operation === undefined) return;
    const value = world.passwordOf(subject);
    const code = named ? ({ method: 'password', value } as const) : { value };
    const answer = await world.authorize(subject, operation, { client, code });
    equal(answer.isOk() && answer.value.by === 'password', false, 'granted by the password');
    if (enrolled) equal(answer.isOk(), false, 'although an authenticator is enrolled');
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
  if (authenticated.isErr()) throw new TypeError(`a fresh token was refused: ${authenticated.error.kind}`);
  return { id: made.id, text: made.token, token: authenticated.value };
}

const tokensEnd = facadeLaw({
  id: 'a-token-counts-as-long-as-it-lives',
  promise: 'P14',
  name: 'revocation, expiry, scope and replacement of a token count from the next decision, also for one held in hand',
  notApplicable: needsTotp,
  inputs: fc.record({
    ends: fc.constantFrom('revoked', 'all revoked', 'expired', 'another subject', 'reset'),
  }),
  mostRuns: 40,
  async holds(world, { ends }) {
    const { parts, twoFactor } = world;
    const operation = operationFor(world.policy, asks('totp'));
    const subject = world.subject();
    const expiresAt = parts.clock.at + 86_400_000;
    const { maxSeconds } = world.policy.accessTokens;
    const fits = maxSeconds === undefined || maxSeconds > 100_000;
    const { id, text, token } = await createToken(world, subject, {
      bypass: true,
      ...(fits ? { expiresAt } : {}),
    });
    const ask = async (who: string): Promise<string> => {
      const answer = await world.authorize(who, operation, { accessToken: token });
      return answer.match(
        (grant) => grant.by,
        (denial) => denial.kind,
      );
    };
    const bypasses = world.policy.operations[operation]?.accessTokens === 'may-bypass';
    equal(await ask(subject), bypasses ? 'access-token' : 'second-factor-required', 'while it lives');
    if (ends === 'revoked') void (await twoFactor.accessTokens.revoke(subject, id));
    if (ends === 'all revoked') void (await twoFactor.accessTokens.revokeAll(subject));
    if (ends === 'reset') void (await twoFactor.reset(subject, { by: 'admin', reason: 'lost' }));
    if (ends === 'expired') parts.clock.at = token.expiresAt ?? parts.clock.at + 400 * 86_400_000;
    const who = ends === 'another subject' ? world.subject() : subject;
    const lives = ends === 'expired' && token.expiresAt === undefined;
    if (!lives) equal(await ask(who), 'access-token-refused', ends);
    if (ends === 'another subject' || lives) return;
    const again = await twoFactor.accessTokens.authenticate(text);
    equal(again.isOk(), false, `authenticated although ${ends}`);
  },
});

const tokensMakeNothing = facadeLaw({
  id: 'a-token-changes-nothing',
  promise: 'P14',
  name: 'a token makes no tokens, changes no factors, and satisfies no operation that lets none bypass; without bypass, none',
  notApplicable: needsTotp,
  inputs: fc.record({ bypass: fc.boolean() }),
  mostRuns: 10,
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
    for (const attempt of attempts) equal(attempt.isOk(), false, 'a token was proof enough for a change');
    const strict = operationsWhere(
      policy,
      (rule) => asks('totp')(rule) && (!bypass || rule.accessTokens === 'no-bypass'),
    );
    for (const operation of strict) {
      const answer = await world.authorize(subject, operation, { accessToken: token });
      equal(answer.isOk(), false, `a token bypassed ${operation}, which it may not`);
    }
  },
});

const forgedTokensCostNothing = facadeLaw({
  id: 'a-forged-token-costs-nothing',
  promise: 'P14',
  name: 'text that is not a token is refused without a call to the storage',
  notApplicable: needsTotp,
  inputs: fc.array(tokenForgery, { minLength: 1, maxLength: 20 }),
  mostRuns: 30,
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
      const answer = await world.around(counting, () =>
        world.twoFactor.accessTokens.authenticate(forged(text)),
      );
      equal(answer.isOk(), false, 'a forged token was authenticated');
      equal(calls, 0, 'a forged token was looked up');
    }
  },
});

/** Laws of passwords and tokens. */
export const tokenLaws: readonly FacadeLaw[] = [
  passwordIsNoFactor,
  tokensEnd,
  tokensMakeNothing,
  forgedTokensCostNothing,
];
