/** What `identify` returns, and what `protect` and `protectNode` make of it. @module */

import { type Err, err } from 'neverthrow';
import { describe, expect, it, test } from 'vitest';
import { type Identified, protect, protectNode } from '../../../src/adapters/http/index.ts';
import { type Denial, DenialError } from '../../../src/index.ts';
import { codeOf, testWorld } from '../../support/world.ts';
import { listen } from './node-server.ts';
import { subjectWithTotp } from './protected-handler.ts';

const expired: Denial = { kind: 'access-token-refused', reason: 'expired', trace: [] };
const unavailable = '{"success":false,"error":"unavailable","errorType":"unavailable"}';

/** The responses of both guards to a request that is identified as `identified`. */
async function responsesTo(identified: unknown) {
  const errors: unknown[] = [];
  const reached: string[] = [];
  const { twoFactor } = testWorld();
  const options = {
    operation: 'status.read',
    identify: () => identified as Identified,
    onError: (error: unknown) => errors.push(error),
  } as const;
  const web = protect(
    twoFactor,
    options,
  )(() => {
    reached.push('protect');
    return new Response();
  });
  const node = protectNode(twoFactor, options);
  const origin = await listen((request, response) => {
    void node(request, response, () => {
      reached.push('protectNode');
      response.end();
    });
  });
  const responses = [await web(new Request(origin)), await fetch(origin)];
  const texts = await Promise.all(
    responses.map(async (response) => [response.status, await response.text()] as const),
  );
  return { texts, errors, reached };
}

describe('a denial from identify', () => {
  test.each<[string, unknown]>([
    ['an Error', new Error('down')],
    ['an Err', err(expired) satisfies Err<never, Denial>],
    ['an empty object', {}],
    ['an empty array', []],
    ['undefined', undefined],
    ['null', null],
    ['a string', 'x'],
    ['an unknown kind', { kind: 'refused' }],
    ['the name of an inherited member', { kind: 'toString' }],
    ['a grant', { subject: 'alice', operation: 'status.read', by: 'totp', at: 0, trace: [] }],
    ['an Error with another denial', Object.assign(new Error('down'), { denial: {} })],
  ])('that is %s lets nobody pass: 503, and onError gets the mistake', async (_name, denial) => {
    const { texts, errors, reached } = await responsesTo({ denial });
    expect(reached).toEqual([]);
    expect(texts).toEqual([
      [503, unavailable],
      [503, unavailable],
    ]);
    expect(errors).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  });

  it('that stands beside a subject decides', async () => {
    const { texts, reached } = await responsesTo({ subject: 'alice', denial: expired });
    expect(texts.map(([status]) => status)).toEqual([401, 401]);
    expect(reached).toEqual([]);
  });

  it('that is a DenialError is rendered as the denial in it', async () => {
    const { texts, errors, reached } = await responsesTo({ denial: new DenialError(expired) });
    const text = '{"success":false,"error":"access-token-refused","errorType":"access-token-refused"}';
    expect(texts).toEqual([
      [401, text],
      [401, text],
    ]);
    expect([errors, reached]).toEqual([[], []]);
  });
});

describe('P10 the session of an identity that names its client', () => {
  const client = { userAgent: 'Firefox', ip: '203.0.113.9' };

  it('binds trust: another session of the same browser and address is not trusted', async () => {
    let session = 's1';
    const { world, secret, call } = await subjectWithTotp({
      identify: () => ({ subject: 'alice', session, client }),
    });
    expect((await call({ 'x-2fa-code': codeOf(secret, world.clock.at) })).status).toBe(200);
    expect(await (await call()).json()).toMatchObject({ by: 'trusted-client' });
    session = 's2';
    expect((await call()).status).toBe(400);
  });

  it('is the one in the client, if it has one', async () => {
    let identity: Identified = { subject: 'alice', session: 's1', client: { ...client, session: 'c1' } };
    const { world, secret, call } = await subjectWithTotp({ identify: () => identity });
    await call({ 'x-2fa-code': codeOf(secret, world.clock.at) });
    identity = { ...identity, session: 's2' };
    expect((await call()).status).toBe(200);
    identity = { ...identity, client: { ...client, session: 'c2' } };
    expect((await call()).status).toBe(400);
    identity = { ...identity, session: 'c1', client: { ...client, session: '' } };
    expect((await call()).status).toBe(400);
  });
});

describe('P11 the sign-in of an identity', () => {
  const operation = 'second-factor.totp.enroll';
  const ways = [
    ['beside the subject', (signedInAt: number) => ({ subject: 'bare', session: 's1', signedInAt })],
    ['beside a client', (signedInAt: number) => ({ subject: 'bare', signedInAt, client: { session: 's1' } })],
    ['in the client', (signedInAt: number) => ({ subject: 'bare', client: { session: 's1', signedInAt } })],
  ] as const;

  test.each(ways)('%s permits a first enrollment while it is fresh', async (_name, identityAt) => {
    const { clock, twoFactor } = testWorld({ accounts: { bare: {} } });
    const signedInAt = clock.at;
    const enroll = protect(twoFactor, { operation, identify: () => identityAt(signedInAt) })(
      (_request, grant) => Response.json({ by: grant.by }),
    );
    const request = () => new Request('https://app.example/enroll');
    expect(await (await enroll(request())).json()).toEqual({ by: 'not-enrolled' });
    clock.advance(301_000);
    const refused = await enroll(request());
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      errorType: 'enrollment-required',
      details: { reason: 'sign-in-again' },
    });
  });
});
