/** Key URIs: writing, reading, and what is refused. @module */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase32, formatKeyUri, parseKeyUri } from '../../../src/otp.ts';
import type { KeyUri, KeyUriFields } from '../../../src/otp.ts';

const secretText = 'JBSWY3DPEHPK3PXP';
const secretBytes = new Uint8Array([0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x21, 0xde, 0xad, 0xbe, 0xef]);
const totpFields = { type: 'totp', issuer: 'Acme', account: 'alice', secret: secretBytes } as const;

describe('formatKeyUri', () => {
  test('writes the issuer twice, and every default', () => {
    expect(formatKeyUri(totpFields)).toBe(
      `otpauth://totp/Acme:alice?secret=${secretText}&issuer=Acme&algorithm=SHA1&digits=6&period=30`,
    );
    expect(
      formatKeyUri({ ...totpFields, type: 'hotp', counter: 2n ** 64n - 1n, algorithm: 'SHA512', digits: 8 }),
    ).toBe(
      `otpauth://hotp/Acme:alice?secret=${secretText}&issuer=Acme&algorithm=SHA512&digits=8&counter=18446744073709551615`,
    );
    expect(formatKeyUri({ type: 'totp', account: 'alice', secret: secretText, period: 60 })).toBe(
      `otpauth://totp/alice?secret=${secretText}&algorithm=SHA1&digits=6&period=60`,
    );
  });

  test('percent-encodes names and never writes a plus for a space', () => {
    const uri = formatKeyUri({ ...totpFields, issuer: "A+B & Co's (ü)!*", account: 'a b/c?d#e%f=g@h' });
    expect(uri).toContain('totp/A%2BB%20%26%20Co%27s%20%28%C3%BC%29%21%2A:a%20b%2Fc%3Fd%23e%25f%3Dg%40h?');
    expect(uri).not.toContain('+');
  });

  test('writes the secret without padding, from bytes and from base32 text as typed', () => {
    expect(formatKeyUri({ ...totpFields, secret: new Uint8Array([0xca, 0xfe]) })).toContain('secret=ZL7A&');
    expect(formatKeyUri({ ...totpFields, secret: 'zl7a ====' })).toContain('secret=ZL7A&');
  });

  test.each<[name: string, fields: Partial<Record<keyof KeyUri | 'period' | 'counter', unknown>>]>([
    ['issuer', { issuer: 'Ac:me' }],
    ['issuer', { issuer: '' }],
    ['issuer', { issuer: '\ud800' }],
    ['issuer', { issuer: 5 }],
    ['issuer', { issuer: null }],
    ['account', { account: 'a:b' }],
    ['account', { account: '' }],
    ['account', { account: '  ' }],
    ['account', { account: 'a\udc00b' }],
    ['account', { account: undefined }],
    ['secret', { secret: new Uint8Array(0) }],
    ['secret', { secret: '' }],
    ['secret', { secret: 'ABC' }],
    ['secret', { secret: null }],
    ['secret', { secret: [1, 2] }],
    ['algorithm', { algorithm: 'MD5' }],
    ['digits', { digits: 5 }],
    ['digits', { digits: 9 }],
    ['digits', { digits: '6' }],
    ['period', { period: 0 }],
    ['period', { period: 1.5 }],
    ['period', { period: -30 }],
    ['type', { type: 'steam' }],
    ['counter', { type: 'hotp' }],
    ['counter', { type: 'hotp', counter: -1 }],
    ['counter', { type: 'hotp', counter: 2n ** 64n }],
    ['counter', { type: 'hotp', counter: 2 ** 53 }],
  ])('refuses a bad %s: %o', (name, fields) => {
    const call = () => formatKeyUri({ ...totpFields, ...fields } as KeyUriFields);
    expect(call).toThrow(new RegExp(`^${name} must`));
    expect(call).toThrow(
      expect.toSatisfy((error) => error instanceof RangeError || error instanceof TypeError),
    );
  });

  test('P18 an error does not show the secret', () => {
    expect(() => formatKeyUri({ ...totpFields, secret: 'PLANTED1' })).toThrow(
      expect.not.stringContaining('PLANTED'),
    );
    expect(() => formatKeyUri({ ...totpFields, secret: 'PLANTED1' })).toThrow('secret must be base32');
  });
});

