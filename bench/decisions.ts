/** The measured decisions. Each call is about another subject of one deployment. @module */

import type { AuthenticatedToken } from 'second-factor';
import { type PreparedKey, totp } from 'second-factor/otp';
import { type Deployment, clientOf, subjectOf } from './deployment.ts';
import type { Contender } from './measure.ts';

const operation = 'settings.save';

export const trustedClient = 'authorize: trusted client';

/** Visits the subjects in an order that differs from their order in memory. */
const stride = 7_919;

/** `authorize` for a trusted client of a subject that `fill` wrote. */
export function askTrusted({ twoFactor }: Deployment, subjects: number, name: string): Contender {
  let next = 0;
  return {
    name,
    run: async () => {
      next = (next + stride) % subjects;
      const subject = subjectOf(next);
      const grant = await twoFactor.authorize({ subject, operation, client: clientOf(subject) });
      if (grant.isErr() || grant.value.by !== 'trusted-client') throw new Error(`${name}: not granted`);
    },
  };
}

/** An enrolled subject, with everything that the decisions need. */
interface EnrolledSubject {
  readonly subject: string;
  readonly key: PreparedKey;
  readonly text: string;
  readonly token: AuthenticatedToken;
}

/** The other decisions, for subjects that this function enrolls. */
export async function otherDecisions(
  deployment: Deployment,
  subjects: number,
): Promise<readonly Contender[]> {
  const { twoFactor } = deployment;
  const enrolled: EnrolledSubject[] = [];
  for (let number = 0; number < subjects; number++) {
    const subject = `enrolled-${number}`;
    const key = await deployment.enroll(subject);
    deployment.advance(30_000);
    const proof = { code: { value: totp(key, { at: deployment.now() }) } };
    const created = await twoFactor.accessTokens.create(subject, { name: 'bench', bypass: true, proof });
    const { token: text } = created._unsafeUnwrap();
    enrolled.push({
      subject,
      key,
      text,
      token: (await twoFactor.accessTokens.authenticate(text))._unsafeUnwrap(),
    });
  }
  let turn = 0;
  let verified = 0;
  const next = (): EnrolledSubject => enrolled[turn++ % subjects]!;
  return [
    {
      name: 'authorize: challenge',
      run: async () => {
        const denied = await twoFactor.authorize({ subject: next().subject, operation });
        if (denied.isOk() || denied.error.kind !== 'second-factor-required')
          throw new Error('not challenged');
      },
    },
    {
      name: 'authorize: access token',
      run: async () => {
        const { subject, token: accessToken } = next();
        const grant = await twoFactor.authorize({ subject, operation, accessToken });
        if (grant.isErr() || grant.value.by !== 'access-token') throw new Error('token not granted');
      },
    },
    {
      name: 'accessTokens.authenticate',
      run: async () => {
        if ((await twoFactor.accessTokens.authenticate(next().text)).isErr())
          throw new Error('token refused');
      },
    },
    {
      // Includes generating the code: the case "generate" in bench/otp-contenders.ts.
      name: 'authorize: whole verification',
      run: async () => {
        if (verified++ % subjects === 0) deployment.advance(30_000);
        const { subject, key } = enrolled[verified % subjects]!;
        const code = { value: totp(key, { at: deployment.now() }) };
        const grant = await twoFactor.authorize({ subject, operation, code });
        if (grant.isErr() || grant.value.by !== 'totp') throw new Error('code not accepted');
      },
    },
  ];
}
