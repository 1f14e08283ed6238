import { Dialog } from "@digdir/designsystemet-react";
import type { ReactNode } from "react";
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
  return (
    <Dialog open onClose={close} closeButton={t("ui.lukk")} className={className}>
      <h2>{title}</h2>
      {children}
    </Dialog>
  );
}
