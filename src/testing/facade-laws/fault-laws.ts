/** Façade laws of faults, pending enrollments, secrets and names (P16, P17, P18, P20). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { subjectId } from '../arbitraries/texts.ts';
import type { AroundPorts, PortCall } from '../seam/wrap-ports.ts';
import { type FacadeFixture, client } from './facade-fixture.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';
import { textsWithin } from './texts-within.ts';

/** One fault: at which call of a port, of which kind, and whether all later calls fail too. */
const fault = fc.record({
  at: fc.nat({ max: 9 }),
  how: fc.constantFrom('rejects', 'rejects after', 'hangs', 'nonsense', 'nothing'),
  lasts: fc.boolean(),
});
type Fault = typeof fault extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Longer than every deadline of the core. */
const beyondDeadlinesMs = 60_000;

/** Injects a fault into the calls of ports, and collects the calls that it hits. */
function faultyPorts(
  fixture: FacadeFixture,
  { at, how, lasts }: Fault,
  failedCalls: PortCall[],
): AroundPorts {
  let calls = 0;
  const isHit = (call: PortCall): boolean => {
    const index = calls++;
    const hit = lasts ? index >= at : index === at;
    if (hit) failedCalls.push(call);
    return hit;
  };
  return {
    async later(call, make) {
      if (!isHit(call)) return make();
      switch (how) {
        case 'rejects':
          throw new Error('injected fault');
        case 'rejects after':
          await make();
          throw new Error('injected fault');
        case 'hangs':
          void passDeadline(fixture);
          return new Promise(() => undefined);
        case 'nonsense':
          return { kind: 'settled', granted: true } as never;
        case 'nothing':
          return undefined as never;
      }
    },
    now(call, make) {
      if (!isHit(call)) return make();
      if (how === 'nonsense' || how === 'nothing') return undefined as never;
      throw new Error('injected fault');
    },
  };
}

/** Moves the clock past every deadline, after the caller has started to wait. */
async function passDeadline({ parts }: FacadeFixture): Promise<void> {
  for (let microtask = 0; microtask < 64; microtask++) await Promise.resolve();
  parts.clock.advance(beyondDeadlinesMs);
}

const faultsGrantNothing = facadeLaw({
  id: 'faults-grant-nothing',
  promise: 'P16',
  name: 'a port that fails, hangs or returns nonsense grants nothing, restores nothing spent, and is named',
  notApplicable: needsTotp,
  inputs: fc.record({ fault, right: fc.boolean() }),
  async check(fixture, { fault, right }) {
    const { parts } = fixture;
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const { at } = parts.clock;
    const value = right ? authenticator.codeAt(at) : 'not a code';
    const present = () => fixture.authorize(subject, operation, { code: { method: 'totp', value } });
    const failedCalls: PortCall[] = [];
    const result = await fixture.around(faultyPorts(fixture, fault, failedCalls), present);
    parts.clock.at = at;
    const failedPorts = failedCalls.map(({ port }) => port);
    if (result.isOk()) {
      equal(right, true, `no wrong code is granted when ${failedPorts.join()} fails`);
      equal(result.value.by, 'totp', 'only the code grants');
    } else if (result.error.kind === 'unavailable') {
      ok(
        [...failedPorts, 'clock'].includes(result.error.port),
        `${result.error.port} is named, but ${failedPorts.join()} failed`,
      );
    }
    const again = await present();
    const granted = [result, again].filter((one) => one.isOk()).length;
    ok(granted <= 1, 'a code is not granted a second time after a fault');
    if (!right) equal(granted, 0, 'a wrong code is not granted after a fault');
  },
});

const beginningChangesNothing = facadeLaw({
  id: 'starting-an-enrollment-changes-nothing',
  promise: 'P17',
  name: 'while an enrollment is pending, the live authenticator still works and the pending one does not',
  notApplicable: needsTotp,
  inputs: fc.record({ enrollments: fc.integer({ min: 1, max: 3 }) }),
  maxRuns: 10,
  async check(fixture, { enrollments }) {
    const { policy, parts, twoFactor } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject();
    const authenticator = await fixture.enrollTotp(subject);
    const pendingCodes: ((at: number) => string)[] = [];
    for (let times = 0; times < enrollments; times++) {
      const begun = await fixture.manage(
        subject,
        (proof) => twoFactor.totp.enroll(subject, { proof }),
        authenticator,
      );
      pendingCodes.push(fixture.codesOf(begun.keyUri));
    }
    const left = await twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, authenticator.recoveryCodes.length, 'the recovery codes are unchanged');
    parts.clock.advance(policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const present = async (value: string): Promise<boolean> =>
      (await fixture.authorize(subject, operation, { code: { method: 'totp', value } })).isOk();
    const live = authenticator.codeAt(parts.clock.at);
    const [pending] = pendingCodes.map((codeAt) => codeAt(parts.clock.at)).filter((code) => code !== live);
    equal(await present(live), true, 'the live authenticator is granted');
    if (pending !== undefined) equal(await present(pending), false, 'a pending enrollment is refused');
  },
});

