import type { Installation } from '../installation.ts';

/** What the queries are about. */
export interface Subjects {
  readonly repositoryId: string;
  /** Who committed most of those listed first. */
  readonly developerId: string;
  readonly otherDeveloperId: string;
  readonly aliasId: string;
  readonly teamId: string;
  readonly sha: string;
  /** The day of the last commit: windows end there. */
  readonly lastDay: string;
}

const MEMBERS = 5;

interface Found {
  readonly repositories: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly headSha: string; readonly headCommittedAt: string };
    }[];
  };
  readonly developers: {
    readonly edges: readonly {
      readonly node: {
        readonly id: string;
        readonly aliases: readonly { readonly id: string }[];
        readonly commitCount: { readonly value: number };
      };
    }[];
  };
}

/** Finds what to ask about, and makes a team of the five busiest people. */
export async function findSubjects(trellis: Installation): Promise<Subjects> {
  const { repositories, developers } = await trellis.ask<Found>(`query Subjects {
    repositories(first: 1) { edges { node { id headSha headCommittedAt } } }
    developers(first: 100) { edges { node { id aliases { id } commitCount { value } } } }
  }`);
  const repository = repositories.edges[0]?.node;
  const people = developers.edges.map((edge) => edge.node).sort((a, b) => b.commitCount.value - a.commitCount.value);
  const [busiest, other] = people;
  if (repository === undefined || busiest === undefined || other === undefined)
    throw new Error('Nothing was imported.');
  const lastDay = repository.headCommittedAt.slice(0, 10);
  const { createTeam } = await trellis.ask<{ createTeam: { id: string } }>(
    'mutation Team { createTeam(input: { name: "The busiest" }) { id } }',
  );
  for (const { id } of people.slice(0, MEMBERS)) {
    await trellis.ask(`mutation Member($input: SetTeamMembershipInput!) { setTeamMembership(input: $input) { id } }`, {
      input: { teamId: createTeam.id, developerId: id, role: 'MEMBER', from: '2017-01-01' },
    });
  }
  return {
    repositoryId: repository.id,
    developerId: busiest.id,
    otherDeveloperId: other.id,
    aliasId: busiest.aliases[0]?.id ?? '',
    teamId: createTeam.id,
    sha: repository.headSha,
    lastDay,
  };
}

/** A day so many days later (or earlier), YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
