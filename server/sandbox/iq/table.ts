import { child, children, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { exactly, passing, type Shape, type ShapeRule, shapeDeviations } from '../strict/shape.ts'
import { badRequest, notImplemented, refusal, result } from './answers.ts'
import { groupRules } from '../groups/rules.ts'
import { linkCodeRules } from './linkCode.ts'
import { mediaConnRule } from './mediaConn.ts'
import { peopleRules } from '../people/rules.ts'
import { pictureRule } from './picture.ts'
import { countRule, digestRule, keyRule } from './preKeyAnswers.ts'
import { rotateRule, uploadRule } from './preKeyUpload.ts'
import type { IqRule } from './rule.ts'
import { sessionRules } from './session.ts'
import { unlinkRule } from './unlink.ts'
import { usyncRule } from './usync.ts'

const RULES: readonly IqRule[] = [
  ...sessionRules,
  uploadRule,
  rotateRule,
  countRule,
  digestRule,
  keyRule,
  pictureRule,
  unlinkRule,
  usyncRule,
  mediaConnRule,
  ...groupRules,
  ...peopleRules,
  ...linkCodeRules,
]

/** Deviations that a `report` connection is answered past, as if that part were not there. */
const TOLERABLE: readonly ShapeRule[] = ['foreign-attribute', 'foreign-child', 'foreign-content']

/** Answers a request of a client: every IQ gets exactly one answer (01 section 10.5). */
export async function answerRequest(
  context: ServiceContext,
  connection: Connection,
  iq: WireNode,
): Promise<void> {
  const rule = findRule(iq)
  if (rule === undefined) {
    connection.deviate('unnamed-request', nameOf(iq))
    const lenient = connection.mode === 'report' && iq.attrs['type'] === 'set'
    connection.send(lenient ? result(iq) : unnamedAnswer(iq))
    return
  }
  const id = iq.attrs['id'] ?? ''
  const deviations = shapeDeviations(iq, envelope(rule), nameOf(iq))
  for (const { rule: broken, detail } of deviations) connection.deviate(broken, detail)
  const repeated = connection.usedIds.has(id)
  if (repeated) connection.deviate('repeated-id', nameOf(iq))
  connection.usedIds.add(id)

  const fatal = deviations.filter(
    (deviation) => connection.mode === 'strict' || !TOLERABLE.includes(deviation.rule),
  )
  if (fatal.length > 0 || repeated) {
    connection.send(badRequest(iq))
    return
  }
  if (connection.stage.at !== 'companion' && rule.unpaired !== true) {
    connection.deviate('not-linked-yet', nameOf(iq))
    connection.send(refusal(iq, 403, 'forbidden'))
    return
  }
  const lost = context.armory.strike('no-answer', connection, ({ what }) => what === rule.name)
  if (lost?.lose === 'request') return
  const refused = context.armory.strike('iq-error', connection, ({ what }) => what === rule.name)
  if (refused !== undefined) {
    const attrs: Record<string, string> =
      refused.backoff === undefined ? {} : { backoff: String(refused.backoff) }
    connection.send(refusal(iq, refused.code, 'refused-by-fault', attrs))
    return
  }
  const answer = await rule.answer(context, connection, iq)
  if (lost === undefined) connection.send(answer)
  if (answer.attrs['type'] !== 'result') return
  rule.after?.(context, connection, iq)
  if (rule.closes === true && lost === undefined) connection.end()
}

function findRule(iq: WireNode): IqRule | undefined {
  const { type, xmlns } = iq.attrs
  const named = RULES.filter((rule) => rule.type === type && rule.xmlns === xmlns)
  return named.find((rule) => isAsked(rule, iq)) ?? named.find((rule) => rule.asks === undefined)
}

function isAsked({ asks, stage }: IqRule, iq: WireNode): boolean {
  const asked = asks === undefined ? undefined : child(iq, asks)
  return asked !== undefined && (stage === undefined || asked.attrs['stage'] === stage)
}

/** An unnamed child in a known namespace is still a request that nobody names; an empty one is bad. */
function unnamedAnswer(iq: WireNode): WireNode {
  const { type, xmlns } = iq.attrs
  const isKnown = RULES.some((rule) => rule.type === type && rule.xmlns === xmlns)
  return isKnown && children(iq).length === 0 ? badRequest(iq) : notImplemented(iq)
}

function envelope(rule: IqRule): Shape {
  return {
    tag: 'iq',
    attrs: {
      id: passing((id) => id.length > 0 && id.length <= 64),
      to: rule.to ?? exactly('s.whatsapp.net'),
      type: exactly(rule.type),
      xmlns: exactly(rule.xmlns),
      ...rule.attrs,
    },
    ...(rule.children === undefined ? {} : { children: rule.children }),
  }
}

function nameOf(iq: WireNode): string {
  const asked = children(iq)[0]?.tag
  const { type, xmlns } = iq.attrs
  return asked === undefined ? `iq/${type}/${xmlns}` : `iq/${type}/${xmlns}/${asked}`
}