const secretsStayInside = facadeLaw({
  id: 'secrets-stay-inside',
  promise: 'P18',
  name: 'no secret, code, token or password appears in a grant, a denial, an event or a notice',
  notApplicable: needsTotp,
  inputs: fc.record({ wrong: fc.boolean() }),
  maxRuns: 10,
  async check(fixture, { wrong }) {
    const { parts, twoFactor, policy } = fixture;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = fixture.subject({ password: 'correct horse battery staple' });
    const given = { code: { method: 'password' as const, value: 'correct horse battery staple' } };
    const outputs: unknown[] = [await fixture.authorize(subject, operation, { client, ...given })];
    const authenticator = await fixture.enrollTotp(subject).catch(() => undefined);
    const someone = authenticator === undefined ? fixture.subject() : subject;
    const app = authenticator ?? (await fixture.enrollTotp(someone));
    const secrets = new Set([app.secret, ...app.recoveryCodes, 'correct horse battery staple']);
    const code = app.codeAt(parts.clock.at);
    const typed = wrong ? `${code}9` : code;
    secrets.add(typed);
    outputs.push(
      await fixture.authorize(someone, operation, { client, code: { method: 'totp', value: typed } }),
    );
    outputs.push(
      await fixture.authorize(someone, operation, { client, code: { value: app.recoveryCodes[0] } }),
    );
    outputs.push(await twoFactor.totp.confirm(someone, typed));
    const made = await fixture.manage(
      someone,
      (proof) => twoFactor.accessTokens.create(someone, { name: 'ci', bypass: true, proof }),
      app,
    );
    secrets.add(made.token);
    const authenticated = await twoFactor.accessTokens.authenticate(made.token);
    outputs.push(authenticated, await twoFactor.accessTokens.authenticate(`${made.token}x`));
    outputs.push(await twoFactor.accessTokens.list(someone), await twoFactor.status(someone));
    outputs.push(
      parts.events.events,
      parts.mailer.mails.filter(({ kind }) => kind !== 'code'),
    );
    const texts = outputs.flatMap(textsWithin);
    for (const secret of secrets) {
      const leaks = texts.filter((text) => text.includes(secret));
      deepEqual(leaks, [], 'no output contains a secret');
    }
  },
});

const subjectsStayApart = facadeLaw({
  id: 'subjects-of-any-name-stay-apart',
  promise: 'P20',
  name: 'subjects with separators, braces, NUL, any Unicode or 10 kB in their ids work and share nothing',
  notApplicable: needsTotp,
  inputs: fc.uniqueArray(subjectId, { minLength: 2, maxLength: 2 }),
  maxRuns: 100,
  async check(fixture, [first = '', second = '']) {
    const operation = operationFor(fixture.policy, asksFor('totp'));
    const [subject, other] = [
      fixture.subject({}, `${first}${fixture.name}`),
      fixture.subject({}, `${second}${fixture.name}`),
    ];
    const authenticator = await fixture.enrollTotp(subject);
    const status = await fixture.twoFactor.status(other);
    equal(status.isOk() && status.value.totp.enrolled, false, 'the other subject is not enrolled');
    const code = { method: 'totp', value: authenticator.codeAt(fixture.parts.clock.at) } as const;
    const granted = await fixture.authorize(subject, operation, { client, code });
    equal(granted.isOk() && granted.value.subject, subject, 'the code is granted to its own subject');
    const elsewhere = await fixture.authorize(other, operation, { client, code });
    equal(
      elsewhere.isOk() && elsewhere.value.by === 'totp',
      false,
      'the code is not granted to the other subject',
    );
  },
});

/** Laws of faults, pending enrollments, secrets and names. */
export const faultLaws: readonly FacadeLaw[] = [
  faultsGrantNothing,
  beginningChangesNothing,
  secretsStayInside,
  subjectsStayApart,
];
