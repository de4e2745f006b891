import { checkPeerIdentity, type PeerIdentityVerdict } from '../../formats/peerIdentity.ts'
import { accountOf, deviceOf } from '../../wire/account.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import type { TraceStep } from '../../bridge/trace.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Cipher } from './cipher.ts'

/** What a device shows when a session with it begins. */
export interface ShownDevice {
  readonly device: Jid
  /** 32 bytes. */
  readonly identityKey: Uint8Array
  /** An ADVSignedDeviceIdentity, as received. */
  readonly deviceIdentity?: Uint8Array | undefined
  /** Whether it says that it belongs to the own account. */
  readonly isOwn: boolean
}

/**
 * Whether no session may begin with a device: it is not whose it says it is (chapter 04 section 3).
 * Everything that begins a session asks here: messages, bundles, keys in requests, calls.
 */
export async function isForgedDevice(
  unit: UnitOfWork,
  { cipher, trace }: { readonly cipher: Pick<Cipher, 'identityOf'>; readonly trace: Trace },
  { device, identityKey, deviceIdentity, isOwn }: ShownDevice,
  where: Extract<TraceStep, { step: 'peer-identity' }>['where'],
): Promise<boolean> {
  const accountKey = await cipher.identityOf(unit, deviceOf(accountOf(device), 0))
  const verdict: PeerIdentityVerdict = await checkPeerIdentity({
    device: jidParts(device).device,
    isOwn,
    identityKey,
    ...(deviceIdentity === undefined ? {} : { deviceIdentity }),
    ...(accountKey === undefined ? {} : { accountKey }),
  })
  if (verdict !== 'phone' && verdict !== 'valid') trace({ step: 'peer-identity', verdict, where })
  return verdict === 'forged'
}
