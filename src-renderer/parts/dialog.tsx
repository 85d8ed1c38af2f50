import { Drawer, type DrawerProps, Modal, type ModalProps } from 'antd';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { useFocusReturn } from './focus-return.ts';

interface DialogProps extends Omit<ModalProps, 'onCancel'> {
  onCancel?: () => void;
  /** Whether something was entered in it: leaving it by Escape or the cross, which may be a slip, asks then. */
  isChanged?: () => boolean;
  /** What is in it stays while it is not open. */
  isKept?: boolean;
}

/**
 * A dialog. It closes at once, so that another Escape is for what is below it, and gives the focus back to what opened it.
 */
export function Dialog({ open = true, isKept = false, ...properties }: DialogProps) {
  return open || isKept ? <OpenDialog open={open} {...properties} /> : null;
}

function OpenDialog({ isChanged, onCancel, cancelButtonProps, ...properties }: Omit<DialogProps, 'isKept'>) {
  const { words } = useSpeech();
  const modal = useModal();
  useFocusReturn();
  const leave = () => {
    if (!isChanged?.()) return onCancel?.();
    modal.confirm({
      title: words.common.discard.title,
      content: words.common.discard.text,
      okText: words.common.discard.go,
      okButtonProps: { danger: true, 'data-testid': 'discard-entries' },
      cancelText: words.common.discard.stay,
      onOk: () => onCancel?.(),
    });
  };
  return (
    <Modal
      onCancel={leave}
      // Who presses this button means it.
      cancelButtonProps={{ ...cancelButtonProps, ...(onCancel === undefined ? {} : { onClick: () => onCancel() }) }}
      {...properties}
    />
  );
}

/** A drawer at the side of the window, which closes as a dialog does. */
export function SidePanel({ open = true, ...properties }: DrawerProps) {
  return open ? <OpenPanel {...properties} /> : null;
}

/** antd gives the focus to the frame around the drawer, of which nobody is told what it is. */
function focusDrawer(content: HTMLElement | null): void {
  const drawer = content?.closest<HTMLElement>('[role=dialog]');
  if (!drawer) return;
  drawer.tabIndex = -1;
  requestAnimationFrame(() => {
    if (!drawer.contains(document.activeElement)) drawer.focus({ preventScroll: true });
  });
}

function OpenPanel({ children, ...properties }: DrawerProps) {
  useFocusReturn();
  return (
    <Drawer open {...properties}>
      <div ref={focusDrawer} className="side-panel">
        {children}
      </div>
    </Drawer>
  );
}
