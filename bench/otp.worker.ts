/** Measures the OTP work in a fresh process; prints the samples as JSON. @module */

import { measure } from './measure.ts';
import { at, contendersFor, otpWorks } from './otp-contenders.ts';

// Two peers read the clock themselves, and every contender must use the same instant.
Date.now = () => at;

const rounds = Number(process.argv[2]);
const samples: Record<string, unknown> = {};
for (const work of otpWorks) samples[work] = await measure(contendersFor(work), { rounds, batchMs: 1 });
console.log(JSON.stringify(samples));
