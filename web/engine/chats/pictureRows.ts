import type { UnitOfWork } from '../work/work.ts'
import type { Hash } from './hashes.ts'

/** A picture as views name it: `p` and a contact, or `g` and a chat, and the service's own id. */
export function pictureName(of: 'p' | 'g', id: number, pictureId: string): string {
  return `${of}${id}-${pictureId}`
}

/** Takes the bytes of a picture out of the store, and puts them under another name if one is given. */
export async function movePicture(
  unit: UnitOfWork,
  hash: Hash,
  from: string,
  to?: string,
): Promise<void> {
  for (const size of ['preview', 'large']) {
    const key = await hash(`${size}|${from}`)
    const row = await unit.get('pictures', key)
    if (row === undefined) continue
    unit.del('pictures', key)
    if (to !== undefined) unit.put('pictures', await hash(`${size}|${to}`), row)
  }
}
