import { createPool } from '@trellis/database/pool.ts';
import { createToken } from './store/tokens.ts';

export interface BootstrapOptions {
  /** Name of the workspace, where one is made: 1 to 80 characters. */
  readonly workspaceName: string;
  /** Name of its owner, where one is made: 1 to 80 characters. */
  readonly memberName: string;
  /** Makes a further workspace instead of looking for the first one. */
  readonly createWorkspace?: boolean;
}

export interface Bootstrapped {
  readonly workspaceId: string;
  readonly memberId: string;
  /** The operator's API token; the one given out before it no longer works. */
  readonly apiToken: string;
  /** Signs one browser in, once, within fifteen minutes. */
  readonly signInToken: string;
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
    const { rows } = await pool.query<{ workspace_id: string; member_id: string }>(
      'select workspace_id, member_id from record.bootstrap_operator($1, $2, $3, $4, $5)',
      [options.workspaceName, options.memberName, options.createWorkspace ?? false, apiToken.hash, signInToken.hash],
    );
    const made = rows[0] as { workspace_id: string; member_id: string };
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
