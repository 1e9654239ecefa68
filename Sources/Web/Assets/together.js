// Working together: live board, who else is at a case, drafts kept on the server. Pages work without it.
const one = (selector, within = document) => within.querySelector(selector);
const token = () => one('input[name="csrf"]')?.value ?? "";

// Browsers allow few connections at once, so a page in the background does not listen.
function listen(address, events) {
    let source = null;
    const stop = () => { source?.close(); source = null; };
    const start = () => {
        if (source || document.hidden) return;
        source = new EventSource(address);
        for (const [name, act] of Object.entries(events)) {
            source.addEventListener(name, (event) => act(event.data));
        }
        source.addEventListener("end", stop);
    };
    document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); else start(); });
    addEventListener("pagehide", stop);
    start();
}

function board() {
    const place = one("[data-live-page]");
    if (!place) return;
    let known = null;
    let busy = false;
    let again = false;
    const state = () => { const mark = one("[data-live-state]"); if (mark) mark.hidden = false; };
    const renew = async () => {
        if (busy) { again = true; return; }
        busy = true;
        try {
            const answer = await fetch(place.dataset.liveHere, { headers: { Accept: "text/html" }, cache: "no-store" });
            if (!answer.ok || answer.redirected) return;
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const fresh = one("#board", page);
            if (!fresh) return;
            const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
            const chosen = new Set([...place.querySelectorAll("input:checked")].map((box) => box.value));
            place.replaceChildren(...fresh.childNodes);
            for (const box of place.querySelectorAll("input[type=checkbox]")) box.checked = chosen.has(box.value);
            if (focused) one(`a[href="${CSS.escape(focused)}"]`, place)?.focus();
            state();
        } catch { /* the next change tries again; the link to refresh is always there */ } finally {
            setTimeout(() => { busy = false; if (again) { again = false; renew(); } }, 2000);
        }
    };
    const isFirstPage = !new URLSearchParams(location.search).has("after");
    listen(place.dataset.livePage, {
        board(data) {
            state();
            if (known !== null && known !== data && isFirstPage) renew();
            known = data;
        },
    });
}

function people() {
    const place = one("[data-live-case]");
    if (!place) return;
    const line = one("[data-live-people]", place);
    listen(place.dataset.liveCase, {
        people(data) {
            const names = (typing) => JSON.parse(data).filter((person) => person.typing === typing)
                .map((person) => person.name).join(line.dataset.join);
            const [writing, viewing] = [names(true), names(false)];
            line.textContent = [
                writing && line.dataset.writing.replace("{names}", writing),
                viewing && line.dataset.viewing.replace("{names}", viewing),
            ].filter(Boolean).join(" ");
        },
        version(data) {
            if (data !== place.dataset.version) one("[data-live-changed]", place).hidden = false;
        },
    });
    let told = 0;
    document.addEventListener("input", (event) => {
        if (!event.target.closest("main form[method=post]") || Date.now() - told < 5000) return;
        told = Date.now();
        const body = new URLSearchParams({ csrf: token() });
        fetch(place.dataset.typing, { method: "POST", body }).catch(() => {});
    });
}

const isPrivate = (control) => ["password", "hidden", "file", "submit", "button"].includes(control.type)
    || /(^|[^a-z])pin([^a-z]|$)|password|secret/i.test(control.name) || control.autocomplete === "one-time-code";

function keepDraft(key) {
    const form = key.form;
    const line = one("[data-draft-state]", form);
    let revision = Date.now();
    let waiting = 0;
    let isOver = false;
    let sending = null;
    const say = (words) => { if (line.textContent !== words) line.textContent = words; };
    const save = async () => {
        waiting = 0;
        if (isOver) return;
        const fields = new URLSearchParams();
        for (const control of form.elements) {
            if (!control.name || isPrivate(control)) continue;
            if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
            if (control.multiple) for (const option of control.selectedOptions) fields.append(control.name, option.value);
            else fields.append(control.name, control.value);
        }
        // At which state of the record it was begun, so that a draft taken up again tells what changed since.
        if (form.elements.version) fields.append("version", form.elements.version.value);
        revision = Math.max(revision + 1, Date.now());
        const body = new URLSearchParams({
            csrf: token(), form: key.dataset.draftForm, key: key.value, revision, fields: fields.toString(),
        });
        sending = new AbortController();
        try {
            const answer = await fetch("/drafts", { method: "POST", body, signal: sending.signal });
            if (answer.status === 409) isOver = true;
            say(answer.ok ? line.dataset.saved : answer.status === 409 ? line.dataset.late : line.dataset.failed);
        } catch { if (!isOver) say(line.dataset.failed); }
    };
    form.addEventListener("input", () => { if (!waiting) waiting = setTimeout(save, 2500); });
    // Only what stops the page's own savings: the server settles the key when the step is taken.
    form.addEventListener("submit", () => { clearTimeout(waiting); isOver = true; sending?.abort(); });
    addEventListener("pagehide", () => { if (waiting) { clearTimeout(waiting); save(); } });
}

board();
people();
for (const key of document.querySelectorAll("input[data-draft-form]")) keepDraft(key);
