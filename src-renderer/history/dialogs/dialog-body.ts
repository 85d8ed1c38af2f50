/** The body scrolls and the buttons stay, also at 200 % on a small screen. */
export const dialogBody = { body: { maxHeight: 'calc(100vh - 220px)', overflowY: 'auto' } } as const;
