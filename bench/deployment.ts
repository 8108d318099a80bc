/** A deployment with many subjects, each with an authenticator and a trusted client. @module */

import { type TwoFactor, createTwoFactor, definePolicy, generateKeys, parseKeys } from 'second-factor';
import { type MemoryStorage, createMemoryStorage } from 'second-factor/adapters/memory';
import {
  type ClientFingerprint,
  type SubjectTag,
  deriveMacs,
  fingerprintClient,
  tagSubject,
} from 'second-factor/domain';
import { embeddedPorts } from 'second-factor/embedded';
import { type PreparedKey, decodeBase32, nobleHashing, prepareKey, totp } from 'second-factor/otp';
import type { Storage } from 'second-factor/ports';

const stepMs = 30_000;

const policy = definePolicy({
  issuer: 'Acme',
  operations: { 'settings.save': {} },
  trust: { seconds: 2_592_000 },
  email: { enrollment: 'automatic' },
  // Its accounts have neither password nor address, and nobody signs in.
  enrollment: { firstFactor: 'session' },
});

/** The names under which storage keeps a subject that `fill` wrote. */
export interface StoredNames {
  readonly tag: SubjectTag;
  readonly client: ClientFingerprint;
  readonly enrollmentId: string;
}

/**
 * A façade whose keys are known here, so that `fill` can write subjects directly into storage,
 * under the names that the façade reads.
 */
export interface Deployment {
  readonly twoFactor: TwoFactor<'settings.save'>;
  readonly now: () => number;
  advance(ms: number): void;
  /**
   * Writes subjects directly into storage, in the state after an enrollment and one verification.
   */
  fill(subjects: number): Promise<void>;
  namesOf(number: number): StoredNames;
  /** Enrolls through the façade. Resolves to the key that generates the subject's codes. */
  enroll(subject: string): Promise<PreparedKey>;
}

export function createDeployment(storage: Storage | MemoryStorage = createMemoryStorage()): Deployment {
  let at = 1_800_000_015_000;
  const keys = parseKeys(generateKeys())._unsafeUnwrap();
  const macs = deriveMacs(nobleHashing, keys);
  const account = { username: 'alice', verifiedEmails: [], hasPassword: false };
  const mailedEmails = { verifiedEmails: ['alice@example.org'] };
  const accounts = {
    find: (id: string) =>
      Promise.resolve({ id, ...account, ...(id === mailedSubject ? mailedEmails : undefined) }),
    verifyPassword: () => Promise.resolve(false),
  };
  // Every port here resolves at once, so the clock never needs to reach a deadline.
  const clock = { now: () => at, sleep: () => new Promise<never>(() => {}) };
  const mailer = { send: () => Promise.resolve() };
  const ports = embeddedPorts({ accounts, clock, storage, keys, mailer });
  const twoFactor = createTwoFactor({ policy, ports });

  function namesOf(number: number): StoredNames {
    const subject = subjectOf(number);
    const tag = tagSubject(macs, subject);
    const client = fingerprintClient(macs, tag, clientOf(subject));
    if (client === undefined) throw new TypeError('the client must have a fingerprint');
    return { tag, client, enrollmentId: distinctName('enrollment', number) };
  }

  async function write(number: number): Promise<void> {
    const { tag, client, enrollmentId } = namesOf(number);
    const attemptId = distinctName('attempt', number);
    const step = Math.floor(at / stepMs);
    await storage.begin(tag, { attemptId });
    const { generation } = await storage.load(tag, {});
    await storage.beginEnrollment(tag, {
      attemptId,
      generation,
      pending: {
        id: enrollmentId,
        algorithm: 'SHA1',
        digits: 6,
        periodSeconds: 30,
        sealed: {
          keyName: 'k1',
          nonce: distinctName('n', number).slice(6),
          ciphertext: distinctName('c', number).repeat(2),
        },
        expiresAt: at + 600_000,
      },
    });
    await storage.confirmEnrollment(tag, {
      attemptId,
      generation,
      at,
      enrollmentId,
      step: step - 2,
      recoveryDigests: Array.from({ length: 10 }, (_, index) => distinctName(`recovery${index}`, number)),
    });
    const diesAt = at + policy.trust.seconds * 1000;
    const label = userAgent.slice(0, 64);
    const trusted = { client, method: 'totp', factorAt: at, diesAt, label } as const;
    await storage.settle(tag, {
      attemptId: distinctName('settle', number),
      at,
      generation: (await storage.load(tag, {})).generation,
      match: { method: 'totp', enrollmentId, step: step - 1 },
      trust: { client: trusted, maxClients: 20 },
    });
  }

  return {
    twoFactor,
    now: () => at,
    advance: (ms) => void (at += ms),
    namesOf,
    async fill(subjects) {
      for (let number = 0; number < subjects; number++) await write(number);
    },
    async enroll(subject) {
      const { secret } = (await twoFactor.totp.enroll(subject))._unsafeUnwrap();
      const key = prepareKey(decodeBase32(secret)._unsafeUnwrap());
      (await twoFactor.totp.confirm(subject, totp(key, { at })))._unsafeUnwrap();
      return key;
    },
  };
}

/** The only subject with a verified address. The policy enrolls email codes automatically. */
export const mailedSubject = 'mailed';

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export interface BenchClient {
  readonly userAgent: string;
  readonly ip: string;
  readonly session: string;
}

export function subjectOf(number: number): string {
  return `user-${number}`;
}

export function clientOf(subject: string): BenchClient {
  return { userAgent, ip: '203.0.113.9', session: `session of ${subject}` };
}

/**
 * Returns 22 characters as one flat string, like the core's own names. A concatenated string would
 * take more memory and distort the bytes per subject.
 */
function distinctName(kind: string, number: number): string {
  return Buffer.from(`${kind}-${number}`.padEnd(22, '-'), 'latin1').toString('latin1');
}
