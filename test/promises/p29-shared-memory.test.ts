/** P29: a caller that changes what it received changes no later decision. @module */

import { ResultAsync } from 'neverthrow';
import { describe, expect, it, test } from 'vitest';
import { Secret } from '../../src/domain/base/secret.ts';
import { type TwoFactor, definePolicy } from '../../src/index.ts';
import { vandalize } from '../../src/testing/seam/vandalize.ts';
import { client, code8, enroll } from '../facade/faults/deployment.ts';
import { refusals } from '../facade/faults/refusals.ts';
import { runScenario } from '../facade/faults/run-scenario.ts';
import { type Scenario, scenarios } from '../facade/faults/scenarios.ts';
import { codeOf, enrollTotp, operations, testWorld } from '../support/world.ts';

describe('P29 the constants of the process', () => {
  it('an emptied list of factors in a denial leaves the cap of failures where it is', async () => {
    const policy = definePolicy({ issuer: 'Acme', operations, attempts: { disableAt: 5 } });
    const world = testWorld({ policy, accounts: { alice: { password: 'a' }, bob: { password: 'b' } } });
    await enrollTotp(world);
    const proof = { code: { method: 'password', value: 'b' } } as const;
    const denial = (await world.twoFactor.recoveryCodes.regenerate('bob', { proof }))._unsafeUnwrapErr();
    expect(denial).toMatchObject({ kind: 'enrollment-required', availableMethods: ['totp', 'email'] });
    vandalize(denial);

    let compared = 0;
    for (let guess = 0; guess < 300; guess++) {
      const call = { subject: 'alice', operation: 'settings.save', code: { value: '000000' } } as const;
      const refused = (await world.twoFactor.authorize(call))._unsafeUnwrapErr();
      if (refused.trace.some(({ step }) => step === 'comparison')) compared++;
      world.clock.advance(3_600_000);
    }
    expect(compared).toBe(5);
  });
});

describe('P29 the scopes of a token', () => {
  it('a popped scope does not widen the stored token', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    const { twoFactor } = world;
    const proof = { code: { value: recoveryCodes[0] ?? '' } };
    const request = { name: 'ci', bypass: true, scopes: ['status.read' as const], proof };
    const created = (await twoFactor.accessTokens.create('alice', request))._unsafeUnwrap();
    const accessToken = (await twoFactor.accessTokens.authenticate(created.token))._unsafeUnwrap();
    const listed = (await twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
    for (const { scopes } of [created, accessToken, ...listed]) (scopes as string[]).pop();
    const call = { subject: 'alice', operation: 'settings.save', accessToken } as const;
    expect((await twoFactor.authorize(call))._unsafeUnwrapErr()).toMatchObject({ reason: 'out-of-scope' });
  });

  it('a request that its caller goes on using does not change the stored token', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    const scopes: 'status.read'[] = ['status.read'];
    const proof = { code: { value: recoveryCodes[0] ?? '' } };
    void (await world.twoFactor.accessTokens.create('alice', { name: 'ci', scopes, proof }))._unsafeUnwrap();
    scopes.pop();
    const [listed] = (await world.twoFactor.accessTokens.list('alice'))._unsafeUnwrap();
    expect(listed?.scopes).toEqual(['status.read']);
  });
});

