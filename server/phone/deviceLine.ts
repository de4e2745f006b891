import type { Jid } from '../../web/wire/jid.ts'
import type { WireNode } from '../../web/wire/node/node.ts'

/** A companion of a simulated account as its phone announces it, without a link by code. */
export interface AnnouncedDevice {
  /** From 1. */
  readonly device: number
  readonly keyIndex: number
  /** 32 bytes. */
  readonly identityKey: Uint8Array
  readonly registrationId: number
  /** ADVSignedDeviceIdentity with both signatures; the service takes the account key out. */
  readonly signedIdentity: Uint8Array
}

/** A blob as the service's media store keeps it. */
export interface StoredBlob {
  /** What goes into the notification, from `/` on. */
  readonly directPath: string
}

/** One simulated device that is online. */
export interface DeviceSocket {
  /** Its address by number, with device number. */
  readonly jid: Jid
  /**
   * Sends any stanza that a linked device may send once it is logged in. Answers (IQ results, acks)
   * come to the listener like everything else.
   */
  send(stanza: WireNode): void
  /** Goes offline; what comes from then on waits in the device's queue. */
  close(): void
}

/**
 * The service's door for simulated devices: the stanzas are those of a companion, without socket and
 * Noise. The phone declares what it needs, the service implements it. It trusts its caller: only code
 * of this process gets here. Accounts are opened by `PhoneLine.register`.
 */
export interface DeviceLine {
  /**
   * Makes a companion known, or changes it; everybody who has to know gets a `devices` notification.
   * `keyIndexList` is the account's new ADVSignedKeyIndexList.
   */
  announce(number: string, device: AnnouncedDevice, keyIndexList: Uint8Array): Promise<void>
  /** Takes a companion away, with its queue and keys. */
  withdraw(number: string, device: number, keyIndexList: Uint8Array): Promise<void>
  /**
   * Puts a device online, device 0 included: its queue comes to the listener at once, oldest first,
   * with `offline`; each stanza stays queued until it is answered as by a companion.
   */
  attach(number: string, device: number, listener: (stanza: WireNode) => void): DeviceSocket
  /** Keeps an encrypted history blob as `md-msg-hist`. */
  keepBlob(blob: Uint8Array): Promise<StoredBlob>
}
