/** P6: every expiry is exact, and a clock that jumps opens nothing. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definePolicy } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const client = { ip: '203.0.113.9', session: 's1' };
const ask = { subject: 'alice', operation: 'settings.save', client } as const;

describe('P6 expiry', () => {
  it('trust of any duration is live 1 ms before its end and dead at its end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(1, 299, 300, 301, 2_592_000), fc.integer({ min: 1, max: 2_592_000 })),
        async (seconds) => {
          const world = testWorld({
            policy: definePolicy({ issuer: 'Acme', operations, trust: { seconds } }),
          });
          const { secret } = await enrollTotp(world);
          const start = world.clock.at;
          const grant = (
            await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, start) } })
          )._unsafeUnwrap();
          expect(grant.trustedUntil).toBe(start + seconds * 1000);
          world.clock.at = start + seconds * 1000 - 1;
          expect((await world.twoFactor.authorize(ask)).isOk()).toBe(true);
          expect((await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toHaveLength(1);
          world.clock.at = start + seconds * 1000;
          expect((await world.twoFactor.authorize(ask)).isOk()).toBe(false);
          expect((await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toHaveLength(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('using trust does not extend it', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    void (await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } }));
    for (let used = 0; used < 3; used++) {
      world.clock.advance(99_999);
      expect((await world.twoFactor.authorize(ask))._unsafeUnwrap().by).toBe('trusted-client');
    }
    world.clock.advance(3);
    expect((await world.twoFactor.authorize(ask)).isErr()).toBe(true);
  });

  it('a longer duration of the policy revives no trust and extends none', async () => {
    let seconds = 60;
    const policy = () => definePolicy({ issuer: 'Acme', operations, trust: { seconds } });
    const world = testWorld({ policy });
    const { secret } = await enrollTotp(world);
    void (await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } }));
    seconds = 2_592_000;
    world.clock.advance(59_999);
    const grant = (await world.twoFactor.authorize(ask))._unsafeUnwrap();
    expect(grant.trustedUntil).toBe(world.clock.at + 1);
    const list = (): Promise<unknown> => world.twoFactor.trustedClients.list('alice').unwrapOr([]);
    expect(await list()).toMatchObject([{ trustedUntil: world.clock.at + 1 }]);
    world.clock.advance(1);
    expect((await world.twoFactor.authorize(ask)).isOk()).toBe(false);
    expect(await list()).toEqual([]);
  });

  it('a pending enrollment can be confirmed until its last millisecond', async () => {
    for (const [late, confirms] of [
      [-1, true],
      [0, false],
      [1, false],
    ] as const) {
      const world = testWorld();
      const proof = { code: { method: 'password', value: 'correct horse' } } as const;
      const { secret, expiresAt } = (await world.twoFactor.totp.enroll('alice', { proof }))._unsafeUnwrap();
      expect(expiresAt).toBe(world.clock.at + 600_000);
      world.clock.at = expiresAt + late;
      const confirmed = await world.twoFactor.totp.confirm('alice', codeOf(secret, world.clock.at));
      expect(confirmed.isOk()).toBe(confirms);
      if (confirmed.isErr()) expect(confirmed.error.kind).toBe('enrollment-required');
    }
  });

  it('an emailed code is accepted until its last millisecond', async () => {
    for (const [late, good] of [
      [-1, true],
      [0, false],
    ] as const) {
      const world = testWorld({ accounts: { alice: { verifiedEmails: ['a@example.org'] } } });
      const denial = (await world.twoFactor.email.enable('alice'))._unsafeUnwrapErr();
      const mail = world.mails[0];
      const expiresAt = denial.kind === 'second-factor-required' ? (denial.email?.codeExpires ?? 0) : 0;
      expect(expiresAt).toBe(world.clock.at + 600_000);
      world.clock.at = expiresAt + late;
      const proof = { code: { value: mail?.kind === 'code' ? mail.data.code : '' } };
      expect((await world.twoFactor.email.enable('alice', { proof })).isOk()).toBe(good);
    }
  });

  it('a clock that steps back revives no spent code, and trust from the future does not count', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const start = world.clock.at;
    const code = { value: codeOf(secret, start) };
    expect((await world.twoFactor.authorize({ ...ask, code })).isOk()).toBe(true);
    world.clock.at = start - 60_000;
    expect((await world.twoFactor.authorize(ask)).isOk()).toBe(true);
    world.clock.at = start - 60_001;
    expect((await world.twoFactor.authorize(ask)).isErr()).toBe(true);
    expect((await world.twoFactor.authorize({ ...ask, operation: 'account.delete', code })).isErr()).toBe(
      true,
    );
  });

  it('a clock that jumped ahead leaves no lock longer than the policy allows', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const wrong = async () =>
      (
        await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at, 50) } })
      )._unsafeUnwrapErr();
    const start = world.clock.at;
    world.clock.advance(365 * 86_400_000);
    for (let attempt = 0; attempt < 6; attempt++) await wrong();
    world.clock.at = start;
    expect(await wrong()).toMatchObject({ kind: 'too-many-attempts', retryAt: start + 900_000 });
    world.clock.at = start + 899_999;
    expect(await wrong()).toMatchObject({ kind: 'too-many-attempts', retryAt: start + 900_000 });
    world.clock.at = start + 900_000;
    expect(await wrong()).toMatchObject({ kind: 'second-factor-invalid' });
  });
});
