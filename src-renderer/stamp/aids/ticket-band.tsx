import { Button } from 'antd';
import type { OpenedTicket } from '../../../src-main/contract/index.ts';
import { formatTime } from '../../../src-main/words/index.ts';
import { useSpeech } from '../../words/index.ts';

/** A ticket as it was handed over, and what it says. */
export interface HeldTicket {
  readonly text: string;
  readonly opened: OpenedTicket;
}

/** The approval that the document is stamped by: who, until when; and the way to do without. */
export function TicketBand({ ticket, onRemove }: { ticket: HeldTicket; onRemove: () => void }) {
  const { language, words } = useSpeech();
  const text = words.aids.ticket;
  const { claims, issuer } = ticket.opened;
  const until = formatTime(new Date(claims.exp * 1000).toISOString(), language);
  return (
    <section className="ticket-band" aria-label={text.label} data-testid="ticket-band">
      <strong className="wrap-anywhere">{text.by(claims.number)}</strong>
      <span className="wrap-anywhere">{text.approvers(claims.approvers.join(words.common.separator))}</span>
      <span className="quiet wrap-anywhere">{text.until(until, issuer.subject.display)}</span>
      <Button size="small" onClick={onRemove} data-testid="ticket-remove">
        {text.remove}
      </Button>
    </section>
  );
}
