import { EventEmitter } from 'node:events';
import type { Menu, MenuItemConstructorOptions, Tray } from 'electron';
import { StandInEvent } from './events.ts';
import { strict } from './strict.ts';

/** One line of a menu; clicking it does what the user's click does. */
export class StandInMenuItem {
  readonly id: string;
  readonly label: string;
  readonly type: NonNullable<MenuItemConstructorOptions['type']>;
  readonly role: MenuItemConstructorOptions['role'];
  readonly accelerator: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly submenu: StandInMenu | null;
  checked: boolean;
  readonly #options: MenuItemConstructorOptions;

  constructor(options: MenuItemConstructorOptions) {
    this.#options = options;
    const { submenu, role } = options;
    this.id = options.id ?? '';
    this.label = options.label ?? role ?? '';
    this.role = role;
    this.type = options.type ?? (submenu ? 'submenu' : 'normal');
    this.accelerator = String(options.accelerator ?? '');
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.submenu = Array.isArray(submenu) ? new StandInMenu(submenu) : null;
  }

  click(): void {
    if (!this.enabled) throw new Error(`the item ${this.label} is disabled`);
    if (this.type === 'checkbox') this.checked = !this.checked;
    (this.#options.click as ((...args: unknown[]) => void) | undefined)?.(
      this,
      undefined,
      new StandInEvent(),
    );
  }
}

export class StandInMenu extends EventEmitter implements Pick<Menu, 'popup'> {
  readonly items: StandInMenuItem[];

  constructor(template: readonly MenuItemConstructorOptions[] = []) {
    super();
    this.items = template.map(each => new StandInMenuItem(each));
  }

  static #application: StandInMenu | null = null;

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): StandInMenu {
    return new StandInMenu(template);
  }

  static setApplicationMenu(menu: StandInMenu | null): void {
    StandInMenu.#application = menu;
  }

  static getApplicationMenu(): StandInMenu | null {
    return StandInMenu.#application;
  }

  getMenuItemById(id: string): StandInMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found) return found;
    }
    return null;
  }

  popup(): void {}
}

export class StandInTray
  extends EventEmitter
  implements Pick<Tray, 'destroy' | 'isDestroyed' | 'setContextMenu' | 'setImage' | 'setToolTip'>
{
  #isDestroyed = false;

  constructor() {
    super();
    // biome-ignore lint/correctness/noConstructorReturn: whoever makes a tray gets the one that is strict
    return strict('Tray', this as StandInTray);
  }

  setImage(): void {}
  setToolTip(): void {}
  setContextMenu(): void {}
  isDestroyed = (): boolean => this.#isDestroyed;
  destroy(): void {
    this.#isDestroyed = true;
  }
}
