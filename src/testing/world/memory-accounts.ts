/** A host's user store in memory, for tests. @module */

import type { Account, Accounts } from '../../ports/accounts.ts';

/** An account as a test writes it down; what is left out is absent. */
export interface TestAccount extends Partial<Omit<Account, 'hasPassword'>> {
  readonly password?: string | undefined;
}

/** Accounts that can be changed while they are in use. */
export interface MemoryAccounts extends Accounts {
  set(subject: string, account: TestAccount): void;
  delete(subject: string): void;
}

export function memoryAccounts(initial: Readonly<Record<string, TestAccount>> = {}): MemoryAccounts {
  const accounts = new Map(Object.entries(initial));
  return {
    find(subject) {
      const account = accounts.get(subject);
      if (account === undefined) return Promise.resolve(undefined);
      const { password, ...rest } = account;
      return Promise.resolve({ verifiedEmails: [], ...rest, hasPassword: password !== undefined });
    },
    verifyPassword(subject, password) {
      const known = accounts.get(subject)?.password;
      return Promise.resolve(known !== undefined && known === password);
    },
    set: (subject, account) => void accounts.set(subject, account),
    delete: (subject) => void accounts.delete(subject),
  };
}
