/** Laws of faults, secrets and names through the whole façade (P16, P17, P18, P20). @module */

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { subjectId } from '../arbitraries/texts.ts';
import type { AroundPorts, PortCall } from '../seam/wrap-ports.ts';
import { type FacadeCase, client } from './facade-case.ts';
import { type FacadeLaw, facadeLaw } from './facade-law.ts';
import { asks, needsTotp, operationFor } from './operations.ts';
import { textsWithin } from './texts-within.ts';

/** How a port goes wrong, once or from then on. */
const fault = fc.record({
  at: fc.nat({ max: 9 }),
  how: fc.constantFrom('rejects', 'rejects after', 'hangs', 'nonsense', 'nothing'),
  lasts: fc.boolean(),
});
type Fault = typeof fault extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Longer than any deadline of the core. */
const pastEveryDeadlineMs = 60_000;

function faulty(world: FacadeCase, { at, how, lasts }: Fault, struck: PortCall[]): AroundPorts {
  let calls = 0;
  const strikes = (call: PortCall): boolean => {
    const index = calls++;
    const hit = lasts ? index >= at : index === at;
    if (hit) struck.push(call);
    return hit;
  };
  return {
    async later(call, make) {
      if (!strikes(call)) return make();
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
      if (!strikes(call)) return make();
      if (how === 'nonsense' || how === 'nothing') return undefined as never;
      throw new Error('injected fault');
    },
  };
}

/** Moves the clock past every deadline once the caller has had the time to begin waiting for it. */
async function passDeadline({ parts }: FacadeCase): Promise<void> {
  for (let turn = 0; turn < 64; turn++) await Promise.resolve();
  parts.clock.advance(pastEveryDeadlineMs);
}

