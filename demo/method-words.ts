/** The methods in words for a person. @module */

import type { Method } from 'second-factor';

export const methodWords: Readonly<Record<Method, string>> = {
  totp: 'authenticator app',
  email: 'emailed code',
  'recovery-code': 'recovery code',
  password: 'password',
};
