import { Alert, Form, InputNumber } from 'antd';
import { useSpeech } from '../words/index.ts';
import { type SealFields, usualSizeUnlessMet } from './seal-form.ts';

/** Millimetres that can be drawn at all. */
const limits = {
  round: { least: 20, most: 60 },
  oval: { least: 20, most: 60 },
  square: { least: 10, most: 60 },
  rectangle: { least: 20, most: 100 },
};
const rectangleHeight = { least: 10, most: 60 };

/** The size of a seal, with a word where seals of its kind have another. */
export function SizeFields({ fields }: { fields: SealFields }) {
  const { words } = useSpeech();
  const { shape } = fields;
  const isSided = shape === 'oval' || shape === 'rectangle';
  const widthLabels = {
    round: words.seals.diameter,
    square: words.seals.side,
    oval: words.seals.width,
    rectangle: words.seals.width,
  };
  const usual = usualSizeUnlessMet(fields);
  return (
    <>
      <div className="form-pair">
        <Millimetres name="widthMm" label={widthLabels[shape]} {...limits[shape]} />
        {isSided && (
          <Millimetres
            name="heightMm"
            label={words.seals.height}
            {...(shape === 'rectangle' ? rectangleHeight : limits[shape])}
          />
        )}
      </div>
      {usual !== null && (
        <Form.Item>
          <Alert type="warning" showIcon data-testid="size-warning" title={words.seals.unusualSize(usual)} />
        </Form.Item>
      )}
    </>
  );
}

function Millimetres({
  name,
  label,
  least,
  most,
}: {
  name: 'widthMm' | 'heightMm';
  label: string;
  least: number;
  most: number;
}) {
  return (
    <Form.Item name={name} label={label}>
      <InputNumber
        min={least}
        max={most}
        step={1}
        suffix="mm"
        style={{ width: '100%' }}
        data-testid={name === 'widthMm' ? 'seal-width' : 'seal-height'}
      />
    </Form.Item>
  );
}
