import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '../../web/crypto/bytes.ts'
import { useNativeCrypto } from '../../web/crypto/native.ts'
import { blobFolder, passingShelf, removeBlobFolder } from '../http/blobFolder.ts'
import { type CompanionSockets, createCompanionSockets } from '../http/companionSocket.ts'
import { createEventStream } from '../http/eventStream.ts'
import { type ClockBend, hostClock } from '../http/hostClock.ts'
import type { HostState } from '../http/hostState.ts'
import { createPolicyReports } from '../http/policyReports.ts'
import { createRequestCounter } from '../http/requestCounts.ts'
import { createHttpLog, type LoggedRequest } from '../http/httpLog.ts'
import { answer, type Site } from '../http/site.ts'
import { openStateFile, removeStateFile } from '../http/stateFile.ts'
import { createVersionCopy } from '../http/versionCopy.ts'
import type { PhoneControl } from '../phone/control.ts'
import { createPhones, type PhonesState } from '../phone/phones.ts'
import type { PeopleControl } from '../phone/people/control.ts'
import { peopleKeeper } from '../phone/people/keeping.ts'
import { createPeople } from '../phone/people/people.ts'
import { type PeopleChoice, readChoice } from '../phone/people/wish.ts'
import type { FaultOutcome } from './faults/apply.ts'
import { parseFault } from './faults/parseFault.ts'
import { openService, type SandboxService } from './service.ts'
import { fromPlain, toPlain } from './state/plain.ts'
import { memoryKeeper, type StateKeeper } from './world.ts'

/** How a host is started; everything has a default. */
export interface HostOptions {
  /** 0: any free port. */
  readonly port: number
  /** Folder of the built app. */
  readonly dist: string
  /** Folder for the state; without it everything is forgotten at the end. */
  readonly dataDir: string
  /** Forget the kept state first. */
  readonly fresh: boolean
  readonly clock: Partial<ClockBend>
  /** Keep everything the service sees in clear (`service.record`). */
  readonly record: boolean
  /** How long a phone's access token lives. */
  readonly tokenLifeMs: number
  /** Who lives in the sandbox beside the owners of phones, and what phones remember. `none` */
  readonly people: PeopleChoice
}

/** The service, the phones and the web server, composed. */
export interface SandboxHost {
  readonly service: SandboxService
  readonly phones: PhoneControl
  readonly people: PeopleControl
  readonly site: Site
  readonly sockets: CompanionSockets
  /** Every HTTP request so far, if `record` is on. */
  readonly httpLog: readonly LoggedRequest[]
  /** Path of the WebSocket door for clients of other people; only code in this process learns it. */
  readonly reportPath: string
  state(): HostState
  /** Same as `POST /sandbox/fault`. `{ kind: 'clear' }` forgets armed faults. @throws FaultError */
  fault(request: unknown): FaultOutcome
  /**
   * The service goes away and comes back on the same port with the same keys and state: every socket
   * is cut, and for `downMs` of the sandbox's clock nothing but the control API answers.
   */
  restart(downMs?: number): void
  /** From now on the app comes from another folder. */
  serve(dist: string): void
  close(): Promise<void>
}

/** A host that listens. */
export interface Host extends SandboxHost {
  readonly url: string
  readonly port: number
}

const STATE_FILE = 'sandbox.json'
const BLOB_FOLDER = 'blobs'
/** A phone in trouble could note something at each event. */
const MOST_NOTES = 200

