/** Explaining decisions (`second-factor/audit`). @module */

export { explainTrace } from './explain-trace.ts';
