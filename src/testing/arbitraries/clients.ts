/** Random clients, and clients that differ little from a given one. @module */

import fc, { type Arbitrary } from 'fast-check';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { awkwardText } from './texts.ts';

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('::1', '::ffff:203.0.113.9', '2001:db8::1', '2001:DB8:0::1', 'not an address', ''),
);

/** Any client; each part may be missing or empty. */
export const anyClient: Arbitrary<Client> = fc.record(
  { userAgent: awkwardText, ip: address, session: awkwardText },
  { requiredKeys: [] },
);

/**
 * Clients that differ from this one: a part is missing, empty, changed, swapped with another or
 * joined to its neighbor.
 */
export function clientVariants(client: Client): Arbitrary<Client> {
  const { userAgent = '', ip = '', session = '' } = client;
  const without = (part: keyof Client): Client => ({ ...client, [part]: undefined });
  const variants: readonly Client[] = [
    without('userAgent'),
    without('ip'),
    without('session'),
    { ...client, userAgent: '' },
    { ...client, ip: '' },
    { ...client, session: '' },
    { ...client, userAgent: `${userAgent} ` },
    { ...client, userAgent: userAgent.slice(0, -1) },
    { ...client, session: `${session}\0` },
    { ...client, session: session.toUpperCase() },
    { ...client, userAgent: `${userAgent}${ip}`, ip: '' },
    { ...client, ip: `${ip}${session}`, session: '' },
    { ...client, userAgent: session, session: userAgent },
    { ...client, ip: '203.0.113.90' },
  ];
  const different = variants.filter((variant) => JSON.stringify(variant) !== JSON.stringify(client));
  return fc.constantFrom(...different);
}

/** This client with one part that is no text, as a careless host passes a numeric session. */
export function unreadableClient(client: Client): Arbitrary<Client> {
  const part = fc.constantFrom<keyof Client>('userAgent', 'ip', 'session');
  const value: Arbitrary<unknown> = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom({}, [], ['text']));
  return fc.tuple(part, value).map(([name, odd]) => ({ ...client, [name]: odd }));
}
