/** The built-in English texts: what happened, and what to do if it was somebody else. @module */

import { deepFreeze } from '../../domain/base/deep-freeze.ts';
import type { Instant } from '../../domain/base/instant.ts';
import type { Method } from '../../domain/policy/method.ts';
import type { NoticeKind } from '../../ports/mailer.ts';
import type { CodeFacts, MailText, MailTexts, NoticeFacts } from './mail-texts.ts';
import { utcText } from './utc-text.ts';

function code({ issuer, username, code, at, expiresAt }: CodeFacts): MailText {
  return {
    subject: `Your ${issuer} code`,
    // Long enough that the preview on a locked phone ends before the code.
    lead: `Enter the code below where ${issuer} asks for it, and share it with nobody. ${issuer} never asks for it by phone, chat or email. It works once, until ${utcText(expiresAt)}.`,
    code,
    details: [
      ['Account', username],
      ['Requested', utcText(at)],
    ],
    advice: [
      'If you did not request this code, somebody else may know your password. Change your password now.',
    ],
  };
}

const notices = {
  'factor-added': (facts) => ({
    subject: `${factorName(facts)} was added to your ${facts.issuer} account`,
    lead: 'From now on, you may be asked for it when you do something important with your account.',
    details: accountAndTime(facts),
    advice: ifNotYou(facts),
  }),
  'factor-removed': (facts) => ({
    subject: `${factorName(facts)} was removed from your ${facts.issuer} account`,
    lead: 'You are no longer asked for it. Your other factors are unchanged.',
    details: accountAndTime(facts),
    advice: ifNotYou(facts),
  }),
  'recovery-code-used': (facts) => ({
    subject: `A recovery code of your ${facts.issuer} account was used`,
    lead: 'It replaced your second factor, and it cannot be used again.',
    details: [...accountAndTime(facts), codesLeft(facts)],
    advice: ifNotYou(facts),
  }),
  'recovery-codes-low': (facts) => ({
    subject: `Few recovery codes are left for your ${facts.issuer} account`,
    lead: 'Without recovery codes, losing your second factor can lock you out of your account. Create new codes before you need them.',
    details: [...accountAndTime(facts), codesLeft(facts)],
    advice: [],
  }),
  'recovery-codes-regenerated': (facts) => ({
    subject: `New recovery codes were created for your ${facts.issuer} account`,
    lead: 'Your previous recovery codes no longer work.',
    details: accountAndTime(facts),
    advice: ifNotYou(facts),
  }),
  'attempts-exhausted': (facts) => ({
    subject: `Too many wrong codes for your ${facts.issuer} account`,
    lead: 'Further attempts are refused for now.',
    details: [
      ...accountAndTime(facts),
      ['Method', methodName(facts)],
      ['Try again after', facts.retryAt === undefined ? undefined : utcText(roundUpToMinute(facts.retryAt))],
    ],
    advice: [
      'If this was you, try again later.',
      `If it was not you, somebody else may know your password. Change it now, and contact ${facts.issuer} support.`,
    ],
  }),
  'bypass-token-created': (facts) => ({
    subject: `An access token that bypasses the second factor was created for your ${facts.issuer} account`,
    lead: 'Anyone who has this token can use your account without a second factor.',
    details: [...accountAndTime(facts), ['Token', facts.tokenName]],
    advice: ifNotYou(facts, 'revoke the token, '),
  }),
  'email-changed': (facts) => ({
    subject: `An email address of your ${facts.issuer} account was changed`,
    lead: 'This mail goes to your current addresses and to your previous ones.',
    details: accountAndTime(facts),
    advice: ifNotYou(facts),
  }),
  'password-changed': (facts) => ({
    subject: `The password of your ${facts.issuer} account was changed`,
    lead: 'Your previous password no longer works.',
    details: accountAndTime(facts),
    advice: ifNotYou(facts),
  }),
  unlocked: (facts) => ({
    subject: `Two-factor authentication was unlocked for your ${facts.issuer} account`,
    lead: 'Your second factors work again. They stayed as they were.',
    details: [...accountAndTime(facts), ['Unlocked by', facts.by], ['Reason', facts.reason]],
    advice: [`If you did not request this, contact ${facts.issuer} support now.`],
  }),
  reset: (facts) => ({
    subject: `Two-factor authentication was reset for your ${facts.issuer} account`,
    lead: 'Your second factors and recovery codes were removed. Set them up again as soon as you can.',
    details: [...accountAndTime(facts), ['Reset by', facts.by], ['Reason', facts.reason]],
    advice: [`If you did not request this, contact ${facts.issuer} support now.`],
  }),
} satisfies Record<NoticeKind, (facts: NoticeFacts) => MailText>;

/** A text for every kind. The lookup falls back to it when a locale lacks a kind. */
export const englishTexts: MailTexts = deepFreeze({ code, ...notices });

type Detail = readonly [label: string, value: string | undefined];

function accountAndTime({ username, at }: NoticeFacts): readonly Detail[] {
  return [
    ['Account', username],
    ['When', utcText(at)],
  ];
}

/**
 * Mails show whole minutes. Rounding down would show a time at which an attempt is still refused.
 */
function roundUpToMinute(at: Instant): Instant {
  return Math.ceil(at / 60_000) * 60_000;
}

function codesLeft({ recoveryCodesLeft }: NoticeFacts): Detail {
  return ['Recovery codes left', recoveryCodesLeft?.toString()];
}

function ifNotYou({ issuer }: NoticeFacts, firstStep = ''): readonly string[] {
  return [
    'If this was you, there is nothing to do.',
    `If it was not you, ${firstStep}change your password now, check the security settings of your account, and contact ${issuer} support.`,
  ];
}

const methodNames: Readonly<Record<string, string>> = {
  totp: 'authenticator app',
  email: 'emailed code',
  'recovery-code': 'recovery code',
  password: 'password',
} satisfies Record<Method, string>;

function methodName({ method }: NoticeFacts): string | undefined {
  return method !== undefined && Object.hasOwn(methodNames, method) ? methodNames[method] : method;
}

function factorName({ method }: NoticeFacts): string {
  if (method === 'totp') return 'An authenticator app';
  return method === 'email' ? 'Email as a second factor' : 'A second factor';
}
