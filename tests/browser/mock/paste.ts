import type { Page } from '@playwright/test'
import { composer } from '../support/locators'

/** Pastes files into the field, as from the clipboard. */
export async function pasteFiles(page: Page, names: string[], type = 'image/png'): Promise<void> {
  await composer(page).evaluate(
    (field, { names, type }) => {
      const data = new DataTransfer()
      for (const name of names) data.items.add(new File([new Uint8Array(64)], name, { type }))
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    },
    { names, type },
  )
}
