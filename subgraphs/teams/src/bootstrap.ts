import { mirrorEpoch } from '@trellis/cache/epochs.ts';
import { createRedis } from '@trellis/cache/redis.ts';
import { createPool } from '@trellis/database/pool.ts';
import { createLogger } from '@trellis/observability/logger.ts';
import { createToken } from './store/tokens.ts';

export interface BootstrapOptions {
  /** Name of the workspace, where one is made: 1 to 80 characters. */
  readonly workspaceName: string;
  /** Name of its owner, where one is made: 1 to 80 characters. */
  readonly memberName: string;
  /** Makes a further workspace instead of looking for the first one. */
  readonly createWorkspace?: boolean;
  /** Where the change of access is mirrored; without it, or with Redis away, the subgraph's process does it once it runs. */
  readonly redisUrl?: string;
}

export interface Bootstrapped {
  readonly workspaceId: string;
  readonly memberId: string;
  /** The operator's API token; the one given out before it no longer works. */
  readonly apiToken: string;
  /** Signs one browser in, once, within fifteen minutes. */
  readonly signInToken: string;
}

interface Made {
  readonly workspace_id: string;
  readonly member_id: string;
  readonly access_epoch: number;
}

/**
 * Makes sure that there is a first workspace with an owner, and hands out that owner's new API token and sign-in token.
 * Calling it again finds both again, whatever names are given.
 * @param databaseUrl the service role's connection to the teams database
 */
export async function bootstrapOperator(databaseUrl: string, options: BootstrapOptions): Promise<Bootstrapped> {
  const apiToken = createToken();
  const signInToken = createToken();
  const pool = createPool(databaseUrl, 1);
  try {
    const { rows } = await pool.query<Made>(
      'select workspace_id, member_id, access_epoch from record.bootstrap_operator($1, $2, $3, $4, $5)',
      [options.workspaceName, options.memberName, options.createWorkspace ?? false, apiToken.hash, signInToken.hash],
    );
    const made = rows[0] as Made;
    if (options.redisUrl !== undefined) await mirrorAccess(options.redisUrl, made);
    return {
      workspaceId: made.workspace_id,
      memberId: made.member_id,
      apiToken: apiToken.text,
      signInToken: signInToken.text,
    };
  } finally {
    await pool.end();
  }
}

/** The token given out before works nowhere any more. With Redis away no gateway relies on what it remembers. */
async function mirrorAccess(redisUrl: string, made: Made): Promise<void> {
  const redis = await createRedis(redisUrl, createLogger('silent', 'bootstrap'));
  await mirrorEpoch(redis, made.workspace_id, 'access', made.access_epoch).catch(() => undefined);
  redis.disconnect();
}
