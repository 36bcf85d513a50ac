import { type FormEvent, useId, useState } from 'react';
import type { OperationFieldsFragment } from '../../generated/graphql.ts';
import type { Problem } from '../../graph/problem.ts';
import { Fault } from '../../parts/fault.tsx';
import form from '../../parts/form.module.css';
import { Link } from '../../parts/link.tsx';
import { OperationProgress } from '../../parts/operation-progress.tsx';
import { paths } from '../../paths.ts';

interface DecideFormProps {
  readonly act: string;
  readonly isBusy: boolean;
  readonly isReady: boolean;
  readonly problem: Problem | undefined;
  /** What the decision set off, once it was made. */
  readonly operation: OperationFieldsFragment | undefined;
  readonly onDecide: (reason: string | null) => void;
}

/** The reason for a decision, its button, and then how far it has come. */
export function DecideForm({ act, isBusy, isReady, problem, operation, onDecide }: DecideFormProps) {
  const id = useId();
  const [reason, setReason] = useState('');
  if (operation !== undefined) {
    return (
      <>
        <OperationProgress key={operation.id} operation={operation} />
        <p>
          It can be undone under <Link href={paths.decisions()}>decisions</Link>.
        </p>
      </>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDecide(reason.trim() === '' ? null : reason.trim());
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={`${form.field} ${form.wide}`}>
        <label htmlFor={id}>Why (for whoever reads it later; optional)</label>
        <input
          id={id}
          className={form.input}
          maxLength={500}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Fault problem={problem} />
      </div>
      <button type="submit" className={`${form.primary} ${form.submit}`} disabled={isBusy || !isReady}>
        {act}
      </button>
    </form>
  );
}
