import type { TraceStep } from '../../web/bridge/trace.ts'
import { manualClock, seededRandom } from '../../web/platform/fakes.ts'
import { openTestStore } from '../../web/storage/testStore.ts'
import { loadFacts } from '../../web/engine/account/accountFacts.ts'
import { RequestError } from '../../web/engine/connection/iqTracker.ts'
import { createDeviceKeys } from '../../web/engine/keys/deviceKeys.ts'
import { createKeyCare, type KeyCareParts } from '../../web/engine/keys/keyCare.ts'
import { scriptKeyService } from './scriptedKeyService.ts'

export const UPLOAD_SIZE = 8
export const DAY_MS = 86_400_000

/** For tests: a linked device before a scripted service that has its first keys, unless `fresh`. */
export async function setKeyStage({ fresh = false } = {}) {
  const clock = manualClock()
  const randomBytes = seededRandom(5)
  const { store } = await openTestStore()
  const facts = await loadFacts(store)
  const device = await createDeviceKeys(randomBytes, clock.now())
  const session = {
    jid: '15550001111:2@s.whatsapp.net',
    deviceIdentity: new Uint8Array(),
    service: 'sandbox',
    root: new Uint8Array(32),
    loginCounter: 1,
    preKeysUploaded: false,
    linkedAtMs: 0,
  }
  await facts.change(() => ({ device, session }))
  const service = scriptKeyService()
  const steps: TraceStep[] = []
  const broken: unknown[] = []
  const connect = (changes: Partial<KeyCareParts> = {}) => {
    const care = createKeyCare({
      clock,
      randomBytes,
      store,
      facts,
      trace: (step) => void steps.push(step),
      request: service.request,
      isOpen: () => true,
      beside(work) {
        work.catch((cause: unknown) => {
          if (!(cause instanceof RequestError && cause.code === 'closed')) broken.push(cause)
        })
      },
      uploadSize: UPLOAD_SIZE,
      ...changes,
    })
    return care
  }
  if (!fresh) {
    const first = connect()
    await first.beforeActive()
    first.stop()
    service.asked.length = 0
  }
  const comparisons = () =>
    steps.flatMap((step) => (step.step === 'keys-compared' ? [step.outcome] : []))
  return { clock, store, facts, service, steps, broken, connect, comparisons }
}
