import { equalBytes } from '../../../web/crypto/bytes.ts'
import { bytesOf, child, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import { badRequest, refusal, result } from '../iq/answers.ts'
import { tellCompanionLinkCode } from '../linking/linkCodeNews.ts'
import type { Account } from '../state/accounts.ts'
import { bytesNode, exactly, one, type Shape, shapeDeviations } from '../strict/shape.ts'

const primaryHelloShape: Shape = {
  tag: 'link_code_companion_reg',
  attrs: { stage: exactly('primary_hello') },
  children: [
    one(bytesNode('link_code_pairing_wrapped_primary_ephemeral_pub', 80)),
    one(bytesNode('primary_identity_pub', 32)),
    one(bytesNode('link_code_pairing_ref', 1, 100)),
  ],
}

/** Row 5 of 03 section 5: the phone has got a code typed; its key goes on to the companion (row 6). */
export function relayPrimaryHello(
  context: ServiceContext,
  account: Account,
  iq: WireNode,
  hello: WireNode,
): WireNode {
  if (shapeDeviations(hello, primaryHelloShape).length > 0) return badRequest(iq)
  const identity = bytesOf(child(hello, 'primary_identity_pub') ?? hello)
  if (!equalBytes(identity, account.identityKey)) return refusal(iq, 403, 'not-authorized')
  const code = context.linkCodes.find(textOf(child(hello, 'link_code_pairing_ref') ?? hello))
  if (code?.number !== account.number || code.connection.stage.at !== 'unpaired') {
    return refusal(iq, 404, 'unknown-pairing-ref')
  }
  if (code.stage === 'hello') context.linkCodes.advance(code, 'primary')
  tellCompanionLinkCode(context, code.connection, hello)
  context.changed()
  return result(iq)
}
