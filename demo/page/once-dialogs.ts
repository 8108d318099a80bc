/** Dialogs for secrets that are shown once: recovery codes and tokens. @module */

import { find, within } from './element.ts';

export interface OnceDialogs {
  showRecoveryCodes(codes: readonly string[]): Promise<void>;
  showToken(token: string): Promise<void>;
}

export function createOnceDialogs(): OnceDialogs {
  const codes = find('recovery-codes', HTMLElement);
  find('recovery-download', HTMLButtonElement).addEventListener('click', () =>
    download('recovery-codes.txt', codes.textContent),
  );
  find('recovery-print', HTMLButtonElement).addEventListener('click', () => print());
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copies]'))
    button.addEventListener('click', () => void copy(button));

  for (const id of ['recovery', 'token']) {
    const dialog = find(id, HTMLDialogElement);
    within(dialog, 'form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      dialog.close();
    });
  }

  return {
    async showRecoveryCodes(shown) {
      codes.textContent = shown.join('\n');
      await untilClosed(find('recovery', HTMLDialogElement));
      codes.textContent = '';
    },
    async showToken(token) {
      const text = find('token-text', HTMLElement);
      const command = find('token-curl', HTMLElement);
      text.textContent = token;
      command.textContent = curlFor(token);
      await untilClosed(find('token', HTMLDialogElement));
      text.textContent = '';
      command.textContent = '';
    },
  };
}

function curlFor(token: string): string {
  return [
    `curl -X POST ${location.origin}/api/operations/settings.save`,
    `-H 'authorization: Bearer ${token}'`,
    "-H 'content-type: application/json'",
    `-d '{"displayName":"Robot"}'`,
  ].join(' \\\n  ');
}

function untilClosed(dialog: HTMLDialogElement): Promise<void> {
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(), { once: true });
    dialog.showModal();
  });
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = find(button.dataset['copies'] ?? '', HTMLElement);
  try {
    await navigator.clipboard.writeText(source.textContent);
    find('announcement', HTMLElement).textContent = 'Copied.';
    const label = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = label), 1500);
  } catch {
    // The browser refuses clipboard access, so select the text for copying by hand.
    getSelection()?.selectAllChildren(source);
  }
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
