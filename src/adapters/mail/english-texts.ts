/** The built-in English words of every mail. They say what happened, and what to do if it was somebody else; they never link. @module */

import type { Instant } from '../../domain/base/instant.ts';
import type { Method } from '../../domain/policy/method.ts';
import type { NoticeKind } from '../../ports/mailer.ts';
import type { CodeFacts, MailText, MailTexts, NoticeFacts } from './mail-texts.ts';
import { utcText } from './utc-text.ts';

function code({ issuer, username, code, at, expiresAt }: CodeFacts): MailText {
  return {
    subject: `Your ${issuer} code`,
    // Long enough that the preview of a locked phone ends before the code.
    lead: `Enter the code below where ${issuer} asks for it, and give it to nobody: ${issuer} never asks for it by phone, chat or mail. It works once, until ${utcText(expiresAt)}.`,
    code,
    details: [
      ['Account', username],
      ['Asked for', utcText(at)],
    ],
    advice: ['If you did not ask for it, somebody else may know your password: change it.'],
  };
}

const notices = {
  'factor-added': (facts) => ({
    subject: `${factorNamed(facts)} was added to your ${facts.issuer} account`,
    lead: 'From now on it can be asked for when something important is done with your account.',
    details: whoAndWhen(facts),
    advice: ifNotYou(facts),
  }),
  'factor-removed': (facts) => ({
    subject: `${factorNamed(facts)} was removed from your ${facts.issuer} account`,
    lead: 'It is not asked for any more. What else you have set up stays as it was.',
    details: whoAndWhen(facts),
    advice: ifNotYou(facts),
  }),
  'recovery-code-used': (facts) => ({
    subject: `A recovery code of your ${facts.issuer} account was used`,
    lead: 'It stood in for your second factor, and cannot be used again.',
    details: [...whoAndWhen(facts), left(facts)],
    advice: ifNotYou(facts),
  }),
  'recovery-codes-low': (facts) => ({
    subject: `Few recovery codes are left for your ${facts.issuer} account`,
    lead: 'Without any you could lose access to your account together with your second factor. Make new ones before you need them.',
    details: [...whoAndWhen(facts), left(facts)],
    advice: [],
  }),
  'recovery-codes-regenerated': (facts) => ({
    subject: `New recovery codes were made for your ${facts.issuer} account`,
    lead: 'The codes you had before do not work any more.',
    details: whoAndWhen(facts),
    advice: ifNotYou(facts),
  }),
  'attempts-exhausted': (facts) => ({
    subject: `Too many wrong codes for your ${facts.issuer} account`,
    lead: 'Further attempts are refused for now.',
    details: [
      ...whoAndWhen(facts),
      ['Tried', methodNamed(facts)],
      [
        'Refused until at least',
        facts.retryAt === undefined ? undefined : utcText(nextMinute(facts.retryAt)),
      ],
    ],
    advice: [
      'If this was you, try again later.',
      `If it was not, somebody else may know your password: change it now, and tell the support of ${facts.issuer}.`,
    ],
  }),
  'bypass-token-created': (facts) => ({
    subject: `An access token without second factor was made for your ${facts.issuer} account`,
    lead: 'Whoever has its text can use your account without being asked for a second factor.',
    details: [...whoAndWhen(facts), ['Token', facts.tokenName]],
    advice: ifNotYou(facts, 'revoke the token, '),
  }),
  'email-changed': (facts) => ({
    subject: `An email address of your ${facts.issuer} account was changed`,
    lead: 'This mail goes to the addresses that you have now and to those that you had before.',
    details: whoAndWhen(facts),
    advice: ifNotYou(facts),
  }),
  'password-changed': (facts) => ({
    subject: `The password of your ${facts.issuer} account was changed`,
    lead: 'The one that you had before does not work any more.',
    details: whoAndWhen(facts),
    advice: ifNotYou(facts),
  }),
  reset: (facts) => ({
    subject: `Two-factor authentication was reset for your ${facts.issuer} account`,
    lead: 'Its second factors and recovery codes were removed. Set them up again as soon as you can.',
    details: [...whoAndWhen(facts), ['Reset by', facts.by], ['Reason', facts.reason]],
    advice: [`If you did not ask for this, tell the support of ${facts.issuer} now.`],
  }),
} satisfies Record<NoticeKind, (facts: NoticeFacts) => MailText>;

/** English, complete; the last resort of every lookup. */
export const englishTexts: MailTexts = { code, ...notices };

type Detail = readonly [label: string, value: string | undefined];

function whoAndWhen({ username, at }: NoticeFacts): readonly Detail[] {
  return [
    ['Account', username],
    ['When', utcText(at)],
  ];
}

/** Minutes are all that a mail shows, and an early one would be refused. */
function nextMinute(at: Instant): Instant {
  return Math.ceil(at / 60_000) * 60_000;
}

function left({ recoveryCodesLeft }: NoticeFacts): Detail {
  return ['Recovery codes left', recoveryCodesLeft?.toString()];
}

function ifNotYou({ issuer }: NoticeFacts, first = ''): readonly string[] {
  return [
    'If this was you, there is nothing to do.',
    `If it was not, ${first}change your password now, look through what is set up on your account, and tell the support of ${issuer}.`,
  ];
}

const methodNames: Readonly<Record<string, string>> = {
  totp: 'an authenticator app',
  email: 'sign-in codes by email',
  'recovery-code': 'recovery codes',
  password: 'the password',
} satisfies Record<Method, string>;

function methodNamed({ method }: NoticeFacts): string | undefined {
  return method !== undefined && Object.hasOwn(methodNames, method) ? methodNames[method] : method;
}

function factorNamed({ method }: NoticeFacts): string {
  if (method === 'totp') return 'An authenticator app';
  return method === 'email' ? 'Email as a second factor' : 'A second factor';
}
