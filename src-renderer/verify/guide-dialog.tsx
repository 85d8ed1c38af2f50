import { guideWords, nextStepWords, verdictsOfGuide } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ExportReport } from '../parts/export-report.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { useSpeech } from '../words/index.ts';

/** What scrolls is reachable by keyboard, so that arrows and Page Down do it. */
const makeReachable = (text: HTMLElement | null) => {
  const scroller = text?.closest<HTMLElement>('.ant-modal-body');
  if (scroller) scroller.tabIndex = 0;
};

/** 验章说明: how to check a seal, to be read here or saved and sent along with a contract. */
export function GuideDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const guide = guideWords[language];
  const list = ({ title, items }: { title: string; items: readonly string[] }, Kind: 'ol' | 'ul') => (
    <section>
      <h2>{title}</h2>
      <Kind>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </Kind>
    </section>
  );
  return (
    <Dialog
      open={open}
      onCancel={onClose}
      title={guide.title}
      width={760}
      footer={
        <ExportReport make={() => bridge.call('verify.guide', { language })} format="pdf" name="guide">
          {words.verify.guide.save}
        </ExportReport>
      }
    >
      <article className="guide-text" data-testid="guide" ref={makeReachable}>
        <p>{guide.intro}</p>
        {list(guide.steps, 'ol')}
        <section>
          <h2>{guide.verdicts.title}</h2>
          <dl>
            {verdictsOfGuide(language).map(({ verdict, meaning, step }) => (
              <div key={verdict}>
                <dt>
                  <VerdictBadge verdict={verdict} />
                </dt>
                <dd>
                  {meaning}
                  <br />
                  <strong>{nextStepWords[language].title}</strong> {step}
                </dd>
              </div>
            ))}
          </dl>
        </section>
        {list(guide.lines, 'ul')}
        {list(guide.acrobat, 'ul')}
        {list(guide.pitfalls, 'ul')}
      </article>
    </Dialog>
  );
}
