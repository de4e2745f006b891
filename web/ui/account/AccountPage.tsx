import { lazy, useState } from 'react'
import type { AccountView } from '../../bridge/contract.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { Button } from '../parts/Button.tsx'
import { LatePart } from '../parts/LatePart.tsx'
import { useMirror } from '../parts/window.ts'
import { formatDateTime } from '../words/formats.ts'
import { homeWords as words } from '../words/homeWords.ts'
import css from './AccountPage.module.css'
import { Facts } from './Facts.tsx'
import { formatPhoneNumber } from './phoneNumber.ts'
import { phonePlatformWords } from './phonePlatform.ts'

const LogOutDialog = lazy(async () => ({
  default: (await import('./LogOutDialog.tsx')).LogOutDialog,
}))

/** Who is linked, by which phone, and what this browser is called there. */
export function AccountPage() {
  const account = useMirror((state) => state.snapshot?.account)
  if (account === undefined) return null
  return (
    <div className={css.page}>
      <Person account={account} />
      <Facts
        title={words.account.you}
        facts={[
          {
            name: words.account.number,
            value: <bdi dir="ltr">{formatPhoneNumber(account.number)}</bdi>,
          },
          account.lid !== undefined && {
            name: words.account.privateId,
            value: (
              <bdi dir="ltr" className={css.code}>
                {account.lid}
              </bdi>
            ),
            note: words.account.privateIdWhy,
          },
          account.businessName !== undefined && {
            name: words.account.business,
            value: <bdi>{account.businessName}</bdi>,
          },
          account.phonePlatform !== undefined && {
            name: words.account.phone,
            value: phonePlatformWords(account.phonePlatform),
          },
        ]}
      />
      <ThisBrowser account={account} />
      <LogOut />
    </div>
  )
}

function LogOut() {
  const [asking, setAsking] = useState(false)
  return (
    <div className={css.logOut}>
      <Button kind="danger" onPress={() => setAsking(true)}>
        {words.account.logOut}
      </Button>
      <p className={css.why}>{words.account.logOutWhy}</p>
      {asking && (
        <LatePart>
          <LogOutDialog onClose={() => setAsking(false)} />
        </LatePart>
      )}
    </div>
  )
}

function Person({ account }: { readonly account: AccountView }) {
  const name = account.pushName ?? account.businessName
  return (
    <div className={css.person}>
      <Avatar
        picture={account.picture}
        name={name}
        label={words.account.picture(name ?? words.account.nameless)}
        size={88}
      />
      <div className={css.who}>
        <h1 className={css.name} tabIndex={-1} data-page-title>
          <bdi>{name ?? words.account.nameless}</bdi>
        </h1>
        <p className={css.linked}>{words.account.linked}</p>
        <a className={css.toChats} href="#/chats">
          {words.account.toChats}
        </a>
      </div>
    </div>
  )
}

function ThisBrowser({ account }: { readonly account: AccountView }) {
  const connection = useMirror((state) => state.snapshot?.connection.at ?? 'idle')
  const stays = useMirror(
    (state) => state.snapshot?.remember === true && state.snapshot.engine.storage !== 'memory',
  )
  return (
    <Facts
      title={words.account.browser}
      facts={[
        { name: words.account.device, value: <bdi>{account.deviceName}</bdi> },
        { name: words.account.deviceNumber, value: account.deviceNumber },
        { name: words.account.since, value: <bdi>{formatDateTime(account.linkedAtMs)}</bdi> },
        {
          name: words.account.stays,
          value: stays ? words.account.staysYes : words.account.staysNo,
        },
        {
          name: words.account.connection,
          value: (
            <span className={css.connection} data-at={connection}>
              {words.connection[connection]}
            </span>
          ),
        },
      ]}
    />
  )
}
