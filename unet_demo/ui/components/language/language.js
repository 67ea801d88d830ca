// The page's language; Streamlit gives no other way to set it.
export default function ({ data, parentElement }) {
  document.documentElement.lang = data.lang === "zh" ? "zh-CN" : "en";
  const slot = (parentElement.host ?? parentElement).closest('[data-testid="stElementContainer"]');
  if (slot) slot.style.display = "none";
}
