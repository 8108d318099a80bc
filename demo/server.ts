/** `npm start`: the demonstration by what the environment says, until Ctrl-C. @module */

import { env } from 'node:process';
import { systemClock } from 'second-factor/adapters/system';
import { defaultPasswordCost } from './accounts/password.ts';
import { runDemo } from './run.ts';

await runDemo(env, { clock: systemClock, passwordCost: defaultPasswordCost });
