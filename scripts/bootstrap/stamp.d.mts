export function whenChanged(
  root: string,
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  work: () => unknown,
): Promise<void>;
