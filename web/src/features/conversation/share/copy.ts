/** Puts a text on the clipboard; answers whether the browser let us. Over plain http there is no clipboard. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
