import { type ThemeConfig, theme } from 'antd';
import type { Language } from '../src-main/contract/index.ts';

/** Calm blue for what one does; the seal red is for seals and danger only. */
const primary = '#1F5FA8';
const sealRed = '#C7161C';

const fontFamily =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", system-ui, -apple-system, "Segoe UI", sans-serif';

/** In Chinese fonts the quotes of English text are as wide as a character: `styles.css` names fonts that have narrow ones. */
const fontFamilies: Record<Language, string> = { 'zh-CN': fontFamily, en: `"Latin Punctuation", ${fontFamily}` };

/** antd's design tokens for light or dark. */
export function antdTheme(dark: boolean, reducedMotion: boolean, language: Language): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#3573BF' : primary,
      colorInfo: dark ? '#3573BF' : primary,
      colorError: dark ? '#E5484D' : sealRed,
      colorLink: dark ? '#7DB4F0' : primary,
      colorSuccess: dark ? '#4CAF6A' : '#1E7B3C',
      colorWarning: dark ? '#E0A030' : '#A66300',
      colorTextDescription: dark ? 'rgba(255,255,255,0.68)' : 'rgba(0,0,0,0.62)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.66)' : 'rgba(0,0,0,0.6)',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.55)' : 'rgba(0,0,0,0.58)',
      colorBgLayout: dark ? '#141619' : '#F2F4F7',
      colorBgContainer: dark ? '#1D2025' : '#FFFFFF',
      colorBgElevated: dark ? '#24282E' : '#FFFFFF',
      colorWarningBg: dark ? '#362A12' : '#FFF4E0',
      colorWarningBorder: dark ? '#7A5B1A' : '#E3BC6C',
      colorErrorBg: dark ? '#3D1A1C' : '#FDECEC',
      colorErrorBorder: dark ? '#8A3A3E' : '#EDA9AB',
      borderRadius: 6,
      // No target is smaller than a fingertip can hit.
      controlHeightSM: 28,
      fontSize: 14,
      fontFamily: fontFamilies[language],
      motion: !reducedMotion,
    },
    components: {
      // As links are: what is pointed at stays as readable as the rest.
      Button: dark
        ? {
            defaultHoverColor: '#7DB4F0',
            defaultActiveColor: '#7DB4F0',
            // White on it stays readable.
            colorPrimaryHover: '#2C66AD',
          }
        : {},
      Dropdown: dark ? { colorError: '#FF8084', colorTextLightSolid: '#141619' } : {},
      Table: { cellPaddingBlockMD: 9, headerBg: dark ? '#24282E' : '#F7F8FA' },
      Alert: { withDescriptionPadding: '12px 16px', withDescriptionIconSize: 20 },
      Modal: { titleFontSize: 18 },
      Switch: { trackHeight: 28, trackMinWidth: 52, handleSize: 24 },
    },
  };
}
