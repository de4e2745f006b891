import { account } from './0001Account.ts'
import { signedPreKeys } from './0002SignedPreKeys.ts'
import { talk } from './0003Talk.ts'
import { archive } from './0004Archive.ts'
import type { Migration } from './migration.ts'

/** Append only. The length is the version of the database; entry n leads from version n to n + 1. */
export const migrations: readonly Migration[] = [account, signedPreKeys, talk, archive]
