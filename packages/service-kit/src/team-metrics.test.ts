import { expect, it } from 'vitest';
import { hiddenTeamMetric, LEAST_GROUP } from './team-metrics.ts';
import { testViewer } from './testing.ts';

const none = { self: [], leads: [], sharedBy: [] };

it('shows a small team’s number to who is in it or leads it, whatever their role', () => {
  const inside = testViewer({ role: 'member', solo: false, grants: { ...none, teams: ['core'] } });
  expect(hiddenTeamMetric(inside, 'core', 1)).toBeNull();
  expect(hiddenTeamMetric(inside, 'other', 1)).toMatchObject({ code: 'GROUP_TOO_SMALL' });
});

it('shows a team of five to everybody, and a smaller one not even to owners', () => {
  const owner = testViewer({ role: 'owner', solo: false, grants: none });
  expect(hiddenTeamMetric(owner, 'core', LEAST_GROUP)).toBeNull();
  expect(hiddenTeamMetric(owner, 'core', LEAST_GROUP - 1)).toMatchObject({ code: 'GROUP_TOO_SMALL' });
});

it('shows everything to an owner who is alone', () => {
  expect(hiddenTeamMetric(testViewer({ role: 'owner', solo: true, grants: none }), 'core', 1)).toBeNull();
});
