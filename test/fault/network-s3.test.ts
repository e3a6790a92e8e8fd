import { describeNetworkFaults } from './network.suite.ts';

describeNetworkFaults('s3');