describe('P29 what a caller changes while its call is under way', () => {
  it('gives a token nothing that was not asked for', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    const proof = { code: { value: recoveryCodes[0] ?? '' } };
    const request = { name: 'ci', bypass: false, scopes: ['status.read'] as 'status.read'[], proof };
    const creation = world.twoFactor.accessTokens.create('alice', request);
    request.bypass = true;
    request.scopes.pop();
    expect((await creation)._unsafeUnwrap()).toMatchObject({ bypass: false, scopes: ['status.read'] });
  });

  it('gives a token nothing that was added to an object of a class', async () => {
    const world = testWorld();
    const { recoveryCodes } = await enrollTotp(world);
    class Form {
      readonly name = 'ci';
      readonly scopes: ('status.read' | 'settings.save')[] = ['status.read'];
      readonly proof = { code: { value: recoveryCodes[0] ?? '' } };
    }
    const form = new Form();
    const creation = world.twoFactor.accessTokens.create('alice', form);
    form.scopes.push('settings.save');
    expect((await creation)._unsafeUnwrap().scopes).toEqual(['status.read']);
  });

  it.each([20_000, Number.POSITIVE_INFINITY])('refuses data that is nested %d times', async (depth) => {
    const world = testWorld();
    let nested: unknown[] = [];
    const innermost = nested;
    for (let level = 0; level < Math.min(depth, 20_000); level++) nested = [nested];
    if (depth === Number.POSITIVE_INFINITY) innermost.push(nested);
    const { totp, accessTokens } = world.twoFactor;
    expect((await totp.confirm('alice', nested as never)).isErr()).toBe(true);
    expect((await accessTokens.revoke('alice', nested as never)).isErr()).toBe(true);
    expect((await accessTokens.create('alice', { name: nested, proof: {} } as never)).isErr()).toBe(true);
  });

  it('trusts the session that presented the code, and no other', async () => {
    const world = testWorld();
    const { secret } = await enrollTotp(world);
    const connection = { userAgent: 'UA', ip: '192.0.2.1', session: 'one' };
    const call = { subject: 'alice', operation: 'settings.save', client: connection } as const;
    const code = { value: codeOf(secret, world.clock.at) };
    const decision = world.twoFactor.authorize({ ...call, code });
    connection.session = 'two';
    code.value = '';
    expect((await decision)._unsafeUnwrap().by).toBe('totp');
    expect((await world.twoFactor.authorize(call)).isErr(), 'the other session').toBe(true);
    connection.session = 'one';
    expect((await world.twoFactor.authorize(call))._unsafeUnwrap().by).toBe('trusted-client');
  });
});

const revokingAClient: Scenario = {
  name: 'revoking a client',
  before: async (deployment) => {
    const { secret } = await enroll(deployment);
    const code = { value: code8(secret, deployment.clock.at) };
    const call = { subject: 'alice', operation: 'settings.save', client, code };
    void (await deployment.twoFactor.authorize(call))._unsafeUnwrap();
    const [trusted] = (await deployment.twoFactor.trustedClients.list('alice'))._unsafeUnwrap();
    return () => deployment.twoFactor.trustedClients.revoke('alice', trusted?.id ?? '');
  },
};

/** Every call of the façade, and every kind of refusal. */
const calls = [...scenarios, revokingAClient];
const everything = [...calls, ...refusals];

describe('P29 every call and every denial', () => {
  test('are among the scenarios', async () => {
    const called = new Set<string>();
    for (const scenario of calls)
      await runScenario(scenario, undefined, (facade) => noteCalls(facade, called));
    // `guard` and `demand` hand on what `authorize` returns.
    const names = namesOf(testWorld().twoFactor).filter((name) => !['guard', 'demand'].includes(name));
    expect([...called].toSorted()).toEqual(names.toSorted());
    for (const scenario of refusals) {
      const { result } = await runScenario(scenario);
      const refusal = typeof result === 'string' ? {} : (result._unsafeUnwrapErr() as object);
      expect(Object.values(refusal), scenario.name).toContain(scenario.name);
    }
  });

  it('every result is spoiled, and all goes on as if it had not been', async () => {
    const untouched = await Promise.all(everything.map((scenario) => seenIn(scenario)));
    for (const [index, scenario] of everything.entries())
      expect(await seenIn(scenario, spoilResults), scenario.name).toEqual(untouched[index]);
    // What the spoiling left behind in the process would show now.
    for (const [index, scenario] of everything.entries())
      expect(await seenIn(scenario), scenario.name).toEqual(untouched[index]);
  });

  test.each(everything)('$name: no two results, mails and events share an object', async (scenario) => {
    const { deployment, makeCall } = await runScenario(scenario);
    // Once more: the second result shares nothing with the first.
    void (await makeCall());
    const { results, mails, events } = deployment;
    const values = results.map((result) => (result.isOk() ? result.value : result.error));
    const owners = new Map<object, number>();
    const shared = [...values, ...mails, ...events].flatMap((value, index) =>
      objectsWithin(value).filter((object) => {
        const owner = owners.get(object) ?? index;
        owners.set(object, owner);
        return owner !== index;
      }),
    );
    expect(shared).toEqual([]);
  });

  test.each(everything)('$name: the result is the caller’s own, to change as it likes', async (scenario) => {
    const { deployment } = await runScenario(scenario);
    const values = deployment.results.map((result) => (result.isOk() ? result.value : result.error));
    expect(values.flatMap(objectsWithin).filter((object) => Object.isFrozen(object))).toEqual([]);
  });
});

