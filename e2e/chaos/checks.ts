import type { Page } from '@playwright/test'
import { createKeyWitness } from '../node/keyWitness.ts'
import { en } from '../../web/ui/words/en.ts'
import { look, type Sight } from './look.ts'
import { reach } from './person.ts'
import type { Outcome, Session } from './session.ts'

type Demand = (isMet: boolean, what: string) => void

/** Looks at page, profile and service: do they agree, and was no key used twice? */
export async function checkSession(session: Session, outcome: Outcome): Promise<string[]> {
  const problems: string[] = []
  const demand: Demand = (isMet, what) => void (isMet || problems.push(what))
  if (outcome === 'neither') problems.push('neither linked nor unlinked')
  if (outcome === 'linked') await checkLinked(session, demand)
  if (outcome === 'unlinked') await checkUnlinked(session, demand)
  for (const loss of session.losses) problems.push(`a link that stood was lost: ${loss}`)
  const { service } = session.host
  const witness = createKeyWitness()
  witness.read(service.record.received)
  problems.push(...witness.usedTwice)
  const { failures, cspReports } = session.host.state()
  for (const failure of failures) problems.push(`strict: ${JSON.stringify(failure)}`)
  for (const report of cspReports) problems.push(`policy: ${JSON.stringify(report)}`)
  for (const message of session.profile.uncaught) problems.push(`uncaught: ${message}`)
  return problems
}

async function checkLinked(session: Session, demand: Demand): Promise<void> {
  const { host, profile, secondTabs } = session
  for (const tab of secondTabs) {
    const sight = await look(tab)
    demand(sight?.linked === true && sight.online, `a second tab shows ${JSON.stringify(sight)}`)
  }
  // What the profile holds is enough to come back.
  const { registrations } = host.state().counters
  await profile.tab()?.reload()
  const sight = await reach(session, 'online')
  demand(sight !== undefined, 'linked after a last reload')
  demand(host.state().counters.registrations === registrations, 'no other link for a last reload')
  await demandOneDevice(session, sight, demand)
}

async function demandOneDevice(
  { host }: Session,
  sight: Sight | undefined,
  demand: Demand,
): Promise<void> {
  const devices = host.phones.list()[0]?.devices ?? []
  const shown = devices.map(({ device, online }) => `${device}${online ? ' online' : ''}`)
  demand(devices.length === 1, `the phone lists ${devices.length} devices: ${shown.join(', ')}`)
  const own = devices.find(({ device }) => device === sight?.device)
  demand(
    own !== undefined,
    `the page is device ${sight?.device}, the phone lists ${shown.join(', ')}`,
  )
  demand(own?.online === true, 'the phone shows this browser online')
}

async function checkUnlinked({ host, profile }: Session, demand: Demand): Promise<void> {
  const tab = profile.tab()
  const sight = tab && (await look(tab))
  const untold = en.problem({ code: 'logged-out', remedy: 'relink', details: { phoneTold: 0 } })
  const wasUntold = sight?.words.some((text) => text.includes(untold.body)) === true
  const devices = host.phones.list()[0]?.devices ?? []
  demand(devices.length === 0 || wasUntold, `the phone still lists ${devices.length} devices`)
  const left = tab === undefined ? ['no page to look from'] : await rowsLeft(tab)
  demand(left.length === 0, `stored after the end: ${left.join(', ')}`)
}

/** What lies in the stores that only a linked browser fills, as `store: rows`. */
function rowsLeft(tab: Page): Promise<string[]> {
  return tab.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('no reason'))
      })
    const left: string[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('moonlet-')) continue
      const db = await done(indexedDB.open(name))
      for (const store of ['preKeys', 'signedPreKeys', 'identities', 'addresses']) {
        if (!db.objectStoreNames.contains(store)) continue
        const rows = await done(db.transaction(store).objectStore(store).count())
        if (rows > 0) left.push(`${store}: ${rows}`)
      }
      db.close()
    }
    return left
  })
}
