import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { postgresPart, startPostgres } from './postgres.ts';
import { stopProcesses } from './records.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'trellis-postgres-'));
const runDir = path.join(folder, 'run');

afterAll(async () => {
  await stopProcesses(runDir);
  rmSync(folder, { recursive: true, force: true });
});

it('the server writes neither statements nor values into its log', async () => {
  const given = process.env.TRELLIS_POSTGRES_URL;
  delete process.env.TRELLIS_POSTGRES_URL;
  const found = await postgresPart.find();
  if (given !== undefined) process.env.TRELLIS_POSTGRES_URL = given;
  if (found.kind !== 'program') throw new Error('There is no PostgreSQL to start.');
  // PostgreSQL's user passes through.
  chmodSync(folder, 0o711);
  mkdirSync(runDir);
  const logFile = path.join(folder, 'postgres.log');
  const server = await startPostgres(found.program, {
    folder: path.join(folder, 'postgres'),
    password: 'test',
    port: 0,
    durable: false,
    logFile,
    runDir,
  });
  const db = new pg.Client({ connectionString: server.url });
  await db.connect();
  await db.query('create table person (name text unique)');
  await db.query('insert into person values ($1)', ['Zorabella']);
  await expect(db.query('insert into person values ($1)', ['Zorabella'])).rejects.toMatchObject({ code: '23505' });
  await expect(db.query(`insert into nobody values ('Quixworth')`)).rejects.toMatchObject({ code: '42P01' });
  await db.end();
  const log = readFileSync(logFile, 'utf8');
  expect(log).toMatch(/duplicate key value/);
  expect(log).not.toMatch(/Zorabella|Quixworth/);
}, 60_000);
