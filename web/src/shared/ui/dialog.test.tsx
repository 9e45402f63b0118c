import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { renderPage } from '@/testing/render'
import { Dialog } from './dialog'
import { useHotkeys } from './hotkeys'

function Page({ onEscape }: { onEscape: () => void }) {
  const [isOpen, setOpen] = useState(false)
  useHotkeys([{ code: 'Escape', run: onEscape }])
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Открыть
      </button>
      {isOpen && (
        <Dialog onClose={() => setOpen(false)} title="Окно">
          <input aria-label="Поле" data-autofocus />
        </Dialog>
      )}
    </>
  )
}

it('Esc closes the window alone, and focus is where it was', async () => {
  const onEscape = vi.fn()
  renderPage(<Page onEscape={onEscape} />)
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(screen.getByLabelText('Поле')).toHaveFocus())
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(screen.getByRole('button', { name: 'Открыть' })).toHaveFocus()
  expect(onEscape).not.toHaveBeenCalled()
})

it('Esc stays the window’s own when what had focus in it is gone', async () => {
  const onEscape = vi.fn()
  renderPage(<Page onEscape={onEscape} />)
  await userEvent.click(screen.getByRole('button', { name: 'Открыть' }))
  await waitFor(() => expect(screen.getByLabelText('Поле')).toHaveFocus())
  screen.getByLabelText('Поле').blur()
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(onEscape).not.toHaveBeenCalled()
  await userEvent.keyboard('{Escape}')
  expect(onEscape).toHaveBeenCalledOnce()
})
