/** Takes messages for another thread. */
export type Outbox<Message> = (message: Message) => void;

/**
 * Posts what is told until `soon` calls back as one message: to wake another thread takes longer than a small file's message itself.
 * Order is kept.
 */
export function createOutbox<Message>(
  post: (messages: readonly Message[]) => void,
  soon: (callback: () => void) => void,
): Outbox<Message> {
  let told: Message[] = [];
  return message => {
    told.push(message);
    if (told.length > 1) return;
    soon(() => {
      const messages = told;
      told = [];
      post(messages);
    });
  };
}
