const leastRounds = 15;
const leastMs = 3_000;

/**
 * Runs `round` until the engine has compiled what is hot: it goes on doing so for dozens of rounds, as long as which a batch of a
 * hundred files takes to get under way.
 */
export async function warmUp(round: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  for (let done = 0; done < leastRounds || performance.now() - started < leastMs; done++) await round();
}
