/** `npm start`: runs the demonstration with the settings of the environment. @module */

import { env } from 'node:process';
import { systemClock } from 'second-factor/adapters/system';
import { defaultPasswordCost } from './accounts/password.ts';
import { runDemo } from './run.ts';

await runDemo(env, { clock: systemClock, passwordCost: defaultPasswordCost });
