import { fromBase64 } from '../../web/crypto/bytes.ts'
import type { KeyPair, RandomBytes } from '../../web/crypto/x25519.ts'
import { jidParts, type Jid } from '../../web/wire/jid.ts'
import type { WireNode } from '../../web/wire/node/node.ts'
import { createAccess } from './access.ts'
import { type CompanionCode, readCompanionCode } from './companionCode.ts'
import { addressOf, changeCompanion, keepCompanions, viewOf, withCompanion } from './companions.ts'
import type { PhoneView, ScanResult, TypeResult, UnlinkRefusal, UnlinkResult } from './control.ts'
import { readCompanionName } from './deviceName.ts'
import { wantsFullHistory, wantsInlineHistory } from './history/companionConfig.ts'
import { createKeypad } from './keypad.ts'
import { createLane } from './lane.ts'
import {
  type LineEvent,
  type PhoneLine,
  PhoneLineError,
  type PhoneLineErrorCode,
  type UploadBench,
} from './line.ts'
import { type CompanionState, type PersonState, setUpAnew } from './person.ts'
import { drawPortrait } from './picture/portrait.ts'
import { isTokenRefusal, REFUSAL_WORDS, refusalIn, type ScanRefusal } from './refusals.ts'
import {
  keyIndexListRequest,
  pairDeviceRequest,
  pushNameNotification,
  readDeviceList,
  readPairDeviceResult,
  removeCompanionRequest,
} from './requests.ts'
import { makeDeviceIdentity, makeKeyIndexList, sealIdentity, type Signer } from './signing.ts'
import { typeRefused } from './typeRefusals.ts'

/** One simulated phone: the primary device of one account. */
export interface Phone {
  readonly picture: Uint8Array
  state(): PersonState
  view(): PhoneView
  accessToken(): string | undefined
  /** Opens the account at the service and signs in. Throws PhoneLineError. */
  start(): Promise<void>
  scan(qr: string, token?: string): Promise<ScanResult>
  unlink(device: number | 'all'): Promise<UnlinkResult>
  rename(name: string): Promise<void>
  typeCode(typed: string): Promise<TypeResult>
  /** A new account identity; the service drops every companion. Throws PhoneLineError. */
  reregister(): Promise<void>
  close(): void
}

export interface PhoneOptions {
  readonly person: PersonState
  readonly line: PhoneLine
  readonly randomBytes: RandomBytes
  /** Unix milliseconds on the sandbox's clock. */
  readonly now: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  /** Stores the state; what follows waits for it. */
  readonly save: () => Promise<void>
  /** The view has changed. */
  readonly changed: () => void
  /** What went wrong where nobody waits for an answer. */
  readonly report: (note: string) => void
}

