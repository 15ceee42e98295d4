/** What of a page can name or show a patient; the sentence on its use stays in view. */
const CONTENT = "body > .skip, body > header, body > main";

/**
 * Draws or opens the curtain over the whole page. Drawn, nothing of it is rendered, printed,
 * focusable or read aloud; its state, half-written text included, is kept until it opens again.
 */
export function drawCurtain(drawn: boolean): void {
  for (const element of document.querySelectorAll<HTMLElement>(CONTENT)) {
    element.inert = drawn;
    element.hidden = drawn;
  }
}
