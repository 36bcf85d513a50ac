import { type ReactNode, type UIEvent, useMemo, useState } from 'react';
import styles from './table.module.css';
import { type CellValue, type SortOrder, sortRows, toCsv, visibleRows } from './table-rows.ts';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  /** What sorting and the CSV use; a column without it is neither sorted nor written out. */
  readonly value?: (row: Row) => CellValue;
  /** What is shown; default: the value. */
  readonly cell?: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Stands beside the header: the button that explains the column's numbers. */
  readonly explain?: ReactNode;
}

interface TableProps<Row> {
  /** What the table lists; its caption. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** False where more rows are to come: the server's order stands. */
  readonly isComplete?: boolean;
  readonly initialSort?: SortOrder;
  /** Name of the CSV file, without its ending. */
  readonly csvName?: string;
  readonly footer?: ReactNode;
}

const windowedBeyond = 200;
const rowHeight = 37;
const viewHeight = 640;

/** A table with real headers, sorting, a first column that stays in sight, and only the visible rows beyond 200. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  isComplete = true,
  initialSort,
  csvName,
  footer,
}: TableProps<Row>) {
  const [sort, setSort] = useState<SortOrder | undefined>(initialSort);
  const [scrollTop, setScrollTop] = useState(0);
  const sorted = useMemo(() => {
    const sortValue = isComplete ? columns.find((column) => column.key === sort?.key)?.value : undefined;
    return sortValue === undefined ? rows : sortRows(rows, sortValue, sort?.descending ?? false);
  }, [rows, columns, sort, isComplete]);
  const isWindowed = sorted.length > windowedBeyond;
  const { from, to } = isWindowed
    ? visibleRows(sorted.length, rowHeight, scrollTop, viewHeight)
    : { from: 0, to: sorted.length };
  const onScroll = isWindowed
    ? (event: UIEvent<HTMLElement>) => setScrollTop(event.currentTarget.scrollTop)
    : undefined;
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a name for what scrolls, not a form's set of fields */}
      <div
        role="group"
        className={styles.scroller}
        style={isWindowed ? { maxHeight: viewHeight } : undefined}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        <table className={styles.table} aria-rowcount={isWindowed ? sorted.length + 1 : undefined}>
          <caption className="visually-hidden">{label}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Header
                  key={column.key}
                  column={column}
                  sort={sort?.key === column.key ? sort : undefined}
                  onSort={isComplete && column.value !== undefined && sorted.length > 1 ? setSort : undefined}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {from > 0 && <Spacer height={from * rowHeight} columns={columns.length} />}
            {sorted.slice(from, to).map((row, at) => (
              <tr key={rowKey(row)} aria-rowindex={isWindowed ? from + at + 2 : undefined}>
                {columns.map((column, position) => (
                  <BodyCell key={column.key} column={column} row={row} isHeader={position === 0} />
                ))}
              </tr>
            ))}
            {to < sorted.length && <Spacer height={(sorted.length - to) * rowHeight} columns={columns.length} />}
          </tbody>
        </table>
      </div>
      {(footer !== undefined || csvName !== undefined) && (
        <div className={styles.footer}>
          {footer}
          {csvName !== undefined && sorted.length > 0 && <CsvButton name={csvName} columns={columns} rows={sorted} />}
        </div>
      )}
    </div>
  );
}

interface HeaderProps<Row> {
  readonly column: Column<Row>;
  readonly sort: SortOrder | undefined;
  readonly onSort: ((order: SortOrder) => void) | undefined;
}

function Header<Row>({ column, sort, onSort }: HeaderProps<Row>) {
  const direction = sort === undefined ? undefined : sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={onSort === undefined ? undefined : (direction ?? 'none')} data-number={column.isNumber}>
      {/* Before the name of a column of numbers, so that the name stays over them. */}
      {column.isNumber === true && column.explain}
      {onSort === undefined ? (
        column.header
      ) : (
        <button
          type="button"
          className={styles.sort}
          onClick={() =>
            onSort({ key: column.key, descending: sort === undefined ? column.isNumber === true : !sort.descending })
          }
        >
          {column.header}
          <span aria-hidden="true" className={styles.arrow}>
            {sort === undefined ? '' : sort.descending ? '↓' : '↑'}
          </span>
        </button>
      )}
      {column.isNumber !== true && column.explain}
    </th>
  );
}

function BodyCell<Row>({
  column,
  row,
  isHeader,
}: {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly isHeader: boolean;
}) {
  const content = column.cell === undefined ? column.value?.(row) : column.cell(row);
  if (isHeader) {
    return (
      <th scope="row" data-number={column.isNumber}>
        {content}
      </th>
    );
  }
  return <td data-number={column.isNumber}>{content}</td>;
}

function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr className={styles.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function CsvButton<Row>({
  name,
  columns,
  rows,
}: {
  name: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  const download = () => {
    const written = columns.filter((column) => column.value !== undefined);
    const header = written.map((column) => column.header);
    const text = toCsv(
      header,
      rows.map((row) => written.map((column) => column.value?.(row))),
    );
    const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" className={styles.csv} onClick={download}>
      Download CSV
    </button>
  );
}
