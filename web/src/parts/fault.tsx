import type { Problem } from '../graph/problem.ts';
import form from './form.module.css';
import { Words } from './words.tsx';

/** Why the server refused, by the field or button it is about. */
export function Fault({ problem, id }: { readonly problem: Problem | undefined; readonly id?: string }) {
  if (problem === undefined) return null;
  return (
    <p className={form.error} id={id} role="alert">
      <Words text={[problem.message, problem.remedy].filter(Boolean).join(' ')} /> <code>{problem.code}</code>
    </p>
  );
}
