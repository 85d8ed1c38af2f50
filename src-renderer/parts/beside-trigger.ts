/** Where a menu is put: beside its button, in the landmark that the button is in. */
export const besideTrigger = (trigger: HTMLElement): HTMLElement => trigger.parentElement ?? document.body;
