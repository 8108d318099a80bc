/** The same facts give the same grant, denial and trace over every transport. @module */

import { describe, expect, it } from 'vitest';
import { readMethodFrame } from '../../../src/adapters/ddp/index.ts';
import { protect } from '../../../src/adapters/http/index.ts';
import type { Denial, Grant } from '../../../src/index.ts';
import { codeOf, enrollTotp, testWorld } from '../../support/world.ts';
import { scenarios } from './transport-scenarios.ts';
import { observed, transports } from './transports.ts';

describe('every transport gives the same decisions and traces', () => {
  const cases = Object.entries(scenarios);

  it.each(cases)('if %s', async (_name, { accounts, play, outcomes }) => {
    const all: (readonly (Grant | Denial)[])[] = [];
    for (const send of Object.values(transports)) {
      const world = observed(testWorld(accounts === undefined ? {} : { accounts }));
      expect(await play(world, (call) => send(world, call))).toEqual(outcomes);
      all.push(world.decisions);
    }
    const [first] = all;
    expect(first?.length).toBeGreaterThan(0);
    for (const decisions of all) expect(decisions).toEqual(first);
  });
});

describe('a login over REST and over DDP', () => {
  it('reads the code from the same envelope', async () => {
    const all: (Grant | Denial)[][] = [];
    for (const transport of ['REST', 'DDP']) {
      const world = observed(testWorld());
      const { secret } = await enrollTotp(world);
      const envelope = { totp: { login: { user: 'alice' }, code: codeOf(secret, world.clock.at) } };
      if (transport === 'REST') {
        const handler = protect(world.twoFactor, {
          operation: 'login',
          login: true,
          identify: () => ({ subject: 'alice' }),
        });
        const request = new Request('https://app.example/login', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(envelope),
        });
        expect((await handler(() => new Response())(request)).status).toBe(200);
      } else {
        const call = readMethodFrame({
          msg: 'method',
          id: '1',
          method: 'login',
          params: [envelope],
        })._unsafeUnwrap();
        expect(call.params).toEqual([{ user: 'alice' }]);
        const result = await world.twoFactor.authorize({
          subject: 'alice',
          operation: 'login',
          code: call.code,
        });
        expect(result.isOk()).toBe(true);
      }
      all.push(world.decisions);
    }
    expect(all[0]).toHaveLength(1);
    expect(all[0]).toEqual(all[1]);
  });
});
