/**
 * One step of the schema. It runs inside the upgrade transaction, where nothing but that transaction
 * may be awaited: no crypto. So a migration changes stores and indexes; sealed rows change their form
 * when they are next read and written, by their record version.
 */
export type Migration = (database: IDBDatabase, upgrade: IDBTransaction) => void
