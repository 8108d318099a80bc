/** The client of a request: only trusted proxies are believed, hop by hop. @module */

import { describe, expect, it, test } from 'vitest';
import { readClient } from '../../../src/adapters/http/index.ts';

function ipOf(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies?: string[],
): string | undefined {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return readClient({ headers, socket: { remoteAddress: peer } }, { trustedProxies }).ip;
}

describe('readClient: the address', () => {
  it('is the peer if the peer is not a trusted proxy', () => {
    expect(ipOf('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
    expect(ipOf('203.0.113.9', '198.51.100.1', [])).toBe('203.0.113.9');
    expect(ipOf('203.0.113.9', '198.51.100.1', ['10.0.0.0/8'])).toBe('203.0.113.9');
  });

  it('is absent without a peer, even if x-forwarded-for has one', () => {
    expect(ipOf(undefined, '198.51.100.1', ['0.0.0.0/0', '::/0'])).toBeUndefined();
    const request = new Request('https://app.example', { headers: { 'x-forwarded-for': '198.51.100.1' } });
    expect(readClient(request, { trustedProxies: ['0.0.0.0/0'] }).ip).toBeUndefined();
  });

  it.each([42, null, {}, ['10.0.0.1'], ''])('is absent if the peer is %j', (peer) => {
    const socket = { remoteAddress: peer as string };
    const headers = { 'x-forwarded-for': '198.51.100.1' };
    expect(readClient({ headers: undefined as never, socket })).toEqual({});
    expect(readClient({ headers, socket }, { trustedProxies: ['0.0.0.0/0', '::/0'] })).toEqual({});
    expect(readClient({ headers, socket }, { remoteAddress: peer as string })).toEqual({});
  });

  it('is the nearest untrusted hop, so entries that the caller wrote further left are ignored', () => {
    const spoofed = '1.1.1.1, 203.0.113.9, 10.0.0.2';
    expect(ipOf('10.0.0.1', spoofed, ['10.0.0.0/8'])).toBe('203.0.113.9');
    expect(ipOf('10.0.0.1', spoofed, ['10.0.0.1'])).toBe('10.0.0.2');
    expect(ipOf('10.0.0.1', spoofed, ['10.0.0.1', '10.0.0.2', '203.0.113.9'])).toBe('1.1.1.1');
  });

  it('is the outermost hop if all are trusted, and the proxy itself if it reports none', () => {
    expect(ipOf('10.0.0.1', '10.0.0.3, 10.0.0.2', ['10.0.0.0/8'])).toBe('10.0.0.3');
    expect(ipOf('10.0.0.1', undefined, ['10.0.0.0/8'])).toBe('10.0.0.1');
    expect(ipOf('10.0.0.1', '', ['10.0.0.0/8'])).toBe('10.0.0.1');
  });

  it('is the last trusted proxy if the next hop is not an IP address', () => {
    for (const hop of ['unknown', '_hidden', '', '1.2.3', '01.2.3.4', '::1::', '203.0.113.9 x', ', ,'])
      expect(ipOf('10.0.0.1', `198.51.100.1, ${hop}`, ['10.0.0.0/8'])).toBe('10.0.0.1');
  });

  it('may have a port, brackets, an IPv4-mapped form or a repeated header', () => {
    const proxies = ['10.0.0.0/8', 'fd00::/8'];
    expect(ipOf('::ffff:10.0.0.1', '203.0.113.9:4711', proxies)).toBe('203.0.113.9');
    expect(ipOf('fd00::1', '[2001:db8::1]:4711', proxies)).toBe('2001:db8:0:0:0:0:0:1');
    expect(ipOf('fd00::1', '[2001:DB8::1]', proxies)).toBe('2001:db8:0:0:0:0:0:1');
    expect(ipOf('fd00::1', '::ffff:203.0.113.9', proxies)).toBe('203.0.113.9');
    const headers = { 'x-forwarded-for': ['198.51.100.1', '203.0.113.9'] };
    expect(
      readClient({ headers, socket: { remoteAddress: '10.0.0.1' } }, { trustedProxies: proxies }).ip,
    ).toBe('203.0.113.9');
  });

  it('starts from the peer that the host passes in', () => {
    const request = new Request('https://app.example', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(readClient(request, { remoteAddress: '10.0.0.1' }).ip).toBe('10.0.0.1');
    expect(readClient(request, { remoteAddress: '10.0.0.1', trustedProxies: ['10.0.0.1'] }).ip).toBe(
      '203.0.113.9',
    );
  });
});

describe('readClient: ranges', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/32', '10.1.2.3', true],
    ['10.1.2.3/32', '10.1.2.2', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.128/25', '10.1.2.127', false],
    ['10.1.2.128/25', '10.1.2.129', true],
    ['10.1.2.3/31', '10.1.2.2', true],
    ['172.16.0.0/12', '172.31.0.1', true],
    ['172.16.0.0/12', '172.32.0.1', false],
    ['0.0.0.0/0', '255.1.2.3', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '10.0.0.1', false],
    ['::1', '::1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['fe80::/10', 'fec0::1', false],
    ['2001:db8::/33', '2001:db8:7fff::', true],
    ['2001:db8::/33', '2001:db8:8000::', false],
    ['::ffff:10.0.0.0/104', '10.9.9.9', true],
    ['::ffff:10.0.0.0/104', '11.0.0.0', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
  ])('%s contains %s: %s', (range, peer, inside) => {
    const ip = ipOf(peer, '203.0.113.9', [range]);
    expect(ip === '203.0.113.9').toBe(inside);
  });

  test.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0/8',
    '::/129',
    'fe80::1%eth0',
    '010.0.0.1',
    ' 10.0.0.1',
    '10.0.0.1/8/8',
    7,
  ])('the entry %j is a RangeError that names it', (entry) => {
    expect(() => readClient({ headers: {} }, { trustedProxies: ['10.0.0.1', entry as string] })).toThrow(
      new RangeError('trustedProxies[1] must be an IP address or a CIDR range'),
    );
  });
});

it('readClient: the user-agent is cut at 512 characters, and missing parts are absent', () => {
  expect(readClient({ headers: { 'User-Agent': 'x'.repeat(600) } }).userAgent).toBe('x'.repeat(512));
  expect(readClient({ headers: {} })).toEqual({});
  expect(readClient({ headers: {}, socket: null }, { session: 's1' })).toEqual({ session: 's1' });
  const signedIn = { session: 's1', signedInAt: 7 };
  expect(readClient({ headers: {} }, signedIn)).toEqual(signedIn);
});
