export { applyIdentityDecision } from './workflows/apply-identity-decision.ts';