/** Composes service, phones and site; the caller brings requests and upgrades. */
export async function composeHost(options: Partial<HostOptions> = {}): Promise<SandboxHost> {
  await useNativeCrypto(true)
  const bend: ClockBend = { offsetMs: 0, rate: 1, ...options.clock }
  const clock = hostClock(bend)
  const random = (length: number) => new Uint8Array(randomBytes(length))
  const keepers = await openKeepers(options)
  const service = await openService(
    { clock, randomBytes: random, keeper: keepers.service },
    {
      record: options.record === true,
      ...(options.tokenLifeMs === undefined ? {} : { tokenLifeMs: options.tokenLifeMs }),
    },
  )
  const events = createEventStream(state)
  const changed = (): void => events.changed()
  const phoneNotes: string[] = []
  const note = (text: string): void => {
    if (phoneNotes.length < MOST_NOTES) phoneNotes.push(text)
    changed()
  }
  const saved = (await keepers.phones.load()) as PhonesState | undefined
  const phones = await createPhones({
    line: service.line,
    now: () => clock.now(),
    after: (delayMs, task) => clock.after(delayMs, task),
    randomBytes: random,
    persist: (state) => keepers.phones.save(state),
    report: note,
    ...(saved === undefined ? {} : { saved }),
  })
  const people = await createPeople({
    line: service.line,
    devices: service.devices,
    phones,
    now: () => clock.now(),
    after: (delayMs, task) => clock.after(delayMs, task),
    randomBytes: random,
    ...readChoice(options.people ?? 'none'),
    report: note,
    ...(options.dataDir === undefined
      ? {}
      : { keeper: peopleKeeper(keepers.people, { toPlain, fromPlain }) }),
  })

  const log = createHttpLog(options.record === true)
  let folder = options.dist ?? 'dist/web'
  const counter = createRequestCounter()
  const reportPath = `/ws/report/${toHex(random(12))}`
  const sockets = createCompanionSockets({
    accept: (pipe, mode) => service.accept(pipe, mode),
    reportPath,
    isDown: () => service.isDown(),
  })
  const reports = createPolicyReports(changed)
  const stopListening = [
    service.onChange(changed),
    phones.onChange(changed),
    people.control.onChange(changed),
  ]

  /** How far ahead the clock is now; read twice, a straight clock could seem a millisecond off. */
  const aheadMs = () => (bend.rate === 1 ? bend.offsetMs : Math.round(clock.now() - Date.now()))
  const clockView = () => ({ offsetMs: aheadMs(), rate: bend.rate })

  function state(): HostState {
    const view = service.view()
    return {
      service: { name: 'sandbox', root: toHex(service.root) },
      clock: { nowMs: view.nowMs, ...clockView() },
      phones: phones.list(),
      connections: view.connections,
      pendingAnswers: view.pendingAnswers,
      counters: { ...counter.counts(), ...view.counters, socketsLive: sockets.live() },
      failures: view.failures,
      reported: view.reported,
      armedFaults: view.armedFaults,
      queued: view.queued,
      devices: view.devices,
      cspReports: [...reports.list],
      phoneNotes: [...phoneNotes],
    }
  }

  function fault(request: unknown): FaultOutcome {
    return service.fault(parseFault(request))
  }

  const site: Site = {
    phones,
    people: people.control,
    events,
    counter,
    reports,
    state,
    fault,
    log,
    config: () => ({
      service: 'sandbox',
      url: '/ws/chat',
      root: toHex(service.root),
      clock: clockView(),
    }),
    version: createVersionCopy(
      () => service.version(),
      () => clock.now(),
    ),
    isDown: () => service.isDown(),
    picture: (path) => service.picture(path),
    blob: (path) => service.blob(path),
    deleteBlob: (path) => service.deleteBlob(path),
    folder: () => folder,
  }

  return {
    service,
    phones,
    people: people.control,
    site,
    sockets,
    httpLog: log.entries,
    reportPath,
    state,
    fault,
    restart(downMs = 0) {
      fault({ kind: 'restart', ms: downMs })
    },
    serve(dist) {
      folder = dist
    },
    async close() {
      for (const stop of stopListening) stop()
      events.close()
      sockets.close()
      await people.close()
      phones.close()
      await service.close()
      keepers.close()
    },
  }
}

/** Starts the sandbox on a port of this machine. Rejects with the error of the port when it is busy. */
export async function startHost(options: Partial<HostOptions> = {}): Promise<Host> {
  const host = await composeHost(options)
  const server = createServer((request, response) => void answer(host.site, request, response))
  server.on('upgrade', (request, socket, head) => {
    if (!host.sockets.upgrade(request, socket, head)) socket.destroy()
  })
  const port = await listen(server, options.port ?? 0)
  return {
    ...host,
    port,
    url: `http://localhost:${port}`,
    async close() {
      await host.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

interface Keepers {
  readonly service: StateKeeper
  readonly phones: StateKeeper
  readonly people: StateKeeper
  close(): void
}

async function openKeepers(options: Partial<HostOptions>): Promise<Keepers> {
  if (options.dataDir === undefined) {
    const shelf = passingShelf(tmpdir())
    return {
      service: { ...memoryKeeper(), shelf },
      phones: memoryKeeper(),
      people: memoryKeeper(),
      close: () => shelf.close(),
    }
  }
  const path = join(options.dataDir, STATE_FILE)
  const blobs = join(options.dataDir, BLOB_FOLDER)
  if (options.fresh === true) {
    await removeStateFile(path)
    removeBlobFolder(blobs)
  }
  const file = await openStateFile(path)
  return {
    service: { ...file.part('service'), shelf: blobFolder(blobs) },
    phones: file.part('phones'),
    people: file.part('people'),
    close() {},
  }
}
