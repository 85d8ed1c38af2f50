import { AppError } from '../contract/index.ts';

/** How much is kept; the newest report is kept however large it is. */
export interface KeepingLimits<Report> {
  readonly reports: number;
  /** Of all reports together, as `detailsOf` counts them: a hostile file can have a report of any length. */
  readonly details: number;
  detailsOf(report: Report): number;
}

/** The newest reports, which a window names by an id: what is printed can only be what this program found. */
export class KeptReports<Report> {
  readonly #limits: KeepingLimits<Report>;
  /** Oldest first. */
  readonly #kept = new Map<string, Report>();

  constructor(limits: KeepingLimits<Report>) {
    this.#limits = limits;
  }

  /** Keeps a report, in the place of an earlier one with this id. */
  keep(id: string, report: Report): void {
    const { reports, details, detailsOf } = this.#limits;
    this.#kept.delete(id);
    this.#kept.set(id, report);
    let total = 0;
    for (const one of this.#kept.values()) total += detailsOf(one);
    for (const [oldest, dropped] of this.#kept) {
      if (oldest === id || (this.#kept.size <= reports && total <= details)) return;
      this.#kept.delete(oldest);
      total -= detailsOf(dropped);
    }
  }

  /** @throws AppError REPORT_NOT_KEPT: there never was one of this id, or newer ones took its place */
  get(id: string): Report {
    const report = this.#kept.get(id);
    if (report === undefined) throw new AppError('REPORT_NOT_KEPT');
    return report;
  }
}
