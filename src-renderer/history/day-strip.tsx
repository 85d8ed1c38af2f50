import dayjs from 'dayjs';
import type { MethodOutput } from '../../src-main/contract/index.ts';
import { formatDay } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';

const shownDays = 90;

/** Uses per day over the last ninety days, as small bars; a bar narrows the list to its day. */
export function DayStrip({
  days,
  onDay,
}: {
  days: MethodOutput<'history.list'>['days'];
  onDay: (day: string) => void;
}) {
  const { language, words } = useSpeech();
  const counts = new Map(days.map(({ day, count }) => [day, count]));
  const most = Math.max(1, ...counts.values());
  const today = dayjs();
  return (
    <section className="day-strip" aria-label={words.history.dayStrip}>
      <span className="quiet">{words.history.dayStrip}</span>
      <div className="day-bars">
        {Array.from({ length: shownDays }, (_, index) => {
          const day = today.subtract(shownDays - 1 - index, 'day');
          const count = counts.get(day.format('YYYY-MM-DD')) ?? 0;
          const label = words.history.dayCount(formatDay(day.toDate(), language), count);
          if (count === 0) return <span key={label} className="day-bar" title={label} />;
          return (
            <button
              key={label}
              type="button"
              className="day-bar day-bar-used"
              title={label}
              aria-label={label}
              onClick={() => onDay(day.format('YYYY-MM-DD'))}
            >
              <span style={{ height: `${Math.max(18, (count / most) * 100)}%` }} />
            </button>
          );
        })}
      </div>
    </section>
  );
}
