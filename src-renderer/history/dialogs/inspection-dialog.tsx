import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';

interface Given {
  inspector: string;
  sealIds?: string[];
  finding: string;
}

/** 登记检查: somebody looked at the seals, their keys or the record. */
export function InspectionDialog({ onDone, onClose }: { onDone: (number: number) => void; onClose: () => void }) {
  const bridge = useBridge();
  const { seals } = useApp();
  const { words } = useSpeech();
  const text = words.history.inspection;
  const [form] = Form.useForm<Given>();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (given: Given) => {
    setWorking(true);
    setError(null);
    try {
      const { number } = await bridge.call('history.inspection', given);
      onDone(number);
    } catch (thrown) {
      setError(thrown);
      setWorking(false);
    }
  };
  const required = [{ required: true, whitespace: true, message: words.history.handover.required }];
  return (
    <Dialog
      title={text.title}
      okText={text.go}
      onOk={form.submit}
      isChanged={() => form.isFieldsTouched()}
      onCancel={onClose}
      mask={{ closable: false }}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'inspection-go' }}
    >
      <Form<Given>
        form={form}
        layout="vertical"
        name="inspection"
        requiredMark={false}
        onFinish={submit}
        data-testid="inspection"
      >
        <p className="quiet dialog-text">{words.history.handover.text}</p>
        <Form.Item name="inspector" label={text.inspector} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="sealIds" label={text.seals} extra={text.allSeals}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            options={seals.map(({ id, name }) => ({ value: id, label: name }))}
            data-testid="inspection-seals"
          />
        </Form.Item>
        <Form.Item name="finding" label={text.finding} rules={required}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        {error !== null && <ErrorPanel error={error} />}
      </Form>
    </Dialog>
  );
}
