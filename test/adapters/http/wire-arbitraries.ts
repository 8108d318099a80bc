/** Random and mutated input of the wire: headers, bodies, arguments of DDP calls. @module */

import fc from 'fast-check';

/** Inherited property names, names of the wire, and random names. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'get',
    'then',
  ),
  fc.constantFrom(
    'code',
    'method',
    'totp',
    'login',
    'message',
    'msg',
    'id',
    'params',
    'ddpMethod',
    'length',
    '0',
  ),
  fc.constantFrom(
    'twoFactorCode',
    'twoFactorMethod',
    'twoFactorResend',
    'x-2fa-code',
    'X-2FA-METHOD',
    'x-2fa-resend',
  ),
  fc.string({ maxLength: 8 }),
);

export const text = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      '',
      '123456',
      'totp',
      'email',
      'password',
      'recovery-code',
      'base64:',
      'base64:=',
      '1',
      '__proto__',
    ),
  },
  { weight: 20, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
  { weight: 10, arbitrary: fc.string({ maxLength: 12 }).map((tail) => `base64:${tail}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '9'.repeat(100_000),
      'base64:'.repeat(5000),
      ' '.repeat(70_000),
      '-'.repeat(70_000),
    ),
  },
);

const leaf = fc.oneof(
  text,
  fc.constantFrom(null, true, false, 0, -0, 1e308, -1e308, Number.MAX_SAFE_INTEGER + 2, 123456, 0.1),
);

/** JSON of any shape, with own `__proto__` members as `JSON.parse` makes them. */
export const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => {
      const object: Record<string, unknown> = {};
      for (const [name, value] of entries)
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
      return object;
    }),
  ),
})).value;

/** A valid value in which one part is replaced by random JSON. */
export function mutated(valid: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(valid);
  return fc.tuple(fc.constantFrom(...paths), json).map(([path, value]) => replacePart(valid, path, value));
}

/** A valid trailing argument of a DDP call. */
export const trailingArgument = { twoFactorCode: '123456', twoFactorMethod: 'totp', twoFactorResend: true };
export const loginBody = { totp: { login: { user: 'alice' }, code: '123456' } };
/** Arguments of a DDP call. */
export const params = fc.oneof(
  json,
  mutated([1, trailingArgument]),
  mutated([loginBody]),
  mutated([{ code: '1', ddpMethod: 'status.read', method: 'totp', params: [trailingArgument] }]),
);
export const headers = fc.oneof(
  json,
  fc.dictionary(
    fc.constantFrom('x-2fa-code', 'X-2FA-Method', 'x-2fa-resend', 'x-forwarded-for', 'user-agent'),
    fc.oneof(text, leaf),
  ),
  fc.array(fc.tuple(fc.constantFrom('x-2fa-code', 'x-2fa-method'), text)),
);
/** JSON of arrays nested this deeply. */
export function nestedArrays(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

function pathsOf(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([name, part]) => pathsOf(part).map((path) => [name, ...path])),
  ];
}

function replacePart(value: unknown, [name, ...rest]: readonly string[], part: unknown): unknown {
  if (name === undefined) return part;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = replacePart(copy[name], rest, part);
  return copy;
}
