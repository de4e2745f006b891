import type { SettingsView } from '../../bridge/chatViews.ts'
import type { SettingsRow } from '../../storage/rows.ts'

/**
 * The settings in force: what the person chose, and what holds until they choose. Notices are
 * wanted until then: the browser's permission, which nobody has without being asked, stands before them.
 */
export function settingsView(row: SettingsRow = {}): SettingsView {
  return {
    enterSends: row.enterSends ?? true,
    notifications: row.notifications ?? true,
    notificationContent: row.notificationContent ?? false,
    confirmIdentity: row.confirmIdentity ?? false,
    readReceipts: row.readReceipts ?? true,
  }
}
