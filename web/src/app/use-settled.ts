import { useEffect, useState } from 'react';

/** A value once it has not changed for `ms` milliseconds: what is asked while somebody types. */
export function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
