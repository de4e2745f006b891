import type { AccountStoreOptions } from '../accountStore.ts'
import { PASSPHRASE_ROUNDS } from '../lockKey.ts'
import {
  createMoveFile,
  type MoveFileBytes,
  type MoveFileWriter,
  openMoveFile,
  type OpenMoveFile,
} from './moveFile.ts'
import { type MoveTarget, openMoveTarget } from './moveTarget.ts'

/** The files of moves and the database that an account moves into, as one browser has them. */
export interface MovingTools {
  createFile(passphrase: string): Promise<MoveFileWriter>
  /** Throws as `openMoveFile`. */
  openFile(file: MoveFileBytes, passphrase: string): Promise<OpenMoveFile>
  /** Throws as `openMoveTarget`. */
  openTarget(schemaVersion: number): Promise<MoveTarget>
}

/** For the account of these options. */
export function movingTools(options: AccountStoreOptions): MovingTools {
  const { subtle, randomBytes, passphraseRounds = PASSPHRASE_ROUNDS } = options
  return {
    createFile: (passphrase) =>
      createMoveFile(passphrase, passphraseRounds, { subtle, randomBytes }),
    openFile: (file, passphrase) => openMoveFile(file, passphrase, subtle),
    openTarget: (schemaVersion) => openMoveTarget(options, schemaVersion),
  }
}
