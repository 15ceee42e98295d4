import { useEffect, useRef, useState } from "preact/hooks";
import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import { Notice } from "./Notice.tsx";
import { signInAgain } from "./sign_in_again.ts";

interface Props {
  readonly lang: Lang;
  readonly person: string;
  onBack(name: string): void;
}

/** Signs in over the page, whose state stays as it is behind its curtain. */
export function SignInDialog({ lang, person, onBack }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  // A browser lets a dialog be closed by the second Esc whatever the page says: open it again.
  const open = () => dialog.current?.showModal();
  useEffect(open, []);

  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(form.get("name") ?? "");
    setBusy(true);
    const refusal = await signInAgain(name, String(form.get("password") ?? ""));
    setBusy(false);
    if (refusal === null) onBack(name);
    else setProblem(refusal || translate(lang, "signIn.offline"));
  };

  return (
    <dialog
      ref={dialog}
      class="sign-in-again"
      onCancel={(event) => event.preventDefault()}
      onClose={open}
      aria-labelledby="again"
    >
      <form class="stack" onSubmit={onSubmit}>
        <h2 id="again">{translate(lang, "signIn.title")}</h2>
        <p>{translate(lang, "signIn.ended")}</p>
        {problem !== "" && <Notice tone="bad" title={problem} />}
        <div>
          <label for="again-name">{translate(lang, "signIn.name")}</label>
          <input id="again-name" name="name" value={person} autocomplete="username" required />
        </div>
        <div>
          <label for="again-password">{translate(lang, "signIn.password")}</label>
          <input
            id="again-password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            autofocus
          />
        </div>
        <button type="submit" class="primary" disabled={busy}>
          {translate(lang, "signIn.submit")}
        </button>
      </form>
    </dialog>
  );
}
