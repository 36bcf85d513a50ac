/** Growing columns, one row for each file and author. */
export type AuthorshipRows = ReturnType<typeof createAuthorshipRows>;

/** Makes columns that grow: a history may be shared by several files, so there can be more rows than were expected. */
export function createAuthorshipRows(expected: number) {
  let capacity = Math.max(expected, 16);
  const rows = {
    length: 0,
    author: new Int32Array(capacity),
    created: new Uint8Array(capacity),
    deliveries: new Int32Array(capacity),
    degree: new Float64Array(capacity),
    isAuthor: new Uint8Array(capacity),
    lastAt: new Float64Array(capacity),
    firstEntry: new Int32Array(capacity),
    firstPosition: new Uint16Array(capacity),
    add(author: number): number {
      if (rows.length === capacity) grow();
      const row = rows.length++;
      rows.author[row] = author;
      rows.firstEntry[row] = -1;
      rows.lastAt[row] = Number.NEGATIVE_INFINITY;
      return row;
    },
    trimmed() {
      const { length: end } = rows;
      return {
        author: rows.author.slice(0, end),
        created: rows.created.slice(0, end),
        deliveries: rows.deliveries.slice(0, end),
        degree: rows.degree.slice(0, end),
        isAuthor: rows.isAuthor.slice(0, end),
        lastAt: rows.lastAt.slice(0, end),
        firstEntry: rows.firstEntry.slice(0, end),
        firstPosition: rows.firstPosition.slice(0, end),
      };
    },
  };
  return rows;

  function grow(): void {
    capacity *= 2;
    const into = <T extends { set(from: T): void }>(wider: T, column: T): T => {
      wider.set(column);
      return wider;
    };
    rows.author = into(new Int32Array(capacity), rows.author);
    rows.created = into(new Uint8Array(capacity), rows.created);
    rows.deliveries = into(new Int32Array(capacity), rows.deliveries);
    rows.degree = into(new Float64Array(capacity), rows.degree);
    rows.isAuthor = into(new Uint8Array(capacity), rows.isAuthor);
    rows.lastAt = into(new Float64Array(capacity), rows.lastAt);
    rows.firstEntry = into(new Int32Array(capacity), rows.firstEntry);
    rows.firstPosition = into(new Uint16Array(capacity), rows.firstPosition);
  }
}
