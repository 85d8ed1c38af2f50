import { Segmented as AntSegmented, type SegmentedProps } from 'antd';

/** antd's, as one stop of the Tab key: its frame would be another before the choice itself. */
export function Segmented<Value>(properties: SegmentedProps<Value>) {
  return <AntSegmented<Value> {...properties} tabIndex={undefined} />;
}
