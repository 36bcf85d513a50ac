export { applyIdentityDecision } from './workflows/apply-identity-decision.ts';
export { erasePerson } from './workflows/erase-person.ts';
export { rebuildProjection } from './workflows/rebuild-projection.ts';
export { removeRepository } from './workflows/remove-repository.ts';
export { requestRebuild } from './workflows/request-rebuild.ts';
