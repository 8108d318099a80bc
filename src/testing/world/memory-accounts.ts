/** The user store of a host, in memory, for tests. @module */

import type { Account, Accounts } from '../../ports/accounts.ts';

/** An account of a test. Parts that are left out are absent; its id is by default the subject. */
export interface TestAccount extends Partial<Omit<Account, 'hasPassword'>> {
  readonly password?: string | undefined;
}

/** Accounts that a test can change while they are in use. */
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
      return Promise.resolve({
        id: subject,
        verifiedEmails: [],
        ...rest,
        hasPassword: password !== undefined,
      });
    },
    verifyPassword(subject, password) {
      const known = accounts.get(subject)?.password;
      return Promise.resolve(known !== undefined && known === password);
    },
    set: (subject, account) => void accounts.set(subject, account),
    delete: (subject) => void accounts.delete(subject),
  };
}
