import { bucketRequests } from './bucket.ts';
import { callbackTemplates } from './callback.ts';
import { configFiles, foreignConfigs } from './config.ts';
import { databaseFile } from './database.ts';
import { httpAnswers } from './http.ts';
import { ignorePatterns } from './ignore.ts';
import { contractRequests } from './requests.ts';
import type { FuzzTarget } from './target.ts';
import { webSocket } from './web.ts';
import { xmlAnswers } from './xml.ts';

/** Everything that reads what others wrote. */
export const targets: readonly FuzzTarget[] = [
  ...[xmlAnswers, httpAnswers, configFiles, foreignConfigs, databaseFile],
  ...[contractRequests, webSocket, ignorePatterns, callbackTemplates, bucketRequests],
];
