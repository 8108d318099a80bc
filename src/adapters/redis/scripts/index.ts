/** Every script that the adapter runs. @module */

export { beginEnrollmentScript } from './begin-enrollment.ts';
export { raiseGenerationScript } from './raise-generation.ts';
export { chargeScript } from './charge.ts';
export { confirmEnrollmentScript } from './confirm-enrollment.ts';
export { countMailScript } from './count-mail.ts';
export { enableEmailScript } from './enable-email.ts';
export { findTokenScript } from './find-token.ts';
export { insertTokenScript } from './insert-token.ts';
export { issueEmailCodeScript } from './issue-email-code.ts';
export { listTokensScript } from './list-tokens.ts';
export { loadScript } from './load.ts';
export { removeFactorScript } from './remove-factor.ts';
export { replaceRecoveryCodesScript } from './replace-recovery-codes.ts';
export { replaceTokenScript } from './replace-token.ts';
export { resetScript } from './reset.ts';
export { revokeAllTokensScript, revokeTokenScript } from './revoke-tokens.ts';
export { settleScript } from './settle.ts';
export { listTrustedScript, revokeAllTrustedScript, revokeTrustedScript } from './trusted.ts';
export { withdrawEmailCodeScript } from './withdraw-email-code.ts';
