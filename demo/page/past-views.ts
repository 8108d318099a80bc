/** Shows the last decision with its reasons, and the activity. @module */

import type { ShownAccount } from '../shown-state.ts';
import { create, find } from './element.ts';
import { type View, renderOnChange } from './page-parts.ts';
import { clockTime } from './server-time.ts';

export function createWhyView(): View {
  return renderOnChange<ShownAccount['decision']>(
    (decision) => {
      const why = find('why', HTMLElement);
      if (decision === undefined) {
        why.replaceChildren(create('p', 'empty', 'The reasons of your last operation appear here.'));
        return;
      }
      const { operation, outcome, because, at, steps } = decision;
      const tone = outcome === 'granted' ? 'tag good' : 'tag bad';
      why.replaceChildren(
        create('h3', '', operation, ' ', create('span', tone, `${outcome}: ${because}`)),
        create('span', 'when', clockTime(at)),
        create('ol', 'steps', ...steps.map((step) => create('li', '', step))),
      );
    },
    ({ decision }) => decision,
  );
}

export function createActivityView(): View {
  return renderOnChange<ShownAccount['activity']>(
    (activity) =>
      find('activity', HTMLElement).replaceChildren(
        ...activity.map(({ at, text }) => create('li', '', create('span', 'when', clockTime(at)), text)),
      ),
    ({ activity }) => activity,
  );
}
