// Keyboard commands of the staff's pages. What a key does is a link or button of the page, so only what the reader may
// do has a key. They rest while somebody types, with modifier keys, and when they were turned off (WCAG 2.1.4).
const dialog = document.querySelector("#hy-shortcuts");
const isTyping = (element) => element.isContentEditable
    || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName)
        && !["checkbox", "radio", "button", "submit"].includes(element.type);
const rows = () => [...document.querySelectorAll("main tbody th[scope=row] > a, main .hy-hits .hy-hit-head a")];
const seen = (selector) => [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length)
    ?? document.querySelector(selector);
let first = "";
let firstAt = 0;

function move(step) {
    const all = rows();
    if (!all.length) return;
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
    all[next].focus();
}

// The list tells the keys of this very page as well.
function show() {
    const list = dialog.querySelector("[data-keys]");
    for (const old of list.querySelectorAll("[data-here]")) old.remove();
    for (const target of document.querySelectorAll("main [data-key]")) {
        const [term, told, key] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
        key.textContent = target.dataset.key;
        term.append(key);
        told.textContent = target.textContent.trim();
        for (const part of [term, told]) part.dataset.here = "";
        list.append(term, told);
    }
    dialog.showModal();
}

function act(key) {
    if (key === "?") { show(); return true; }
    if (key === "/") { seen("#hy-q")?.focus(); return true; }
    if (key === "j") { move(1); return true; }
    if (key === "k") { move(-1); return true; }
    const target = document.querySelector(`main [data-key="${CSS.escape(key)}"]`);
    target?.click();
    return Boolean(target);
}

addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !"jk".includes(event.key)) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const isSecond = first === "g" && Date.now() - firstAt < 1500;
    first = event.key;
    firstAt = Date.now();
    if (isSecond) {
        first = "";
        const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
        if (link) { event.preventDefault(); location.assign(link.getAttribute("href")); }
        return;
    }
    if (event.key !== "g" && act(event.key)) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-shortcuts-open]")) {
    button.hidden = false;
    button.addEventListener("click", show);
}
