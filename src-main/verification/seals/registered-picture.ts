import type { Finding } from '../../contract/index.ts';
import type { SealInfo } from '../../signature/index.ts';

export async function judgeRegisteredPicture(_: SealInfo['picture']): Promise<Finding[]> {
  return [];
}
