import { type DefinitionName, definitions } from '../words/definitions.ts';
import { Explain } from './explain.tsx';
import type { DefinedNumber } from './explain-facts.tsx';

interface ExplainDefinedProps extends Omit<DefinedNumber, 'definition'> {
  readonly name: DefinitionName;
  /** Sets one explanation apart from another of the same number on the page. */
  readonly of?: string | undefined;
  /** The number as shown; left out for a column of them. */
  readonly value?: string | null | undefined;
}

/** The explanation of a number, or of a column of numbers, that the graph gives without an account of itself. */
export function ExplainDefined({ name, of, value, ...facts }: ExplainDefinedProps) {
  const definition = definitions[name];
  const id = of === undefined ? name : `${name}-${of}`;
  return <Explain id={id} title={definition.title} value={value} metric={{ definition, ...facts }} />;
}
