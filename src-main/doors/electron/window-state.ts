import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../../files/index.ts';

const whole = z.number().int();
const windowState = z.object({
  x: whole,
  y: whole,
  width: whole.min(400).max(20_000),
  height: whole.min(300).max(20_000),
  maximized: z.boolean(),
});

/** Where the window stood, in the screen's units. */
export type WindowState = z.infer<typeof windowState>;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** So much of the title bar must be on a screen for a hand to take hold of it. */
const graspable = { width: 120, height: 40 };

function isGraspable(state: WindowState, area: Area): boolean {
  const width = Math.min(state.x + state.width, area.x + area.width) - Math.max(state.x, area.x);
  const top = state.y - area.y;
  return width >= graspable.width && top >= 0 && top <= area.height - graspable.height;
}

/** The remembered state, or null when there is none, it is damaged, or its screen is gone. */
export function readWindowState(path: string, workAreas: readonly Area[]): WindowState | null {
  try {
    const state = windowState.parse(JSON.parse(readFileSync(path, 'utf8')));
    return workAreas.some((area) => isGraspable(state, area)) ? state : null;
  } catch {
    return null;
  }
}

/** Remembers the state; a disk that takes nothing must not keep the window from closing. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    writeFileAtomically(path, JSON.stringify(state));
  } catch {
    // The window opens at its usual place next time.
  }
}
