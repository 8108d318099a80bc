/** Types and functions that the views of the page share. @module */

import type { ShownAccount } from '../shown-state.ts';
import type { Connection } from './connection.ts';
import type { OnceDialogs } from './once-dialogs.ts';

export interface PageParts {
  readonly connection: Connection;
  readonly once: OnceDialogs;
  /** Reads the state again and shows it. */
  refresh(): Promise<void>;
}

/** Shows one part of an account. */
export type View = (account: ShownAccount) => void;

/**
 * Renders a part of the account only after it has changed, so that elements in use are not replaced
 * needlessly.
 */
export function renderOnChange<Part>(
  render: (part: Part) => void,
  select: (account: ShownAccount) => Part,
): View {
  let last: string | undefined;
  return (account) => {
    const part = select(account);
    const text = JSON.stringify(part) ?? '';
    if (text === last) return;
    last = text;
    render(part);
  };
}
