/** A hand stamp on its line: the act of stamping. */
export function SealIcon() {
  return (
    <svg viewBox="0 0 24 24" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden>
      <title>盖章</title>
      <path d="M9.2 13.5c0-2.2-1.7-3.4-1.7-5.9a4.5 4.5 0 0 1 9 0c0 2.500-1.7 3.700-1.7 5.900" strokeLinecap="round" />
      <path
        d="M5 17.500v-1.500a2.500 2.500 0 0 1 2.500-2.500h9a2.500 2.500 0 0 1 2.500 2.500v1.500z"
        strokeLinejoin="round"
      />
      <path d="M4.500 21h15" strokeLinecap="round" />
    </svg>
  );
}
