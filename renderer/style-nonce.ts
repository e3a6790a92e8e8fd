/** The server fills it in anew for each page, so that its content policy can tell our style elements from others. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
