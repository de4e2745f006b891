import { decodeProto, ProtoError } from '../../../web/wire/proto/codec.ts'
import { DevicePropsSchema } from '../../../web/wire/proto/gen/payload_pb.ts'

/** Whether a companion wants all of the past, as those of another shape do (07 section 1). */
export function wantsFullHistory(deviceProps: Uint8Array): boolean {
  try {
    return decodeProto(DevicePropsSchema, deviceProps).requireFullSync
  } catch (error) {
    if (error instanceof ProtoError) return false
    throw error
  }
}

/** Whether a companion's DeviceProps ask for the first history inside its notification. */
export function wantsInlineHistory(deviceProps: Uint8Array): boolean {
  try {
    const { historySyncConfig } = decodeProto(DevicePropsSchema, deviceProps)
    return historySyncConfig?.inlineInitialPayloadInE2EeMsg === true
  } catch (error) {
    if (error instanceof ProtoError) return false
    throw error
  }
}
