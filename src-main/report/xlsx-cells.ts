import type { Cell } from 'write-excel-file/node';
import { visibleText } from '../words/index.ts';

/** A cell of a spreadsheet holds no more characters. */
const maxCharacters = 32_767;
/** What XML 1.0 has no place for. */
const unwritable = /[\ufffe\uffff]/gu;

/** What spreadsheets read back as a character, hidden ones and ends of lines among them (ECMA-376-1, 22.9.2.19). */
const escapes = /_(?=x[0-9a-f]{4}_)/gi;

/** Text from outside as a cell can hold it. */
export const cellText = (text: string): string =>
  visibleText(text, '\n').replace(unwritable, '�').slice(0, maxCharacters).replace(escapes, '_x005F_');

/** Text from outside. A cell of type text is never a formula, whatever it begins with, nor anything but what stands there. */
export const textCell = (text: string): Cell => ({
  value: cellText(text),
  type: String,
  format: '@',
  alignVertical: 'top',
  wrap: true,
});
export const numberCell = (value: number): Cell => ({ value, type: Number, format: '#,##0', alignVertical: 'top' });
export const headCell = (text: string): Cell => ({
  value: text,
  type: String,
  fontWeight: 'bold',
  backgroundColor: '#eef1f5',
  alignVertical: 'center',
  wrap: true,
});

export const workbookFont = { fontFamily: 'Microsoft YaHei', fontSize: 10 };
