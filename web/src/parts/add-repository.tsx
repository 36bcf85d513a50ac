import { type FormEvent, useId, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../generated/gql.ts';
import { freshen } from '../graph/freshness.ts';
import { problemOf } from '../graph/problem.ts';
import form from './form.module.css';
import { Words } from './words.tsx';

const importRepository = graphql(`
  mutation ImportRepository($input: ImportRepositoryInput!) {
    importRepository(input: $input) {
      ...ImportRunFields
      repository {
        id
        name
        latestImport {
          id
        }
      }
    }
  }
`);

/** Adds a repository by path or URL; what was typed stays when the server refuses, and its reason stands by the field. */
export function AddRepository() {
  const id = useId();
  const [location, setLocation] = useState('');
  const [branch, setBranch] = useState('');
  const [result, send] = useMutation(importRepository);
  const problem = result.error === undefined ? undefined : problemOf(result.error, navigator.onLine);
  const isBranchAtFault = problem?.field?.endsWith('branch') ?? false;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const chosenBranch = branch.trim() === '' ? null : branch.trim();
    const { error } = await send({ input: { location: location.trim(), branch: chosenBranch } });
    if (error !== undefined) return;
    setLocation('');
    setBranch('');
    freshen();
  };
  const fault = problem && (
    <p className={form.error} id={`${id}-error`} role="alert">
      <Words text={[problem.message, problem.remedy].filter(Boolean).join(' ')} />
    </p>
  );
  return (
    <form className={form.form} onSubmit={submit} aria-label="Add a repository">
      <div className={`${form.field} ${form.wide}`}>
        <label htmlFor={`${id}-location`}>Path or URL</label>
        <input
          id={`${id}-location`}
          className={form.input}
          required
          autoComplete="off"
          spellCheck={false}
          placeholder="/home/me/project or https://example.org/project.git"
          value={location}
          aria-invalid={problem !== undefined && !isBranchAtFault}
          aria-describedby={problem !== undefined && !isBranchAtFault ? `${id}-error` : `${id}-hint`}
          onChange={(event) => setLocation(event.target.value)}
        />
        {!isBranchAtFault && fault}
        <p className={form.hint} id={`${id}-hint`}>
          A working tree or bare repository on this machine, or an https, ssh or git URL.
        </p>
      </div>
      <div className={form.field}>
        <label htmlFor={`${id}-branch`}>Branch (optional)</label>
        <input
          id={`${id}-branch`}
          className={form.input}
          autoComplete="off"
          spellCheck={false}
          placeholder="default branch"
          value={branch}
          aria-invalid={isBranchAtFault}
          aria-describedby={isBranchAtFault ? `${id}-error` : undefined}
          onChange={(event) => setBranch(event.target.value)}
        />
        {isBranchAtFault && fault}
      </div>
      <button type="submit" className={`${form.primary} ${form.submit}`} disabled={result.fetching}>
        {result.fetching ? 'Adding…' : 'Add repository'}
      </button>
    </form>
  );
}
