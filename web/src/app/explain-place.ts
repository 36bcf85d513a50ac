import { createContext } from 'react';

/** Where an open explanation is drawn: the panel at the right of the page; null until the shell has one. */
export const ExplainPlace = createContext<HTMLElement | null>(null);
