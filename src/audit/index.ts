/** Explaining decisions, and comparing a policy with its application (`second-factor/audit`). @module */

export { type OperationAudit, auditOperations } from './audit-operations.ts';
export { explainTrace } from './explain-trace.ts';
