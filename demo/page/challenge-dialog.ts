/** The challenge as a dialog: a code, another method, another mail, or no. @module */

import type { Answer, Ask, Question } from 'second-factor/client';
import type { ShownMail } from '../mail/mailbox.ts';
import { createButton, find } from './element.ts';
import { renderMail } from './mailbox-view.ts';
import { clockTime, everySecond, serverNow, timeLeft } from './server-time.ts';

type Typed = Question['method'];

const texts: Readonly<Record<Typed, string>> = {
  totp: 'Enter the six digits that your authenticator app shows.',
  email: 'Enter the code that we mailed',
  'recovery-code': 'Enter one of your recovery codes. It opens once.',
  password: 'Nothing is set up yet, so enter your password.',
};

const labels: Readonly<Record<Typed, string>> = {
  totp: 'Code',
  email: 'Code',
  'recovery-code': 'Recovery code',
  password: 'Password',
};

const switches: Readonly<Record<Typed, string>> = {
  totp: 'Use the authenticator app',
  email: 'Mail me a code',
  'recovery-code': 'Use a recovery code',
  password: 'Use the password',
};

export interface ChallengeDialog {
  readonly ask: Ask;
  /** Closes it once the challenged call has ended. */
  close(): void;
}

/** `readMails` answers the built-in mailbox, which a person cannot reach while the dialog is open. */
export function createChallengeDialog(
  readMails: () => Promise<readonly ShownMail[] | undefined>,
): ChallengeDialog {
  const dialog = find('challenge', HTMLDialogElement);
  const form = dialog.querySelector('form') as HTMLFormElement;
  const text = find('challenge-text', HTMLElement);
  const label = find('challenge-label', HTMLLabelElement);
  const input = find('challenge-code', HTMLInputElement);
  const problem = find('challenge-problem', HTMLElement);
  const countdown = find('challenge-countdown', HTMLElement);
  const submit = find('challenge-submit', HTMLButtonElement);
  const others = find('challenge-others', HTMLElement);
  const mail = find('challenge-mail', HTMLElement);

  let question: Question | undefined;
  let typed: Typed = 'totp';
  let locked = false;
  let answer: (answer: Answer) => void = () => undefined;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!submit.disabled && input.value !== '') settle({ code: input.value, method: typed });
  });
  find('challenge-cancel', HTMLButtonElement).addEventListener('click', () => settle(undefined));
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    settle(undefined);
  });

  return {
    ask: (asked) =>
      new Promise((resolve) => {
        question = asked;
        answer = resolve;
        showFor(asked, asked.method);
        if (!dialog.open) dialog.showModal();
        input.focus();
        everySecond(() => question === asked && tick(asked));
      }),
    close() {
      question = undefined;
      input.value = '';
      if (dialog.open) dialog.close();
    },
  };

  /** Nothing can be answered twice; the dialog stays until the call has ended or asks again. */
  function settle(given: Answer): void {
    if (question === undefined) return;
    question = undefined;
    submit.disabled = true;
    answer(given);
  }

  function showFor(asked: Question, method: Typed): void {
    typed = method;
    locked = false;
    text.textContent = method === 'email' ? `${texts.email} ${whereTo(asked)}.` : texts[method];
    label.textContent = labels[method];
    input.value = '';
    input.type = method === 'password' ? 'password' : 'text';
    input.inputMode = method === 'totp' || method === 'email' ? 'numeric' : 'text';
    input.autocomplete = method === 'password' ? 'current-password' : 'one-time-code';
    problem.textContent = method === asked.method ? problemIn(asked) : '';
    others.replaceChildren(...otherWays(asked, method));
    mail.hidden = true;
    if (method === 'email') void showMail(asked);
    tick(asked);
  }

  function otherWays(asked: Question, method: Typed): readonly HTMLElement[] {
    const { availableMethods } = asked;
    const factors = availableMethods.filter((other) => other !== asked.method);
    return [
      ...(method === 'email' ? [createButton('Send another code', () => settle({ resend: true }))] : []),
      ...(method === 'recovery-code'
        ? [createButton(switches[asked.method], () => switchTo(asked, asked.method))]
        : []),
      ...factors.map((other) => createButton(switches[other], () => settle({ method: other }))),
      ...(availableMethods.length > 0 && method !== 'recovery-code'
        ? [createButton(switches['recovery-code'], () => switchTo(asked, 'recovery-code'))]
        : []),
    ];
  }

  function switchTo(asked: Question, method: Typed): void {
    showFor(asked, method);
    input.focus();
  }

  /** What counts down: the lock of the method, and the next mail. */
  function tick({ details, method }: Question): boolean {
    const lock = typed === method ? timeLeft(instantOf(details.retryAt)) : undefined;
    const retryAt = instantOf(details.retryAt);
    countdown.textContent =
      lock === undefined ? '' : `Locked until ${clockTime(retryAt - serverNow() + Date.now())}, in ${lock}.`;
    if (locked && lock === undefined) problem.textContent = 'You can try again now.';
    locked = lock !== undefined;
    submit.disabled = locked;
    const [resend] = typed === 'email' ? others.querySelectorAll('button') : [];
    if (resend !== undefined) {
      const wait = timeLeft(instantOf(details.nextCodeAt));
      resend.disabled = wait !== undefined;
      resend.textContent = wait === undefined ? 'Send another code' : `Send another code in ${wait}`;
    }
    return true;
  }

  async function showMail(asked: Question): Promise<void> {
    const newest = (await readMails())?.[0];
    if (newest === undefined || question !== asked || typed !== 'email') return;
    mail.replaceChildren(renderMail(newest, true));
    mail.hidden = false;
  }
}

function whereTo({ details }: Question): string {
  return details.emailOrUsername === undefined ? 'to you' : `to ${details.emailOrUsername}`;
}

function problemIn({ reason, details }: Question): string {
  const { attemptsLeft } = details;
  switch (reason) {
    case 'required':
      return '';
    case 'invalid':
      return attemptsLeft === undefined
        ? 'That did not work.'
        : `That did not work. ${attemptsLeft} ${attemptsLeft === 1 ? 'attempt is' : 'attempts are'} left.`;
    case 'locked':
      return 'Too many wrong codes.';
    case 'too-soon':
      return 'Another mail cannot be sent yet.';
  }
}

function instantOf(value: string | number | undefined): number {
  return value === undefined ? Number.NaN : new Date(value).getTime();
}
