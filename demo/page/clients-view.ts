/** Shows the trusted clients with their remaining time, and revokes them. @module */

import type { TrustedClientView } from 'second-factor';
import { create, createButton, find, show } from './element.ts';
import { type PageParts, type View, renderOnChange } from './page-parts.ts';
import { everySecond, timeLeft } from './server-time.ts';

export function createClientsView({ connection, refresh }: PageParts): View {
  const list = find('clients', HTMLUListElement);
  const output = find('clients-output', HTMLOutputElement);
  find('revoke-all', HTMLButtonElement).addEventListener('click', () => void revoke('revoke-all'));

  return renderOnChange<readonly TrustedClientView[]>(render, ({ trustedClients }) => trustedClients);

  function render(clients: readonly TrustedClientView[]): void {
    list.replaceChildren(...clients.map(row));
    find('no-clients', HTMLElement).hidden = clients.length > 0;
    find('revoke-all', HTMLElement).hidden = clients.length < 2;
  }

  function row({ id, label, trustedUntil }: TrustedClientView): HTMLLIElement {
    const remaining = create('p', 'remaining');
    const name = create('h3', '', describeClient(label));
    name.title = label;
    const button = createButton('Revoke', () => revoke('revoke', { id }));
    button.ariaLabel = `Revoke ${describeClient(label)}`;
    const item = create('li', '', create('div', '', name, remaining), button);
    queueMicrotask(() =>
      everySecond(() => {
        const time = timeLeft(trustedUntil);
        remaining.textContent = time === undefined ? 'No longer trusted.' : `Trusted for another ${time}.`;
        return item.isConnected;
      }),
    );
    return item;
  }

  async function revoke(path: string, body?: object): Promise<void> {
    const result = await connection.post(`/api/trusted-clients/${path}`, body);
    if (result.kind === 'done') show(output, 'good', 'Revoked.');
    else show(output, 'bad', result.message);
    await refresh();
    find('clients-title', HTMLElement).focus();
  }
}

/** Describes a client by the start of its user-agent. */
function describeClient(label: string): string {
  if (!label.startsWith('Mozilla/')) return label === '' ? 'Unknown client' : label;
  const system = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    label.includes(name),
  );
  return system === undefined ? 'Browser' : `Browser on ${system}`;
}
