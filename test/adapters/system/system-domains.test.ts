/** Domain names by the URL parser of the platform. @module */

import { expect, it } from 'vitest';
import { systemDomains } from '../../../src/adapters/system/index.ts';

it('writes an international domain in ASCII', () => {
  expect(systemDomains.toAscii('bücher.example')).toBe('xn--bcher-kva.example');
});

it.each(['x.example#y', 'x.example/y', 'x.example?y', 'x.example:80', 'u@x.example', 'x.example\\y'])(
  'takes %j for no domain, so that it does not count the mails of x.example',
  (domain) => {
    expect(systemDomains.toAscii(domain)).toBeUndefined();
  },
);
