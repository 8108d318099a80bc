/** Authenticator, emailed codes, recovery codes: what is set up, and the changes. @module */

import type { Status } from 'second-factor';
import { find, show } from './element.ts';
import { type Enrollment, createEnrollmentDialog } from './enrollment-dialog.ts';
import { type PageParts, type View, whenChanged } from './page-parts.ts';

export function createFactorsView({ connection, once, refresh }: PageParts): View {
  const enroll = createEnrollmentDialog(connection);
  const output = find('factors-output', HTMLOutputElement);

  onClick('totp-enroll', async () => {
    const body = await change('/api/totp/enroll');
    const recoveryCodes = body === undefined ? undefined : await enroll(body as unknown as Enrollment);
    if (recoveryCodes !== undefined) await tell('The authenticator app is set up.', recoveryCodes);
  });
  onClick('totp-remove', async () => {
    if ((await change('/api/totp/remove')) !== undefined) await tell('The authenticator app is removed.');
  });
  onClick('email-enable', async () => {
    const body = await change('/api/email/enable');
    if (body !== undefined)
      await tell('Codes can be mailed now.', body['recoveryCodes'] as readonly string[] | undefined);
  });
  onClick('email-disable', async () => {
    if ((await change('/api/email/disable')) !== undefined) await tell('Emailed codes are switched off.');
  });
  onClick('recovery-regenerate', async () => {
    const body = await change('/api/recovery-codes/regenerate');
    if (body !== undefined)
      await tell('The old recovery codes are void.', body['recoveryCodes'] as readonly string[]);
  });

  return whenChanged<Status>(render, ({ status }) => status);

  async function change(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    output.replaceChildren();
    const ended = await connection.post(path);
    if (ended.kind === 'done') return ended.body;
    show(output, 'bad', ended.message);
    await refresh();
    return undefined;
  }

  async function tell(message: string, recoveryCodes?: readonly string[]): Promise<void> {
    await refresh();
    if (recoveryCodes !== undefined) await once.showRecoveryCodes(recoveryCodes);
    show(output, 'good', message);
  }
}

function render({ totp, email, recoveryCodesLeft }: Status): void {
  const anyFactor = totp.enrolled || email.enrolled;
  find('totp-state', HTMLElement).textContent = describe(totp, 'Set up.', 'Not set up yet.');
  find('email-state', HTMLElement).textContent = describe(email, 'Switched on.', 'Switched off.');
  find('recovery-state', HTMLElement).textContent = anyFactor
    ? `${recoveryCodesLeft} are left.`
    : 'Come with the first factor.';
  find('totp-enroll', HTMLElement).textContent = totp.enrolled ? 'Replace' : 'Set up';
  find('totp-enroll', HTMLElement).className = totp.enrolled ? 'quiet' : '';
  find('totp-remove', HTMLElement).hidden = !totp.enrolled;
  find('email-enable', HTMLElement).hidden = email.enrolled;
  find('email-disable', HTMLElement).hidden = !email.enrolled;
  find('recovery-regenerate', HTMLElement).hidden = !anyFactor;
}

function describe({ enrolled, disabled }: Status['totp'], on: string, off: string): string {
  if (disabled) return 'Disabled after too many wrong codes.';
  return enrolled ? on : off;
}

function onClick(id: string, work: () => Promise<void>): void {
  find(id, HTMLButtonElement).addEventListener('click', () => void work());
}
