/** P19: at least a thousand random interleavings for each promise, over all targets. @module */

import { registerLaws } from './laws.ts';
import { targetNames } from './targets.ts';

const interleavings = 1000;

registerLaws((law, all) => {
  const ofOnePromise = all.filter(({ promise }) => promise === law.promise).length;
  return Math.ceil(interleavings / (ofOnePromise * targetNames.length));
});
