/** Realtime calls over DDP: read what came along, let nested calls inherit it, answer refusals (`second-factor/ddp`). @module */

export { type Invocation, readInvocation } from './read-invocation.ts';
export { type DdpError, type RefusalFrame, renderDdpError, renderRefusalFrame } from './render-ddp-error.ts';
