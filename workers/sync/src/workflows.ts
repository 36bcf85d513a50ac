export { importRepository } from './workflows/import-repository.ts';
