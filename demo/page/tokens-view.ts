/** Lists, creates and revokes personal access tokens. @module */

import type { AccessTokenView } from 'second-factor';
import { create, createButton, find, onSubmit, show, within } from './element.ts';
import { type PageParts, type View, renderOnChange } from './page-parts.ts';
import { clockTime } from './server-time.ts';

export function createTokensView({ connection, once, refresh }: PageParts): View {
  const form = find('create-token', HTMLFormElement);
  const output = within(form, 'output', HTMLOutputElement);

  onSubmit(form, async (fields) => {
    output.replaceChildren();
    const result = await connection.post('/api/access-tokens/create', {
      name: fields.get('name'),
      bypass: fields.has('bypass'),
      months: Number(fields.get('months')),
    });
    if (result.kind !== 'done') {
      show(output, 'bad', result.message);
      return;
    }
    form.reset();
    await refresh();
    await once.showToken(String(result.body['token']));
  });

  return renderOnChange<readonly AccessTokenView[]>(
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
      ...(expiresAt === undefined ? [] : [`expires on ${new Date(expiresAt).toLocaleDateString()}`]),
    ];
    const button = createButton('Revoke', async () => {
      const result = await connection.post('/api/access-tokens/revoke', { id });
      if (result.kind === 'done') show(output, 'good', `“${name}” no longer works.`);
      else show(output, 'bad', result.message);
      await refresh();
      find('tokens-title', HTMLElement).focus();
    });
    button.ariaLabel = `Revoke ${name}`;
    return create('li', '', create('div', '', title, create('p', '', facts.join(' · '))), button);
  }
}
