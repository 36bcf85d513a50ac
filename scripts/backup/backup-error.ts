/** Why a backup can't be made or put back; the message says what to do. */
export type BackupFailure =
  /** Something in the backup is not as it was written; the message names it. */
  | 'BACKUP_CORRUPT'
  /** It was not finished, or is no backup. */
  | 'BACKUP_INCOMPLETE'
  /** A later release made it. */
  | 'BACKUP_TOO_NEW'
  /** Its keys are sealed with a passphrase that was not given, or with another one. */
  | 'PASSPHRASE_NEEDED'
  /** There is something where it should be written. */
  | 'BACKUP_EXISTS'
  /** Another backup of the installation is under way. */
  | 'BACKUP_RUNNING'
  /** The records name an object that is not in the storage. */
  | 'OBJECT_MISSING'
  /** There is something already where the backup should be put back. */
  | 'NOT_EMPTY'
  /** Trellis runs here, or doesn't where it has to. */
  | 'IS_RUNNING';

export class BackupError extends Error {
  readonly code: BackupFailure;

  constructor(code: BackupFailure, message: string) {
    super(message);
    this.code = code;
  }
}
