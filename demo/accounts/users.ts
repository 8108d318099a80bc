/** The demonstration's users, and the library's accounts port for them. @module */

import { randomUUID } from 'node:crypto';
import type { Accounts } from 'second-factor';
import type { Rows } from '../rows/rows.ts';
import { type PasswordCost, hashPassword, verifyPassword } from './password.ts';

export interface User {
  readonly id: string;
  readonly username: string;
  /** Demonstration only: counts as verified. A real application verifies it by a mail first. */
  readonly email: string;
  readonly passwordHash: string;
}

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export interface Users {
  signUp(user: NewUser): Promise<User | 'username-taken'>;
  find(id: string): Promise<User | undefined>;
  /** Finds the user by name and password. An unknown name takes as long as a wrong password. */
  logIn(username: string, password: string): Promise<User | undefined>;
  /** The library's view of the users. */
  readonly accounts: Accounts;
}

export function createUsers(rows: Rows, cost: PasswordCost): Users {
  return {
    async signUp({ username, email, password }) {
      const id = randomUUID();
      const user: User = { id, username, email, passwordHash: await hashPassword(password, cost) };
      // Claims the name last, so that a user who is found by name is complete.
      await rows.set(`user:${id}`, JSON.stringify(user));
      if ((await rows.claim(nameKey(username), id)) === 'claimed') return user;
      await rows.delete(`user:${id}`);
      return 'username-taken';
    },
    find,
    async logIn(username, password) {
      const id = await rows.get(nameKey(username));
      const user = id === undefined ? undefined : await find(id);
      return (await verifyPassword(password, user?.passwordHash, cost)) ? user : undefined;
    },
    accounts: {
      async find(subject) {
        const user = await find(subject);
        if (user === undefined) return undefined;
        return { id: user.id, username: user.username, verifiedEmails: [user.email], hasPassword: true };
      },
      async verifyPassword(subject, password) {
        const user = await find(subject);
        return verifyPassword(password, user?.passwordHash, cost);
      },
    },
  };

  async function find(id: string): Promise<User | undefined> {
    const text = await rows.get(`user:${id}`);
    return text === undefined ? undefined : (JSON.parse(text) as User);
  }
}

function nameKey(username: string): string {
  return `username:${username.toLowerCase()}`;
}