const faultsGrantNothing = facadeLaw({
  id: 'faults-grant-nothing',
  promise: 'P16',
  name: 'a port that fails, hangs or answers nonsense at any call grants nothing, gives nothing back that was spent, and is named',
  notApplicable: needsTotp,
  inputs: fc.record({ fault, right: fc.boolean() }),
  async holds(world, { fault, right }) {
    const { parts } = world;
    const operation = operationFor(world.policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const { at } = parts.clock;
    const value = right ? authenticator.codeAt(at) : 'not a code';
    const present = () => world.authorize(subject, operation, { code: { method: 'totp', value } });
    const struck: PortCall[] = [];
    const answer = await world.around(faulty(world, fault, struck), present);
    parts.clock.at = at;
    const names = struck.map(({ port }) => port);
    if (answer.isOk()) {
      equal(right, true, `granted without a right code when ${names.join()} failed`);
      equal(answer.value.by, 'totp', 'granted by anything but the code');
    } else if (answer.error.kind === 'unavailable') {
      ok(
        [...names, 'clock'].includes(answer.error.port),
        `${answer.error.port} is named, but ${names.join()} failed`,
      );
    }
    const again = await present();
    const granted = [answer, again].filter((one) => one.isOk()).length;
    ok(granted <= 1, 'a code was granted a second time after a fault');
    if (!right) equal(granted, 0, 'a wrong code was granted after a fault');
  },
});

const startingChangesNothing = facadeLaw({
  id: 'starting-an-enrollment-changes-nothing',
  promise: 'P17',
  name: 'while another enrollment waits to be confirmed the live authenticator works as before, and the waiting one does not',
  notApplicable: needsTotp,
  inputs: fc.record({ started: fc.integer({ min: 1, max: 3 }) }),
  mostRuns: 10,
  async holds(world, { started }) {
    const { policy, parts, twoFactor } = world;
    const operation = operationFor(policy, asks('totp'));
    const subject = world.subject();
    const authenticator = await world.enrollTotp(subject);
    const codes: ((at: number) => string)[] = [];
    for (let times = 0; times < started; times++) {
      const begun = await world.manage(
        subject,
        (proof) => twoFactor.totp.enroll(subject, { proof }),
        authenticator,
      );
      codes.push(world.codeOf(begun.keyUri));
    }
    const left = await twoFactor.recoveryCodes.remaining(subject);
    equal(left.isOk() && left.value, authenticator.recoveryCodes.length, 'the recovery codes stay');
    parts.clock.advance(policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
    const present = async (value: string): Promise<boolean> =>
      (await world.authorize(subject, operation, { code: { method: 'totp', value } })).isOk();
    const live = authenticator.codeAt(parts.clock.at);
    const [waiting] = codes.map((codeAt) => codeAt(parts.clock.at)).filter((code) => code !== live);
    equal(await present(live), true, 'the live authenticator does');
    if (waiting !== undefined) equal(await present(waiting), false, 'a waiting enrollment opens nothing');
  },
});

const secretsStayInside = facadeLaw({
  id: 'secrets-stay-inside',
  promise: 'P18',
  name: 'no secret, code, token or password shows in a grant, a denial, an event or a notice',
  notApplicable: needsTotp,
  inputs: fc.record({ wrong: fc.boolean() }),
  mostRuns: 10,
  async holds(world, { wrong }) {
    const { parts, twoFactor, policy } = world;
    const operation = operationFor(policy, asks('totp'));
    const subject = world.subject({ password: 'correct horse battery staple' });
    const given = { code: { method: 'password' as const, value: 'correct horse battery staple' } };
    const outputs: unknown[] = [await world.authorize(subject, operation, { client, ...given })];
    const authenticator = await world.enrollTotp(subject).catch(() => undefined);
    const someone = authenticator === undefined ? world.subject() : subject;
    const app = authenticator ?? (await world.enrollTotp(someone));
    const secrets = new Set([app.secret, ...app.recoveryCodes, 'correct horse battery staple']);
    const code = app.codeAt(parts.clock.at);
    const typed = wrong ? `${code}9` : code;
    secrets.add(typed);
    outputs.push(
      await world.authorize(someone, operation, { client, code: { method: 'totp', value: typed } }),
    );
    outputs.push(
      await world.authorize(someone, operation, { client, code: { value: app.recoveryCodes[0] } }),
    );
    outputs.push(await twoFactor.totp.confirm(someone, typed));
    const made = await world.manage(
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
    const shown = outputs.flatMap(textsWithin);
    for (const secret of secrets) {
      const leaks = shown.filter((text) => text.includes(secret));
      deepEqual(leaks, [], 'something that is told nobody was told');
    }
  },
});

const subjectsStayApart = facadeLaw({
  id: 'subjects-of-any-name-stay-apart',
  promise: 'P20',
  name: 'subjects whose ids hold separators, braces, NUL, any Unicode or 10 kB work, and share nothing',
  notApplicable: needsTotp,
  inputs: fc.uniqueArray(subjectId, { minLength: 2, maxLength: 2 }),
  mostRuns: 100,
  async holds(world, [first = '', second = '']) {
    const operation = operationFor(world.policy, asks('totp'));
    const [subject, other] = [
      world.subject({}, `${first}${world.name}`),
      world.subject({}, `${second}${world.name}`),
    ];
    const authenticator = await world.enrollTotp(subject);
    const status = await world.twoFactor.status(other);
    equal(status.isOk() && status.value.totp.enrolled, false, 'the other is not enrolled');
    const code = { method: 'totp', value: authenticator.codeAt(world.parts.clock.at) } as const;
    const granted = await world.authorize(subject, operation, { client, code });
    equal(granted.isOk() && granted.value.subject, subject, 'its own code is granted to it');
    const elsewhere = await world.authorize(other, operation, { client, code });
    equal(elsewhere.isOk() && elsewhere.value.by === 'totp', false, 'and to nobody else');
  },
});

/** Laws of faults, secrets and names. */
export const faultLaws: readonly FacadeLaw[] = [
  faultsGrantNothing,
  startingChangesNothing,
  secretsStayInside,
  subjectsStayApart,
];
