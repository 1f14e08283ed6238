export default function Tilgjengelighet() {
  return null;
}
