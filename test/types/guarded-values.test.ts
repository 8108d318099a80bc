/** What `guard` resolves to, as types; `npm run types` checks each of them. @module */

import { expect, it } from 'vitest';
import { type Denial, type Result, type ResultAsync, err, ok } from '../../src/index.ts';
import { testWorld } from '../support/world.ts';

const { twoFactor } = testWorld({ accounts: { alice: {} } });
const request = { subject: 'alice', operation: 'settings.save' } as const;

it('the value of the work, or a denial', async () => {
  const saved: ResultAsync<number, Denial> = twoFactor.guard(request, async () => 1);
  expect((await saved)._unsafeUnwrap()).toBe(1);
  const nothing: ResultAsync<undefined, Denial> = twoFactor.guard(request, () => undefined);
  expect((await nothing)._unsafeUnwrap()).toBeUndefined();
  // Parsed JSON is `any`, which leaves the denial as it is.
  const parsed = await twoFactor.guard(request, () => JSON.parse('1'));
  expect(parsed.match(String, ({ kind }) => kind)).toBe('1');
});

it('the value of a Result, or a denial, or the error of the Result', async () => {
  const save = async (isFull: boolean) => (isFull ? err('full' as const) : ok(1));
  const saved: ResultAsync<number, Denial | 'full'> = twoFactor.guard(request, () => save(false));
  expect((await saved)._unsafeUnwrap()).toBe(1);
  const full: ResultAsync<number, Denial | 'full'> = twoFactor.guard(request, () => save(true));
  expect((await full)._unsafeUnwrapErr()).toBe('full');
  const direct = (): Result<number, 'full'> => ok(2);
  const result = await twoFactor.guard(request, direct);
  expect(result.isOk() && result.value + 1).toBe(3);
});

it('a nested guard: the value of the inner work, or a denial', async () => {
  const nested: ResultAsync<number, Denial> = twoFactor.guard(request, () =>
    twoFactor.guard(request, () => 1),
  );
  expect((await nested)._unsafeUnwrap()).toBe(1);
});

it('an error that is not handled does not compile', async () => {
  const result = await twoFactor.guard(request, (): Result<number, 'full'> => err('full'));
  // @ts-expect-error -- the error may be that of the work, which has no kind
  expect(result.isErr() && result.error.kind).toBeUndefined();
  // @ts-expect-error -- the Result of the work is no value of its own
  expect(result.isOk() && result.value.isErr()).toBe(false);
});
