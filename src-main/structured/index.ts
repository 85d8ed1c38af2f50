/** 结构化数据 within documents: embedded before they are sealed, and compared with what is printed. */
export { compareEmbedded, createStructured } from './structured.ts';
