/** The operations, numbers and addresses of a run, written out for the model. @module */

import { type Policy, definePolicy } from '../../../src/index.ts';

export type Factor = 'totp' | 'email';

/** A rule with its defaults written out. */
export interface ModelRule {
  readonly exempt: boolean;
  readonly methods: readonly Factor[];
  readonly recovery: boolean;
  readonly password: boolean;
  readonly trust: boolean;
  readonly bypass: boolean;
  readonly refuse: boolean;
  readonly maxAgeSeconds: number;
  /** Whether a factor verified here trusts its client. */
  readonly grants: 'where-honoured' | 'always' | 'never';
  readonly reserved: boolean;
  readonly enrolls: boolean;
}

/** The numbers of a policy that differ from run to run. */
export interface Numbers {
  readonly digits: 6 | 8;
  readonly window: 0 | 1 | 2;
  readonly automatic: boolean;
  readonly emailDigits: number;
  readonly codeSeconds: number;
  readonly cooldownSeconds: number;
  readonly mailsPer5Minutes: number;
  readonly mailsPerDay: number;
  readonly trustSeconds: number;
  readonly maxClients: number;
  readonly free: number;
  readonly firstLockSeconds: number;
  readonly maxLockSeconds: number;
  readonly disableAt: number | 'never';
  readonly pendingSeconds: number;
  readonly firstFactor: 'fresh-session' | 'session' | 'refuse';
  readonly freshSeconds: number;
  readonly confirmingTrusts: boolean;
  readonly maxTokens: number;
  readonly maxTokenSeconds: number | undefined;
}

export const periodSeconds = 30;
export const recoveryCount = 4;
export const lowAt = 2;
export const lastUsedEverySeconds = 60;

const operations = {
  login: {},
  'settings.save': {},
  'account.delete': { trustedClients: 'ignored', accessTokens: 'no-bypass', whenNotEnrolled: 'refuse' },
  'status.read': { secondFactor: 'exempt' },
  'mail.only': { methods: ['email'] },
  'app.only': { methods: ['totp'], maxAgeSeconds: 60, recoveryCodes: 'refused' },
  'session.open': { login: true, grantsTrust: 'always', maxAgeSeconds: 60 },
  'report.read': { grantsTrust: 'never' },
  'vault.open': { methods: ['email', 'totp'], passwordFallback: 'forbidden', whenNotEnrolled: 'refuse' },
} as const;

export type Operation = keyof typeof operations;
export const operationNames = Object.keys(operations) as readonly Operation[];

export const reservedNames = [
  'second-factor.totp.enroll',
  'second-factor.totp.remove',
  'second-factor.email.enable',
  'second-factor.email.disable',
  'second-factor.recovery-codes.regenerate',
  'second-factor.access-tokens.create',
  'second-factor.account.change',
] as const;

const plain: ModelRule = {
  exempt: false,
  methods: ['totp', 'email'],
  recovery: true,
  password: true,
  trust: true,
  bypass: true,
  refuse: false,
  maxAgeSeconds: Number.POSITIVE_INFINITY,
  grants: 'where-honoured',
  reserved: false,
  enrolls: false,
};

const rules: Readonly<Record<Operation, ModelRule>> = {
  login: { ...plain, password: false, trust: false, bypass: false },
  'settings.save': plain,
  'account.delete': { ...plain, trust: false, bypass: false, refuse: true },
  'status.read': { ...plain, exempt: true },
  'mail.only': { ...plain, methods: ['email'] },
  'app.only': { ...plain, methods: ['totp'], maxAgeSeconds: 60, recovery: false },
  'session.open': { ...plain, password: false, trust: false, bypass: false, grants: 'always' },
  'report.read': { ...plain, grants: 'never' },
  'vault.open': { ...plain, methods: ['email', 'totp'], password: false, refuse: true },
};

/** The rule of an operation in the model. */
export function modelRule(numbers: Numbers, operation: string): ModelRule | undefined {
  if ((reservedNames as readonly string[]).includes(operation)) {
    return {
      ...plain,
      trust: false,
      bypass: false,
      refuse: numbers.firstFactor === 'refuse',
      reserved: true,
      enrolls: ['second-factor.totp.enroll', 'second-factor.email.enable'].includes(operation),
    };
  }
  return (operationNames as readonly string[]).includes(operation)
    ? rules[operation as Operation]
    : undefined;
}

/** The policy of the library with the same numbers. */
export function policyOf(numbers: Numbers): Policy<Operation> {
  const { digits, window, free, firstLockSeconds, maxLockSeconds, disableAt } = numbers;
  const { codeSeconds, cooldownSeconds, mailsPer5Minutes, mailsPerDay } = numbers;
  return definePolicy({
    issuer: 'Acme',
    operations,
    totp: { digits, window, periodSeconds },
    email: {
      enrollment: numbers.automatic ? 'automatic' : 'explicit',
      digits: numbers.emailDigits,
      codeSeconds,
      cooldownSeconds,
      mailsPer5Minutes,
      mailsPerDay,
    },
    recoveryCodes: { count: recoveryCount, lowAt },
    trust: { seconds: numbers.trustSeconds, maxClients: numbers.maxClients },
    attempts: { free, firstLockSeconds, maxLockSeconds, disableAt },
    enrollment: {
      pendingSeconds: numbers.pendingSeconds,
      firstFactor: numbers.firstFactor,
      freshSeconds: numbers.freshSeconds,
      grantsTrust: numbers.confirmingTrusts,
    },
    accessTokens: {
      maxPerSubject: numbers.maxTokens,
      lastUsedEverySeconds,
      ...(numbers.maxTokenSeconds === undefined ? {} : { maxSeconds: numbers.maxTokenSeconds }),
    },
  });
}

/** The mailbox of each spelling of an address (P8). */
const mailboxes: Readonly<Record<string, string>> = {
  'alice@example.org': 'alice',
  'shared@example.org': 'shared',
  'Shared@EXAMPLE.org': 'shared',
  'bob@bücher.example': 'bob',
  'bob@xn--bcher-kva.example': 'bob',
  'new@example.org': 'new',
};

export const addresses: readonly string[] = Object.keys(mailboxes);

export function mailboxOf(address: string): string {
  const mailbox = mailboxes[address];
  if (mailbox === undefined) throw new RangeError(`no mailbox is known for ${address}`);
  return mailbox;
}
