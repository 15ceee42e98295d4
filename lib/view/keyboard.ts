/**
 * Whether a key belongs to something else: a field being typed in, a dialog, a browser shortcut.
 * Single-letter shortcuts must rest then.
 */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const target = event.target;
  return target instanceof Element &&
    target.closest("input, textarea, select, dialog, [contenteditable]") !== null;
}
