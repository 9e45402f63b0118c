import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** Mantine wants ten shades of a colour; what is painted comes from the tokens all the same. */
const shades = (name: string) => Array(10).fill(`var(--${name})`) as unknown as MantineColorsTuple

const variantColorResolver: VariantColorsResolver = (input) => {
  const tone = input.color === 'danger' ? 'danger' : 'accent'
  switch (input.variant) {
    case 'filled':
      return {
        background: `var(--${tone})`,
        hover: `var(--${tone}-hover)`,
        color: `var(--on-${tone})`,
        border: '1px solid transparent',
      }
    case 'light':
      return {
        background: `var(--${tone}-soft)`,
        hover: 'var(--hover)',
        color: `var(--${tone})`,
        border: '1px solid transparent',
      }
    case 'default':
      return {
        background: 'var(--raised)',
        hover: 'var(--hover)',
        color: tone === 'danger' ? 'var(--danger)' : 'var(--text)',
        border: '1px solid var(--control-border)',
      }
    case 'subtle':
      return {
        background: 'transparent',
        hover: 'var(--hover)',
        color: input.color === 'muted' ? 'var(--muted)' : `var(--${tone})`,
        border: '1px solid transparent',
      }
    default:
      return defaultVariantColorsResolver(input)
  }
}

/** Mantine paints its dark theme from these ten; their order is the library's. */
const dark = [
  'text',
  'text',
  'muted',
  'control-border',
  'border',
  'hover',
  'raised',
  'bg',
  'surface',
  'bg',
].map((name) => `var(--${name})`) as unknown as MantineColorsTuple

export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'accent',
  colors: { dark, accent: shades('accent'), danger: shades('danger'), muted: shades('muted') },
  defaultRadius: 4,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  variantColorResolver,
  // The page itself never scrolls; the library's lock would add a style without the policy's nonce.
  components: {
    Modal: { defaultProps: { lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
    // The placeholder is an element a menu may not contain.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
})

/** Mantine's own variables, fed from ours. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-bright': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--muted)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-default': 'var(--raised)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--border)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
    '--mantine-primary-color-light': 'var(--accent-soft)',
    '--mantine-primary-color-light-color': 'var(--accent)',
  }
  return { variables: {}, light: shared, dark: shared }
}
