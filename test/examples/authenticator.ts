/** What a person has after enrolling at an example, whose clock is the machine's: an authenticator and recovery codes. @module */

import { decodeBase32, timeStep, totp } from '../../src/otp.ts';

export interface Authenticator {
  /** A code that was not taken before; at most two in 30 seconds are inside the server's window. */
  code(): string;
  /** Six digits that are right neither now nor soon. */
  wrongCode(): string;
  recoveryCode(): string;
  /** What the confirmation showed. */
  readonly recoveryCodes: string[];
}

export function authenticatorOf(secret: string): Authenticator {
  const key = decodeBase32(secret)._unsafeUnwrap();
  const recoveryCodes: string[] = [];
  let taken = Number.NEGATIVE_INFINITY;
  return {
    recoveryCodes,
    code() {
      taken = Math.max(taken + 1, timeStep(Date.now()));
      return codeAt(taken);
    },
    wrongCode() {
      const step = timeStep(Date.now());
      const right = [-2, -1, 0, 1, 2, 3].map((drift) => codeAt(step + drift));
      return ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find(
        (code) => !right.includes(code),
      )!;
    },
    recoveryCode: () => recoveryCodes.pop()!,
  };

  function codeAt(step: number): string {
    return totp(key, { at: step * 30_000 });
  }
}
