/** Calls that are challenged at the same time share one prompt. @module */

import {
  type Answer,
  type Ask,
  type Question,
  isTwoFactorCancelled,
  withTwoFactor,
} from 'second-factor/client';
import { describe, expect, test, vi } from 'vitest';
import { type Reply, type WireServer, compat, wireServer } from './wire-server.ts';

const paths = ['/a', '/b', '/c', '/d', '/e'];

/** A server that trusts the client once it has received the code. */
function trustingServer(): Promise<WireServer> {
  let trusted = false;
  return wireServer(({ code, path }) => {
    trusted ||= code === '123456';
    return trusted ? { body: path } : compat(code === undefined ? 'required' : 'invalid');
  });
}

/** A person who answers when the test says so, and whose dialog closes with the call. */
function patientPerson() {
  const questions: Question[] = [];
  const open = new Set<(answer: Answer) => void>();
  let notifyOpened = (): void => undefined;
  return {
    questions,
    ask(question: Question): Promise<Answer> {
      questions.push(question);
      return new Promise((resolve) => {
        open.add(resolve);
        question.signal?.addEventListener('abort', () => open.delete(resolve));
        notifyOpened();
      });
    },
    /** Waits for the only open dialog, and answers it. */
    async answer(answer: Answer): Promise<void> {
      if (open.size === 0) {
        await new Promise<void>((resolve) => {
          notifyOpened = resolve;
        });
      }
      expect(open.size).toBe(1);
      const [resolve] = open;
      open.clear();
      resolve?.(answer);
    },
  };
}

test('one call sends the code, and the others pass by trust, each with its own response', async () => {
  const server = await trustingServer();
  const person = patientPerson();
  const wrapped = withTwoFactor(fetch, person);
  const calls = paths.map((path) => wrapped(server.origin + path));
  await server.arrived(paths.length);
  await person.answer({ code: '123456' });
  const bodies = await Promise.all(calls.map(async (call) => (await call).text()));
  expect(bodies).toEqual(paths);
  expect(person.questions).toHaveLength(1);
  expect(server.requests.filter(({ code }) => code !== undefined)).toHaveLength(1);
  expect(server.requests).toHaveLength(2 * paths.length);
});

test('the calls that waited are repeated at once, not one after the other', async () => {
  let trusted = false;
  const server: WireServer = await wireServer(async ({ code }): Promise<Reply> => {
    if (trusted) await server.arrived(2 * paths.length);
    trusted ||= code === '123456';
    return trusted ? {} : compat('required');
  });
  const ask = vi.fn<Ask>(async () => {
    await server.arrived(paths.length);
    return { code: '123456' };
  });
  const wrapped = withTwoFactor(fetch, { ask });
  const calls = await Promise.all(paths.map((path) => wrapped(server.origin + path)));
  expect(calls.map(({ status }) => status)).toEqual(paths.map(() => 200));
});

test('one call sends the wrong codes too, and the others wait until it passes', async () => {
  const server = await trustingServer();
  const person = patientPerson();
  const wrapped = withTwoFactor(fetch, person);
  const calls = paths.map((path) => wrapped(server.origin + path));
  await server.arrived(paths.length);
  await person.answer({ code: '000000' });
  await person.answer({ code: '123456' });
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(paths.map(() => 200));
  expect(server.requests.flatMap(({ code }) => code ?? [])).toEqual(['000000', '123456']);
});

test('a call is repeated without a prompt if its challenge arrives after the code of another call', async () => {
  let trusted = false;
  let releaseLate = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    releaseLate = resolve;
  });
  const server = await wireServer(async ({ code, path }): Promise<Reply> => {
    const passes = trusted || code === '123456';
    trusted ||= passes;
    if (path === '/late' && !passes) await late;
    return passes ? {} : compat('required');
  });
  const ask = vi.fn<Ask>(() => ({ code: '123456' }));
  const wrapped = withTwoFactor(fetch, { ask });
  const lateCall = wrapped(`${server.origin}/late`);
  await server.arrived(1);
  expect((await wrapped(`${server.origin}/early`)).status).toBe(200);
  releaseLate();
  expect((await lateCall).status).toBe(200);
  expect(ask).toHaveBeenCalledTimes(1);
});

