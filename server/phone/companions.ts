import type { LinkedDeviceView } from './control.ts'
import { companionLabel } from './deviceName.ts'
import { jidParts, parseJid, type Jid } from '../../web/wire/jid.ts'
import type { CompanionState, PersonState } from './person.ts'

/** The address of a stored companion, checked. Throws JidError for damaged state. */
export function addressOf(companion: CompanionState): Jid {
  return parseJid(companion.jid)
}

/** A linked device as the phone lists it; `online` are the addresses that are connected now. */
export function viewOf(companion: CompanionState, online: ReadonlySet<string>): LinkedDeviceView {
  const { browser, os, jid, linkedAtMs, lastActiveMs } = companion
  return {
    device: jidParts(addressOf(companion)).device,
    jid,
    name: companionLabel({ browser, os }),
    browser,
    os,
    linkedAtMs,
    lastActiveMs,
    online: online.has(jid),
  }
}

/** The person with this companion added; an older one at the same address is replaced. */
export function withCompanion(person: PersonState, companion: CompanionState): PersonState {
  const others = person.companions.filter(({ jid }) => jid !== companion.jid)
  return { ...person, companions: [...others, companion] }
}

/** The person with one companion changed; the same object when there is no such companion. */
export function changeCompanion(
  person: PersonState,
  jid: string,
  change: Partial<Pick<CompanionState, 'lastActiveMs' | 'namedAs'>>,
): PersonState {
  if (!person.companions.some((companion) => companion.jid === jid)) return person
  const companions = person.companions.map((companion) =>
    companion.jid === jid ? { ...companion, ...change } : companion,
  )
  return { ...person, companions }
}

/** The person with only those companions that `keep` accepts; the same object when all stay. */
export function keepCompanions(
  person: PersonState,
  keep: (companion: CompanionState) => boolean,
): PersonState {
  const companions = person.companions.filter(keep)
  return companions.length === person.companions.length ? person : { ...person, companions }
}
