import { CryptoError } from '../../web/crypto/errors.ts'
import { agree, generateKeyPair, type KeyPair, type RandomBytes } from '../../web/crypto/x25519.ts'
import type { WireNode } from '../../web/wire/node/node.ts'
import type { CompanionCode } from './companionCode.ts'
import type { PairingView, ScanResult, TypeResult } from './control.ts'
import { createLane } from './lane.ts'
import { type LinkCodeNews, primaryHelloRequest, readLinkCodeNews } from './linkCodeStanzas.ts'
import { hidePublicKey, openBundle, readTypedCode, revealPublicKey } from './primarySide.ts'
import { refusalIn } from './refusals.ts'
import { typeRefused, type TypeRefusal } from './typeRefusals.ts'

/** A companion waits three minutes for its code to be typed (chapter 03 section 5). */
const REQUEST_LIFE_MS = 180_000
/** As long as a companion may take for its bundle. */
const BUNDLE_LIMIT_MS = 60_000
const TRIES = 3

/** Where a person types the code that a companion shows, and what the phone does with it. */
export interface Keypad {
  /** Takes what the service says about codes. Other stanzas are left alone. */
  hear(stanza: WireNode): void
  /** A person typed a code. One at a time, in order. */
  type(typed: string): Promise<TypeResult>
  /** The push notification that stands on the phone now. */
  view(): PairingView | undefined
  /** Forgets every request: this phone is another one now. */
  reset(): void
}

export interface KeypadOptions {
  readonly now: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  readonly randomBytes: RandomBytes
  /** The account identity of this moment. */
  readonly identity: () => KeyPair
  readonly nextId: () => string
  /** Sends a request to the service. Throws PhoneLineError. */
  readonly request: (iq: WireNode) => Promise<WireNode>
  /** Uploads the pair-device for a companion whose secret is known. */
  readonly link: (code: Omit<CompanionCode, 'clientType'>) => Promise<ScanResult>
  readonly changed: () => void
}

type Hello = Extract<LinkCodeNews, { stage: 'companion_hello' }>
type Finish = Extract<LinkCodeNews, { stage: 'companion_finish' }>

interface Request {
  readonly hello: Hello
  readonly sinceMs: number
  wrong: number
  /** Why nothing can be typed for it any more. */
  over: 'expired-code' | 'used-code' | 'too-many-tries' | undefined
}

export function createKeypad(options: KeypadOptions): Keypad {
  const { now, after, randomBytes, changed } = options
  const inTurn = createLane()
  let asked: Request | undefined
  let awaited: { readonly ref: string; settle(finish: Finish | undefined): void } | undefined
  let stopExpiry: (() => void) | undefined

  function end(request: Request, why: NonNullable<Request['over']>): void {
    request.over = why
    changed()
  }

  function hear(stanza: WireNode): void {
    const news = readLinkCodeNews(stanza)
    if (news?.stage === 'companion_hello') begin(news)
    if (news?.stage === 'companion_finish' && awaited?.ref === news.ref) awaited.settle(news)
  }

  /** A new request takes the place of the one before, whoever made that one. */
  function begin(hello: Hello): void {
    reset()
    const request: Request = { hello, sinceMs: now(), wrong: 0, over: undefined }
    asked = request
    stopExpiry = after(REQUEST_LIFE_MS, () => {
      if (request.over === undefined) end(request, 'expired-code')
    })
    changed()
  }

  function reset(): void {
    stopExpiry?.()
    asked = undefined
    awaited?.settle(undefined)
  }

  async function attempt(typed: string): Promise<TypeResult> {
    const code = readTypedCode(typed)
    if (code === undefined) return typeRefused('malformed-code')
    const request = asked
    if (request === undefined) return typeRefused('no-request')
    if (request.over !== undefined) return typeRefused(request.over)
    const exchanged = await exchange(request, code)
    if (typeof exchanged === 'string') return refuse(request, exchanged)
    const result = await options.link(exchanged)
    if (result.ok) end(request, 'used-code')
    return result
  }

  function refuse(request: Request, refusal: TypeRefusal): TypeResult {
    if (refusal === 'expired-code') end(request, refusal)
    if (refusal !== 'wrong-code') return typeRefused(refusal)
    request.wrong += 1
    if (request.wrong < TRIES) return typeRefused('wrong-code')
    end(request, 'too-many-tries')
    return typeRefused('too-many-tries')
  }

  /** Rows 5 to 8: keys out and back. Only the bundle shows whether the code was right. */
  async function exchange(
    { hello }: Request,
    code: string,
  ): Promise<Omit<CompanionCode, 'clientType'> | TypeRefusal> {
    const identity = options.identity()
    const own = await generateKeyPair(randomBytes)
    const shared = await agreeWith(own, await revealPublicKey(hello.hidden, code))
    const hidden = await hidePublicKey(own.publicKey, code, randomBytes)
    const coming = awaitBundle(hello.ref)
    try {
      const { ref } = hello
      const iq = { ref, hidden, identityPublic: identity.publicKey }
      const refusal = refusalIn(await options.request(primaryHelloRequest(options.nextId(), iq)))
      if (refusal === 'unknown-ref') return 'expired-code'
      if (refusal !== undefined) return refusal
      const finish = await coming.finish
      if (finish === undefined) return asked?.hello === hello ? 'companion-silent' : 'expired-code'
      const { companionIdentity } = finish
      const opened = await openBundle(finish.bundle, { shared, identity, companionIdentity })
      if (!opened.ok) return opened.fault
      const { advSecret } = opened
      return { ref, noisePublic: hello.noisePublic, identityPublic: companionIdentity, advSecret }
    } finally {
      coming.stop()
    }
  }

  /** Listens from now on, since the bundle may come before the service's answer is read. */
  function awaitBundle(ref: string): { finish: Promise<Finish | undefined>; stop(): void } {
    let settle: (finish: Finish | undefined) => void = () => undefined
    const finish = new Promise<Finish | undefined>((resolve) => {
      settle = resolve
    })
    const stopWaiting = after(BUNDLE_LIMIT_MS, () => settle(undefined))
    awaited = { ref, settle }
    return {
      finish,
      stop() {
        stopWaiting()
        awaited = undefined
      },
    }
  }

  return {
    hear,
    type: (typed) => inTurn(() => attempt(typed)),
    view() {
      if (asked === undefined || asked.over !== undefined || !asked.hello.notifies) return undefined
      return { companionName: asked.hello.companionName, sinceMs: asked.sinceMs }
    },
    reset,
  }
}

/** A wrong code can reveal a key that no agreement takes; the bundle will not open then. */
async function agreeWith(own: KeyPair, revealed: Uint8Array): Promise<Uint8Array> {
  try {
    return await agree(own.privateKey, revealed)
  } catch (cause) {
    if (cause instanceof CryptoError) return new Uint8Array(32)
    throw cause
  }
}
