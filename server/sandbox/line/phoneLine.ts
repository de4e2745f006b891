import { equalBytes } from '../../../web/crypto/bytes.ts'
import { jidParts, makeJid, parseJid } from '../../../web/wire/jid.ts'
import { type AccountRegistration, type PhoneLine, PhoneLineError } from '../../phone/line.ts'
import type { ServiceContext } from '../context.ts'
import { refusal } from '../iq/answers.ts'
import { announceIdentity } from '../devices/announcements.ts'
import { removeCompanions } from '../linking/removal.ts'
import { connectionOf, deliver, tellIdentityChange } from '../login/delivery.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { newAccountParts } from '../state/newAccount.ts'
import { newPicture } from './pictures.ts'
import { answerPhone } from './requests.ts'
import { createTokenDesk } from './tokens.ts'

const TOKEN_CODES = { 'unknown-token': 401, 'expired-token': 401, 'foreign-token': 403 } as const

/** The service's end of every phone's line. */
export function createPhoneLine(context: ServiceContext, tokenLifeMs?: number): PhoneLine {
  const desk = createTokenDesk(context, tokenLifeMs)
  const { accounts } = context.state

  return {
    async register(registration) {
      const known = accounts.get(registration.number)
      if (known === undefined) accounts.set(registration.number, newAccount(context, registration))
      else await updateAccount(context, known, registration)
      await context.state.save()
      context.changed()
    },
    challenge: (number) => Promise.resolve(desk.challenge(number)),
    signIn: (request) => desk.signIn(request),
    async request(as, iq, bench) {
      const fault = desk.check(as)
      if (fault !== undefined) return refusal(iq, TOKEN_CODES[fault], fault)
      const account = accounts.get(as.number)
      if (account === undefined) return refusal(iq, 401, 'unknown-token')
      return answerPhone(context, account, iq, bench?.seal)
    },
    async relay(as, to, stanza) {
      const fault = desk.check(as)
      if (fault !== undefined) throw new PhoneLineError(fault)
      const account = accounts.get(as.number)
      const { user, device } = jidParts(to)
      const isOwn = account !== undefined && ownUsers(account).includes(user)
      const companion = isOwn ? account.companions.get(device) : undefined
      if (account === undefined || companion === undefined) {
        throw new PhoneLineError('unknown-device')
      }
      const attrs = { ...stanza.attrs, from: account.jid, to: companion.jid }
      await deliver(context, companion, { ...stanza, attrs })
    },
    listen: (number, listener) => context.phones.listen(number, listener),
  }
}

function ownUsers(account: Account): readonly string[] {
  return [account.number, jidParts(account.lid).user]
}

function newAccount(context: ServiceContext, registration: AccountRegistration): Account {
  return {
    number: registration.number,
    jid: makeJid(registration.number, 's.whatsapp.net'),
    lid: parseJid(registration.lid),
    identityKey: registration.identityKey.slice(),
    platform: registration.platform,
    businessName: registration.businessName,
    name: registration.name,
    picture: newPicture(context.world, registration.picture),
    companions: new Map(),
    ...newAccountParts(),
    contacts: registration.contacts,
  }
}

async function updateAccount(
  context: ServiceContext,
  account: Account,
  registration: AccountRegistration,
): Promise<void> {
  if (!equalBytes(account.identityKey, registration.identityKey)) {
    // The phone was set up anew: no companion of the old identity can be trusted.
    for (const companion of account.companions.values()) {
      const connection = connectionOf(context, companion)
      if (connection !== undefined) tellIdentityChange(context, connection, account)
    }
    await removeCompanions(context, account, [...account.companions.values()], 'by-phone')
    for (const [text, { number }] of context.state.tokens) {
      if (number === account.number) context.state.tokens.delete(text)
    }
    account.identityKey = registration.identityKey.slice()
    if (account.primary !== undefined) forgetKeys(account.primary, account.identityKey)
    announceIdentity(context, account)
  }
  account.lid = parseJid(registration.lid)
  account.contacts = registration.contacts
  account.platform = registration.platform
  account.businessName = registration.businessName
  if (account.picture === undefined || !equalBytes(account.picture.jpeg, registration.picture)) {
    account.picture = newPicture(context.world, registration.picture)
  }
  if (account.name !== registration.name) account.pushName = undefined
  account.name = registration.name
}

/** A phone set up anew has published nothing yet, and can read nothing that waits for it. */
function forgetKeys(phone: Companion, identityKey: Uint8Array): void {
  phone.identityKey = identityKey
  phone.published = false
  phone.preKeys.clear()
  phone.highestPreKeyId = 0
  phone.queue = []
}
