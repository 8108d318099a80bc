/** The ports, as types (`second-factor/ports`). @module */

export type { Account, Accounts } from './accounts.ts';
export type { CancelSignal, Clock } from './clock.ts';
export type { Domains } from './domains.ts';
export type { Events, SecurityEvent } from './events.ts';
export type { CodeMail, Mail, Mailer, NoticeKind, NoticeMail } from './mailer.ts';
export type { Ports } from './ports.ts';
export type { Random } from './random.ts';
export type { Sealing, SealingContext } from './sealing.ts';
export type { Storage, StorageFailure } from './storage.ts';
export type {
  AuthenticatedToken,
  AuthorizeRequest,
  Credentials,
  ManagementProof,
  PresentedCode,
} from './credentials.ts';
export type {
  AccessTokenCreated,
  AccessTokenRequest,
  AccessTokenView,
  AccountChange,
  EmailChange,
  EmailCodeSent,
  EmailEnabled,
  EndsOtherSessions,
  Forgotten,
  FactorStatus,
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
} from './management.ts';
export type { TwoFactor } from './two-factor.ts';
