/** Two-factor authentication for any TypeScript application (`second-factor`). @module */

export { Result, ResultAsync, err, errAsync, ok, okAsync } from 'neverthrow';
export type {
  AccessTokenRefused,
  ChallengeDetails,
  Denial,
  EmailChallenge,
  EmailCodeStatus,
  EnrollmentRequired,
  FactorDisabled,
  Grant,
  GrantedBy,
  ManagementRefusal,
  PortName,
  SecondFactorInvalid,
  SecondFactorRequired,
  TooManyAttempts,
  Unavailable,
  UnknownOperation,
  UnknownSubject,
} from './domain/decision/denial.ts';
export { DenialError } from './domain/decision/denial-error.ts';
export type { Instant } from './domain/base/instant.ts';
export type { Code } from './domain/codes/typed-code.ts';
export type { Client } from './domain/keys/keyed-names.ts';
export { type InvalidKeys, type Keys, type NamedKey, parseKeys } from './domain/keys/keys.ts';
export type { Factor, Method } from './domain/policy/method.ts';
export {
  type InvalidPolicy,
  type OperationOf,
  type Policy,
  type PolicyInput,
  definePolicy,
  parsePolicy,
} from './domain/policy/policy.ts';
export type {
  AccessTokenSettings,
  AttemptSettings,
  EmailSettings,
  EnrollmentSettings,
  RecoveryCodeSettings,
  TotpSettings,
  TrustSettings,
} from './domain/policy/policy-settings.ts';
export {
  type RocketChatOperation,
  type RocketChatPolicyInput,
  rocketChatPolicy,
} from './domain/policy/rocket-chat-policy.ts';
export type { ReservedOperation, Rule, RuleInput } from './domain/policy/rule.ts';
export { type RocketChatOptions, ruleFromOptions } from './domain/policy/rule-from-options.ts';
export type { Secret } from './domain/base/secret.ts';
export type { Trace, TraceEntry, TraceStep } from './domain/decision/trace.ts';
export { generateKeys } from './generate-keys.ts';
export type { Account, Accounts } from './ports/accounts.ts';
export type { Clock } from './ports/clock.ts';
export type { Domains } from './ports/domains.ts';
export type { Events, SecurityEvent } from './ports/events.ts';
export type { Mail, Mailer } from './ports/mailer.ts';
export type { Ports } from './ports/ports.ts';
export type { Storage } from './ports/storage.ts';
export type {
  AuthenticatedToken,
  AuthorizeRequest,
  Credentials,
  ManagementProof,
  PresentedCode,
} from './ports/credentials.ts';
export type {
  AccessTokenCreated,
  AccessTokenRequest,
  AccessTokenView,
  AccountChange,
  EmailChange,
  EmailCodeSent,
  EmailEnabled,
  EndsOtherSessions,
  FactorStatus,
  Forgotten,
  PasswordChange,
  RecoveryCodesShown,
  ResetRequest,
  Status,
  TotpConfirmOptions,
  TotpConfirmed,
  TotpEnrollOptions,
  TotpEnrollmentStarted,
  TrustedClientView,
  UnlockRequest,
} from './ports/management.ts';
export type { TwoFactor } from './ports/two-factor.ts';
export { type TwoFactorOptions, createTwoFactor } from './two-factor.ts';
