/** What the person may do on a study; the server decides again at each request. */
export interface Rights {
  readonly request: boolean;
  readonly cancel: boolean;
  readonly decide: boolean;
  /** Clinical facts, by the form beside the answers about metastases. */
  readonly enterFacts: boolean;
}
