/** P10: trust is bound to one client of one subject. @module */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nobleHashing } from '../../src/adapters/system/noble-hashing.ts';
import { canonicalIp } from '../../src/domain/base/ip-address.ts';
import { deriveMacs } from '../../src/domain/keys/derived-keys.ts';
import { type Client, fingerprintClient, tagSubject } from '../../src/domain/keys/keyed-names.ts';
import { definePolicy, generateKeys, parseKeys } from '../../src/index.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

const macs = deriveMacs(nobleHashing, parseKeys(generateKeys())._unsafeUnwrap());

/** Text that collides where parts are joined without their lengths. */
const awkward = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    ':',
    '|',
    '{',
    '}',
    '\n',
    'a',
    'ab',
    '\uD800',
    '\uD801',
    '\uFFFD',
    'é',
    'e\u0301',
    'x'.repeat(10_000),
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const client: fc.Arbitrary<Client> = fc.record(
  { userAgent: awkward, ip: awkward, session: awkward },
  { requiredKeys: [] },
);

describe('P10 what trust is bound to', () => {
  it('no two different clients have one fingerprint, and a missing part is not an empty one', () => {
    fc.assert(
      fc.property(awkward, client, awkward, client, (subjectA, a, subjectB, b) => {
        const [tagA, tagB] = [tagSubject(macs, subjectA), tagSubject(macs, subjectB)];
        expect(tagA === tagB).toBe(subjectA === subjectB);
        const [clientA, clientB] = [fingerprintClient(macs, tagA, a), fingerprintClient(macs, tagB, b)];
        if (clientA === undefined || clientB === undefined) return;
        const same =
          subjectA === subjectB &&
          a.userAgent === b.userAgent &&
          a.session === b.session &&
          (a.ip === undefined
            ? b.ip === undefined
            : b.ip !== undefined && canonicalIp(a.ip) === canonicalIp(b.ip));
        expect(clientA === clientB).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:102:304', '1.2.3.4'],
    ['0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4'],
    [' 1.2.3.4 ', '1.2.3.4'],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
    ['[2001:db8::1]', '2001:db8:0:0:0:0:0:1'],
    ['2001:0db8:0000::0001', '2001:db8:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1%eth0'],
    ['::ffff:1.2.3.4%eth0', '1.2.3.4%eth0'],
  ])('%s is the same client as %s', (written, canonical) => {
    expect(canonicalIp(written)).toBe(canonical);
    expect(canonicalIp(canonical)).toBe(canonical);
  });

  it.each([
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1:2:3',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    'unknown',
    '',
  ])('%j is not an IP address, and stays as it is', (text) => {
    // In `1:2:3:4:5:6:7::8` no group is left for `::` to replace.
    expect(canonicalIp(text)).toBe(text);
  });

  it('a client without IP and session is not identified: trust is neither granted nor used', async () => {
    for (const unknown of [
      undefined,
      {},
      { userAgent: 'Firefox' },
      { userAgent: 'Firefox', ip: '', session: '' },
    ]) {
      const world = testWorld();
      const { secret } = await enrollTotp(world);
      const ask = {
        subject: 'alice',
        operation: 'settings.save',
        ...(unknown === undefined ? {} : { client: unknown }),
      } as const;
      const grant = (
        await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } })
      )._unsafeUnwrap();
      expect(grant.trustedUntil).toBeUndefined();
      expect((await world.twoFactor.authorize(ask)).isErr()).toBe(true);
    }
  });

  it.each([
    ['session', { session: 42 }],
    ['session', { session: { id: 's1' } }],
    ['session', { session: Object('s1') as unknown }],
    ['session', { session: ['s1'] }],
    ['ip', { ip: 3_405_803_785 }],
    ['userAgent', { userAgent: true }],
  ])('a %s that is no string identifies nothing, however much the rest says: %j', async (_part, odd) => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const known = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
    const from = (client: object) => ({ subject: 'alice', operation: 'settings.save', client }) as const;
    const code = { value: codeOf(secret, world.clock.at) };
    const grant = (await world.twoFactor.authorize({ ...from({ ...known, ...odd }), code }))._unsafeUnwrap();
    expect(grant.by).toBe('totp');
    expect(grant.trustedUntil).toBeUndefined();
    expect((await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap()).toEqual([]);
    expect((await world.twoFactor.authorize(from({ ...known, ...odd }))).isErr()).toBe(true);
    expect((await world.twoFactor.authorize(from({ ...known, session: undefined }))).isErr()).toBe(true);
  });

  it('a part that is `null` is missing, as a host that has no session passes it', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const client = { ip: '203.0.113.9', session: null as unknown as undefined };
    const ask = { subject: 'alice', operation: 'settings.save', client } as const;
    const code = { value: codeOf(secret, world.clock.at) };
    expect((await world.twoFactor.authorize({ ...ask, code })).isOk()).toBe(true);
    const again = await world.twoFactor.authorize({ ...ask, client: { ip: '203.0.113.9' } });
    expect(again._unsafeUnwrap().by).toBe('trusted-client');
  });

  it('another user-agent, IP, session or subject is another client', async () => {
    const world = testWorld({ accounts: { alice: { password: 'a' }, bob: { password: 'b' } } });
    const { secret } = await enrollTotp(world, 'alice');
    await enrollTotp(world, 'bob');
    const known = { userAgent: 'Firefox', ip: '203.0.113.9', session: 's1' };
    const ask = { subject: 'alice', operation: 'settings.save', client: known } as const;
    expect(
      (await world.twoFactor.authorize({ ...ask, code: { value: codeOf(secret, world.clock.at) } })).isOk(),
    ).toBe(true);
    const others = [
      { ...known, userAgent: 'Chrome' },
      { ...known, ip: '203.0.113.8' },
      { ...known, session: 's2' },
      { ip: known.ip, session: known.session },
    ];
    for (const other of others)
      expect((await world.twoFactor.authorize({ ...ask, client: other })).isErr()).toBe(true);
    expect((await world.twoFactor.authorize({ ...ask, subject: 'bob' })).isErr()).toBe(true);
    expect(
      (await world.twoFactor.authorize({ ...ask, client: { ...known, ip: '::ffff:203.0.113.9' } })).isOk(),
    ).toBe(true);
  });

  it('at most 20 clients are trusted, and a new one replaces the oldest', async () => {
    const world = testWorld({
      policy: definePolicy({ issuer: 'Acme', operations, trust: { seconds: 3600 } }),
    });
    const { secret } = await enrollTotp(world);
    const ask = (session: string) =>
      ({ subject: 'alice', operation: 'settings.save', client: { session } }) as const;
    for (let index = 0; index <= 20; index++) {
      world.clock.advance(30_000);
      const code = { value: codeOf(secret, world.clock.at) };
      expect((await world.twoFactor.authorize({ ...ask(`s${index}`), code })).isOk()).toBe(true);
    }
    const trusted = (await world.twoFactor.trustedClients.list('alice'))._unsafeUnwrap();
    expect(trusted).toHaveLength(20);
    expect((await world.twoFactor.authorize(ask('s0'))).isErr()).toBe(true);
    expect((await world.twoFactor.authorize(ask('s1'))).isOk()).toBe(true);
  });
});
