import { toHex } from '../../web/crypto/bytes.ts'
import { agree, generateKeyPair, type KeyPair } from '../../web/crypto/x25519.ts'
import { seededRandom } from '../../web/platform/fakes.ts'
import { bytesOf, child, node, type WireNode } from '../../web/wire/node/node.ts'
import { hidePublicKey, openBundle, revealPublicKey } from '../../server/phone/primarySide.ts'
import { makeDeviceIdentity, type Signer } from '../../server/phone/signing.ts'
import type { Peer } from './scriptedPeer.ts'
import { setStage, showCode, shownQr, type Stage } from './scriptedService.ts'
import { pairSuccess, readQr, signer } from './scriptedStanzas.ts'

const TAG = 'link_code_companion_reg'
export const PHONE_NUMBER = '15550001111'

/** A pair code on the screen of a stage, and what the service was told of it. */
export interface ShownCode {
  readonly peer: Peer
  readonly hello: WireNode
  readonly code: string
  readonly ref: string
}

/** Stanzas of one stage of the pair code that came from the client, oldest first. */
export function sentCodes(peer: Peer, stage: 'companion_hello' | 'companion_finish'): WireNode[] {
  return peer.received.filter((stanza) => child(stanza, TAG)?.attrs['stage'] === stage)
}

/** A part of such a stanza, as bytes. */
export function codePart(stanza: WireNode, tag: string): Uint8Array {
  const inner = child(stanza, TAG)
  const part = inner === undefined ? undefined : child(inner, tag)
  if (part === undefined) throw new Error(`no ${tag} in ${stanza.tag}`)
  return bytesOf(part)
}

/** The next companion_hello that was not seen before. */
export async function nextHello(peer: Peer, seen: number): Promise<WireNode> {
  await peer.takes(`hello ${seen + 1}`, () => sentCodes(peer, 'companion_hello').length > seen)
  return sentCodes(peer, 'companion_hello')[seen] ?? node('none')
}

/** Answers a companion_hello with a ref, and waits until the code is shown. */
export async function giveRef(
  stage: Stage,
  peer: Peer,
  hello: WireNode,
  ref: string,
): Promise<ShownCode> {
  peer.answer(
    hello,
    node(TAG, { stage: 'companion_hello' }, [node('link_code_pairing_ref', {}, ref)]),
  )
  await stage.reaches('a pair code', ({ pairCode }) => pairCode?.at === 'showing')
  const { pairCode } = stage.engine.snapshot()
  return { peer, hello, ref, code: pairCode?.at === 'showing' ? pairCode.code : '' }
}

/** Asks for a code and shows it. */
export async function showPairCode(
  stage: Stage,
  peer: Peer,
  wish: { readonly number?: string; readonly custom?: string; readonly ref?: string } = {},
): Promise<ShownCode> {
  const seen = sentCodes(peer, 'companion_hello').length
  const { number = PHONE_NUMBER, custom, ref = `code-${seen + 1}` } = wish
  const command = {
    type: 'requestCode',
    number,
    ...(custom === undefined ? {} : { custom }),
  } as const
  const result = await stage.engine.run(command, 'window')
  if (!result.ok) throw new Error(`refused: ${result.error.code}`)
  return giveRef(stage, peer, await nextHello(peer, seen), ref)
}

/** A phone on which somebody has typed a code. */
export interface Typing {
  /** The notification that the service passes on. */
  readonly notice: WireNode
  /** The secret in a companion_finish, or why there is none. */
  open(finish: WireNode): Promise<Uint8Array | 'wrong-code' | 'wrong-device'>
}

let typings = 0

