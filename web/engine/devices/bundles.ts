import { SignalError } from '../../signal/signalError.ts'
import { accountOf } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import {
  type BundleAnswer,
  bundlesRequest,
  type DeviceBundle,
  parseBundles,
} from '../../wire/stanza/bundles.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { isForgedDevice } from '../cipher/peerVerdict.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'
import { type DeviceLists, deviceNumber } from './deviceLists.ts'
import type { DevicesParts } from './deviceParts.ts'
import { isPassing } from './passing.ts'

/** Devices to one request ("up to a few hundred", chapter 05 section 5). */
const AT_ONCE = 200

/** Sessions to one unit of work: a few milliseconds, so that others are not held up. */
const IN_ONE_UNIT = 8

/** The service's word for a device that is not registered any more. */
const NOT_REGISTERED = 406

/** Begins sessions from what the service holds of people's keys. */
export interface Bundles {
  /**
   * Returns the devices that are without a session after all. Throws RequestError: 'closed', and what
   * the service said when it did not answer for now and not one session was begun.
   */
  fetch(devices: readonly Jid[], line: Line, refresh?: boolean): Promise<readonly Jid[]>
  /**
   * Begins a session from keys that came by another way. False when they prove nothing, or prove to
   * be somebody else's.
   */
  use(unit: UnitOfWork, device: Jid, bundle: DeviceBundle): Promise<boolean>
}

export function createBundles(parts: DevicesParts, lists: DeviceLists): Bundles {
  const { work, cipher, trace } = parts

  async function use(unit: UnitOfWork, device: Jid, bundle: DeviceBundle): Promise<boolean> {
    const { identityKey, deviceIdentity } = bundle
    const shown = { device, identityKey, deviceIdentity, isOwn: parts.book.isMe(device) }
    if (await isForgedDevice(unit, parts, shown, 'bundle')) return false
    try {
      const { identityChanged } = await cipher.startSession(unit, device, bundle)
      if (identityChanged) await parts.onIdentityChanged(unit, accountOf(device))
      return true
    } catch (cause) {
      if (!(cause instanceof SignalError)) throw cause
      trace({ step: 'peer-identity', verdict: cause.code, where: 'bundle' })
      return false
    }
  }

  async function ask(
    devices: readonly Jid[],
    line: Line,
    refresh: boolean,
  ): Promise<readonly BundleAnswer[] | RequestError> {
    try {
      return parseBundles(await line.request((id) => bundlesRequest(id, devices, refresh)))
    } catch (cause) {
      if (cause instanceof StanzaError) {
        trace({ step: 'stanza-malformed', rule: cause.message })
        return []
      }
      if (!(cause instanceof RequestError) || cause.code === 'closed') throw cause
      const code = cause.code === 'refused' ? cause.refusal : cause.code
      trace({ step: 'request-failed', what: 'bundles', code })
      return isPassing(cause) ? cause : []
    }
  }

  async function takeSome(answers: readonly BundleAnswer[]): Promise<readonly Jid[]> {
    return work.run(async (unit) => {
      const reached: Jid[] = []
      for (const answer of answers) {
        if (answer.kind === 'bundle') {
          if (await use(unit, answer.device, answer.bundle)) reached.push(answer.device)
        } else if (answer.kind === 'refused' && answer.code === NOT_REGISTERED) {
          const gone = deviceNumber(answer.device)
          await lists.change(
            unit,
            answer.device,
            (devices) => devices.filter(({ device }) => device !== gone),
            {},
          )
        }
      }
      return reached
    })
  }

  return {
    use,
    async fetch(devices, line, refresh = false) {
      const reached = new Set<Jid>()
      let unanswered: RequestError | undefined
      for (let from = 0; from < devices.length; from += AT_ONCE) {
        const asked = devices.slice(from, from + AT_ONCE)
        const answer = await ask(asked, line, refresh)
        if (answer instanceof RequestError) {
          unanswered = answer
          continue
        }
        const answers = answer
          .filter(({ device }) => asked.includes(device))
          // Phones first: their identity is what companions are judged by.
          .toSorted((a, b) => deviceNumber(a.device) - deviceNumber(b.device))
        for (let at = 0; at < answers.length; at += IN_ONE_UNIT) {
          for (const jid of await takeSome(answers.slice(at, at + IN_ONE_UNIT))) reached.add(jid)
        }
      }
      if (unanswered !== undefined && reached.size === 0) throw unanswered
      return devices.filter((device) => !reached.has(device))
    },
  }
}
