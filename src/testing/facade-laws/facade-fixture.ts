/** The fixture of a façade law: ports, subjects, authenticators and races. @module */

import { AssertionError } from 'node:assert';
import type { Scheduler } from 'fast-check';
import type { Result, ResultAsync } from 'neverthrow';
import type { Denial, Grant, ManagementRefusal } from '../../domain/decision/denial.ts';
import type { Client } from '../../domain/keys/keyed-names.ts';
import { parseKeyUri } from '../../domain/otp/parse-key-uri.ts';
import { generateTotp } from '../../domain/otp/totp.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Credentials, ManagementProof, PresentedCode } from '../../ports/credentials.ts';
import type { Ports } from '../../ports/ports.ts';
import type { TwoFactor } from '../../ports/two-factor.ts';
import { type CallTable, createCallTable } from '../seam/call-table.ts';
import { scheduledRoundTrip } from '../seam/schedule.ts';
import { type AroundPorts, wrapPorts } from '../seam/wrap-ports.ts';
import { type TestAccount, memoryAccounts } from '../world/memory-accounts.ts';
import { recordingEvents, recordingMailer } from '../world/recording.ts';
import { virtualClock } from '../world/virtual-clock.ts';
import type { FacadeParts, FacadeUnderTest } from './facade-under-test.ts';

/** An enrolled authenticator app. */
export interface Authenticator {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The code that confirmed the enrollment. */
  readonly confirmedBy: string;
  /** The code at an instant. */
  codeAt(at: number): string;
}

export type Refusal = Denial | ManagementRefusal;

export interface FacadeFixture {
  /** A text that no other case has, to make names unique. */
  readonly name: string;
  readonly policy: Policy;
  readonly twoFactor: TwoFactor;
  readonly parts: FacadeParts;
  readonly table: CallTable;
  /** Creates a subject with a password and a verified address, unless `account` says otherwise. */
  subject(account?: TestAccount, id?: string): string;
  passwordOf(subject: string): string;
  addressOf(subject: string): string;
  /**
   * Enrolls an authenticator and moves the clock past the confirming code. Pass the enrolled one to
   * replace it.
   */
  enrollTotp(subject: string, enrolled?: Authenticator): Promise<Authenticator>;
  /** Enrolls email codes. */
  enableEmail(subject: string, enrolled?: Authenticator): Promise<void>;
  /** The codes of an authenticator app with this key URI. */
  codesOf(keyUri: string): (at: number) => string;
  /** Makes a management call. Presents what it asks for, up to three times. */
  manage<Value>(
    subject: string,
    call: (proof: ManagementProof) => ResultAsync<Value, Refusal>,
    authenticator?: Authenticator,
  ): Promise<Value>;
  authorize(subject: string, operation: string, given?: Credentials): Promise<Result<Grant, Denial>>;
  /**
   * Runs callers concurrently. The scheduler orders the calls of the ports, or the host's own ports
   * do if `unscheduled`. Resolves to the results in order.
   */
  race<Value>(
    unscheduled: boolean,
    callers: readonly (() => PromiseLike<Value>)[],
  ): Promise<readonly Value[]>;
  /** Wraps every call of a port while `body` runs. */
  around<Value>(around: AroundPorts, body: () => PromiseLike<Value>): Promise<Value>;
}

const direct: AroundPorts = { later: (_call, make) => make(), now: (_call, make) => make() };

/** Numbers the cases of this process. A storage may outlive a case, so names must be unique. */
let casesOpened = 0;

