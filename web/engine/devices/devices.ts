import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'

/** Which devices people have, and the sessions with them. Lists are kept until something says otherwise. */
export interface Devices {
  /**
   * The devices of people, each as an address: their phone and their companions, those of one's own
   * account without this one. `users` are bare and all of one namespace, which the answer keeps; asks
   * the service for lists that are not stored. A person whose list cannot be had counts as one phone.
   * `fresh` asks for all of them. Throws RequestError 'closed'.
   */
  of(users: readonly Jid[], line: Line, fresh?: 'fresh'): Promise<readonly Jid[]>
  /**
   * Sees to it that there is a session with each of these, as far as the service has keys. Returns the
   * devices there is none with. Throws RequestError 'closed'.
   */
  reach(devices: readonly Jid[], line: Line): Promise<readonly Jid[]>
  /**
   * The LID of a person by their number: the known one, or what the service says. Absent when it knows
   * none. Throws RequestError 'closed'.
   */
  lidOf(pn: Jid, line: Line): Promise<Jid | undefined>
  /**
   * Asks the service who is behind a phone number (digits): absent when nobody is. Learns the pair.
   * Throws RequestError.
   */
  findNumber(
    number: string,
    line: Line,
  ): Promise<{ readonly pn: Jid; readonly lid?: Jid } | undefined>
  /** The stored list may be wrong: it is asked for before the next use. */
  forget(unit: UnitOfWork, users: readonly Jid[]): Promise<void>
  /** Whether a device is on the stored list of its person; absent when there is no list. */
  isListed(unit: UnitOfWork, device: Jid): Promise<boolean | undefined>
  /**
   * Takes `<notification type="devices">`, or `account_sync` with `<devices>`. Returns the person whose
   * devices changed, when they did.
   */
  takeNotification(unit: UnitOfWork, stanza: WireNode): Promise<Jid | undefined>
}
