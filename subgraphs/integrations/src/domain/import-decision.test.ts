import { describe, expect, it } from 'vitest';
import { decideImport, type HeadNow, type KnownReading } from './import-decision.ts';

const head: HeadNow = { sha: 'h2', fingerprint: 'f', classesMoved: false };
const reading = (change: Partial<KnownReading> = {}): KnownReading => ({
  generation: 'g1',
  ordinal: 1,
  headSha: 'h1',
  fingerprint: 'f',
  isComplete: true,
  isStillThere: true,
  ...change,
});

describe('decideImport', () => {
  it('reads everything at the first import', () => {
    expect(decideImport(head, undefined, undefined)).toEqual({ kind: 'from-start', reason: 'first' });
  });

  it('reads nothing where the head has not moved', () => {
    expect(decideImport({ ...head, sha: 'h1' }, undefined, reading())).toEqual({ kind: 'nothing-new' });
  });

  it('reads only what is new where the old head is part of the branch', () => {
    expect(decideImport(head, undefined, reading({ ordinal: 3 }))).toEqual({
      kind: 'increment',
      generation: 'g1',
      ordinal: 4,
      baseSha: 'h1',
    });
  });

  it('reads from the start where the branch was rewritten', () => {
    expect(decideImport(head, undefined, reading({ isStillThere: false }))).toEqual({
      kind: 'from-start',
      reason: 'rewritten',
    });
  });

  it('reads from the start where attributes changed, even if the head is the same', () => {
    expect(decideImport({ ...head, sha: 'h1' }, undefined, reading({ fingerprint: 'old' }))).toMatchObject({
      reason: 'attributes',
    });
  });

  it('reads from the start where a known path got another class', () => {
    expect(decideImport({ ...head, classesMoved: true }, undefined, reading())).toMatchObject({ reason: 'classes' });
  });

  it('goes on with an interrupted first import', () => {
    const building = reading({ generation: 'g2', isComplete: false });
    expect(decideImport(head, building, undefined)).toEqual({ kind: 'resume', generation: 'g2', ordinal: 1 });
  });

  it('finishes an interrupted increment before reading further', () => {
    expect(decideImport(head, undefined, reading({ ordinal: 2, isComplete: false }))).toEqual({
      kind: 'resume',
      generation: 'g1',
      ordinal: 2,
    });
  });

  it('gives up an interrupted reading whose head is gone', () => {
    const building = reading({ generation: 'g2', isComplete: false, isStillThere: false });
    expect(decideImport(head, building, reading())).toMatchObject({ kind: 'increment', generation: 'g1' });
  });
});
