/** An object of an answer as it grows. */
export type Data = Record<string, unknown>;

/** Puts what a subgraph gave into what is there: objects and lists are merged part by part, anything else is replaced. */
export function mergeData(into: Data, from: Data): void {
  for (const key of Object.keys(from)) {
    const given = from[key];
    if (given === undefined || key === '__proto__') continue;
    const there = into[key];
    if (isContainer(there) && isContainer(given)) mergeData(there, given);
    else into[key] = given;
  }
}

function isContainer(value: unknown): value is Data {
  return typeof value === 'object' && value !== null;
}
