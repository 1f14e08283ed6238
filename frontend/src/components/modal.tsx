import { Dialog } from "@digdir/designsystemet-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

/** What a dialog that closes itself is given. */
export interface Opened {
  close: () => void;
}

/** A dialog that is open while it is rendered. */
export function Modal({
  title,
  close,
  className,
  children,
}: {
  title: string;
  close: () => void;
  className?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const heading = useId();
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")} className={className} aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </Dialog>
  );
}
