/** P8: mails to a recipient and mails for a subject are capped. @module */

import { describe, expect, it } from 'vitest';
import { createMemoryStorage } from '../../src/adapters/memory/index.ts';
import { definePolicy, generateKeys } from '../../src/index.ts';
import { settled } from '../support/settled.ts';
import { operations, testWorld, type TestWorld, type TestWorldOptions } from '../support/world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const policy = definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic' } });

function mailWorld(options: TestWorldOptions = {}): TestWorld {
  return testWorld({
    policy,
    accounts: {
      alice: { verifiedEmails: ['alice@example.org'] },
      bob: { verifiedEmails: ['ALICE@Example.ORG'] },
    },
    ...options,
  });
}

/** Asks for a code, each time from a new client; resolves to whether one was sent. */
let clients = 0;
async function ask(world: TestWorld, subject = 'alice'): Promise<boolean> {
  clients++;
  const denial = (
    await world.twoFactor.authorize({
      subject,
      operation: 'login',
      client: { ip: `203.0.113.${clients % 200}`, session: `s${clients}` },
      code: { method: 'email', resend: true },
    })
  )._unsafeUnwrapErr();
  if (denial.kind !== 'second-factor-required') throw new Error(denial.kind);
  return denial.email?.codeGenerated === true;
}

function codes(world: TestWorld): number {
  return world.mails.filter(({ kind }) => kind === 'code').length;
}

describe('P8 a subject', () => {
  it('gets another code at the end of the cooldown and not 1 ms earlier', async () => {
    const world = mailWorld();
    expect(await ask(world)).toBe(true);
    world.clock.advance(minute - 1);
    expect(await ask(world)).toBe(false);
    world.clock.advance(1);
    expect(await ask(world)).toBe(true);
  });

  it('gets three codes in five minutes, and the fourth when the first is five minutes old', async () => {
    const world = mailWorld();
    for (let sent = 0; sent < 3; sent++) {
      expect(await ask(world)).toBe(true);
      world.clock.advance(minute);
    }
    world.clock.advance(2 * minute - 1);
    expect(await ask(world)).toBe(false);
    world.clock.advance(1);
    expect(await ask(world)).toBe(true);
  });

  it('gets ten codes in a day, for any number of requests and clients', async () => {
    const world = mailWorld();
    const start = world.clock.at;
    while (world.clock.at < start + day) {
      await ask(world);
      await ask(world);
      world.clock.advance(7 * minute);
    }
    expect(codes(world)).toBe(10);
  });

  it('gets one code for many concurrent requests', async () => {
    const world = mailWorld();
    const sent = await Promise.all(Array.from({ length: 20 }, () => ask(world)));
    expect(sent.filter(Boolean)).toHaveLength(1);
    expect(codes(world)).toBe(1);
  });
});

describe('P8 a recipient', () => {
  it('is one mailbox in any spelling and for any subject', async () => {
    const world = mailWorld();
    for (const subject of ['alice', 'bob', 'alice']) {
      expect(await ask(world, subject)).toBe(true);
      world.clock.advance(minute);
    }
    expect(await ask(world, 'bob')).toBe(false);
    world.clock.advance(2 * minute);
    expect(await ask(world, 'bob')).toBe(true);
  });

  it('is one mailbox in both spellings of an international domain, and gets each code once', async () => {
    const verifiedEmails = ['anna@bücher.example', ' Anna@XN--BCHER-KVA.example '];
    const world = mailWorld({ accounts: { alice: { verifiedEmails } } });
    expect(await ask(world)).toBe(true);
    expect(codes(world)).toBe(1);
  });

  it('that is capped gets no code, and the refused request starts no cooldown', async () => {
    const world = mailWorld();
    for (let sent = 0; sent < 3; sent++) {
      await ask(world);
      world.clock.advance(minute);
    }
    const denial = (
      await world.twoFactor.authorize({ subject: 'bob', operation: 'login' })
    )._unsafeUnwrapErr();
    expect(denial).toMatchObject({ kind: 'second-factor-required', email: { codeGenerated: false } });
    expect(denial).not.toHaveProperty('email.codeExpires');
    world.clock.advance(2 * minute);
    expect(await ask(world, 'bob')).toBe(true);
  });

  it('keeps the count of recent mails when older ones are dropped', async () => {
    const world = mailWorld();
    expect(await ask(world)).toBe(true);
    // The first mail is dropped an hour after the day in which it counts.
    world.clock.advance(day + 57 * minute);
    for (const subject of ['bob', 'alice', 'bob']) {
      expect(await ask(world, subject)).toBe(true);
      world.clock.advance(minute);
    }
    expect(await ask(world, 'alice')).toBe(false);
  });
});