export function createPhone(options: PhoneOptions): Phone {
  const { line, randomBytes, now, save, changed, report } = options
  const { number } = options.person
  const signer: Signer = {
    get identity() {
      return identityOf(person)
    },
    random64: () => randomBytes(64),
  }
  const access = createAccess({ line, number, signer, now })
  const picture = drawPortrait(options.person.portraitSeed)
  const inTurn = createLane()
  const online = new Set<string>()
  let person = options.person
  let requests = 0
  let keyIndexListDue = false
  let stopListening: (() => void) | undefined

  const keypad = createKeypad({
    now,
    after: options.after,
    randomBytes,
    identity: () => signer.identity,
    nextId: () => nextId(),
    request: (iq) => request(iq),
    link: (code) => inTurn(() => link(code)),
    changed,
  })

  const nextId = (): string => `${person.id}-${++requests}`
  const nowSec = (): number => Math.floor(now() / 1000)

  async function update(next: PersonState): Promise<void> {
    if (next === person) return
    person = next
    changed()
    await save()
  }

  /** Work that nobody waits for: its failure is reported. */
  function background(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => {
      report(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    })
  }

  function register(): Promise<void> {
    const { name, lid, platform } = person
    const identityKey = signer.identity.publicKey
    return line.register({ number, lid, platform, name, picture, identityKey })
  }

  async function start(): Promise<void> {
    await register()
    stopListening = line.listen(number, (event) => background('line event', onEvent(event)))
    await access.token()
    changed()
  }

  function request(iq: WireNode, bench?: UploadBench): Promise<WireNode> {
    return access.withToken(async (token) => {
      const answer = await line.request({ number, token }, iq, bench)
      const refusal = refusalIn(answer)
      if (isTokenRefusal(refusal)) throw new PhoneLineError(refusal)
      return answer
    })
  }

  async function scan(qr: string, token?: string): Promise<ScanResult> {
    const read = readCompanionCode(qr)
    if ('fault' in read) return refused(read.fault)
    return inTurn(() => link(read.code, token)).catch((error: unknown) => {
      const code = lineErrorCode(error)
      return refused(isTokenRefusal(code) ? code : 'service-error')
    })
  }

  async function link(code: LinkableCode, token?: string): Promise<ScanResult> {
    const keyIndex = person.lastKeyIndex + 1
    await update({ ...person, lastKeyIndex: keyIndex })
    const iq = pairDeviceRequest(nextId(), grantFor(code, keyIndex))
    const bench: UploadBench = { seal: (signed) => sealIdentity(signed, code.advSecret) }
    const answer =
      token === undefined
        ? await request(iq, bench)
        : await line.request({ number, token }, iq, bench)
    const refusal = refusalIn(answer)
    if (refusal) return refused(refusal)
    const linked = readPairDeviceResult(answer)
    if (!linked) return refused('service-error')
    const companion: CompanionState = {
      jid: linked.device,
      keyIndex,
      ...readCompanionName(linked.deviceProps),
      inlineHistory: wantsInlineHistory(linked.deviceProps),
      ...(wantsFullHistory(linked.deviceProps) ? { fullHistory: true } : {}),
      linkedAtMs: now(),
      lastActiveMs: now(),
    }
    await update(withCompanion(person, companion))
    return { ok: true, device: viewOf(companion, online) }
  }

  function grantFor(code: LinkableCode, keyIndex: number): Parameters<typeof pairDeviceRequest>[1] {
    const { rawId, companions } = person
    const timestampSec = nowSec()
    return {
      ref: code.ref,
      noisePublic: code.noisePublic,
      deviceIdentity: makeDeviceIdentity(signer, { rawId, timestampSec, keyIndex }, code),
      keyIndexList: makeKeyIndexList(signer, {
        rawId,
        timestampSec,
        currentIndex: keyIndex,
        companionIndexes: [...companions.map((companion) => companion.keyIndex), keyIndex],
      }),
      timestampSec,
    }
  }

  function unlink(device: number | 'all'): Promise<UnlinkResult> {
    return inTurn<UnlinkResult>(async () => {
      const isMeant = (companion: CompanionState): boolean =>
        device === 'all' || jidParts(addressOf(companion)).device === device
      const meant = person.companions.find(isMeant)
      if (!meant) return device === 'all' ? { ok: true } : unlinkRefused('unknown-device')
      const whom = device === 'all' ? device : addressOf(meant)
      const answer = await request(removeCompanionRequest(nextId(), whom))
      if (refusalIn(answer)) return unlinkRefused('service-error')
      await forget((companion) => !isMeant(companion))
      return { ok: true }
    }).catch((error: unknown) => {
      lineErrorCode(error)
      return unlinkRefused('service-error')
    })
  }

  /** Drops companions and tells the service which key indexes are still good. */
  async function forget(keep: (companion: CompanionState) => boolean): Promise<void> {
    const next = keepCompanions(person, keep)
    if (next === person) return
    for (const { jid } of person.companions)
      if (!next.companions.some((c) => c.jid === jid)) online.delete(jid)
    await update(next)
    if (keyIndexListDue) return
    keyIndexListDue = true
    background('key-index list', inTurn(uploadKeyIndexList))
  }

  async function uploadKeyIndexList(): Promise<void> {
    keyIndexListDue = false
    const { rawId, lastKeyIndex, companions } = person
    const timestampSec = nowSec()
    const list = makeKeyIndexList(signer, {
      rawId,
      timestampSec,
      currentIndex: lastKeyIndex,
      companionIndexes: companions.map((companion) => companion.keyIndex),
    })
    const answer = await request(keyIndexListRequest(nextId(), list, timestampSec))
    const refusal = refusalIn(answer)
    if (refusal) report(`key-index list refused: ${refusal}`)
  }

  async function rename(name: string): Promise<void> {
    if (name === person.name) return
    await update({ ...person, name })
    await register()
    await Promise.all(person.companions.map(sendName))
  }

  async function typeCode(typed: string): Promise<TypeResult> {
    try {
      return await keypad.type(typed)
    } catch (error) {
      const code = lineErrorCode(error)
      return typeRefused(isTokenRefusal(code) ? code : 'service-error')
    }
  }

  /** What this phone knew of links is void: the service removes the companions, as for a new phone. */
  function reregister(): Promise<void> {
    return inTurn(async () => {
      keypad.reset()
      online.clear()
      await update(await setUpAnew(randomBytes, person))
      await register()
      await access.renew()
    })
  }

  /** Once a name and companion; the service keeps it for a companion that is away. */
  async function sendName(companion: CompanionState): Promise<void> {
    const { name } = person
    if (companion.namedAs === name) return
    await access.withToken((token) =>
      line.relay({ number, token }, addressOf(companion), pushNameNotification(name)),
    )
    await update(changeCompanion(person, companion.jid, { namedAs: name }))
  }

  async function onEvent(event: LineEvent): Promise<void> {
    switch (event.type) {
      case 'stanza': {
        keypad.hear(event.stanza)
        const listed = readDeviceList(event.stanza)
        return listed ? forget((companion) => listed.has(companion.jid)) : undefined
      }
      case 'activity':
        return onActivity(event.device, event.online, event.atMs)
      case 'ready': {
        const companion = person.companions.find(({ jid }) => jid === event.device)
        return companion ? sendName(companion) : undefined
      }
    }
  }

  async function onActivity(device: Jid, isOnline: boolean, atMs: number): Promise<void> {
    if (isOnline) online.add(device)
    else online.delete(device)
    await update(changeCompanion(person, device, { lastActiveMs: atMs }))
  }

  function view(): PhoneView {
    const { id, name, lid, platform, companions } = person
    const pairing = keypad.view()
    return {
      id,
      name,
      number,
      lid,
      platform,
      signedIn: access.current() !== undefined,
      tokenExpiresAtMs: access.current()?.expiresAtMs ?? 0,
      devices: companions.map((companion) => viewOf(companion, online)),
      ...(pairing === undefined ? {} : { pairing }),
    }
  }

  return {
    picture,
    view,
    start,
    scan,
    unlink,
    rename,
    typeCode,
    reregister,
    state: () => person,
    accessToken: () => access.current()?.token,
    close() {
      keypad.reset()
      stopListening?.()
    },
  }
}

/** What an upload needs to know of a companion. */
type LinkableCode = Omit<CompanionCode, 'clientType'>

function identityOf({ identity }: PersonState): KeyPair {
  return {
    privateKey: fromBase64(identity.privateKey),
    publicKey: fromBase64(identity.publicKey),
  }
}

function refused(code: ScanRefusal): ScanResult {
  return { ok: false, code, message: REFUSAL_WORDS[code] }
}

/** The service's code. Throws everything that is no refusal of the service. */
function lineErrorCode(error: unknown): PhoneLineErrorCode {
  if (error instanceof PhoneLineError) return error.code
  throw error
}

const UNLINK_WORDS: Readonly<Record<UnlinkRefusal, string>> = {
  'unknown-phone': 'There is no such phone.',
  'unknown-device': 'This phone has no such linked device.',
  'service-error': 'The service refused to remove the device.',
}

/** A refusal of `unlink` in the control API's words. */
export function unlinkRefused(code: UnlinkRefusal): UnlinkResult {
  return { ok: false, code, message: UNLINK_WORDS[code] }
}
