const leastRounds = 15;
const leastMs = 3_000;

/**
 * Runs `round` until the engine has compiled what is hot, which takes it dozens of rounds: what is measured then is a file in the middle
 * of a batch.
 */
export async function warmUp(round: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  for (let done = 0; done < leastRounds || performance.now() - started < leastMs; done++) await round();
}
