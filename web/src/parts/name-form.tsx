import { type FormEvent, useId, useState } from 'react';
import type { Problem } from '../graph/problem.ts';
import { Fault } from './fault.tsx';
import form from './form.module.css';

interface NameFormProps {
  readonly label: string;
  readonly initial?: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  /** Resolves with undefined where the server refused: what was typed then stays. */
  readonly onName: (name: string) => Promise<unknown>;
}

/** One name and the button that gives it. */
export function NameForm({ label, initial = '', act, isBusy, problem, onName }: NameFormProps) {
  const id = useId();
  const [name, setName] = useState(initial);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = await onName(name.trim());
    if (given !== undefined && initial === '') setName('');
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={form.field}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          className={form.input}
          required
          maxLength={80}
          autoComplete="off"
          value={name}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-error`}
          onChange={(event) => setName(event.target.value)}
        />
        <Fault problem={problem} id={`${id}-error`} />
      </div>
      <button type="submit" className={`${form.primary} ${form.submit}`} disabled={isBusy}>
        {act}
      </button>
    </form>
  );
}
