import type { FocusEvent, KeyboardEvent } from 'react';

const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Moves the focus by arrow keys between the cells of a grid, which carry `data-row` and `data-column`. */
export function moveFocus(event: KeyboardEvent<Element>): void {
  const step = steps[event.key];
  const cell = event.target as SVGElement;
  if (step === undefined || cell.dataset.row === undefined) return;
  event.preventDefault();
  const row = Number(cell.dataset.row) + step[0];
  const column = Number(cell.dataset.column) + step[1];
  event.currentTarget.querySelector<SVGElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus();
}

/** Keeps one cell in the tab order: the one that was last in focus. */
export function keepTabStop(event: FocusEvent<Element>): void {
  const cell = event.target as SVGElement;
  if (cell.dataset.row === undefined) return;
  for (const former of event.currentTarget.querySelectorAll('[tabindex="0"]')) former.setAttribute('tabindex', '-1');
  cell.setAttribute('tabindex', '0');
}
