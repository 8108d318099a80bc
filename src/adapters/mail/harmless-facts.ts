/** Values that users and administrators chose, made harmless before they stand in a mail. @module */

/** Longer values are cut, so that nobody can bury the rest of a mail under a name. */
const mostCharacters = 200;

/**
 * Every string as one bounded line, and none but the issuer's able to become a link: mail programs link whatever looks like an
 * address, so a user named `evil.example` would otherwise place a link in a mail that is signed by the host.
 */
export function harmlessFacts<Facts extends { readonly issuer: string }>(facts: Facts): Facts {
  const entries = Object.entries(facts).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    return [name, name === 'issuer' ? oneLine(value) : withoutLinks(oneLine(value))];
  });
  return Object.fromEntries(entries) as Facts;
}

/**
 * One line for a header or a sentence: no line break (which would start another header or paragraph), no control, nothing that
 * turns the direction of the text around it, no half of a surrogate pair.
 */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .trim();
  const characters = Array.from(line);
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters - 1).join('')}…` : line;
}

/** A zero-width non-joiner before what makes an address of a word: it looks the same, and is linked no more. */
function withoutLinks(line: string): string {
  return line.replaceAll(/(?<=\S)[.:@](?=\S)/gu, '\u200C$&');
}
