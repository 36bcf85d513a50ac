import { type FormEvent, useId, useState } from 'react';
import type { Problem } from '../graph/problem.ts';
import { Fault } from './fault.tsx';
import form from './form.module.css';

interface ConfirmByNameProps {
  /** What has to be typed again. */
  readonly name: string;
  readonly what: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
  readonly onConfirm: (typed: string) => void;
}

/** A far-reaching act: its button works once the name of what it strikes was typed. */
export function ConfirmByName({ name, what, act, isBusy, problem, onConfirm }: ConfirmByNameProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm(typed.trim());
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={`${form.field} ${form.wide}`}>
        <label htmlFor={id}>
          Type {what}, “{name}”, to confirm
        </label>
        <input
          id={id}
          className={form.input}
          required
          autoComplete="off"
          spellCheck={false}
          value={typed}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-error`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Fault problem={problem} id={`${id}-error`} />
      </div>
      <button type="submit" className={`${form.danger} ${form.submit}`} disabled={isBusy || typed.trim() !== name}>
        {act}
      </button>
    </form>
  );
}
