/** Login, logout and sign-up. @module */

import { find, onSubmit, show, within } from './element.ts';
import type { PageParts } from './page-parts.ts';

export function createSignInView({ connection, refresh }: PageParts): void {
  for (const [id, path] of [
    ['log-in', '/api/login'],
    ['sign-up', '/api/sign-up'],
  ] as const) {
    const form = find(id, HTMLFormElement);
    const output = within(form, 'output', HTMLOutputElement);
    onSubmit(form, async (fields) => {
      output.replaceChildren();
      const result = await connection.post(path, Object.fromEntries(fields));
      if (result.kind !== 'done') {
        show(output, 'bad', result.message);
        return;
      }
      form.reset();
      await refresh();
      find('main', HTMLElement).focus();
    });
  }
  find('log-out', HTMLButtonElement).addEventListener('click', () => void logOut());

  async function logOut(): Promise<void> {
    await connection.post('/api/logout');
    await refresh();
    find('main', HTMLElement).focus();
  }
}
