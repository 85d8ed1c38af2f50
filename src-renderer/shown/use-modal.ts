import { App as AntApp } from 'antd';
import { useMemo } from 'react';
import { shownProperties } from './shown-text.ts';

type Modal = ReturnType<typeof AntApp.useApp>['modal'];

/** Nothing folds away: an Escape that follows is for what is below. */
const atOnce = { transitionName: '', maskTransitionName: '' };

/** The questions and messages over the window. What they say is given in a call and not in JSX, and passes `shownText` here. */
export function useModal(): Pick<Modal, 'confirm' | 'error' | 'info'> {
  const { modal } = AntApp.useApp();
  return useMemo(
    () => ({
      confirm: (said) => modal.confirm({ ...shownProperties(said), ...atOnce }),
      error: (said) => modal.error({ ...shownProperties(said), ...atOnce }),
      info: (said) => modal.info({ ...shownProperties(said), ...atOnce }),
    }),
    [modal],
  );
}
