import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Runs the collector. Also without `--expose-gc`: the flag is set for a new context. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('no garbage collector to call')
  return () => void collect()
}

/**
 * Bytes that are still in use after collection: objects, and the buffers that lie outside the heap, but
 * not the machine code into which functions are compiled as they grow warm.
 */
export async function bytesInUse(): Promise<number> {
  const collect = collector()
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 4; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
    collect()
    const { heapUsed, external } = process.memoryUsage()
    least = Math.min(least, heapUsed + external - codeBytes())
  }
  return least
}

function codeBytes(): number {
  const { code_and_metadata_size: code, bytecode_and_metadata_size: bytecode } =
    getHeapCodeStatistics()
  return code + bytecode
}
