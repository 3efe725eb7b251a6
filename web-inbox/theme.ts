import { createTheme, defaultVariantColorsResolver } from '@mantine/core';

/** Okno's own petrol, and greys with a hint of it. */
export const theme = createTheme({
  primaryColor: 'okno',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  variantColorResolver(input) {
    const colors = defaultVariantColorsResolver(input);
    const { primaryColor } = input.theme;
    // The library judges the contrast by the light theme's shade alone; ours is a light one in the dark.
    if ((input.color ?? primaryColor) !== primaryColor) return colors;
    if (input.variant === 'filled') return { ...colors, color: 'var(--on-accent)' };
    // Its own soft shade is darker than a dark page.
    const soft = {
      background: 'var(--accent-soft)',
      hover: 'var(--accent-soft)',
      color: 'var(--accent-ink)',
    };
    return input.variant === 'light' ? { ...colors, ...soft } : colors;
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    "'Inter', 'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', 'Noto Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: { fontWeight: '600' },
  colors: {
    okno: [
      '#e9f7f5',
      '#d3eeeb',
      '#a6dcd7',
      '#77cac2',
      '#54bbb2',
      '#3fb8af',
      '#1f918a',
      '#0b7a75',
      '#07605c',
      '#044845',
    ],
    dark: [
      '#e6ecea',
      '#b4bfbc',
      '#93a09d',
      '#65716f',
      '#384442',
      '#2a3433',
      '#1d2524',
      '#161c1c',
      '#111616',
      '#0c1010',
    ],
  },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, fz: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', withinPortal: true } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35, blur: 2 } } },
  },
});
