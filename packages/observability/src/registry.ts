import { Registry } from 'prom-client';

/** The one registry of this process: everything that is measured here, whatever roles run in it. */
export const registry = new Registry();

/** Upper bounds in seconds, from what a cache answers to what an import's largest step takes. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
