import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import type { Message } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork } from '../work/work.ts'

/** The commands that this room carries out. */
export type OutboxCommand = Extract<
  TalkCommand,
  {
    type:
      | 'sendText'
      | 'editText'
      | 'react'
      | 'deleteMessages'
      | 'forward'
      | 'setDisappearing'
      | 'sendAgain'
      | 'seen'
      | 'typing'
      | 'writeTo'
  }
>

/** A message to one's own phone. */
export interface PeerMessage {
  readonly message: Init<Message>
  /** 'high_force' for what a person waits for. */
  readonly priority?: 'high' | 'high_force'
  readonly privacySensitive?: true
}

/** Everything that leaves: messages, answers to those who could not read one, receipts of reading. */
export interface Outbox {
  /** Does what a window asks. Resolves when it is stored; sending goes on by itself. Never rejects. */
  run(command: OutboxCommand): Promise<CommandResult>
  /** Stores a message to one's own phone, in a unit; it is sent as soon as that is durable. */
  sendPeer(unit: UnitOfWork, peer: PeerMessage): Promise<{ readonly id: string }>
  /**
   * Takes `<ack class="message">`: what the service says of a message that was sent. Its commit is
   * part of `unit`. False when it is about nothing that is waited for.
   */
  takeAck(unit: UnitOfWork, stanza: WireNode): Promise<boolean>
  /**
   * Takes `<receipt type="retry">`: somebody could not read a message of ours. Stores the wish in the
   * unit; the answer is made and sent later, outside of it.
   */
  takeRetry(unit: UnitOfWork, stanza: WireNode): Promise<void>
  /** Logged in: what waits goes out, what went out without an answer goes out again. */
  connected(line: Line): void
  lost(): void
  /** Members of a group have changed such that somebody must not read on. Part of the unit. */
  memberGone(unit: UnitOfWork, group: Jid): Promise<void>
  /** Resolves when nothing is under way that could go on without the network. */
  idle(): Promise<void>
  stop(): void
}
