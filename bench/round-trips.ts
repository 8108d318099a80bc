/** Counts the round trips of the façade between Redis client and server. @module */

import { createRedisStorage } from 'second-factor/adapters/redis';
import { totp } from 'second-factor/otp';
import { startProxy } from '../test/adapters/redis/tcp-proxy.ts';
import { clientOf, createDeployment, mailedSubject, subjectOf } from './deployment.ts';
import type { Connect } from './redis-clients.ts';

/** The maximum round trips of each piece of work. */
export const maxRoundTrips = {
  'a decision without a code': 1,
  'a refused attempt': 1,
  'a success': 2,
  'a code mailed to one address': 3,
} as const;

export type RoundTrips = Readonly<Record<keyof typeof maxRoundTrips, number>>;

export async function countRoundTrips(connect: Connect, port: number): Promise<RoundTrips> {
  const proxy = await startProxy({ port });
  const connection = await connect([proxy.port]);
  const { twoFactor, ...deployment } = createDeployment(
    createRedisStorage(connection.client, { prefix: 'trips' }),
  );
  await deployment.fill(1);
  const key = await deployment.enroll('alice');
  const operation = 'settings.save';
  const known = { subject: subjectOf(0), operation, client: clientOf(subjectOf(0)) } as const;
  const verify = async (offBySteps: number): Promise<boolean> => {
    const at = deployment.now() + offBySteps * 30_000;
    const code = { value: totp(key, { at }) };
    return (await twoFactor.authorize({ subject: 'alice', operation, code })).isOk();
  };
  /** Each resolves to whether the call ended as its name says. */
  const works: Readonly<Record<keyof RoundTrips, () => Promise<boolean>>> = {
    'a decision without a code': async () => (await twoFactor.authorize(known)).isOk(),
    'a refused attempt': async () => !(await verify(1000)),
    'a success': () => verify(0),
    'a code mailed to one address': async () =>
      (await twoFactor.email.sendCode(mailedSubject)).map((sent) => sent.codeGenerated).unwrapOr(false),
  };
  const trips: Record<string, number> = {};
  // In two turns, because the first call of a script may have to send its text.
  for (let turn = 0; turn < 2; turn++) {
    for (const [name, work] of Object.entries(works)) {
      // Passes the mail cooldown and any lock, and reaches a step whose code is not spent.
      deployment.advance(120_000);
      // The first call of a minute reads the mark of the root key as well.
      void (await twoFactor.status('alice'));
      const before = proxy.commands.length;
      if (!(await work())) throw new Error(`${name}: the call ended differently`);
      trips[name] = proxy.commands.length - before;
    }
  }
  connection.close();
  await proxy.stop();
  return trips as RoundTrips;
}
