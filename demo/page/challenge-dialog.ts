/** The challenge dialog: enter a code, switch the method, get another mail, or cancel. @module */

import type { Answer, Ask, Question } from 'second-factor/client';
import type { ShownMail } from '../mail/mailbox.ts';
import { createButton, find } from './element.ts';
import { renderMail } from './mailbox-view.ts';
import { clockTime, everySecond, serverNow, timeLeft } from './server-time.ts';

type Method = Question['method'];

const instructions: Readonly<Record<Method, string>> = {
  totp: 'Enter the code that your authenticator app shows.',
  email: 'Enter the code that we emailed',
  'recovery-code': 'Enter one of your recovery codes. Each works once.',
  password: 'You have no second factor yet, so enter your password.',
};

const labels: Readonly<Record<Method, string>> = {
  totp: 'Code',
  email: 'Code',
  'recovery-code': 'Recovery code',
  password: 'Password',
};

const switchLabels: Readonly<Record<Method, string>> = {
  totp: 'Use the authenticator app',
  email: 'Email me a code',
  'recovery-code': 'Use a recovery code',
  password: 'Use the password',
};

export interface ChallengeDialog {
  readonly ask: Ask;
  /** Closes the dialog after the challenged call has ended. */
  close(): void;
}

/** `readMails` reads the built-in mailbox, which the open dialog covers. */
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
  let shownMethod: Method = 'totp';
  let locked = false;
  let resolveAnswer: (answer: Answer) => void = () => undefined;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!submit.disabled && input.value !== '') giveAnswer({ code: input.value, method: shownMethod });
  });
  find('challenge-cancel', HTMLButtonElement).addEventListener('click', () => giveAnswer(undefined));
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    giveAnswer(undefined);
  });

  return {
    ask: (asked) =>
      new Promise((resolve) => {
        question = asked;
        resolveAnswer = resolve;
        show(asked, asked.method);
        if (!dialog.open) dialog.showModal();
        input.focus();
        everySecond(() => question === asked && updateCountdowns(asked));
      }),
    close() {
      question = undefined;
      input.value = '';
      if (dialog.open) dialog.close();
    },
  };

  /** Gives each question one answer. The dialog stays open until the call ends or asks again. */
  function giveAnswer(answer: Answer): void {
    if (question === undefined) return;
    question = undefined;
    submit.disabled = true;
    resolveAnswer(answer);
  }

  function show(asked: Question, method: Method): void {
    shownMethod = method;
    locked = false;
    text.textContent =
      method === 'email' ? `${instructions.email} ${recipientOf(asked)}.` : instructions[method];
    label.textContent = labels[method];
    input.value = '';
    input.type = method === 'password' ? 'password' : 'text';
    input.inputMode = method === 'totp' || method === 'email' ? 'numeric' : 'text';
    input.autocomplete = method === 'password' ? 'current-password' : 'one-time-code';
    problem.textContent = method === asked.method ? describeProblem(asked) : '';
    others.replaceChildren(...createOtherButtons(asked, method));
    mail.hidden = true;
    if (method === 'email') void showMail(asked);
    updateCountdowns(asked);
  }

  function createOtherButtons(asked: Question, method: Method): readonly HTMLElement[] {
    const { availableMethods } = asked;
    const factors = availableMethods.filter((other) => other !== asked.method);
    return [
      ...(method === 'email' ? [createButton('Send another code', () => giveAnswer({ resend: true }))] : []),
      ...(method === 'recovery-code'
        ? [createButton(switchLabels[asked.method], () => switchTo(asked, asked.method))]
        : []),
      ...factors.map((other) => createButton(switchLabels[other], () => giveAnswer({ method: other }))),
      ...(availableMethods.length > 0 && method !== 'recovery-code'
        ? [createButton(switchLabels['recovery-code'], () => switchTo(asked, 'recovery-code'))]
        : []),
    ];
  }

  function switchTo(asked: Question, method: Method): void {
    show(asked, method);
    input.focus();
  }

  /** Counts down to the end of the method's lock and to the next mail. */
  function updateCountdowns({ details, method }: Question): boolean {
    const lock = shownMethod === method ? timeLeft(instantOf(details.retryAt)) : undefined;
    const retryAt = instantOf(details.retryAt);
    countdown.textContent =
      lock === undefined ? '' : `Locked until ${clockTime(retryAt - serverNow() + Date.now())}, in ${lock}.`;
    if (locked && lock === undefined) problem.textContent = 'You can try again now.';
    locked = lock !== undefined;
    submit.disabled = locked;
    const [resend] = shownMethod === 'email' ? others.querySelectorAll('button') : [];
    if (resend !== undefined) {
      const wait = timeLeft(instantOf(details.nextCodeAt));
      resend.disabled = wait !== undefined;
      resend.textContent = wait === undefined ? 'Send another code' : `Send another code in ${wait}`;
    }
    return true;
  }

  async function showMail(asked: Question): Promise<void> {
    const newest = (await readMails())?.[0];
    if (newest === undefined || question !== asked || shownMethod !== 'email') return;
    mail.replaceChildren(renderMail(newest, true));
    mail.hidden = false;
  }
}

function recipientOf({ details }: Question): string {
  return details.emailOrUsername === undefined ? 'to you' : `to ${details.emailOrUsername}`;
}

function describeProblem({ reason, details, method }: Question): string {
  const { attemptsLeft } = details;
  const credential = method === 'password' ? 'password' : 'code';
  switch (reason) {
    case 'required':
      return '';
    case 'invalid':
      if (details['reason'] === 'code-already-used')
        return 'This code was used already. Wait for the next one.';
      return attemptsLeft === undefined
        ? `The ${credential} was not accepted.`
        : `The ${credential} was not accepted. ${attemptsLeft} ${attemptsLeft === 1 ? 'attempt is' : 'attempts are'} left.`;
    case 'locked':
      return 'Too many wrong codes.';
    case 'too-soon':
      return 'You cannot get another email yet.';
  }
}

function instantOf(value: string | number | undefined): number {
  return value === undefined ? Number.NaN : new Date(value).getTime();
}
