import { type Host, startHost } from './sandbox/host.ts'
import { StateError } from './sandbox/state/serviceState.ts'
import { readOptions, StartError } from './startOptions.ts'

async function start(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  const host = await startHost(options).catch((cause: unknown) => {
    throw startProblem(cause, options.port)
  })
  announce(host)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    host.close().then(() => process.exit(0), failed)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function startProblem(cause: unknown, port: number): unknown {
  if (cause instanceof StateError) return new StartError(cause.message)
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Port ${port} is taken: stop what runs there, or set PORT to another one.`,
    )
  }
  if (code === 'EACCES')
    return new StartError(`Port ${port} is not allowed: set PORT to another one.`)
  return cause
}

function announce(host: Host): void {
  process.stdout.write(
    [
      'Moonlet with its sandbox is ready.',
      `  companion  ${host.url}/`,
      `  phone      ${host.url}/phone`,
      `  both       ${host.url}/demo`,
      '',
    ].join('\n'),
  )
}

function failed(cause: unknown): void {
  const text =
    cause instanceof StartError ? cause.message : cause instanceof Error ? cause.stack : cause
  process.stderr.write(`${String(text)}\n`)
  process.exit(1)
}

start().catch(failed)
