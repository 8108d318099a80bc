/** Façade laws of faults, pending enrollments, secrets and names (P16, P17, P18, P20). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { subjectId } from '../arbitraries/texts.ts';
import type { AroundPorts, PortCall } from '../seam/wrap-ports.ts';
import { type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asksFor, needsTotp, operationFor } from './operations.ts';
import { textsWithin } from './texts-within.ts';

/** How a port fails: at the call with this index, once or from then on. */
const fault = fc.record({
  index: fc.nat({ max: 9 }),
  how: fc.constantFrom('rejects', 'rejects after', 'hangs', 'nonsense', 'nothing'),
  lasts: fc.boolean(),
});
type Fault = typeof fault extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Longer than every deadline of the core. */
const pastEveryDeadlineMs = 60_000;

/** Calls of ports, of which those that `fault` selects fail. They are added to `failed`. */
function withFault(world: FacadeCase, { index, how, lasts }: Fault, failed: PortCall[]): AroundPorts {
  let calls = 0;
  const fails = (call: PortCall): boolean => {
    const current = calls++;
    const isSelected = lasts ? current >= index : current === index;
    if (isSelected) failed.push(call);
    return isSelected;
  };
  return {
    async later(call, make) {
      if (!fails(call)) return make();
      switch (how) {
        case 'rejects':
          throw new Error('injected fault');
        case 'rejects after':
          await make();
          throw new Error('injected fault');
        case 'hangs':
          void passDeadline(world);
          return new Promise(() => undefined);
        case 'nonsense':
          return { kind: 'settled', granted: true } as never;
        case 'nothing':
          return undefined as never;
      }
    },
    now(call, make) {
      if (!fails(call)) return make();
      if (how === 'nonsense' || how === 'nothing') return undefined as never;
      throw new Error('injected fault');
    },
  };
}

/** Gives the caller time to start its timer, then moves the clock past every deadline. */
async function passDeadline({ parts }: FacadeCase): Promise<void> {
  for (let turn = 0; turn < 64; turn++) await Promise.resolve();
  parts.clock.advance(pastEveryDeadlineMs);
}

