import { namedId } from '@trellis/contributions/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHistory } from './harness/arbitrary-repository.ts';
import { createTestRepository } from './harness/git-repository.ts';
import { factsBetween, HARD_FOR_INCREMENTS, type HistoryFact } from './harness/history-facts.ts';
import { type Imported, type Importer, startImporter } from './harness/importer.ts';
import { canonicalRows, uncoveredTables } from './harness/projection-rows.ts';
import { shallowView, type View, wholeView } from './harness/shallow-view.ts';

/**
 * Few enough for every run, and such that all of `HARD_FOR_INCREMENTS` happens in them; they fail where changed attributes
 * (10), moved classes (12), an e-mail in two cases (3) or a commit (any) are missed.
 */
const USUAL = '3,5,10,11,12';
/** `TRELLIS_INCREMENT_SEEDS`: which histories, e.g. `1-200` or `5,10`. */
const SEEDS = (process.env.TRELLIS_INCREMENT_SEEDS ?? USUAL).split(',').flatMap((part) => {
  const [from = 0, to = from] = part.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
});
const STEPS = 9;

let steps: Importer;
let whole: Importer;

beforeAll(async () => {
  steps = await startImporter();
  whole = await startImporter(steps.installation.config.keys);
});

afterAll(async () => {
  await steps?.stop();
  await whole?.stop();
});

describe('a projection is a function of the analysed head alone', () => {
  it('compares every projected table', async () => {
    expect(await uncoveredTables(steps.installation)).toEqual([]);
  });

  const happened = new Map<HistoryFact, number>();

  it.concurrent.each(SEEDS)(
    'has the same rows after imports on the way as after one import (history %i)',
    async (seed) => {
      const workspace = namedId('increments', String(seed));
      const repository = createTestRepository();
      const told: string[] = [];
      let view: View | undefined;
      let newest: Imported | undefined;
      let rewritten = false;
      for (const step of writeHistory(repository, seed, STEPS)) {
        // Every third one is read from a shallow clone, made once there is something to leave out.
        if (seed % 3 === 0 && told.length < 3) {
          told.push(`${step} (not imported)`);
          continue;
        }
        view ??= seed % 3 === 0 ? shallowView(repository, seed) : wholeView(repository);
        const facts = view.update() ? (['deepened a shallow clone'] as HistoryFact[]) : [];
        const before = newest?.repository.headSha;
        newest = await steps.importInto(workspace, view.path);
        told.push(`${step}${newest.fromStart ? ' (from the start)' : ''}`);
        if (before === undefined) continue;
        facts.push(...factsBetween(repository.git, before, newest.repository.headSha));
        rewritten ||= facts.includes('rewrote the branch');
        for (const fact of facts) happened.set(fact, (happened.get(fact) ?? 0) + 1);
      }
      const { path } = view as View;
      const once = await whole.importInto(workspace, path);
      expect(newest?.repository, told.join(', ')).toEqual(once.repository);
      // Where no branch was rewritten, even the ids of people are the same.
      const way = rewritten ? 'other' : 'same';
      const inSteps = await canonicalRows(steps.installation, workspace, once.repository.id, way);
      const inOne = await canonicalRows(whole.installation, workspace, once.repository.id, way);
      expect(inOne['analytics.commit']).toHaveLength(once.repository.commitCount);
      for (const [table, rows] of Object.entries(inOne)) {
        expect(inSteps[table], `${table} after ${told.join(', ')}`).toEqual(rows);
      }
      view?.remove();
      repository.remove();
    },
    300_000,
  );

  it.runIf(SEEDS.length > 3)('was shown in histories that have all that an increment might fail to extend', () => {
    console.log([...happened].map(([fact, times]) => `${fact}: ${times}`).join(', '));
    expect(HARD_FOR_INCREMENTS.filter((fact) => !happened.has(fact))).toEqual([]);
  });
});
