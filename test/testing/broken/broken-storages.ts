/** All broken twins of a storage. @module */

import type { BrokenStorage } from './broken-storage.ts';
import { notAtomic } from './not-atomic.ts';
import { wrongForgetting } from './wrong-forgetting.ts';
import { wrongRules } from './wrong-rules.ts';
import { wrongTexts, wrongTimes } from './wrong-times-and-texts.ts';
import { wrongTrustAndTokens } from './wrong-trust-and-tokens.ts';

export const brokenStorages: readonly BrokenStorage[] = [
  ...notAtomic,
  ...wrongRules,
  ...wrongForgetting,
  ...wrongTrustAndTokens,
  ...wrongTimes,
  ...wrongTexts,
];
