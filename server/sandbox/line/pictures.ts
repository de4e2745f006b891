import { printable } from '../linking/refBook.ts'
import type { Picture } from '../state/accounts.ts'
import type { World } from '../world.ts'

/** A picture with a new id, under a path that cannot be guessed. */
export function newPicture(world: World, jpeg: Uint8Array): Picture {
  return {
    id: String(world.clock.now()),
    path: `/v/${printable(world.randomBytes(18))}.jpg`,
    jpeg: jpeg.slice(),
  }
}
