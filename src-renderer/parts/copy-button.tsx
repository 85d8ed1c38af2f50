import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useEffect, useState } from 'react';
import { useSpeech } from '../words/index.ts';

/** Puts text on the clipboard and says so in place. */
export function CopyButton({
  text,
  label,
  showLabel = false,
}: {
  text: () => string;
  label?: string;
  showLabel?: boolean;
}) {
  const { words } = useSpeech();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = copied ? words.common.copied : (label ?? words.common.copy);
  const button = (
    <Button
      size="small"
      type={showLabel ? 'default' : 'text'}
      aria-label={name}
      icon={copied ? <CheckOutlined /> : <CopyOutlined />}
      onClick={async (event) => {
        event.stopPropagation();
        await copyText(text());
        setCopied(true);
      }}
    >
      {showLabel ? name : null}
    </Button>
  );
  return showLabel ? button : <Tooltip title={name}>{button}</Tooltip>;
}

/** The clipboard of the browser; where it is refused (permissions denied), the old way through a selection. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'off-screen';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}
