/** One simulated network of the demonstration, as the play sees it. */
export interface DemoNetwork {
  channel: string;
  /** Name and settings under which the service connects it. */
  account: { name: string; settings: object };
  person(name: string, facts: PersonFacts): DemoPerson;
  close(): Promise<void>;
}

export interface PersonFacts {
  language: string;
  phone?: string;
  email?: string;
}

export interface DemoPerson {
  /** Their user id on the network, or their mail address; also the chat with them. */
  address: string;
  /** Has written to us before, so that the network lets us answer. */
  joins?(): void;
  says(text: string): Promise<void>;
  sendsPicture?(bytes: Uint8Array, caption: string): Promise<void>;
  /** Their own number, through the network's share button or as words. */
  sharesPhone?(phone: string): Promise<void>;
  /** Called with the words of every answer they receive. */
  onAnswer(listener: (text: string) => void): void;
}