describe('P8 a clock that jumped ahead and back', () => {
  it('leaves no cooldown longer than the policy allows', async () => {
    const world = mailWorld();
    world.clock.advance(30 * minute);
    expect(await ask(world)).toBe(true);
    world.clock.advance(-30 * minute);
    expect(await ask(world)).toBe(false);
    world.clock.advance(minute);
    expect(await ask(world)).toBe(true);
  });

  it('leaves no cap of a recipient longer than the policy allows', async () => {
    const world = mailWorld();
    world.clock.advance(30 * minute);
    for (let sent = 0; sent < 3; sent++) {
      await ask(world);
      world.clock.advance(minute);
    }
    world.clock.advance(-33 * minute);
    expect(await ask(world, 'bob')).toBe(false);
    world.clock.advance(5 * minute);
    expect(await ask(world, 'bob')).toBe(true);
  });

  it('counts the mails of the last day again', async () => {
    const world = mailWorld();
    for (let sent = 0; sent < 9; sent++) {
      expect(await ask(world)).toBe(true);
      world.clock.advance(5 * minute);
    }
    world.clock.advance(day);
    expect(await ask(world)).toBe(true);
    // Back to an instant at which eight of the first nine are not a day old yet.
    world.clock.advance(-44 * minute);
    expect(await ask(world)).toBe(false);
    world.clock.advance(minute);
    expect(await ask(world)).toBe(true);
    world.clock.advance(2 * minute);
    expect(await ask(world)).toBe(false);
  });
});

describe('P8 a notice', () => {
  it('has a cap of its own, so codes and notices do not block each other', async () => {
    const world = mailWorld();
    for (let sent = 0; sent < 3; sent++) {
      await ask(world);
      world.clock.advance(minute);
    }
    for (let changes = 0; changes < 20; changes++)
      (await world.twoFactor.accountChanged('alice', { what: 'password' }))._unsafeUnwrap();
    await settled();
    expect(world.mails.filter(({ kind }) => kind === 'password-changed')).toHaveLength(10);
    world.clock.advance(2 * minute);
    expect(await ask(world)).toBe(true);
  });
});

describe('P8 a notice goes', () => {
  it("to its owner, also after many codes to an address that contains the owner's", async () => {
    const often = { cooldownSeconds: 10, mailsPer5Minutes: 10, mailsPerDay: 50 };
    const world = mailWorld({
      policy: definePolicy({ issuer: 'Acme', operations, email: { enrollment: 'automatic', ...often } }),
      accounts: {
        alice: { verifiedEmails: ['alice@example.org'] },
        mallory: { verifiedEmails: ['notice alice@example.org'] },
      },
    });
    for (let sent = 0; sent < 10; sent++) {
      expect(await ask(world, 'mallory')).toBe(true);
      world.clock.advance(10_000);
    }
    (await world.twoFactor.accountChanged('alice', { what: 'password' }))._unsafeUnwrap();
    await settled();
    expect(world.mails.at(-1)).toMatchObject({ kind: 'password-changed', to: 'alice@example.org' });
  });

  it('to every address, also beside one that only looks like it', async () => {
    const verifiedEmails = ['mike@example.org', 'mi\u212Ae@example.org'];
    const world = mailWorld({ accounts: { mike: { verifiedEmails } } });
    (await world.twoFactor.accountChanged('mike', { what: 'password' }))._unsafeUnwrap();
    await settled();
    expect(world.mails.map(({ to }) => to)).toEqual(verifiedEmails);
  });
});

describe('P8 two nodes on one storage', () => {
  it('share the caps', async () => {
    const shared = { storage: createMemoryStorage(), keys: generateKeys() };
    const nodes = [mailWorld(shared), mailWorld(shared)];
    const sent = await Promise.all(nodes.flatMap((node) => [ask(node), ask(node), ask(node)]));
    expect(sent.filter(Boolean)).toHaveLength(1);
  });
});
