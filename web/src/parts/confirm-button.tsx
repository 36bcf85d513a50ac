import { type ReactNode, useEffect, useRef, useState } from 'react';
import form from './form.module.css';

interface ConfirmButtonProps {
  /** What is asked before it is done, in one sentence. */
  readonly question: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly isDangerous?: boolean;
  readonly children: ReactNode;
}

/** A button whose act needs a second word: it asks where it stands, and the focus follows. */
export function ConfirmButton({ question, act, isBusy, onConfirm, isDangerous, children }: ConfirmButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isAsking) no.current?.focus();
  }, [isAsking]);
  if (!isAsking) {
    return (
      <button
        type="button"
        className={isDangerous === true ? form.danger : form.button}
        disabled={isBusy}
        onClick={() => setAsking(true)}
      >
        {children}
      </button>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question and its answers, not a form's set of fields
    <span className={form.row} role="group" aria-label={question}>
      <span>{question}</span>
      <button
        type="button"
        className={form.danger}
        disabled={isBusy}
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        {act}
      </button>
      <button ref={no} type="button" className={form.button} onClick={() => setAsking(false)}>
        No
      </button>
    </span>
  );
}
