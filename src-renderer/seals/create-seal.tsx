import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { useEffect, useState } from 'react';
import { roundSealDesign, type SealKind, sealKind } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { type BindingChoice, BindingSelect, useOnlyBinding } from './binding-select.tsx';

interface Fields {
  name?: string;
  kind: SealKind;
  ringText?: string;
  bottomText?: string;
  code?: string;
  diameterMm: number;
  binding?: BindingChoice | null;
}

/** Milliseconds without typing before the impression is drawn anew. */
const settleMs = 150;

/** Makes a round company seal; the impression is shown as one types. */
export function CreateSeal({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { refreshSeals, tokens } = useApp();
  const { words } = useSpeech();
  const [form] = Form.useForm<Fields>();
  const fields = Form.useWatch([], form) as Fields | undefined;
  const only = useOnlyBinding();
  const [error, setError] = useState<unknown>(null);
  const [working, setWorking] = useState(false);

  // What a trial token seals is marked as trial; it is not for the person to choose.
  const trialMark = tokens.find((token) => token.id === fields?.binding?.tokenId)?.trial ?? false;
  const design = {
    ringText: fields?.ringText ?? '',
    bottomText: fields?.bottomText ?? '',
    code: fields?.code ?? '',
    diameterMm: fields?.diameterMm ?? 40,
    trialMark,
  };

  const submit = async () => {
    const entered = await form.validateFields().catch(() => null);
    if (entered?.binding == null) return;
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.create', {
        name: entered.name ?? '',
        kind: entered.kind,
        binding: entered.binding,
        design,
      });
      await refreshSeals();
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  return (
    <Modal
      open
      width={820}
      title={words.seals.create}
      okText={words.seals.makeConfirm}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'make-seal' }}
    >
      <div className="seal-form">
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ kind: 'official', diameterMm: 40, binding: only }}
        >
          <Form.Item
            name="ringText"
            label={words.seals.ringText}
            rules={[{ required: true, whitespace: true, message: words.seals.ringTextRequired }]}
          >
            <Input maxLength={60} placeholder={words.seals.ringTextHint} data-testid="ring-text" autoFocus />
          </Form.Item>
          <Form.Item
            name="name"
            label={words.seals.name}
            rules={[{ required: true, whitespace: true, message: words.seals.nameRequired }]}
          >
            <Input maxLength={100} data-testid="seal-name" />
          </Form.Item>
          <div className="form-pair">
            <Form.Item name="kind" label={words.seals.kind}>
              <Select options={sealKind.options.map((kind) => ({ value: kind, label: words.sealKinds[kind] }))} />
            </Form.Item>
            <Form.Item name="diameterMm" label={words.seals.diameter}>
              <InputNumber min={20} max={60} step={1} suffix="mm" style={{ width: '100%' }} />
            </Form.Item>
          </div>
          <div className="form-pair">
            <Form.Item name="bottomText" label={words.seals.bottomText}>
              <Input maxLength={20} placeholder={words.seals.bottomTextHint} data-testid="bottom-text" />
            </Form.Item>
            <Form.Item name="code" label={words.seals.code}>
              <Input maxLength={20} placeholder={words.seals.codeHint} />
            </Form.Item>
          </div>
          <Form.Item
            name="binding"
            label={words.seals.boundTo}
            rules={[{ required: true, message: words.seals.certificateRequired }]}
          >
            <BindingSelect />
          </Form.Item>
        </Form>
        <Preview design={design} />
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </Modal>
  );
}

/** The impression as it would be made, at true size. */
function Preview({ design }: { design: Parameters<typeof roundSealDesign.safeParse>[0] & { diameterMm: number } }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [address, setAddress] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const key = JSON.stringify(design);

  useEffect(() => {
    const parsed = roundSealDesign.safeParse(JSON.parse(key));
    if (!parsed.success) {
      setAddress(null);
      return;
    }
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const { svg } = await bridge.call('seals.preview', parsed.data);
        if (!current) return;
        setAddress(URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' })));
        setError(null);
      } catch (thrown) {
        if (current) setError(thrown);
      }
    }, settleMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [bridge, key]);
  useEffect(() => () => (address === null ? undefined : URL.revokeObjectURL(address)), [address]);

  const side = `${design.diameterMm}mm`;
  return (
    <section className="seal-preview" aria-label={words.seals.preview} data-testid="seal-preview">
      <div className="seal-paper">
        {address === null ? (
          <span className="quiet">{words.seals.previewEmpty}</span>
        ) : (
          <img src={address} alt={words.seals.preview} style={{ width: side, height: side }} />
        )}
      </div>
      <p className="quiet">{words.seals.trueSize}</p>
      {error !== null && <ErrorPanel error={error} />}
    </section>
  );
}