/** The calls of a façade by their paths, such as `totp.enroll`. */
function namesOf(facade: object): readonly string[] {
  return Object.entries(facade).flatMap(([name, part]: [string, unknown]) =>
    typeof part === 'function' ? [name] : namesOf(part as object).map((inner) => `${name}.${inner}`),
  );
}

/** The same façade, which notes the path of each call. */
function noteCalls<Part extends object>(facade: Part, called: Set<string>, path = ''): Part {
  const parts = Object.entries(facade).map(([name, part]: [string, unknown]) => {
    if (typeof part !== 'function') return [name, noteCalls(part as object, called, `${path}${name}.`)];
    const call = (...args: readonly unknown[]): unknown => {
      called.add(path + name);
      return Reflect.apply(part, facade, args) as unknown;
    };
    return [name, call];
  });
  return Object.fromEntries(parts) as Part;
}

/** What a scenario shows to its caller and leaves in storage. */
async function seenIn(scenario: Scenario, by?: (facade: TwoFactor) => TwoFactor): Promise<unknown> {
  const { deployment, before, after } = await runScenario(scenario, undefined, by);
  const { results, mails, events } = deployment;
  const first = before.generation > 0 ? before.generation : after.generation;
  return withoutRandomIds({ results, mails, events, before, after }, first);
}

/**
 * The ids of attempts differ from run to run, and the first generation with them: each becomes the
 * number of its first occurrence, and generations count from the first.
 */
function withoutRandomIds(seen: object, firstGeneration: number): unknown {
  const names = new Map<string, number>();
  const text = JSON.stringify(seen, (name, value: unknown) => {
    if (name === 'generation') return value === 0 ? 'none' : Number(value) - firstGeneration;
    if (typeof value !== 'string' || !/^[\w-]{22}$/.test(value)) return value;
    return names.get(value) ?? (names.set(value, names.size), names.size - 1);
  });
  return JSON.parse(text) as unknown;
}

/** The façade for a caller who keeps a copy of each result and spoils the result itself. */
function spoilResults<Part extends object>(facade: Part): Part {
  const parts = Object.entries(facade).map(([name, part]: [string, unknown]) => {
    if (typeof part !== 'function') return [name, spoilResults(part as object)];
    return [name, (...args: readonly unknown[]): unknown => spoiled(Reflect.apply(part, facade, args))];
  });
  return Object.fromEntries(parts) as Part;
}

function spoiled(returned: unknown): unknown {
  if (!(returned instanceof ResultAsync)) return returned;
  return returned.map(keepAndSpoil).mapErr(keepAndSpoil);
}

function keepAndSpoil(value: unknown): unknown {
  const kept = copyOf(value);
  vandalize(value);
  return kept;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || value instanceof Secret) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)]));
}

/** Every array and object within a value, but for secrets, which cannot be changed. */
function objectsWithin(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return [];
  return [value, ...Object.values(value).flatMap(objectsWithin)];
}
