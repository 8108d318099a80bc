/** `second-factor/client`: handles challenges on the side of the caller. @module */

export type {
  Answer,
  Ask,
  AskReason,
  ChallengeDetails,
  Question,
  TwoFactorMethod,
  AskOptions,
} from './ask.ts';
export { type CallOptions, type TwoFactorProof, callWithTwoFactor } from './call-with-two-factor.ts';
export { type TwoFactorCancelled, type TwoFactorNotRepeatable, isTwoFactorCancelled } from './errors.ts';
export { withTwoFactor } from './with-two-factor.ts';
