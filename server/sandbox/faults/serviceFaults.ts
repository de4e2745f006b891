import type { ServiceContext } from '../context.ts'
import { consumePreKeys } from '../iq/lowPreKeys.ts'
import { connectionOf } from '../login/delivery.ts'
import type { Companion } from '../state/accounts.ts'
import { isMeantFor } from './armory.ts'
import type { Fault, FaultTarget } from './fault.ts'
import { FaultError } from './faultError.ts'

/**
 * Faults of the service itself, which need no connection.
 *
 * @returns how many connections or companions were struck; undefined for every other fault.
 * @throws FaultError 'no-connection' when keys are to be taken from nobody.
 */
export function strikeService(
  context: ServiceContext,
  { action, target }: Fault,
): number | undefined {
  switch (action.kind) {
    case 'clear':
      context.armory.clear()
      return 0
    case 'service-version':
      context.version.set(action)
      return 0
    case 'forget-routing':
      context.routing.forgetAll()
      return 0
    case 'consume-pre-keys':
      return consumeKeys(context, target, action.leave)
    case 'restart': {
      const live = context.connections.size
      context.uptime.restart(action.ms)
      return live
    }
    default:
      return undefined
  }
}

/** Companions need not be connected to lose keys. */
function consumeKeys(context: ServiceContext, target: FaultTarget, leave: number): number {
  const companions = [...context.state.accounts.values()]
    .flatMap((account) => [...account.companions.values()])
    .filter((companion) => isCompanionMeant(context, target, companion))
  if (companions.length === 0) {
    throw new FaultError('no-connection', 'no companion is linked whose keys could be taken')
  }
  for (const companion of companions) {
    context.background(consumePreKeys(context, companion, leave))
  }
  return companions.length
}

function isCompanionMeant(
  context: ServiceContext,
  target: FaultTarget,
  companion: Companion,
): boolean {
  if (target.connection === undefined && target.noise === undefined) {
    return target.device === undefined || target.device === companion.jid
  }
  const connection = connectionOf(context, companion)
  return connection !== undefined && isMeantFor(target, connection)
}
