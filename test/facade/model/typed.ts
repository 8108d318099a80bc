/** The shapes of typed text in the model. @module */

export interface Typed {
  /** 6 to 10 digits without separators. */
  readonly digits: string | undefined;
  /** Sixteen letters and digits without look-alikes. */
  readonly recovery: string | undefined;
  readonly password: string;
}

export function readTyped(text: string): Typed {
  const digits = text.replace(/[ -]/g, '');
  const symbols = text.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  return {
    digits: /^\d{6,10}$/.test(digits) ? digits : undefined,
    recovery: /^[0-9A-HJKMNP-TV-Z]{16}$/.test(symbols) ? symbols : undefined,
    password: text,
  };
}

export function canonicalRecovery(code: string): string {
  return readTyped(code).recovery ?? code;
}
