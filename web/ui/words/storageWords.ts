import { storage } from './en/storage.ts'

/** Words of the storage page, in the language that this window speaks. */
export const storageWords = storage
