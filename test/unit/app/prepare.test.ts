import { expect, test, vi } from 'vitest';
import { claimLinks } from '../../../main/app/prepare.ts';
import { app } from '../../support/electron/app.ts';

test('outside of packages a link starts Electron with the folder of the app, as all else does', () => {
  const claim = vi.spyOn(app, 'setAsDefaultProtocolClient');
  claimLinks();
  expect(claim).toHaveBeenCalledWith('longshore', process.execPath, [app.getAppPath()]);
  claim.mockRestore();
});
