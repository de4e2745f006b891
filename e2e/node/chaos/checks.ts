import type { AccountStore } from '../../../web/storage/accountStore.ts'
import { link, type Outcome, passTime } from './person.ts'
import type { Session } from './session.ts'

/** Looks at store, service and engine: do they agree, and was no key used twice? */
export async function checkSession(session: Session, outcome: Outcome): Promise<string[]> {
  const problems: string[] = []
  const demand = (isMet: boolean, what: string) => void (isMet || problems.push(what))
  if (outcome === 'neither') problems.push(`neither linked nor unlinked: ${shown(session)}`)
  if (outcome === 'linked') await checkLinked(session, demand)
  if (outcome === 'unlinked') await checkUnlinked(session, demand)
  session.witness.read(session.world.takeReceived())
  problems.push(...session.witness.usedTwice)
  for (const failure of session.world.failures())
    problems.push(`strict: ${JSON.stringify(failure)}`)
  for (const event of session.trace) {
    if (event.step !== 'internal-error' || isExplained(session, event.name)) continue
    problems.push(`internal error: ${event.where} ${event.name}`)
  }
  return problems
}

/** A full disk shows as failed commits. */
function isExplained({ plan }: Session, name: string): boolean {
  return plan.fault === 'disk-full' && name === 'StorageError'
}

type Demand = (isMet: boolean, what: string) => void

async function checkLinked(session: Session, demand: Demand): Promise<void> {
  // One more login compares the keys of both sides.
  session.profile.cut()
  const seen = session.trace.length
  await passTime(session, 1_000)
  demand(await link(session), 'a last login')
  await passTime(session, 60_000)
  const compared = session.trace
    .slice(seen)
    .flatMap((event) => (event.step === 'keys-compared' ? [event.outcome] : []))
  demand(compared.at(-1) === 'none', `keys compared at the end: ${compared.join(' ')}`)
  const store = await session.profile.openStore()
  const row = await store.get('account', 'session')
  const connections = session.world.service()?.view().connections ?? []
  demand(connections.length === 1, `${connections.length} connections to the service`)
  demand(connections[0]?.device === row?.jid, 'store and service name the same device')
  const devices = session.world.phones().list()[0]?.devices ?? []
  if (!isPhoneExcused(session, devices.length)) {
    demand(devices.length === 1, `the phone lists ${devices.length} devices`)
    demand(devices[0]?.jid === row?.jid, 'store and phone name the same device')
  }
  demand((await store.count('signedPreKeys')) <= 3, 'at most three other signed pre-keys')
  demand((await store.get('account', 'doubt')) === undefined, 'no doubt is left')
  store.close()
}

/** The phone stops with the service here: what it had not written down of a scan is lost to it. */
function isPhoneExcused({ plan }: Session, devices: number): boolean {
  return plan.fault === 'service-restart' && devices === 0
}

async function checkUnlinked(session: Session, demand: Demand): Promise<void> {
  const { link: view } = session.life?.snapshot() ?? {}
  const store = await session.profile.openStore()
  demand((await store.get('account', 'session')) === undefined, 'no session in the store')
  await demandEmpty(store, demand)
  store.close()
  const devices = session.world.phones().list()[0]?.devices ?? []
  const wasTold = view?.at !== 'ended' || view.error.details?.['phoneTold'] !== 0
  demand(devices.length === 0 || !wasTold, `the phone still lists ${devices.length} devices`)
}

async function demandEmpty(store: AccountStore, demand: Demand): Promise<void> {
  for (const name of ['preKeys', 'signedPreKeys', 'identities', 'addresses'] as const) {
    demand((await store.count(name)) === 0, `nothing in ${name}`)
  }
}

function shown({ life }: Session): string {
  const { link: view, connection } = life?.snapshot() ?? {}
  return JSON.stringify({ link: view, connection })
}
