/** The names of the methods on the page. @module */

import type { Method } from 'second-factor';

export const methodNames: Readonly<Record<Method, string>> = {
  totp: 'authenticator app',
  email: 'emailed code',
  'recovery-code': 'recovery code',
  password: 'password',
};
