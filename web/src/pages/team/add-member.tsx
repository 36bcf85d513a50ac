import { type FormEvent, useId, useState } from 'react';
import { useMutation } from 'urql';
import { useSettled } from '../../app/use-settled.ts';
import { graphql } from '../../generated/gql.ts';
import type { TeamRole } from '../../generated/graphql.ts';
import { freshen } from '../../graph/freshness.ts';
import { problemOf } from '../../graph/problem.ts';
import { usePageQuery } from '../../graph/use-page-query.ts';
import form from '../../parts/form.module.css';
import { Words } from '../../parts/words.tsx';
import { utcDay } from '../../time/days.ts';

const candidatesQuery = graphql(`
  query MemberCandidates($search: String) {
    developers(search: $search, sort: NAME, first: 20) {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`);

const setMembership = graphql(`
  mutation SetTeamMembership($input: SetTeamMembershipInput!) {
    setTeamMembership(input: $input) {
      id
    }
  }
`);

/** Puts a person into the team from a day on, as a member or a lead. */
export function AddMember({ teamId }: { readonly teamId: string }) {
  const id = useId();
  const [search, setSearch] = useState('');
  const [developerId, setDeveloperId] = useState('');
  const [role, setRole] = useState<TeamRole>('MEMBER');
  const [from, setFrom] = useState(() => utcDay(new Date()));
  const [result, send] = useMutation(setMembership);
  const settled = useSettled(search.trim(), 150);
  const { data } = usePageQuery(candidatesQuery, { search: settled === '' ? null : settled });
  const people = data?.developers.edges.map((edge) => edge.node) ?? [];
  const chosen = people.some((each) => each.id === developerId) ? developerId : (people[0]?.id ?? '');
  const problem = result.error === undefined ? undefined : problemOf(result.error, navigator.onLine);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { error } = await send({ input: { teamId, developerId: chosen, role, from } });
    if (error === undefined) freshen();
  };
  return (
    <form className={form.form} onSubmit={submit} aria-label="Add a person to the team">
      <div className={form.field}>
        <label htmlFor={`${id}-search`}>Find a person</label>
        <input
          id={`${id}-search`}
          type="search"
          className={form.input}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-person`}>Person</label>
        <select
          id={`${id}-person`}
          className={form.select}
          value={chosen}
          onChange={(event) => setDeveloperId(event.target.value)}
        >
          {people.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-role`}>Role</label>
        <select
          id={`${id}-role`}
          className={form.select}
          value={role}
          onChange={(event) => setRole(event.target.value === 'LEAD' ? 'LEAD' : 'MEMBER')}
        >
          <option value="MEMBER">member</option>
          <option value="LEAD">lead</option>
        </select>
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-from`}>From</label>
        <input
          id={`${id}-from`}
          type="date"
          className={form.input}
          required
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        {problem !== undefined && (
          <p className={form.error} role="alert">
            <Words text={[problem.message, problem.remedy].filter(Boolean).join(' ')} />
          </p>
        )}
      </div>
      <button type="submit" className={`${form.primary} ${form.submit}`} disabled={chosen === '' || result.fetching}>
        Add to team
      </button>
    </form>
  );
}
