/** Properties of `withTwoFactor` that hold for all replies and answers. @module */

import fc from 'fast-check';
import { type Answer, type Question, isTwoFactorCancelled, withTwoFactor } from 'second-factor/client';
import { expect, test } from 'vitest';

const kinds = ['totp-required', 'totp-invalid', 'totp-max-attempts'] as const;
const methods = ['totp', 'email', 'password'] as const;

/** A challenge in the compatible dialect, from a `fetch` in the same process. */
function challenge(errorType: string = 'totp-required', details: object = { method: 'totp' }): Response {
  return Response.json({ success: false, errorType, details }, { status: 400 });
}

const challenges = fc.record({
  errorType: fc.constantFrom(...kinds),
  details: fc.record(
    {
      method: fc.constantFrom(...methods),
      availableMethods: fc.subarray(['totp', 'email']),
      codeGenerated: fc.boolean(),
      retryAt: fc.oneof(fc.constantFrom(0, 4e12), fc.anything()),
      attemptsLeft: fc.anything(),
    },
    { requiredKeys: ['method'] },
  ),
});

const answers: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ code: fc.string({ unit: 'binary' }) }) },
  {
    weight: 5,
    arbitrary: fc.record({ code: fc.stringMatching(/^\d{6}$/), method: fc.constantFrom(...methods) }),
  },
  { weight: 3, arbitrary: fc.record({ method: fc.constantFrom(...methods) }) },
  { weight: 2, arbitrary: fc.constant({ resend: true } as const) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

test('a call ends after at most `attempts` codes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(challenges),
      fc.infiniteStream(answers),
      fc.integer({ min: 1, max: 5 }),
      fc.nat({ max: 20 }),
      async (replies, typed, attempts, passesAt) => {
        const questions: Question[] = [];
        const codes: string[] = [];
        let last: Response | undefined;
        let requests = 0;
        const server: typeof fetch = async (_input, init) => {
          const headers = new Headers(init?.headers);
          const code = headers.get('x-2fa-code');
          if (code !== null) {
            codes.push(code);
            expect(init?.redirect).toBe('manual');
            expect(headers.get('x-2fa-method')).not.toBeNull();
          }
          requests += 1;
          const reply = replies.next().value;
          last = requests > passesAt ? new Response('ok') : challenge(reply?.errorType, reply?.details);
          return last;
        };
        const ask = (question: Question): Answer => {
          questions.push(question);
          return typed.next().value;
        };
        try {
          expect(await withTwoFactor(server, { ask, attempts })('https://acme.example/')).toBe(last);
          expect(last?.bodyUsed).toBe(false);
        } catch (error) {
          expect(isTwoFactorCancelled(error)).toBe(true);
        }
        expect(codes.length).toBeLessThanOrEqual(attempts);
        expect(questions.length).toBeLessThan(attempts + 10);
        expect(questions.every(({ attempt }) => attempt >= 1 && attempt <= attempts)).toBe(true);
      },
    ),
  );
});

test('parallel calls prompt one at a time, and only once if the server trusts the client', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 8 }),
      fc.boolean(),
      async (scheduler, count, trusts) => {
        let trusted = false;
        let asking = 0;
        let prompts = 0;
        let requests = 0;
        const codes = new Set<string>();
        const server: typeof fetch = async (_input, init) => {
          requests += 1;
          const code = new Headers(init?.headers).get('x-2fa-code');
          await scheduler.schedule(Promise.resolve(), 'request arrives');
          // Like a real code, this one can be used only once.
          const right = code !== null && !codes.has(code);
          if (code !== null) codes.add(code);
          const passes = right || trusted;
          trusted ||= trusts && right;
          await scheduler.schedule(Promise.resolve(), 'response arrives');
          return passes ? new Response('ok') : challenge();
        };
        const ask = async (): Promise<Answer> => {
          prompts += 1;
          asking += 1;
          expect(asking).toBe(1);
          await scheduler.schedule(Promise.resolve(), 'person types');
          asking -= 1;
          return { code: `${prompts}` };
        };
        const wrapped = withTwoFactor(server, { ask });
        const calls = Array.from({ length: count }, async () => {
          await scheduler.schedule(Promise.resolve(), 'call starts');
          return wrapped('https://acme.example/');
        });
        await scheduler.waitFor(Promise.all(calls));
        for (const call of calls) expect((await call).status).toBe(200);
        expect(prompts).toBe(trusts ? 1 : count);
        expect(codes.size).toBe(prompts);
        expect(requests).toBeLessThanOrEqual(4 * count);
      },
    ),
  );
});
