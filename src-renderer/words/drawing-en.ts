import type { drawingZhCn } from './drawing-zh-cn.ts';

const counted = (count: number, one: string, many: string) => (count === 1 ? `one ${one}` : `${count} ${many}`);

export const drawingEn: typeof drawingZhCn = {
  notAllShown: (what) => `This page is not shown completely: ${what}. Look at it in a reader made for OFD`,
  undrawn: {
    'part-missing': (count) => `${counted(count, 'part is', 'parts are')} missing in the file`,
    'part-unreadable': (count) => `${counted(count, 'part', 'parts')} cannot be read`,
    'font-unreadable': (count) =>
      `${counted(count, 'embedded font', 'embedded fonts')} cannot be read; others stand in`,
    'image-kind': (count) => `${counted(count, 'picture is', 'pictures are')} of a kind that cannot be shown`,
    'image-too-large': (count) => `${counted(count, 'picture is', 'pictures are')} too large to be shown`,
    'image-mask': (count) => `the masks of ${counted(count, 'picture', 'pictures')} are left out`,
    pattern: (count) => `${counted(count, 'gradient or pattern', 'gradients or patterns')} shown in one colour`,
    composite: (count) => `${counted(count, 'group that is', 'groups that are')} nested wrongly, not shown`,
    element: (count) => `${counted(count, 'thing', 'things')} written in a way that is not known`,
    'seal-picture': (count) => `${counted(count, 'picture of a seal', 'pictures of seals')} cannot be shown`,
    'several-documents': () => 'the file holds several documents, of which the first is shown',
    'too-much': () => 'there is too much on it',
  },
  readingCopy: 'Export as PDF (reading copy; seals are not carried over)',
};
