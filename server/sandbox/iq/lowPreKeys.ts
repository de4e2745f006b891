import { SERVICE } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { deliver } from '../login/delivery.ts'
import type { Companion } from '../state/accounts.ts'

/** Below this many one-time keys their owner is told (04 section 8). */
const LOW_STOCK = 5

/** Takes the oldest one-time key out of a companion's pool; tells its owner when few are left. */
export async function takePreKey(
  context: ServiceContext,
  companion: Companion,
): Promise<readonly [number, Uint8Array] | undefined> {
  const oldest = companion.preKeys.entries().next().value
  if (oldest === undefined) return undefined
  companion.preKeys.delete(oldest[0])
  await tellLowStock(context, companion)
  return oldest
}

/** Takes keys until `leave` are left, as many messages of strangers would. */
export async function consumePreKeys(
  context: ServiceContext,
  companion: Companion,
  leave: number,
): Promise<void> {
  const taken = Math.max(0, companion.preKeys.size - leave)
  for (const id of [...companion.preKeys.keys()].slice(0, taken)) companion.preKeys.delete(id)
  await context.state.save()
  await tellLowStock(context, companion)
}

/** The low-water notification (04 section 2); it waits in the queue of a companion that is away. */
async function tellLowStock(context: ServiceContext, companion: Companion): Promise<void> {
  if (companion.preKeys.size >= LOW_STOCK) return
  const count = node('count', { value: String(companion.preKeys.size) })
  const attrs = { from: SERVICE, type: 'encrypt' }
  await deliver(context, companion, node('notification', attrs, [count]))
}
