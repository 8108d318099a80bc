/** `second-factor/audit`: explains and simulates decisions, and audits operations. @module */

export { type OperationAudit, auditOperations } from './audit-operations.ts';
export { explainTrace } from './explain-trace.ts';
export { type Simulation, type Situation, simulate } from './simulate.ts';
