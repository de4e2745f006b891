import { RequestError } from '../connection/iqTracker.ts'
import { isPhoneNumber } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import { usyncRequest, type UsyncProtocol, type UsyncUser } from '../../wire/stanza/usync.ts'
import { parseUsync, type UsyncAnswer, type UsyncPerson } from '../../wire/stanza/usyncAnswer.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { Line } from '../talk/talk.ts'
import type { DeviceLists } from './deviceLists.ts'
import type { DevicesParts } from './deviceParts.ts'

/** People to one question. */
const AT_ONCE = 256

/** Somebody to ask about, and what is known of their devices. */
export interface Wanted {
  readonly user: Jid
  readonly known?: { readonly hash: string; readonly timestampSec: number } | undefined
}

/** Asks the service about people and stores what it says. */
export interface AskPeople {
  /**
   * Their devices, and for numbers their LIDs. Resolves also when the service does not tell. Throws
   * RequestError 'closed'.
   */
  devices(wanted: readonly Wanted[], line: Line): Promise<void>
  /** The LID of a number. Throws RequestError 'closed'. */
  lid(pn: Jid, line: Line): Promise<Jid | undefined>
  /** Who is behind a number (digits). Throws RequestError, StanzaError. */
  number(number: string, line: Line): Promise<UsyncPerson | undefined>
}

export function createAskPeople(parts: DevicesParts, lists: DeviceLists): AskPeople {
  const { work, book, trace } = parts

  async function ask(
    protocols: readonly UsyncProtocol[],
    context: 'message' | 'interactive',
    users: readonly UsyncUser[],
    line: Line,
  ): Promise<UsyncAnswer> {
    const answer = await line.request((id) =>
      usyncRequest({ id, sid: id, protocols, context, users }),
    )
    return parseUsync(answer)
  }

  /** What is not answered for another reason than the end of the line is done without. */
  async function tried<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (cause) {
      if (cause instanceof RequestError) {
        if (cause.code === 'closed') throw cause
        const code = cause.code === 'refused' ? cause.refusal : cause.code
        trace({ step: 'request-failed', what, code })
        return undefined
      }
      if (!(cause instanceof StanzaError)) throw cause
      trace({ step: 'stanza-malformed', rule: cause.message })
      return undefined
    }
  }

  /** The pair of addresses that the service told, which nothing else may overrule. */
  async function learn(people: readonly UsyncPerson[]): Promise<void> {
    const pairs = people.flatMap(({ jid, lid }) =>
      lid !== undefined && isPhoneNumber(jid) ? [{ pn: jid, lid }] : [],
    )
    if (pairs.length === 0) return
    await work.run(async (unit) => {
      for (const { pn, lid } of pairs) await book.learn(unit, pn, lid, 'strong')
    })
  }

  async function some(wanted: readonly Wanted[], line: Line): Promise<void> {
    const byNumber = wanted.some(({ user }) => isPhoneNumber(user))
    const users = wanted.map(({ user, known }): UsyncUser => {
      return known === undefined ? { jid: user } : { jid: user, known }
    })
    const protocols: UsyncProtocol[] = byNumber ? ['devices', 'lid'] : ['devices']
    const answer = await tried('devices', () => ask(protocols, 'message', users, line))
    if (answer === undefined) return
    await learn(answer.people)
    await work.run(async (unit) => {
      for (const { user, known } of wanted) {
        const told = answer.people.find(({ jid }) => jid === user)
        // Left out: unchanged. Without anything known it could only be left out by mistake.
        if (told === undefined && known !== undefined) await lists.confirm(unit, user)
        const devices = told?.devices
        if (devices === undefined || 'refused' in devices || devices.devices.length === 0) continue
        await lists.take(unit, user, devices)
      }
    })
  }

  return {
    async devices(wanted, line) {
      for (let at = 0; at < wanted.length; at += AT_ONCE) {
        await some(wanted.slice(at, at + AT_ONCE), line)
      }
    },
    async lid(pn, line) {
      const answer = await tried('lid', () => ask(['lid'], 'message', [{ jid: pn }], line))
      if (answer === undefined) return undefined
      await learn(answer.people)
      return answer.people.find(({ jid }) => jid === pn)?.lid
    },
    async number(number, line) {
      const phone = `+${number}`
      const answer = await ask(['contact', 'lid'], 'interactive', [{ phone }], line)
      await learn(answer.people)
      return answer.people.find(({ contact }) => contact?.type === 'in')
    },
  }
}
