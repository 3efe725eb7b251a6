declare module 'mailparser' {
  /** Only what the floor uses. */
  export function simpleParser(
    source: Uint8Array,
    options: {
      skipHtmlToText: boolean;
      skipTextToHtml: boolean;
      skipImageLinks: boolean;
      keepDeliveryStatus: boolean;
    },
  ): Promise<{ subject?: string; text?: string }>;
}
