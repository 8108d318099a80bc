/** Personal access tokens: made with a fresh factor, shown once, revoked at once. @module */

import type { AccessTokenView } from 'second-factor';
import { create, createButton, find, onSubmit, show, within } from './element.ts';
import { type PageParts, type View, whenChanged } from './page-parts.ts';
import { clockTime } from './server-time.ts';

export function createTokensView({ connection, once, refresh }: PageParts): View {
  const form = find('create-token', HTMLFormElement);
  const output = within(form, 'output', HTMLOutputElement);

  onSubmit(form, async (fields) => {
    output.replaceChildren();
    const ended = await connection.post('/api/access-tokens/create', {
      name: fields.get('name'),
      bypass: fields.has('bypass'),
      months: Number(fields.get('months')),
    });
    if (ended.kind !== 'done') {
      show(output, 'bad', ended.message);
      return;
    }
    form.reset();
    await refresh();
    await once.showToken(String(ended.body['token']));
  });

  return whenChanged<readonly AccessTokenView[]>(
    (tokens) => {
      find('tokens', HTMLUListElement).replaceChildren(...tokens.map(row));
      find('no-tokens', HTMLElement).hidden = tokens.length > 0;
    },
    ({ accessTokens }) => accessTokens,
  );

  function row({ id, name, bypass, lastFour, lastUsedAt, expiresAt }: AccessTokenView): HTMLLIElement {
    const title = create('h3', '', name, ...(bypass ? [' ', create('span', 'tag warning', 'bypass')] : []));
    const facts = [
      `…${lastFour}`,
      lastUsedAt === undefined ? 'never used' : `last used at ${clockTime(lastUsedAt)}`,
      ...(expiresAt === undefined ? [] : [`until ${new Date(expiresAt).toLocaleDateString()}`]),
    ];
    const button = createButton('Revoke', async () => {
      const ended = await connection.post('/api/access-tokens/revoke', { id });
      if (ended.kind === 'done') show(output, 'good', `“${name}” no longer works.`);
      else show(output, 'bad', ended.message);
      await refresh();
      find('tokens-title', HTMLElement).focus();
    });
    button.ariaLabel = `Revoke ${name}`;
    return create('li', '', create('div', '', title, create('p', '', facts.join(' · '))), button);
  }
}
