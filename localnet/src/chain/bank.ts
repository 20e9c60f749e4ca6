/** A point of the chain at which its state can be asked for. */
export interface Bank {
  readonly slot: number;
  readonly height: number;
  readonly time: number;
}
