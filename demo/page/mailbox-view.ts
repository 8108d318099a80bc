/** Shows the built-in mailbox. @module */

import type { ShownMail } from '../mail/mailbox.ts';
import { create, find } from './element.ts';
import { clockTime } from './server-time.ts';

export function renderMails(mails: readonly ShownMail[] | undefined): void {
  find('mailbox', HTMLElement).hidden = mails === undefined;
  const shown = (mails ?? []).map((mail, index) => renderMail(mail, index === 0));
  find('mails', HTMLElement).replaceChildren(
    ...(shown.length > 0 ? shown : [create('p', 'empty', 'No mails yet.')]),
  );
}

export function renderMail({ at, to, subject, text }: ShownMail, open: boolean): HTMLElement {
  const summary = create('summary', '', subject, create('span', 'when', `${clockTime(at)}, to ${to}`));
  const details = create('details', 'mail', summary, create('pre', '', text));
  details.open = open;
  return details;
}
