/** Stands in an island's props for JSX that was rendered on the server. */
export class SlotRef {
  constructor(readonly id: number) {}
}