describe('parseKeyUri', () => {
  const parse = (text: string) => parseKeyUri(text)._unsafeUnwrap();
  const full: KeyUri = {
    type: 'totp',
    issuer: 'Acme',
    account: 'alice',
    secret: secretBytes,
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  };

  test('fills in the defaults', () => {
    expect(parse(`otpauth://totp/Acme:alice?secret=${secretText}`)).toEqual(full);
    expect(parse(`otpauth://hotp/alice?secret=${secretText}&counter=0`)).toEqual({
      type: 'hotp',
      account: 'alice',
      secret: secretBytes,
      algorithm: 'SHA1',
      digits: 6,
      counter: 0,
    });
  });

  test('accepts scheme, type, parameter names, algorithm and secret in any case', () => {
    const uri = `OTPAuth://TOTP/Acme:alice?SECRET=${secretText.toLowerCase()}&Issuer=Acme&ALGORITHM=sha256&DIGITS=8&Period=60`;
    expect(parse(uri)).toEqual({ ...full, algorithm: 'SHA256', digits: 8, period: 60 });
  });

  test.each([
    ['Acme:alice', 'Acme', 'alice'],
    ['Acme%3Aalice', 'Acme', 'alice'],
    ['Acme%3aalice', 'Acme', 'alice'],
    ['Acme:%20%20alice', 'Acme', 'alice'],
    ['Acme%3A%20alice', 'Acme', 'alice'],
    ['Acme: alice', 'Acme', 'alice'],
    ['Big%20Corporation%3A%20alice%40bigco.com', 'Big Corporation', 'alice@bigco.com'],
    ['alice', undefined, 'alice'],
    [':alice', undefined, 'alice'],
    ['a+b:c+d', 'a+b', 'c+d'],
    ['%C3%9Cber:j%C3%B6rg', 'Über', 'jörg'],
    ['Über:jörg', 'Über', 'jörg'],
    ['%F0%9F%94%91:%E9%8D%B5', '🔑', '鍵'],
    ['a/b:c', 'a/b', 'c'],
  ])('label %s', (label, issuer, account) => {
    const { issuer: seen, account: name } = parse(`otpauth://totp/${label}?secret=${secretText}`);
    expect([seen, name]).toEqual([issuer, account]);
  });

  test('prefers the issuer parameter to the label, unless it is empty', () => {
    expect(parse(`otpauth://totp/Old:alice?secret=${secretText}&issuer=New`).issuer).toBe('New');
    expect(parse(`otpauth://totp/Old:alice?secret=${secretText}&issuer=`).issuer).toBe('Old');
    expect(parse(`otpauth://totp/alice?secret=${secretText}&issuer=New`).issuer).toBe('New');
    expect('issuer' in parse(`otpauth://totp/alice?secret=${secretText}`)).toBe(false);
  });

  test('reads a plus sign as a plus sign', () => {
    expect(parse(`otpauth://totp/alice?secret=${secretText}&issuer=A+B%20C`).issuer).toBe('A+B C');
    expect(parseKeyUri(`otpauth://totp/alice?secret=JBSW+Y3DP`)._unsafeUnwrapErr().reason).toBe('secret');
  });

  test('ignores a fragment and parameters that are unknown, empty or of the other type', () => {
    const extras =
      'image=https%3A%2F%2Fx&&lock&foo=1&foo=2&counter=x&__proto__=1&constructor=2&constructor=3';
    expect(parse(`otpauth://totp/Acme:alice?${extras}&secret=${secretText}#secret=A`)).toEqual(full);
    expect(parse(`otpauth://hotp/a?secret=${secretText}&counter=1&period=0`).type).toBe('hotp');
  });

  test('accepts padding in the secret, encoded or not', () => {
    for (const secret of ['ZL7A====', 'ZL7A%3D%3D%3D%3D', 'ZL7A']) {
      expect(parse(`otpauth://totp/a?secret=${secret}`).secret).toEqual(new Uint8Array([0xca, 0xfe]));
    }
  });

  test('reads a counter exactly', () => {
    const counter = (text: string) => {
      const parsed = parse(`otpauth://hotp/a?secret=${secretText}&counter=${text}`);
      return parsed.type === 'hotp' ? parsed.counter : undefined;
    };
    expect(counter('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(counter('9007199254740992')).toBe(2n ** 53n);
    expect(counter('18446744073709551615')).toBe(2n ** 64n - 1n);
  });

  test.each([
    ['', 'scheme'],
    ['otpauth', 'scheme'],
    ['otpauth:totp/a', 'scheme'],
    ['https://totp/a?secret=A', 'scheme'],
    [` otpauth://totp/a?secret=${secretText}`, 'scheme'],
    [`otpauth-migration://offline?data=A`, 'scheme'],
    [`otpauth://steam/a?secret=${secretText}`, 'type'],
    [`otpauth:///a?secret=${secretText}`, 'type'],
    [`otpauth://totp:80/a?secret=${secretText}`, 'type'],
    [`otpauth://x@totp/a?secret=${secretText}`, 'type'],
    [`otpauth://totp?secret=${secretText}`, 'label'],
    [`otpauth://totp/?secret=${secretText}`, 'label'],
    [`otpauth://totp/%20?secret=${secretText}`, 'label'],
    [`otpauth://totp/Acme:?secret=${secretText}`, 'label'],
    [`otpauth://totp/Acme:%20?secret=${secretText}`, 'label'],
    [`otpauth://totp/A:b:c?secret=${secretText}`, 'label'],
    [`otpauth://totp/A%3Ab:c?secret=${secretText}`, 'label'],
    [`otpauth://totp/%?secret=${secretText}`, 'percent-encoding'],
    [`otpauth://totp/%E9?secret=${secretText}`, 'percent-encoding'],
    [`otpauth://totp/%C0%BA?secret=${secretText}`, 'percent-encoding'],
    [`otpauth://totp/%ED%A0%80?secret=${secretText}`, 'percent-encoding'],
    [`otpauth://totp/a?secret=${secretText}&issuer=%zz`, 'percent-encoding'],
    [`otpauth://totp/a?secret=${secretText}&unknown=%`, 'percent-encoding'],
    ['otpauth://totp/a', 'secret'],
    ['otpauth://totp/a?', 'secret'],
    ['otpauth://totp/a?secret', 'secret'],
    ['otpauth://totp/a?secret=', 'secret'],
    ['otpauth://totp/a?secret=--', 'secret'],
    ['otpauth://totp/a?secret=ABC', 'secret'],
    ['otpauth://totp/a?secret=0189', 'secret'],
    [`otpauth://totp/a?secret=${secretText}&secret=${secretText}`, 'duplicate-parameter'],
    [`otpauth://totp/a?secret=${secretText}&Issuer=a&ISSUER=a`, 'duplicate-parameter'],
    [`otpauth://totp/a?secret=${secretText}&issuer=a%3Ab`, 'issuer'],
    [`otpauth://totp/a?secret=${secretText}&algorithm=MD5`, 'algorithm'],
    [`otpauth://totp/a?secret=${secretText}&algorithm=`, 'algorithm'],
    [`otpauth://totp/a?secret=${secretText}&algorithm=ſha1`, 'algorithm'],
    ...['5', '9', '10', '', '6.0', '06', '6 ', '٦', '-6', '6e0'].map((digits) => [
      `otpauth://totp/a?secret=${secretText}&digits=${digits}`,
      'digits',
    ]),
    ...[
      '0',
      '00',
      '',
      '-30',
      '+30',
      '30.5',
      '3e1',
      '0x1e',
      ' 30',
      '18446744073709551615',
      '9'.repeat(400),
    ].map((period) => [`otpauth://totp/a?secret=${secretText}&period=${period}`, 'period']),
    [`otpauth://hotp/a?secret=${secretText}`, 'counter'],
    ...['', '-1', '+1', '1.5', '1e3', '0x1', '１', '18446744073709551616', '9'.repeat(400)].map((counter) => [
      `otpauth://hotp/a?secret=${secretText}&counter=${counter}`,
      'counter',
    ]),
  ])('refuses %s: %s', (text, reason) => {
    expect(parseKeyUri(text)._unsafeUnwrapErr()).toEqual({ kind: 'invalid-key-uri', reason });
  });

  test.each<unknown>([undefined, null, 5, {}, ['otpauth://totp/a'], new URL('otpauth://totp/a')])(
    'refuses a non-string: %s',
    (value) => {
      expect(parseKeyUri(value as string)._unsafeUnwrapErr().reason).toBe('not-text');
    },
  );
});

describe('properties', () => {
  /** Any well-formed Unicode without a colon, 10 kB and control characters included (P20). */
  const name = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({ unit: 'binary', minLength: 5000, maxLength: 5100 }),
    )
    .map((text) => text.replaceAll(':', ';').replace(/^ +/, ''))
    .filter((text) => text !== '');
  const shared = {
    issuer: fc.option(name, { nil: undefined }),
    account: name,
    secret: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    algorithm: fc.constantFrom('SHA1', 'SHA256', 'SHA512'),
    digits: fc.constantFrom(6, 7, 8),
  } as const;
  const counter = fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }));
  const fields = fc.oneof(
    fc.record({
      ...shared,
      type: fc.constant('totp' as const),
      period: fc.integer({ min: 1, max: 2 ** 31 }),
    }),
    fc.record({ ...shared, type: fc.constant('hotp' as const), counter }),
  );

  test('a written key URI is read back, from bytes and from text', () => {
    fc.assert(
      fc.property(fields, (keyUri) => {
        const uri = formatKeyUri(keyUri);
        expect(uri).toMatch(/^otpauth:\/\/[ht]otp\/[\w.~%-]+(:[\w.~%-]+)?\?[\w.~%&=-]+$/);
        expect(parseKeyUri(uri)._unsafeUnwrap()).toEqual(keyUri);
        expect(formatKeyUri({ ...keyUri, secret: encodeBase32(keyUri.secret) })).toBe(uri);
        expect(new URL(uri).searchParams.get('issuer') ?? undefined).toBe(keyUri.issuer);
      }),
    );
  });

  test('P18 no change of a key URI throws, and no refusal shows the text', () => {
    const secret = 'PLANTEDPLANTEDPLANTEDPLANTEDPLANTED234567'.slice(0, 32);
    const uri = `otpauth://totp/Acme:alice?secret=${secret}&issuer=Acme&algorithm=SHA1&digits=6&period=30`;
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('%', '&', '=', ':', '?', '#', '%00'),
    );
    fc.assert(
      fc.property(fc.nat(uri.length), fc.nat(20), piece, (at, removed, inserted) => {
        const parsed = parseKeyUri(uri.slice(0, at) + inserted + uri.slice(at + removed));
        // An accepted key URI can be written again and has the same meaning.
        const again = parsed.andThen((keyUri) => parseKeyUri(formatKeyUri(keyUri)));
        expect(again).toEqual(parsed);
        expect(JSON.stringify(parsed.isErr() ? parsed.error : {})).not.toContain('PLANTED');
      }),
      { numRuns: 2000 },
    );
  });
});
