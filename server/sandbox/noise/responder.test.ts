import { beforeEach, describe, expect, it } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../../web/crypto/bytes.ts'
import vectors from '../../../web/wire/noise/vectors/noise.json' with { type: 'json' }
import { createResponder, ResponderError } from './responder.ts'

const pair = (keys: { private: string; public: string }) => ({
  privateKey: fromHex(keys.private),
  publicKey: fromHex(keys.public),
})

const foreign: string[] = []
beforeEach(() => {
  foreign.length = 0
})

function responder() {
  return createResponder({
    intro: fromHex(vectors.xx.prologue),
    staticKeys: pair(vectors.keys.serverStatic),
    ephemeral: pair(vectors.keys.serverEphemeral),
    certificates: () => fromHex(vectors.certChain),
    foreign: (detail) => foreign.push(detail),
  })
}

describe('responder', () => {
  it('makes the very bytes of the XX vector and reads its finish', async () => {
    const service = responder()
    const hello = await service.answerHello(fromHex(vectors.xx.messages.clientHello))
    expect(toHex(hello)).toBe(vectors.xx.messages.serverHello)
    const finished = await service.readFinish(fromHex(vectors.xx.messages.clientFinish))
    expect(toHex(finished.clientStatic)).toBe(vectors.keys.clientStatic.public)
    expect(toHex(finished.payload)).toBe(vectors.clientPayload)
    for (const message of vectors.xx.transport.clientToServer) {
      expect(toHex(finished.transport.open(fromHex(message.ciphertext)))).toBe(message.plaintext)
    }
    for (const message of vectors.xx.transport.serverToClient) {
      expect(toHex(finished.transport.seal(fromHex(message.plaintext)))).toBe(message.ciphertext)
    }
  })

  it('declines an IK hello as XXfallback, as in the vector', async () => {
    const service = responder()
    const hello = await service.answerHello(fromHex(vectors.ik.messages.clientHello))
    expect(toHex(hello)).toBe(vectors.xxFallback.messages.serverHello)
    const finished = await service.readFinish(fromHex(vectors.xxFallback.messages.clientFinish))
    expect(toHex(finished.payload)).toBe(vectors.clientPayload)
  })

  it('takes each step once and in order', async () => {
    const service = responder()
    const finish = fromHex(vectors.xx.messages.clientFinish)
    await expect(service.readFinish(finish)).rejects.toMatchObject({ code: 'out-of-order' })
    const hello = fromHex(vectors.xx.messages.clientHello)
    await service.answerHello(hello)
    await expect(service.answerHello(hello)).rejects.toMatchObject({ code: 'out-of-order' })
    await service.readFinish(finish)
    await expect(service.readFinish(finish)).rejects.toBeInstanceOf(ResponderError)
  })

  it('tells of fields that nobody names', async () => {
    const hello = fromHex(vectors.xx.messages.clientHello)
    await responder().answerHello(hello)
    expect(foreign).toEqual([])
    // Field 4 (useExtended) behind the ephemeral, the length one message further out grown by 2.
    const extended = concatBytes(fromHex('1224'), hello.slice(2), fromHex('2001'))
    await responder().answerHello(extended)
    expect(foreign).toEqual(['HandshakeMessage.clientHello.4'])
  })

  it.each([
    ['no protobuf', 'ff'],
    ['no hello inside', ''],
    ['a short ephemeral', '12040a020102'],
    ['an ephemeral of small order', `12220a20${'00'.repeat(32)}`],
  ])('refuses a hello with %s', async (_, hex) => {
    await expect(responder().answerHello(fromHex(hex))).rejects.toMatchObject({ code: 'bad-hello' })
  })

  it('refuses a finish that does not decrypt, wherever it was changed', async () => {
    for (const at of [10, 100]) {
      const service = responder()
      await service.answerHello(fromHex(vectors.xx.messages.clientHello))
      const finish = fromHex(vectors.xx.messages.clientFinish)
      finish.set([(finish[at] ?? 0) ^ 1], at)
      await expect(service.readFinish(finish)).rejects.toMatchObject({ code: 'bad-finish' })
    }
  })
})