const faultsGrantNothing = facadeLaw({
  id: 'faults-grant-nothing',
  promise: 'P16',
  name: 'a port that fails, hangs or returns nonsense grants nothing, restores nothing spent, and is named',
  notApplicable: needsTotp,
  inputs: fc.record({ fault, right: fc.boolean() }),
  async holds(world, { fault, right }) {
    const { parts } = world;
    const operation = operationFor(world.policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const { at } = parts.clock;
    const value = right ? authenticator.codeAt(at) : 'not a code';
    const present = () => world.authorize(subject, operation, { code: { method: 'totp', value } });
    const failed: PortCall[] = [];
    const decision = await world.around(withFault(world, fault, failed), present);
    parts.clock.at = at;
    const ports = failed.map(({ port }) => port);
    if (decision.isOk()) {
      equal(right, true, `a wrong code is refused when ${ports.join()} fails`);
      equal(decision.value.by, 'totp', 'only the code grants');
    } else if (decision.error.kind === 'unavailable') {
      ok(
        [...ports, 'clock'].includes(decision.error.port),
        `${decision.error.port} is named, but ${ports.join()} failed`,
      );
    }
    const again = await present();
    const granted = [decision, again].filter((one) => one.isOk()).length;
    ok(granted <= 1, 'a code is granted at most once, also after a fault');
    if (!right) equal(granted, 0, 'a wrong code is refused, also after a fault');
  },
});

const startingChangesNothing = facadeLaw({
  id: 'starting-an-enrollment-changes-nothing',
  promise: 'P17',
  name: 'while an enrollment is pending, the live authenticator works as before and the pending one does not',
  notApplicable: needsTotp,
  inputs: fc.record({ started: fc.integer({ min: 1, max: 3 }) }),
  maxRuns: 10,
  async holds(world, { started }) {
    const { policy, parts, twoFactor } = world;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const codes: ((at: number) => string)[] = [];
    for (let times = 0; times < started; times++) {
      const begun = await world.manage(
        subject,
        (proof) => twoFactor.totp.enroll(subject, { proof }),
        authenticator,
      );
      codes.push(world.codesOf(begun.keyUri));
    }
    const left = await twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, authenticator.recoveryCodes.length, 'no recovery code is gone');
    parts.clock.advance(policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const present = async (value: string): Promise<boolean> =>
      (await world.authorize(subject, operation, { code: { method: 'totp', value } })).isOk();
    const live = authenticator.codeAt(parts.clock.at);
    const [pending] = codes.map((codeAt) => codeAt(parts.clock.at)).filter((code) => code !== live);
    equal(await present(live), true, 'the code of the live authenticator is granted');
    if (pending !== undefined) equal(await present(pending), false, 'a pending code is refused');
  },
});

const secretsStayInside = facadeLaw({
  id: 'secrets-stay-inside',
  promise: 'P18',
  name: 'no secret, code, token or password appears in a grant, a denial, an event or a notice',
  notApplicable: needsTotp,
  inputs: fc.record({ wrong: fc.boolean() }),
  maxRuns: 10,
  async holds(world, { wrong }) {
    const { parts, twoFactor, policy } = world;
    const operation = operationFor(policy, asksFor('totp'));
    const subject = world.subject({ password: 'correct horse battery staple' });
    const given = { code: { method: 'password' as const, value: 'correct horse battery staple' } };
    const outputs: unknown[] = [await world.authorize(subject, operation, { client, ...given })];
    const authenticator = await world.enrollTotp(subject).catch(() => undefined);
    const owner = authenticator === undefined ? world.subject() : subject;
    const app = authenticator ?? (await world.enrollTotp(owner));
    const secrets = new Set([app.secret, ...app.recoveryCodes, 'correct horse battery staple']);
    const code = app.codeAt(parts.clock.at);
    const typed = wrong ? `${code}9` : code;
    secrets.add(typed);
    outputs.push(await world.authorize(owner, operation, { client, code: { method: 'totp', value: typed } }));
    outputs.push(await world.authorize(owner, operation, { client, code: { value: app.recoveryCodes[0] } }));
    outputs.push(await twoFactor.totp.confirm(owner, typed));
    const made = await world.manage(
      owner,
      (proof) => twoFactor.accessTokens.create(owner, { name: 'ci', bypass: true, proof }),
      app,
    );
    secrets.add(made.token);
    const authenticated = await twoFactor.accessTokens.authenticate(made.token);
    outputs.push(authenticated, await twoFactor.accessTokens.authenticate(`${made.token}x`));
    outputs.push(await twoFactor.accessTokens.list(owner), await twoFactor.status(owner));
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
  name: 'subject ids with separators, braces, NUL, any Unicode or 10 kB work, and share nothing',
  notApplicable: needsTotp,
  inputs: fc.uniqueArray(subjectId, { minLength: 2, maxLength: 2 }),
  maxRuns: 100,
  async holds(world, [first = '', second = '']) {
    const operation = operationFor(world.policy, asksFor('totp'));
    const [subject, other] = [
      world.subject({}, `${first}${world.name}`),
      world.subject({}, `${second}${world.name}`),
    ];
    const authenticator = await world.enrollTotp(subject);
    const status = await world.twoFactor.status(other);
    equal(status.isOk() && status.value.totp.enrolled, false, 'the other subject is not enrolled');
    const code = { method: 'totp', value: authenticator.codeAt(world.parts.clock.at) } as const;
    const granted = await world.authorize(subject, operation, { client, code });
    equal(granted.isOk() && granted.value.subject, subject, 'its own code is granted');
    const elsewhere = await world.authorize(other, operation, { client, code });
    equal(
      elsewhere.isOk() && elsewhere.value.by === 'totp',
      false,
      'the code is refused for the other subject',
    );
  },
});

/** The façade laws of faults, pending enrollments, secrets and names. */
export const faultLaws: readonly FacadeLaw[] = [
  faultsGrantNothing,
  startingChangesNothing,
  secretsStayInside,
  subjectsStayApart,
];
