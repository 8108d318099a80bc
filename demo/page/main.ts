/** The page: shows the account and keeps it up to date. @module */

import type { ShownState } from '../shown-state.ts';
import { createChallengeDialog } from './challenge-dialog.ts';
import { createClientsView } from './clients-view.ts';
import { createConnection } from './connection.ts';
import { find } from './element.ts';
import { createFactorsView } from './factors-view.ts';
import { renderMails } from './mailbox-view.ts';
import { createOnceDialogs } from './once-dialogs.ts';
import { createOperationsView } from './operations-view.ts';
import type { PageParts } from './page-parts.ts';
import { createActivityView, createWhyView } from './past-views.ts';
import { createSignInView } from './sign-in-view.ts';
import { createTokensView } from './tokens-view.ts';

/** How often the page reads changes that other tabs or scripts made. */
const refreshEveryMs = 3000;

const challenge = createChallengeDialog(async () => (await connection.readState())?.mails);
const connection = createConnection(challenge.ask, () => challenge.close());
const parts: PageParts = { connection, once: createOnceDialogs(), refresh };

createSignInView(parts);
const views = [
  createFactorsView(parts),
  createOperationsView(parts),
  createClientsView(parts),
  createTokensView(parts),
  createWhyView(),
  createActivityView(),
];
let shownMails = '';

await refresh();
setInterval(() => void refreshIfVisible(), refreshEveryMs);
document.addEventListener('visibilitychange', () => void refreshIfVisible());

async function refresh(): Promise<void> {
  const state = await connection.readState();
  if (state !== undefined) render(state);
}

async function refreshIfVisible(): Promise<void> {
  if (document.visibilityState === 'visible') await refresh();
}

function render({ account, mails }: ShownState): void {
  find('signed-out', HTMLElement).hidden = account !== undefined;
  find('signed-in', HTMLElement).hidden = account === undefined;
  find('who', HTMLElement).hidden = account === undefined;
  find('username', HTMLElement).textContent = account?.username ?? '';
  if (account !== undefined) for (const view of views) view(account);
  const text = JSON.stringify(mails) ?? '';
  if (text !== shownMails) renderMails(mails);
  shownMails = text;
}
