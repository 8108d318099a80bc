/** The authenticator and the recovery codes of a person who enrolled at an example. @module */

import { decodeBase32, timeStep, totp } from '../../src/otp.ts';

export interface Authenticator {
  /**
   * A new code by the system clock. At most two new codes in 30 seconds are inside the server's
   * window.
   */
  code(): string;
  /** Six digits that are not a right code at any step near the present. */
  wrongCode(): string;
  recoveryCode(): string;
  /** The codes that confirming the enrollment returned. */
  readonly recoveryCodes: string[];
}

export function authenticatorOf(secret: string): Authenticator {
  const key = decodeBase32(secret)._unsafeUnwrap();
  const recoveryCodes: string[] = [];
  let lastStep = Number.NEGATIVE_INFINITY;
  return {
    recoveryCodes,
    code() {
      lastStep = Math.max(lastStep + 1, timeStep(Date.now()));
      return codeAt(lastStep);
    },
    wrongCode() {
      const step = timeStep(Date.now());
      const rightCodes = [-2, -1, 0, 1, 2, 3].map((drift) => codeAt(step + drift));
      return ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find(
        (code) => !rightCodes.includes(code),
      )!;
    },
    recoveryCode: () => recoveryCodes.pop()!,
  };

  function codeAt(step: number): string {
    return totp(key, { at: step * 30_000 });
  }
}
