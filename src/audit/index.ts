/** Explaining and simulating decisions, and comparing a policy with its application (`second-factor/audit`). @module */

export { type OperationAudit, auditOperations } from './audit-operations.ts';
export { explainTrace } from './explain-trace.ts';
export { type Simulation, type Situation, simulate } from './simulate.ts';
