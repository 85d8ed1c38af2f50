export { createTemplateHandlers, type TemplateContext } from './handlers.ts';
export { characteristicWords, type DocumentFeatures, matchTemplates } from './likeness.ts';
export { openTemplates, type TemplateStore } from './store.ts';