export async function openFixture(facade: FacadeUnderTest, scheduler: Scheduler): Promise<FacadeFixture> {
  const number = ++casesOpened;
  const { policy } = facade;
  const parts: FacadeParts = {
    clock: virtualClock(),
    accounts: memoryAccounts(),
    mailer: recordingMailer(),
    events: recordingEvents(),
  };
  const { clock, accounts, mailer } = parts;
  const table = createCallTable();
  let current = direct;
  const hostPorts = await facade.createPorts(parts);
  const ports = wrapPorts(hostPorts, {
    later: (call, make) => current.later(call, make),
    now: (call, make) => current.now(call, make),
  });
  const twoFactor = logDecisions(facade.createTwoFactor({ policy, ports }), table);
  let subjects = 0;

  function passwordOf(subject: string): string {
    return `password of ${subject}`.slice(0, 200);
  }

  const addresses = new Map<string, string>();

  function addressOf(subject: string): string {
    return addresses.get(subject) ?? '';
  }

  async function manage<Value>(
    subject: string,
    call: (proof: ManagementProof) => ResultAsync<Value, Refusal>,
    authenticator?: Authenticator,
  ): Promise<Value> {
    let code: PresentedCode | undefined;
    for (let tries = 0; ; tries++) {
      const result = await call(code === undefined ? {} : { code });
      if (result.isOk()) return result.value;
      const refusal = result.error;
      if (refusal.kind !== 'second-factor-required' || tries === 3) {
        throw new AssertionError({
          message: `a management call must succeed, but was refused: ${refusal.kind}`,
        });
      }
      const { method } = refusal;
      if (method === 'totp') clock.advance(policy.totp.periodSeconds * 1000);
      const value = {
        totp: () => authenticator?.codeAt(clock.at),
        email: () => mailer.latestCode(addressOf(subject)),
        password: () => passwordOf(subject),
        'recovery-code': () => undefined,
      }[method]();
      code = { method, value };
    }
  }

  async function within<Value>(around: AroundPorts, body: () => PromiseLike<Value>): Promise<Value> {
    current = around;
    try {
      return await body();
    } finally {
      current = direct;
    }
  }

  return {
    name: ` #${number}`,
    policy,
    twoFactor,
    parts,
    table,
    passwordOf,
    addressOf,
    manage,
    around: within,
    subject(account = {}, id = `subject ${number}-${++subjects}`) {
      const address = `s${number}-${++subjects}@example.org`;
      addresses.set(id, address);
      accounts.set(id, {
        username: 'someone',
        verifiedEmails: [address],
        password: passwordOf(id),
        ...account,
      });
      return id;
    },
    codesOf: (keyUri) => codesOf(hostPorts, keyUri),
    async enableEmail(subject, enrolled) {
      await manage(subject, (proof) => twoFactor.email.enable(subject, { proof }), enrolled);
      clock.advance(Math.max(policy.email.cooldownSeconds, policy.totp.periodSeconds) * 1000);
    },
    async enrollTotp(subject, enrolled) {
      const begun = await manage(subject, (proof) => twoFactor.totp.enroll(subject, { proof }), enrolled);
      const codeAt = codesOf(hostPorts, begun.keyUri);
      const confirmedBy = codeAt(clock.at);
      const confirmed = await twoFactor.totp.confirm(subject, confirmedBy);
      if (confirmed.isErr()) {
        throw new AssertionError({
          message: `an enrollment must be confirmed, but was refused: ${confirmed.error.kind}`,
        });
      }
      clock.advance(policy.totp.periodSeconds * 1000 * (policy.totp.window + 1));
      return { secret: begun.secret, recoveryCodes: confirmed.value.recoveryCodes, confirmedBy, codeAt };
    },
    authorize: async (subject, operation, given = {}) =>
      twoFactor.authorize({ subject, operation, ...given }),
    race(unscheduled, callers) {
      if (unscheduled) return Promise.all(callers.map((caller) => caller()));
      const roundTrip = scheduledRoundTrip(scheduler);
      const scheduled: AroundPorts = {
        later: ({ port, method }, make) => roundTrip(`${port}.${method}`, make),
        now: direct.now,
      };
      return within(scheduled, () => scheduler.waitFor(Promise.all(callers.map((caller) => caller()))));
    },
  };
}

/** A client that can be trusted: all three parts are present. */
export const client: Client = Object.freeze({
  userAgent: 'Firefox',
  ip: '203.0.113.9',
  session: 'session 1',
});

function codesOf({ hashing }: Ports, keyUri: string): (at: number) => string {
  const parsed = parseKeyUri(keyUri);
  if (parsed.isErr())
    throw new AssertionError({ message: `the key URI must be well-formed: ${parsed.error.kind}` });
  const uri = parsed.value;
  if (uri.type !== 'totp')
    throw new AssertionError({ message: `the key URI must be of type totp, but is of type ${uri.type}` });
  const { secret, algorithm, digits, period } = uri;
  return (at) => {
    const key = hashing.prepare(algorithm, secret);
    const code = generateTotp(key, { at, period, digits });
    key.dispose();
    return code;
  };
}

/** The same façade, each decision of which is added to the table. */
function logDecisions(twoFactor: TwoFactor, table: CallTable): TwoFactor {
  return {
    ...twoFactor,
    authorize(request) {
      const { subject, operation, code } = request;
      const call = `authorize(${JSON.stringify(subject)}, ${operation}, ${code?.method ?? 'no method'}: ${code?.value ?? ''})`;
      return twoFactor
        .authorize(request)
        .map((grant) => {
          table.add({ by: 'host', call, outcome: `granted by ${grant.by}` });
          return grant;
        })
        .mapErr((denial) => {
          table.add({ by: 'host', call, outcome: denial.kind });
          return denial;
        });
    },
  };
}
