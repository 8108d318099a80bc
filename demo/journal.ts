/** Stores an account's security events and its last decision, for the page to show. @module */

import type { Denial, Grant, GrantedBy, SecurityEvent } from 'second-factor';
import { explainTrace } from 'second-factor/audit';
import type { Rows } from './rows/rows.ts';

/** The last decision, with its steps as sentences. */
export interface ShownDecision {
  readonly at: number;
  readonly operation: string;
  readonly outcome: 'granted' | 'refused';
  /** The grant's `by` or the denial's `kind`. */
  readonly because: string;
  readonly steps: readonly string[];
}

export interface Journal {
  record(event: SecurityEvent): Promise<void>;
  events(subject: string): Promise<readonly SecurityEvent[]>;
  granted(grant: Grant): Promise<void>;
  refused(denial: Denial): Promise<void>;
  lastDecision(subject: string): Promise<ShownDecision | undefined>;
}

type ManagementGranted = Extract<SecurityEvent, { readonly kind: 'access-granted' }>;

const grantSentences: Readonly<Record<GrantedBy, string>> = {
  'not-required': 'The operation is exempt.',
  'not-enrolled': 'The account has no factor, no password and no email address.',
  'access-token': 'The access token replaced the second factor.',
  'trusted-client': 'This client was trusted.',
  totp: 'The code of the authenticator app was correct and is now spent.',
  email: 'The emailed code was correct and is now spent.',
  'recovery-code': 'The recovery code was correct and is now spent.',
  password: 'No factor was enrolled, and the password was correct.',
};

const maxEvents = 50;
const decisionSeconds = 24 * 60 * 60;

/** `now` returns epoch milliseconds. */
export function createJournal(rows: Rows, now: () => number): Journal {
  return {
    async record(event) {
      await rows.push(`events:${event.subject}`, JSON.stringify(event), maxEvents);
      if (event.kind === 'access-granted' && event.operation.startsWith('second-factor.'))
        await storeManagementGrant(event);
    },
    async events(subject) {
      return (await rows.list(`events:${subject}`)).map((text) => JSON.parse(text) as SecurityEvent);
    },
    granted: ({ subject, operation, by, at, trace }) =>
      store(subject, { at, operation, outcome: 'granted', because: by, steps: explainTrace(trace) }),
    async refused({ subject, operation, kind, trace }) {
      if (subject === undefined || operation === undefined) return;
      const steps = explainTrace(trace);
      await store(subject, { at: now(), operation, outcome: 'refused', because: kind, steps });
    },
    async lastDecision(subject) {
      const text = await rows.get(`decision:${subject}`);
      return text === undefined ? undefined : (JSON.parse(text) as ShownDecision);
    },
  };

  /** A management call returns its result but not its grant, so the event supplies the decision. */
  async function storeManagementGrant({ subject, at, operation, by }: ManagementGranted): Promise<void> {
    const steps = [
      'The policy protects this change, and trusted clients do not count for it.',
      grantSentences[by],
    ];
    await store(subject, { at, operation, outcome: 'granted', because: by, steps });
  }

  async function store(subject: string, decision: ShownDecision): Promise<void> {
    await rows.set(`decision:${subject}`, JSON.stringify(decision), decisionSeconds);
  }
}
