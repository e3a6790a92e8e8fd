import { describeNetworkFaults } from './network.suite.ts';

describeNetworkFaults('oss');
