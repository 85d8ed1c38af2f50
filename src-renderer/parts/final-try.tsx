import { Alert, Checkbox } from 'antd';
import { useSpeech } from '../words/index.ts';

/** Before the last try of a PIN: says what is at stake, and asks for a second, explicit yes. */
export function FinalTry({ confirmed, onChange }: { confirmed: boolean; onChange: (confirmed: boolean) => void }) {
  const { words } = useSpeech();
  return (
    <Alert
      type="error"
      showIcon
      title={words.confirm.finalTitle}
      description={
        <>
          <p>{words.confirm.finalText}</p>
          <Checkbox
            checked={confirmed}
            data-testid="final-try-confirm"
            onChange={(event) => onChange(event.target.checked)}
          >
            {words.confirm.finalConfirm}
          </Checkbox>
        </>
      }
    />
  );
}
