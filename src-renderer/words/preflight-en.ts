import type { preflightZhCn } from './preflight-zh-cn.ts';

/** The check before the PIN, and what of it stops a stamp. */
export const preflightEn: typeof preflightZhCn = {
  title: 'Check before the PIN',
  running: 'Checking…',
  passed: (checked) => `Check passed, ${checked} points`,
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
