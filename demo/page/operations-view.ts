/** The protected operations. @module */

import { create, find, onSubmit, show, within } from './element.ts';
import { type PageParts, type View, whenChanged } from './page-parts.ts';

type Body = Readonly<Record<string, unknown>>;

export function createOperationsView({ connection, refresh }: PageParts): View {
  operation('settings', 'settings.save', ({ displayName }) => [`Saved: ${String(displayName)}.`]);
  operation('payout', 'payout.send', ({ payouts }) => [
    payouts === 1 ? 'Sent: the first payout.' : `Sent: payout number ${String(payouts)}.`,
  ]);
  operation('export', 'data.export', ({ data }) => [
    'Exported.',
    create('pre', '', JSON.stringify(data, undefined, 2)),
  ]);
  operation('profile', 'profile.read', ({ username }) => [`You are ${String(username)}.`]);

  const name = find('display-name', HTMLInputElement);
  return whenChanged<string>(
    (displayName) => {
      if (document.activeElement !== name) name.value = displayName;
    },
    ({ settings }) => settings.displayName ?? '',
  );

  function operation(id: string, path: string, words: (body: Body) => readonly (Node | string)[]): void {
    const form = find(id, HTMLFormElement);
    const output = within(form, 'output', HTMLOutputElement);
    onSubmit(form, async (fields) => {
      output.replaceChildren();
      const ended = await connection.post(`/api/operations/${path}`, Object.fromEntries(fields));
      if (ended.kind === 'done')
        show(
          output,
          'good',
          ...words(ended.body),
          ' ',
          create('span', 'tag', String(ended.body['permittedBy'])),
        );
      else show(output, 'bad', ended.message);
      await refresh();
    });
  }
}
