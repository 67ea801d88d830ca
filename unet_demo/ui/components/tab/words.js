// Streamlit's own English words, in the language of the page: its API has no place for them. What a sign is called for a
// screen reader is put right together with what is seen of it. Of our own components nothing is touched: each lies behind
// its own shadow.
const NAMES = ["aria-label", "title", "placeholder", "alt"];
const WATCHED = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES };
const GAP = "{name}";

export class Words {
  constructor() {
    this.told = new Map(); // Streamlit's word -> what stands in its place now
    this.said = new Map(); // from what stands there to what should
    this.observer = new MutationObserver((records) => records.forEach((record) => this.changed(record)));
  }

  // `words`: pairs of Streamlit's text and ours, "{name}" in both where something stands between; none: English.
  speak(words) {
    const next = new Map(words);
    if (!next.size && !this.told.size) return;
    const keys = new Set([...this.told.keys(), ...next.keys()]);
    this.said = new Map([...keys].map((key) => [this.told.get(key) ?? key, next.get(key) ?? key]));
    this.observer.disconnect();
    this.under(document.body);
    this.said = this.told = next;
    if (next.size) this.observer.observe(document.body, WATCHED);
  }

  changed({ target, attributeName, addedNodes }) {
    if (attributeName) this.name(target, attributeName);
    else if (target.nodeType === Node.TEXT_NODE) this.text(target);
    else for (const node of addedNodes) this.under(node);
  }

  under(root) {
    if (root.nodeType === Node.TEXT_NODE) this.text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) this.text(node);
      else for (const name of NAMES) this.name(node, name);
    }
  }

  text(node) {
    const said = this.of(node.nodeValue);
    if (said !== null && said !== node.nodeValue && !node.parentElement?.closest("pre, code")) node.nodeValue = said;
  }

  name(element, name) {
    const said = element.hasAttribute(name) ? this.of(element.getAttribute(name)) : null;
    if (said !== null) element.setAttribute(name, said);
  }

  // What is to stand in the place of this text; null: it stays.
  of(text) {
    const bare = text.trim();
    if (this.said.has(bare)) return text.replace(bare, () => this.said.get(bare));
    return bare ? this.around(text) : null;
  }

  // The same for a text with a name in it, as in "Remove {name}".
  around(text) {
    for (const [from, to] of this.said) {
      const [before, after] = from.split(GAP);
      if (after === undefined || !text.startsWith(before) || !text.endsWith(after)) continue;
      const name = text.slice(before.length, text.length - after.length);
      if (name && from !== to) return to.replace(GAP, () => name);
    }
    return null;
  }
}
