import type { preflightZhCn } from './preflight-zh-cn.ts';

/** The check before the PIN, and what of it stops a stamp. */
export const preflightEn: typeof preflightZhCn = {
  title: 'Check before the PIN',
  running: 'Checking…',
  passed: (checked) => `Check passed, ${checked} points`,
  passedText:
    'Looked at: the party, the kind of seal and the words beside it, blanks, amounts, numbers and names under a seal, sizes and overlaps, whether it was stamped before, earlier signatures, scripts, layers and fonts, encryption, PDF/A and PDF/UA. A scan has no text; what needs text is not counted then.',
  found: (checked, stops, warnings) =>
    stops > 0
      ? `${checked} points: ${stops} stop, ${warnings} to look at`
      : `${checked} points: ${warnings} to look at`,
  enlarge: (what) => `Enlarge: ${what}`,
  stopped: (count) => (count === 1 ? 'One finding stops this stamp' : `${count} findings stop this stamp`),
  stopsTitle: 'What stops a stamp',
  stopsText:
    'When the check before the PIN finds what is ticked here, nothing is stamped: no PIN is asked and no seal is used. The rest are warnings. Window and command line alike.',
};
