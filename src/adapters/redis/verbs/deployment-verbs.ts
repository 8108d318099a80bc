/** The verbs about the storage as a whole. @module */

import type { DeploymentVerbs } from '../../../domain/subject/verb-types.ts';
import { encodeText } from '../field-kinds.ts';
import { recognizeScript } from '../scripts/recognize.ts';
import type { RedisVerbs } from './redis-verb.ts';

export const wholeVerbs: RedisVerbs<DeploymentVerbs> = {
  recognize: { call: ({ mark }) => recognizeScript.call({ mark: encodeText(mark) }) },
};
