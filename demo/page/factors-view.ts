/** Shows and changes authenticator app, emailed codes and recovery codes. @module */

import type { Status } from 'second-factor';
import { find, show } from './element.ts';
import { type Enrollment, createEnrollmentDialog } from './enrollment-dialog.ts';
import { type PageParts, type View, renderOnChange } from './page-parts.ts';

export function createFactorsView({ connection, once, refresh }: PageParts): View {
  const enroll = createEnrollmentDialog(connection);
  const output = find('factors-output', HTMLOutputElement);

  onClick('totp-enroll', async () => {
    const body = await change('/api/totp/enroll');
    const recoveryCodes = body === undefined ? undefined : await enroll(body as unknown as Enrollment);
    if (recoveryCodes !== undefined) await showResult('The authenticator app is set up.', recoveryCodes);
  });
  onClick('totp-remove', async () => {
    if ((await change('/api/totp/remove')) !== undefined)
      await showResult('The authenticator app was removed.');
  });
  onClick('email-enable', async () => {
    const body = await change('/api/email/enable');
    if (body !== undefined)
      await showResult('Emailed codes are on.', body['recoveryCodes'] as readonly string[] | undefined);
  });
  onClick('email-disable', async () => {
    if ((await change('/api/email/disable')) !== undefined) await showResult('Emailed codes are off.');
  });
  onClick('recovery-regenerate', async () => {
    const body = await change('/api/recovery-codes/regenerate');
    if (body !== undefined)
      await showResult(
        'The previous recovery codes no longer work.',
        body['recoveryCodes'] as readonly string[],
      );
  });

  return renderOnChange<Status>(render, ({ status }) => status);

  async function change(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    output.replaceChildren();
    const result = await connection.post(path);
    if (result.kind === 'done') return result.body;
    show(output, 'bad', result.message);
    await refresh();
    return undefined;
  }

  async function showResult(message: string, recoveryCodes?: readonly string[]): Promise<void> {
    await refresh();
    if (recoveryCodes !== undefined) await once.showRecoveryCodes(recoveryCodes);
    show(output, 'good', message);
  }
}

function render({ totp, email, recoveryCodesLeft }: Status): void {
  const anyFactor = totp.enrolled || email.enrolled;
  find('totp-state', HTMLElement).textContent = describe(totp, 'Set up.', 'Not set up yet.');
  find('email-state', HTMLElement).textContent = describe(email, 'On.', 'Off.');
  find('recovery-state', HTMLElement).textContent = anyFactor
    ? `${recoveryCodesLeft} left.`
    : 'You get them with your first factor.';
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
