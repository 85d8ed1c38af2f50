import { Alert, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { type DragEvent, useEffect, useState } from 'react';
import { type MethodOutput, type SealKind, sealKind, standardShapeOf } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { type BindingChoice, BindingSelect, useOnlyBinding } from './binding-select.tsx';
import { usualWidthUnlessMet } from './seal-form.ts';

interface Fields {
  name?: string;
  kind: SealKind;
  widthMm: number;
  binding?: BindingChoice | null;
}

/** Fewer dots per inch look blurred in print. */
const goodDpi = 300;

const addressOf = (png: Uint8Array) => URL.createObjectURL(new Blob([new Uint8Array(png)], { type: 'image/png' }));

/** Imports the picture of a seal, before and after its background is removed. */
export function ImportSeal({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { refreshSeals } = useApp();
  const { words } = useSpeech();
  const [form] = Form.useForm<Fields>();
  const widthMm = Form.useWatch('widthMm', form) ?? 40;
  const usual = usualWidthUnlessMet(Form.useWatch('kind', form) ?? 'official', widthMm);
  const only = useOnlyBinding();
  const [png, setPng] = useState<Uint8Array | null>(null);
  const [pictureName, setPictureName] = useState<string | null>(null);
  const [removeBackground, setRemoveBackground] = useState(true);
  const [preview, setPreview] = useState<MethodOutput<'seals.previewImage'> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [pictureMissing, setPictureMissing] = useState(false);
  const [working, setWorking] = useState(false);

  useEffect(() => {
    if (png === null) return;
    let current = true;
    setError(null);
    bridge.call('seals.previewImage', { png, removeBackground }).then(
      (made) => current && setPreview(made),
      (thrown) => {
        if (!current) return;
        setPreview(null);
        setError(thrown);
      },
    );
    return () => {
      current = false;
    };
  }, [bridge, png, removeBackground]);

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setPictureMissing(false);
    setPreview(null);
    setPictureName(file.name);
    setPng(new Uint8Array(await file.arrayBuffer()));
  };

  const submit = async () => {
    const entered = await form.validateFields().catch(() => null);
    setPictureMissing(png === null);
    if (entered?.binding == null || png === null) return;
    setError(null);
    setWorking(true);
    try {
      await bridge.call('seals.import', {
        name: entered.name ?? '',
        kind: entered.kind,
        binding: entered.binding,
        widthMm: entered.widthMm,
        png,
        removeBackground,
      });
      await refreshSeals();
      onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setWorking(false);
    }
  };

  const dpi = preview === null ? goodDpi : Math.round(preview.widthPx / (widthMm / 25.4));
  return (
    <Modal
      open
      width={820}
      title={words.seals.import}
      okText={words.seals.importConfirm}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'import-confirm' }}
    >
      <div className="seal-form">
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ kind: 'official', widthMm: standardShapeOf('official').widthMm, binding: only }}
          onValuesChange={({ kind }: Partial<Fields>) => {
            if (kind !== undefined) form.setFieldsValue({ widthMm: standardShapeOf(kind).widthMm });
          }}
        >
          <PictureField name={pictureName} missing={pictureMissing} onFile={take} />
          <Form.Item
            name="name"
            label={words.seals.name}
            rules={[{ required: true, whitespace: true, message: words.seals.nameRequired }]}
          >
            <Input maxLength={100} data-testid="seal-name" />
          </Form.Item>
          <div className="form-pair">
            <Form.Item name="kind" label={words.seals.kind}>
              <Select
                data-testid="seal-kind"
                options={sealKind.options.map((kind) => ({ value: kind, label: words.sealKinds[kind] }))}
              />
            </Form.Item>
            <Form.Item name="widthMm" label={words.seals.width}>
              <InputNumber min={5} max={120} step={1} suffix="mm" style={{ width: '100%' }} />
            </Form.Item>
          </div>
          {usual !== null && (
            <Form.Item>
              <Alert type="warning" showIcon data-testid="size-warning" title={words.seals.unusualSize(usual)} />
            </Form.Item>
          )}
          <Form.Item
            name="binding"
            label={words.seals.boundTo}
            rules={[{ required: true, message: words.seals.certificateRequired }]}
          >
            <BindingSelect />
          </Form.Item>
        </Form>
        <section className="seal-preview" aria-label={words.seals.preview}>
          {png === null ? (
            <div className="seal-paper">{words.seals.choosePicture}</div>
          ) : (
            <div className="before-after">
              <Picture png={png} caption={words.seals.before} widthMm={widthMm} />
              <Picture png={preview?.png ?? null} caption={words.seals.after} widthMm={widthMm} />
            </div>
          )}
          <Checkbox
            checked={removeBackground}
            data-testid="remove-background"
            onChange={(event) => setRemoveBackground(event.target.checked)}
          >
            {words.seals.removeBackground}
          </Checkbox>
          {preview !== null && (
            <p className="quiet">
              {words.seals.pixels(preview.widthPx, preview.heightPx)}
              {preview.hasTransparency && ` · ${words.seals.hasTransparency}`}
            </p>
          )}
          {dpi < goodDpi && <Alert type="warning" showIcon title={words.seals.lowResolution(dpi)} />}
        </section>
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </Modal>
  );
}

function PictureField({
  name,
  missing,
  onFile,
}: {
  name: string | null;
  missing: boolean;
  onFile: (file: File | undefined) => void;
}) {
  const { words } = useSpeech();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <Form.Item
      label={words.seals.picture}
      validateStatus={missing ? 'error' : ''}
      help={missing ? words.seals.pictureRequired : undefined}
    >
      <label className="file-field" onDrop={drop}>
        <input
          type="file"
          accept=".png,image/png"
          data-testid="seal-picture"
          onChange={(event) => onFile(event.target.files?.[0])}
        />
        {name === null ? words.seals.dropPicture : <strong className="wrap-anywhere">{name}</strong>}
      </label>
    </Form.Item>
  );
}

function Picture({ png, caption, widthMm }: { png: Uint8Array | null; caption: string; widthMm: number }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (png === null) return setAddress(null);
    const made = addressOf(png);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [png]);
  return (
    <figure>
      <div className="seal-paper">
        {address !== null && <img src={address} alt={caption} style={{ width: `${widthMm}mm` }} />}
      </div>
      <figcaption className="quiet">{caption}</figcaption>
    </figure>
  );
}
