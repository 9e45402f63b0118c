import { useMediaQuery } from '@mantine/hooks'

/** One pane at a time. */
export const useIsPhone = (): boolean =>
  useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })

/** Room for the card beside the chat. */
export const useIsWide = (): boolean =>
  useMediaQuery('(min-width: 75em)', undefined, { getInitialValueInEffect: false })
