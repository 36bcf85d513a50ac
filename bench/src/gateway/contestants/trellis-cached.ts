import { SUBGRAPHS } from '@trellis/config/config.ts';
import type { StartContestant } from '../contestant.ts';
import { startTrellis } from './trellis.ts';

/** Ours, whole, with the response cache: its epochs are known. */
export const start: StartContestant = (arena) => startTrellis(arena, [...SUBGRAPHS, 'access']);
