/** What a notification is about, for tests that choose which ones suffer. */
export interface Notification {
  /** Such as `accountNotification`. */
  readonly method: string;
  readonly subscription: number;
  readonly result: unknown;
}

/** All of them, none, a share of them at random, or those that the function picks. */
export type Choice = boolean | number | ((notification: Notification) => boolean);

/** What may go wrong between a chain and its subscribers: WebSocket promises delivery to nobody. */
export class NotificationFaults {
  #drop: Choice = false;
  #duplicate: Choice = false;
  #reorder: Choice = false;
  #delayMs = 0;
  #held: (() => void) | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();

  dropNotifications(choice: Choice): void {
    this.#drop = choice;
  }

  duplicateNotifications(choice: Choice): void {
    this.#duplicate = choice;
  }

  /** The chosen ones arrive after the one that follows them. */
  reorderNotifications(choice: Choice): void {
    this.#reorder = choice;
    if (choice === false) this.#release();
  }

  delayNotifications(milliseconds: number): void {
    this.#delayMs = milliseconds;
  }

  deliver(notification: Notification, send: () => void): void {
    if (chosen(this.#drop, notification)) return;
    const times = chosen(this.#duplicate, notification) ? 2 : 1;
    const deliver = () => {
      for (let i = 0; i < times; i++) send();
    };
    if (this.#held === undefined && chosen(this.#reorder, notification)) {
      this.#held = deliver;
      return;
    }
    this.#later(deliver);
    this.#release();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#held = undefined;
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#later(held);
  }

  #later(deliver: () => void): void {
    if (this.#delayMs === 0) {
      deliver();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      deliver();
    }, this.#delayMs);
    this.#timers.add(timer);
  }
}

function chosen(choice: Choice, notification: Notification): boolean {
  if (typeof choice === 'number') return Math.random() < choice;
  return typeof choice === 'boolean' ? choice : choice(notification);
}
