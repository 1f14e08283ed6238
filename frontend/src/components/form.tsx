import { Button } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";

/** A form that is sent by the page itself. */
export function Form({ className, send, children }: { className: string; send: () => void; children: ReactNode }) {
  return (
    <form
      className={className}
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      {children}
    </form>
  );
}

/** The button that sends a form, with other ways on beside it. */
export function Sending({ label, pending, children }: { label: string; pending: boolean; children?: ReactNode }) {
  return (
    <div className="verktoy luft-over">
      <Button type="submit" disabled={pending}>
        {label}
      </Button>
      {children}
    </div>
  );
}
