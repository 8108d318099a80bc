/** The trusted clients, the time that is left to each, and how to end it. @module */

import type { TrustedClientView } from 'second-factor';
import { create, createButton, find, show } from './element.ts';
import { type PageParts, type View, whenChanged } from './page-parts.ts';
import { everySecond, timeLeft } from './server-time.ts';

export function createClientsView({ connection, refresh }: PageParts): View {
  const list = find('clients', HTMLUListElement);
  const output = find('clients-output', HTMLOutputElement);
  find('revoke-all', HTMLButtonElement).addEventListener('click', () => void revoke('revoke-all'));

  return whenChanged<readonly TrustedClientView[]>(render, ({ trustedClients }) => trustedClients);

  function render(clients: readonly TrustedClientView[]): void {
    list.replaceChildren(...clients.map(row));
    find('no-clients', HTMLElement).hidden = clients.length > 0;
    find('revoke-all', HTMLElement).hidden = clients.length < 2;
  }

  function row({ id, label, trustedUntil }: TrustedClientView): HTMLLIElement {
    const left = create('p', 'left');
    const name = create('h3', '', deviceOf(label));
    name.title = label;
    const button = createButton('Revoke', () => revoke('revoke', { id }));
    button.ariaLabel = `Revoke ${deviceOf(label)}`;
    const item = create('li', '', create('div', '', name, left), button);
    queueMicrotask(() =>
      everySecond(() => {
        const time = timeLeft(trustedUntil);
        left.textContent = time === undefined ? 'No longer trusted.' : `Trusted for another ${time}.`;
        return item.isConnected;
      }),
    );
    return item;
  }

  async function revoke(path: string, body?: object): Promise<void> {
    const ended = await connection.post(`/api/trusted-clients/${path}`, body);
    if (ended.kind === 'done') show(output, 'good', 'Revoked: it will be asked again.');
    else show(output, 'bad', ended.message);
    await refresh();
    find('clients-title', HTMLElement).focus();
  }
}

/** The start of a user-agent, in words. */
function deviceOf(label: string): string {
  if (!label.startsWith('Mozilla/')) return label === '' ? 'Unknown client' : label;
  const system = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    label.includes(name),
  );
  return system === undefined ? 'Browser' : `Browser on ${system}`;
}
