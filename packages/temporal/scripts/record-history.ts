import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/**
 * Writes the history of a finished workflow for the replay tests:
 * `node packages/temporal/scripts/record-history.ts ADDRESS NAMESPACE WORKFLOW_ID FILE`
 */
const [address, namespace, workflowId, file] = process.argv.slice(2);
if (address === undefined || namespace === undefined || workflowId === undefined || file === undefined) {
  console.error('Usage: record-history.ts ADDRESS NAMESPACE WORKFLOW_ID FILE');
  process.exit(2);
}
const connection = await Connection.connect({ address });
const history = await new Client({ connection, namespace }).workflow.getHandle(workflowId).fetchHistory();
// Which machine it ran on is nobody's business, and plays no part in a replay.
const namesMachine = (value: unknown) => typeof value === 'string' && value.includes(`@${hostname()}`);
const withoutMachine = (key: string, value: unknown) =>
  key === 'identity' || key === 'stackTrace' || namesMachine(value) ? '' : value;
await writeFile(file, `${JSON.stringify(JSON.parse(historyToJSON(history), withoutMachine))}\n`);
await connection.close();
