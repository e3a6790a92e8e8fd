import type { StoreKind } from './target.ts';

/**
 * Regions of the public services, for a form to choose from; any other can be typed. OSS: "Regions and endpoints" of Alibaba Cloud; S3: "AWS
 * service endpoints", Amazon S3.
 */
export const regionsOf: Readonly<Record<StoreKind, readonly string[]>> = {
  oss: [
    ...['cn-hangzhou', 'cn-shanghai', 'cn-nanjing', 'cn-fuzhou', 'cn-wuhan-lr', 'cn-qingdao', 'cn-beijing'],
    ...['cn-zhangjiakou', 'cn-huhehaote', 'cn-wulanchabu', 'cn-shenzhen', 'cn-heyuan', 'cn-guangzhou'],
    ...['cn-chengdu', 'cn-hongkong', 'ap-northeast-1', 'ap-northeast-2', 'ap-southeast-1', 'ap-southeast-3'],
    ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'eu-central-1', 'eu-west-1', 'us-west-1'],
    ...['us-east-1', 'na-south-1', 'me-east-1', 'me-central-1'],
  ],
  s3: [
    ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'mx-central-1'],
    ...['sa-east-1', 'eu-central-1', 'eu-central-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'],
    ...[
      'eu-south-1',
      'eu-south-2',
      'ap-east-1',
      'ap-east-2',
      'ap-south-1',
      'ap-south-2',
      'ap-northeast-1',
      'ap-northeast-2',
    ],
    ...['ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
    ...[
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'af-south-1',
      'il-central-1',
      'me-central-1',
      'me-south-1',
    ],
    ...['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1'],
  ],
};
