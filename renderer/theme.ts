import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Harbour blue, from mist to night. */
const harbour: MantineColorsTuple = [
  '#e9f5fb',
  '#d5e8f2',
  '#a8d0e5',
  '#78b7d8',
  '#52a2cd',
  '#3a95c7',
  '#2b8fc5',
  '#1c7bae',
  '#0b6e9c',
  '#005f89',
];

/** Fonts are the system's: nothing is loaded, and Chinese glyphs come from where the system has them. */
export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: 8,
  colors: { harbour },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Consolas, "Liberation Mono", Menlo, monospace',
  respectReducedMotion: true,
});