describe('without trust', () => {
  test('each call asks in its turn, with at most four requests for each', async () => {
    const codes = ['1', '2', '3', '4', '5'];
    const spent = new Set<string>();
    const server = await wireServer(({ code }) => {
      if (code === undefined || spent.has(code)) return compat('required');
      spent.add(code);
      return {};
    });
    const person = patientPerson();
    const wrapped = withTwoFactor(fetch, person);
    const calls = paths.map((path) => wrapped(server.origin + path));
    await server.arrived(paths.length);
    for (const code of codes) await person.answer({ code });
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(paths.map(() => 200));
    expect(person.questions).toHaveLength(paths.length);
    // A call is sent at the start, after the first code, at its turn, and with its code.
    expect(server.requests.length).toBeLessThanOrEqual(4 * paths.length);
  });

  test('a call that ends with a refusal lets the next one ask', async () => {
    const server = await wireServer(({ code, path }) =>
      path === '/b' && code !== undefined ? {} : compat(code === undefined ? 'required' : 'invalid'),
    );
    const person = patientPerson();
    const wrapped = withTwoFactor(fetch, { ask: person.ask, attempts: 1 });
    const first = wrapped(`${server.origin}/a`);
    await server.arrived(1);
    const second = wrapped(`${server.origin}/b`);
    await person.answer({ code: '123456' });
    await person.answer({ code: '123456' });
    const statuses = [(await first).status, (await second).status];
    expect(statuses).toEqual([400, 200]);
  });
});

describe('a prompt that ends without a code', () => {
  /** Challenges in this process, so that every call waits before the next event loop turn. */
  const challenging: typeof fetch = () =>
    Promise.resolve(Response.json(compat('required').body, { status: 400 }));

  test('gives up the waiting calls too if the person gives up', async () => {
    const person = patientPerson();
    const wrapped = withTwoFactor(challenging, person);
    const calls = Promise.allSettled(paths.map((path) => wrapped(`https://acme.example${path}`)));
    await new Promise((resolve) => setImmediate(resolve));
    await person.answer(undefined);
    const reasons = (await calls).map((call) => (call.status === 'rejected' ? (call.reason as unknown) : 0));
    expect(reasons.map(isTwoFactorCancelled)).toEqual(paths.map(() => true));
    expect(person.questions).toHaveLength(1);

    // A later call prompts again.
    const again = wrapped('https://acme.example/');
    await person.answer(undefined);
    await expect(again).rejects.toSatisfy(isTwoFactorCancelled);
    expect(person.questions).toHaveLength(2);
  });

  test('leaves the other calls alone if its call is aborted', async () => {
    const person = patientPerson();
    const wrapped = withTwoFactor(challenging, { ask: person.ask, attempts: 1 });
    const controllers = [new AbortController(), new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => wrapped('https://acme.example/', { signal }));
    const settled = Promise.allSettled(calls);
    await new Promise((resolve) => setImmediate(resolve));
    expect(person.questions).toHaveLength(1);
    controllers[1]?.abort(new Error('waiting'));
    controllers[0]?.abort(new Error('asking'));
    await person.answer({ code: '123456' });
    expect(await settled).toMatchObject([
      { reason: { message: 'asking' } },
      { reason: { message: 'waiting' } },
      { value: { status: 400 } },
    ]);
    expect(person.questions.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
  });

  test('rejects only its own call if `ask` throws, and the next call asks', async () => {
    const server = await trustingServer();
    const ask = vi
      .fn<Ask>()
      .mockImplementationOnce(async () => {
        await server.arrived(2);
        throw new Error('no terminal');
      })
      .mockResolvedValue({ code: '123456' });
    const wrapped = withTwoFactor(fetch, { ask });
    const results = await Promise.allSettled([wrapped(server.origin), wrapped(server.origin)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

test('two wrappers do not share a prompt', async () => {
  const server = await wireServer(({ code }) => (code ? {} : compat('required')));
  const ask = vi.fn<Ask>(async () => {
    await server.arrived(2);
    return { code: '123456' };
  });
  const wrappers = [withTwoFactor(fetch, { ask }), withTwoFactor(fetch, { ask })];
  await Promise.all(wrappers.map((wrapped) => wrapped(server.origin)));
  expect(ask).toHaveBeenCalledTimes(2);
});
