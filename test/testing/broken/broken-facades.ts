/** Façades that are broken in one way: by their storage, by what was put around them, or by another policy than they show. @module */

import {
  type Grant,
  type Ports,
  type TwoFactor,
  createTwoFactor,
  definePolicy,
  generateKeys,
  okAsync,
  errAsync,
} from 'second-factor';
import { embeddedPorts } from 'second-factor/embedded';
import type { FacadeParts, FacadeUnderTest } from 'second-factor/testing';
import type { BrokenStorage } from './broken-storage.ts';

export interface BrokenFacade {
  readonly name: string;
  readonly diesBy: readonly string[];
  readonly facade: FacadeUnderTest;
}

const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
} as const;
const policy = definePolicy({ issuer: 'Acme', operations });
const keys = generateKeys();

/** A sound façade, some of whose answers or questions are changed. */
function around(
  name: string,
  diesBy: readonly string[],
  change: (twoFactor: TwoFactor, parts: FacadeParts) => Partial<TwoFactor>,
): BrokenFacade {
  let latest: FacadeParts | undefined;
  return {
    name,
    diesBy,
    facade: {
      policy,
      createPorts(parts) {
        latest = parts;
        return embeddedPorts({ ...parts, keys });
      },
      createTwoFactor({ ports }) {
        const sound = createTwoFactor({ policy, ports, keys });
        if (latest === undefined) throw new TypeError('createPorts comes first');
        return { ...sound, ...change(sound, latest) };
      },
    },
  };
}

/** A round trip that others overtake. */
async function overTheNetwork<Answer>(_label: string, make: () => Promise<Answer>): Promise<Answer> {
  const answer = await make();
  await new Promise((turn) => void setImmediate(turn));
  return answer;
}

/** A façade on a storage that is broken. */
export function onBroken({ name, create }: BrokenStorage, diesBy: readonly string[]): BrokenFacade {
  return {
    name: `on a storage with ${name}`,
    diesBy,
    facade: {
      policy,
      async createPorts(parts): Promise<Ports> {
        const { storage } = await create(overTheNetwork);
        return embeddedPorts({ ...parts, storage, keys });
      },
      createTwoFactor: ({ ports }) => createTwoFactor({ policy, ports, keys }),
    },
  };
}

function grantAnyway(
  subject: string,
  operation: string,
  by: Grant['by'],
): ReturnType<TwoFactor['authorize']> {
  return okAsync({ subject, operation, by, at: 0, trace: [] });
}

const lax = definePolicy({ issuer: 'Acme', operations: { ...operations, 'account.delete': {} } });

export const brokenFacades: readonly BrokenFacade[] = [
  around(
    'a clock that is read a millisecond late',
    ['trust-ends-exactly', 'a-pending-enrollment-ends-exactly', 'an-emailed-code-ends-exactly'],
    (_sound, parts) => {
      const late = { ...parts.clock, now: () => parts.clock.at - 1 };
      const ports = embeddedPorts({ ...parts, clock: late, keys });
      return createTwoFactor({ policy, ports, keys });
    },
  ),
  around(
    'another policy than the one that is shown',
    ['trust-only-by-factors-where-it-is-honoured', 'a-token-changes-nothing'],
    (_sound, parts) =>
      createTwoFactor({
        policy: lax,
        ports: embeddedPorts({ ...parts, keys }),
        keys,
      }),
  ),
  around(
    'trust for an address, whatever the browser or session',
    ['trust-is-bound-to-its-client'],
    (sound) => ({
      authorize: ({ client, ...request }) =>
        sound.authorize({ ...request, client: client && { ip: client.ip, session: 'any' } }),
    }),
  ),
  around(
    'an emailed code for whoever wishes for one',
    ['a-wish-for-what-is-not-enrolled-does-nothing'],
    (sound, parts) => ({
      authorize(request) {
        const [to = ''] = [...new Set(parts.mailer.mails.map((mail) => mail.to))];
        if (request.code?.method === 'email') {
          const data = { code: '123 456', expiresAt: 0, at: 0, issuer: 'Acme' };
          void parts.mailer.send({ to, kind: 'code', data });
        }
        return sound.authorize(request);
      },
    }),
  ),
  around('a password that opens whatever a factor would', ['a-password-is-no-factor'], (sound) => ({
    authorize: (request) =>
      request.code?.value?.startsWith('password of') === true
        ? grantAnyway(request.subject, request.operation, 'password')
        : sound.authorize(request),
  })),
  around('failing open', ['faults-grant-nothing'], (sound) => ({
    authorize: (request) =>
      sound
        .authorize(request)
        .orElse((denial) =>
          denial.kind === 'unavailable'
            ? grantAnyway(request.subject, request.operation, 'totp')
            : errAsync(denial),
        ),
  })),
  around('a denial that repeats what was typed', ['secrets-stay-inside'], (sound) => ({
    authorize: (request) =>
      sound.authorize(request).mapErr((denial) => ({ ...denial, typed: request.code?.value })),
  })),
  around('subjects that are trimmed on the way in', ['subjects-of-any-name-stay-apart'], (sound) => ({
    status: (subject) => sound.status(subject.trim()),
    totp: { ...sound.totp, enroll: (subject, options) => sound.totp.enroll(subject.trim(), options) },
  })),
  around('tokens that are trimmed before they are looked up', ['a-forged-token-costs-nothing'], (sound) => ({
    accessTokens: {
      ...sound.accessTokens,
      authenticate: (text) => sound.accessTokens.authenticate(text.trim()),
    },
  })),
];
