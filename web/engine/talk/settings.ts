import type { SettingsView } from '../../bridge/chatViews.ts'
import type { SettingsRow } from '../../storage/rows.ts'

/** The settings in force: what the person chose, and what holds until they choose. */
export function settingsView(row: SettingsRow = {}): SettingsView {
  return {
    enterSends: row.enterSends ?? true,
    notifications: row.notifications ?? false,
    notificationContent: row.notificationContent ?? false,
    confirmIdentity: row.confirmIdentity ?? false,
    readReceipts: row.readReceipts ?? true,
  }
}
