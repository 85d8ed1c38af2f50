import { Alert, Form, Input } from 'antd';
import type { SealNameStanding } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';

/** What is wrong with the name on the seal, and where the person says why it is meant so. */
export function NameField({ standing, owner }: { standing: SealNameStanding; owner: string }) {
  const { words } = useSpeech();
  if (standing === 'different') {
    return (
      <Form.Item>
        <Alert type="error" showIcon role="alert" data-testid="name-refused" title={words.seals.nameDiffers(owner)} />
      </Form.Item>
    );
  }
  if (standing !== 'related') return null;
  return (
    <>
      <Form.Item>
        <Alert type="warning" showIcon data-testid="name-differs" title={words.seals.nameRelated(owner)} />
      </Form.Item>
      <Form.Item
        name="nameReason"
        label={words.seals.nameReason}
        rules={[{ required: true, whitespace: true, message: words.seals.nameReasonRequired }]}
      >
        <Input maxLength={200} placeholder={words.seals.nameReasonHint} data-testid="name-reason" />
      </Form.Item>
    </>
  );
}
