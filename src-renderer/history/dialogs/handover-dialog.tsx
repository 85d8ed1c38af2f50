import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';

interface Given {
  sealId: string;
  from: string;
  to: string;
  supervisor?: string;
  note?: string;
}

/** 登记移交: who gives a seal to whom. */
export function HandoverDialog({ onDone, onClose }: { onDone: (number: number) => void; onClose: () => void }) {
  const bridge = useBridge();
  const { seals, info } = useApp();
  const { words } = useSpeech();
  const text = words.history.handover;
  const [form] = Form.useForm<Given>();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (given: Given) => {
    setWorking(true);
    setError(null);
    try {
      const { number } = await bridge.call('history.handover', given);
      onDone(number);
    } catch (thrown) {
      setError(thrown);
      setWorking(false);
    }
  };
  const required = [{ required: true, whitespace: true, message: text.required }];
  return (
    <Dialog
      title={text.title}
      okText={text.go}
      onOk={form.submit}
      isChanged={() => form.isFieldsTouched()}
      onCancel={onClose}
      mask={{ closable: false }}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'handover-go' }}
    >
      <Form<Given>
        form={form}
        layout="vertical"
        name="handover"
        requiredMark={false}
        initialValues={{ from: info.operator }}
        onFinish={submit}
        data-testid="handover"
      >
        <p className="quiet dialog-text">{text.text}</p>
        <Form.Item name="sealId" label={text.seal} rules={[{ required: true, message: text.required }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={seals.map(({ id, name }) => ({ value: id, label: name }))}
            data-testid="handover-seal"
          />
        </Form.Item>
        <div className="dialog-pair">
          <Form.Item name="from" label={text.from} rules={required}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="to" label={text.to} rules={required}>
            <Input maxLength={100} />
          </Form.Item>
        </div>
        <Form.Item name="supervisor" label={text.supervisor}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="note" label={text.note}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 4 }} />
        </Form.Item>
        {error !== null && <ErrorPanel error={error} />}
      </Form>
    </Dialog>
  );
}
