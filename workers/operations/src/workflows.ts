export { applyIdentityDecision } from './workflows/apply-identity-decision.ts';
export { rebuildProjection } from './workflows/rebuild-projection.ts';
export { requestRebuild } from './workflows/request-rebuild.ts';