/** Types `typed` on the phone of `identity`, for a code that is shown. */
export async function typeCode(
  identity: KeyPair,
  shown: ShownCode,
  typed = shown.code,
  ref = shown.ref,
): Promise<Typing> {
  const random = seededRandom(700 + ++typings)
  const own = await generateKeyPair(random)
  const hidden = codePart(shown.hello, 'link_code_pairing_wrapped_companion_ephemeral_pub')
  const companion = await revealPublicKey(hidden, typed)
  const attrs = { from: 's.whatsapp.net', type: TAG, id: `typed-${typings}`, t: '1767225600' }
  const notice = node('notification', attrs, [
    node(TAG, { stage: 'primary_hello' }, [
      node(
        'link_code_pairing_wrapped_primary_ephemeral_pub',
        {},
        await hidePublicKey(own.publicKey, typed, random),
      ),
      node('primary_identity_pub', {}, identity.publicKey),
      node('link_code_pairing_ref', {}, ref),
    ]),
  ])
  return {
    notice,
    async open(finish) {
      const opened = await openBundle(codePart(finish, 'link_code_pairing_wrapped_key_bundle'), {
        shared: await agree(own.privateKey, companion),
        identity,
        companionIdentity: codePart(finish, 'companion_identity_public'),
      })
      return opened.ok ? opened.advSecret : opened.fault
    },
  }
}

/** The pair-success that follows a finish: signed for this companion, under this secret. */
export function successUnder(
  phone: Signer,
  identityPublic: Uint8Array,
  advSecret: Uint8Array,
  id = 'ps',
): WireNode {
  const grant = { rawId: 7, timestampSec: 1_767_225_600, keyIndex: 3 }
  const container = makeDeviceIdentity(phone, grant, { identityPublic, advSecret })
  return pairSuccess(phone, '', { id, container })
}

/** `refresh_code` for a ref. */
export function refreshCode(ref: string, forced?: boolean, id = 'rc'): WireNode {
  const attrs: Record<string, string> =
    forced === undefined ? {} : { force_manual_refresh: String(forced) }
  return node('notification', { from: 's.whatsapp.net', type: TAG, id }, [
    node(TAG, { stage: 'refresh_code', ...attrs }, [node('link_code_pairing_ref', {}, ref)]),
  ])
}

/** A refusal of a request of the client. */
export function refuse(peer: Peer, iq: WireNode, attrs: Readonly<Record<string, string>>): void {
  peer.send(
    node('iq', { from: 's.whatsapp.net', type: 'error', id: iq.attrs['id'] ?? '' }, [
      node('error', attrs),
    ]),
  )
}

/** What a window is shown of the pair code. */
export const codeViewOf = (stage: Stage) => stage.engine.snapshot().pairCode

/** Where the pair code stands, or the error it failed with. */
export const codeFate = (stage: Stage) => {
  const view = codeViewOf(stage)
  return view?.at === 'failed' ? view.error.code : view?.at
}
/** The ADV secret in the code on the screen, in hex. */
export const qrSecret = (stage: Stage) => toHex(readQr(shownQr(stage)).advSecret)
/** The ADV secret in the database, in hex. */
export const storedSecret = async (stage: Stage) => {
  const store = await stage.stored()
  const device = await store.get('account', 'device')
  store.close()
  return toHex(device?.advSecret ?? new Uint8Array())
}
/** Whether the first stanza is the ack of the second. */
export const isAck = ({ tag, attrs }: WireNode, of: WireNode) =>
  tag === 'ack' && attrs['id'] === of.attrs['id']
export const acksOf = (peer: Peer, of: WireNode) => peer.received.filter((one) => isAck(one, of))

/** A QR and a pair code on the screen. */
export async function bothShown(wish: Parameters<typeof showPairCode>[2] = {}) {
  const stage = await setStage()
  const peer = await showCode(stage)
  return { stage, peer, shown: await showPairCode(stage, peer, wish), phone: await signer() }
}

/** Passes a typing on; gives the finish that answers it. `before`: how many there were already. */
export async function finishOf(peer: Peer, typing: Typing, before = 0) {
  peer.send(typing.notice)
  await peer.takes('a finish', () => sentCodes(peer, 'companion_finish').length > before)
  const finish = sentCodes(peer, 'companion_finish')[before] ?? node('none')
  const secret = await typing.open(finish)
  return { finish, secret: typeof secret === 'string' ? new Uint8Array() : secret, opened: secret }
}

/** Types the code of `bothShown`, or another one. */
export async function finished(
  { peer, phone, shown }: Awaited<ReturnType<typeof bothShown>>,
  typed = shown.code,
  before = 0,
) {
  return finishOf(peer, await typeCode(phone.identity, shown, typed), before)
}
