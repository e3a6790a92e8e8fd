/** A process that gives rubbish to one target: see `run-apart.ts`. */
import { answerWishes } from './answer-wishes.ts';
import { targets } from './targets.ts';

answerWishes(targets);
