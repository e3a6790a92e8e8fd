import { contentOf } from './content.ts';
import type { Faults } from './faults.ts';
import type { Play } from './play.ts';
import { bucketName } from './server.ts';
import { folderPrefix, handPrefix } from './session.ts';
import type { Step } from './steps.ts';

/** Does one step of a history; what it sets off happens later. */
export async function perform(play: Play, step: Step): Promise<void> {
  play.scheduler.note(`step ${JSON.stringify(step)}`);
  play.scheduler.owner = play.world;
  const came = play.tree.perform(step);
  if (came === 'done') countTree(play.faults, step.do);
  if (came !== 'not of the tree') {
    play.presence.look();
    return;
  }
  await change(play, step);
  play.throwIfFailed();
}

function countTree(faults: Faults, does: Step['do']): void {
  if (does === 'unmount') faults.count('world', does);
  else faults.did(does === 'mount' ? 'world' : 'tree', does);
}

async function change(play: Play, step: Step): Promise<void> {
  const { scheduler, faults } = play;
  switch (step.do) {
    case 'fault':
      faults.plan(step);
      return;
    case 'foreign': {
      const key = folderPrefix + step.path;
      const bytes = contentOf(step.salt, step.size);
      faults.did('world', 'foreign');
      play.losses.ofKey(key, 'another machine stored its object');
      play.watchman.sawForeign(key, bytes, play.session !== null);
      return play.await(byOthers(play, key, 'stored', play.others.put(key, bytes)), 'another machine');
    }
    case 'foreignRemove': {
      const key = folderPrefix + step.path;
      if (play.bucket.find(key)) faults.did('world', 'foreignRemove');
      play.losses.ofKey(key, 'another machine removed its object');
      play.watchman.sawForeign(key, null, play.session !== null);
      return play.await(
        play.removals.byOthers(key, byOthers(play, key, 'removed', play.others.remove(key))),
        'another machine',
      );
    }
    case 'expire': {
      const uploads = play.bucket.uploads();
      for (const { id } of uploads) play.losses.ofUpload(id, 'the upload expired');
      for (const _ of uploads) faults.count('world', 'uploadExpired');
      return play.await(play.others.expire(uploads), 'another machine');
    }
    case 'jump':
      faults.count('world', 'clockJump');
      play.ledger.jumped();
      scheduler.jump(step.ms);
      return;
    case 'suspend':
      faults.count('world', 'suspend');
      scheduler.suspend(step.ms);
      return;
    case 'skew':
      if (step.ms !== 0) faults.count('world', 'serverSkew');
      play.serverClock.skewMs = step.ms;
      return;
    case 'start':
      void play.living().start(step.mode);
      return;
    case 'go':
      return play.go(step.events);
    case 'pass':
      return play.pass(step.ms);
    case 'kill':
      if (!play.session) return;
      faults.count('process', 'death');
      play.session.process.die();
      play.session = null;
      return;
    case 'stop':
      return play.stop();
    default:
      return command(play, step);
  }
}

/** What the engine says of a key while others are at it is about the object before. */
async function byOthers(
  play: Play,
  key: string,
  what: 'stored' | 'removed',
  work: Promise<unknown>,
): Promise<void> {
  await work.catch(() => {});
  play.watchman.touched(key, what);
}

/** What the user asks for. */
async function command(play: Play, step: Step): Promise<void> {
  switch (step.do) {
    case 'pause':
      if (!play.session?.folder) return;
      play.faults.count('world', 'pause');
      void play.session.do('pause', () => play.session?.folder?.pause());
      return;
    case 'resume':
      if (play.session?.folder) play.faults.did('user', 'resume');
      void play.session?.do('resume', () => play.session?.folder?.resume());
      return;
    case 'add': {
      const bytes = contentOf(step.salt, step.size);
      const path = writeAdded(play, step.name, bytes);
      const session = play.living();
      void session.do('add', async () => {
        const { ids = [] } =
          (await session.byHand?.addPaths(
            {
              target: { account: null, kind: play.history.kind, bucket: bucketName, prefix: '' },
              options: {},
              partSize: step.partSize,
              isSimple: false,
              isAppend: false,
              paths: [path],
              name: step.name,
            },
            () => {},
            new AbortController().signal,
          )) ?? {};
        play.added.push(...ids.map(id => ({ id, key: handPrefix + step.name })));
        for (const _ of ids) play.faults.did('user', 'add');
      });
      return;
    }
    case 'changeAdded':
      play.faults.did('user', 'changeAdded');
      writeAdded(play, step.name, contentOf(step.salt, step.size));
      return;
    case 'command': {
      const { session } = play;
      if (!session?.byHand) return;
      const { added } = play;
      const chosen = added.at(step.nth % Math.max(1, added.length));
      if (chosen === undefined) return;
      const { id, key } = chosen;
      // Also one that comes to no end: by then the parts may be gone.
      if (step.command === 'cancel') play.cancelled.add(id);
      if (step.command === 'cancel') play.losses.ofKey(key, 'the user wanted it no longer');
      void session.do(step.command, async () => {
        const { changed = 0 } =
          (await session.byHand?.command(step.command, [id], new AbortController().signal)) ?? {};
        if (changed > 0) play.faults.did(step.command === 'cancel' ? 'world' : 'user', step.command);
      });
      return;
    }
    case 'rate':
      if (!play.session?.engine) return;
      play.session.engine.setRate(step.bytes);
      play.faults.did('user', 'rate');
      return;
    case 'settings': {
      const { parallel = play.settings.parallel, partSize = play.settings.partSize } = step;
      play.settings = { parallel, partSize };
      return;
    }
    case 'parallel':
      play.settings = { ...play.settings, parallel: step.parallel };
      return;
  }
}

function writeAdded(play: Play, name: string, bytes: Buffer): string {
  play.losses.ofKey(handPrefix + name, 'its file was changed');
  const path = `/sim/home/hand/${name}`;
  play.disk.write(path, bytes);
  play.watchman.sawContentOf(handPrefix + name, bytes);
  return path;
}
