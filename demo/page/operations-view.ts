/** Shows and calls the protected operations. @module */

import { create, find, onSubmit, show, within } from './element.ts';
import { type PageParts, type View, renderOnChange } from './page-parts.ts';

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
  return renderOnChange<string>(
    (displayName) => {
      if (document.activeElement !== name) name.value = displayName;
    },
    ({ settings }) => settings.displayName ?? '',
  );

  function operation(
    id: string,
    path: string,
    describeResult: (body: Body) => readonly (Node | string)[],
  ): void {
    const form = find(id, HTMLFormElement);
    const output = within(form, 'output', HTMLOutputElement);
    onSubmit(form, async (fields) => {
      output.replaceChildren();
      const result = await connection.post(`/api/operations/${path}`, Object.fromEntries(fields));
      if (result.kind === 'done')
        show(
          output,
          'good',
          ...describeResult(result.body),
          ' ',
          create('span', 'tag', String(result.body['permittedBy'])),
        );
      else show(output, 'bad', result.message);
      await refresh();
    });
  }
}
