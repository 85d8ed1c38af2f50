import { Dropdown, type DropdownProps, type MenuProps } from 'antd';
import type { KeyboardEvent } from 'react';

/** Where the menu is put: beside its button, in the landmark that the button is in. */
const besideTrigger = (trigger: HTMLElement): HTMLElement => trigger.parentElement ?? document.body;

/** What an entry opens has the focus at once: the rest of the same Enter would press a button of it. */
function keepEnter(event: KeyboardEvent) {
  if (event.key === 'Enter') event.preventDefault();
}

/** A button with a menu, which the keys go through from the first entry on. */
export function DropMenu({
  items,
  children,
  ...properties
}: Omit<DropdownProps, 'menu' | 'trigger'> & { items: MenuProps['items'] }) {
  return (
    <Dropdown
      trigger={['click']}
      autoFocus
      getPopupContainer={besideTrigger}
      menu={{ items, onKeyDown: keepEnter }}
      {...properties}
    >
      {children}
    </Dropdown>
  );
}
