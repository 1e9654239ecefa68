// Improves pages that work without it. Every word it shows stands in attributes of the page.
const language = document.documentElement.lang || "zh-Hans";
const all = (selector, within = document) => within.querySelectorAll(selector);

// How far the server's clock is ahead of this device's. The server wrote its moment when the answer set out, so it is
// held against the moment the answer began to arrive, not against now.
const ahead = (() => {
    const said = Date.parse(document.querySelector("meta[name=huiyin-moment]")?.content);
    if (Number.isNaN(said)) return 0;
    const arrived = performance.getEntriesByType("navigation")[0]?.responseStart;
    return said - (arrived ? Date.now() - performance.now() + arrived : Date.now());
})();

function duration(milliseconds) {
    const minutes = Math.max(0, Math.floor(milliseconds / 60000));
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    const parts = days > 0 ? [[days, "day"], [hours, "hour"]] : [[hours, "hour"], [minutes % 60, "minute"]];
    return parts.filter(([amount], index) => amount > 0 || index === 1)
        .map(([amount, unit]) =>
            new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(amount))
        .join(language.startsWith("zh") ? "" : " ");
}

function tick() {
    for (const element of all("[data-due]")) {
        const left = Date.parse(element.dataset.due) - (Date.now() + ahead);
        if (Number.isNaN(left)) continue;
        const words = left >= 0 ? element.dataset.left : element.dataset.over;
        if (words) element.textContent = words.replace("{time}", duration(Math.abs(left)));
    }
}

function counters(within) {
    for (const element of all("[data-count]", within)) {
        const control = document.getElementById(element.dataset.count);
        const limit = Number(element.dataset.limit);
        if (!control || !limit) continue;
        const show = () => {
            const left = limit - [...control.value].length;
            const words = left >= 0 ? element.dataset.left : element.dataset.over;
            element.textContent = words.replace("{n}", new Intl.NumberFormat(language).format(Math.abs(left)));
            element.classList.toggle("is-over", left < 0);
        };
        control.addEventListener("input", show);
        show();
    }
}

function draftable(form) {
    return [...form.elements].filter((control) => control.name && !control.closest("[data-no-draft]")
        && !["password", "hidden", "file", "submit", "button"].includes(control.type)
        && !/pin|password|code|secret/i.test(control.name) && control.autocomplete !== "one-time-code");
}

function readDraft(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function drafts(form) {
    const key = `huiyin.draft.${form.dataset.draft}`;
    const lifetime = 7 * 86400000;
    const notice = form.querySelector("[data-draft-notice]");
    const kept = readDraft(key);
    const forget = () => { try { localStorage.removeItem(key); } catch { /* storage is closed to us */ } };
    if (kept && Date.now() - kept.at > lifetime) forget();
    else if (kept && notice && kept.values.some(([, , value]) => value !== "")) notice.hidden = false;
    form.querySelector("[data-draft-restore]")?.addEventListener("click", () => {
        const controls = draftable(form);
        for (const [name, option, value] of kept.values) {
            const control = controls.find((one) => one.name === name && (option === null || one.value === option));
            if (!control) continue;
            if (option === null) control.value = value; else control.checked = value;
            control.dispatchEvent(new Event("input", { bubbles: true }));
        }
        notice.hidden = true;
        draftable(form)[0]?.focus();
    });
    form.querySelector("[data-draft-discard]")?.addEventListener("click", () => { forget(); notice.hidden = true; });
    let waiting = 0;
    form.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
            const values = draftable(form).map((control) => ["checkbox", "radio"].includes(control.type)
                ? [control.name, control.value, control.checked] : [control.name, null, control.value]);
            try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })); } catch { /* full or closed */ }
        }, 400);
    });
    // A form that may come back with faults, or never arrive, keeps its text until the page after it says it did.
    if (!("draftKeep" in form.dataset)) form.addEventListener("submit", forget);
}

function sentDrafts(within) {
    for (const element of all("[data-draft-done]", within)) {
        try { localStorage.removeItem(`huiyin.draft.${element.dataset.draftDone}`); } catch { /* storage is closed to us */ }
    }
}

function forms(within) {
    for (const form of all("form[method=post]", within)) {
        let changed = false;
        form.addEventListener("input", () => { changed = true; });
        if (form.dataset.draft) drafts(form);
        if ("guard" in form.dataset) {
            addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
        }
        form.addEventListener("submit", (event) => {
            if (form.dataset.sent) { event.preventDefault(); return; }
            form.dataset.sent = "yes";
            changed = false;
            const button = event.submitter;
            // Only after the browser has read the form, or the pressed button's own value would be lost.
            setTimeout(() => {
                for (const one of all("button[type=submit]", form)) one.setAttribute("aria-disabled", "true");
                const words = button?.dataset.sending && button.querySelector("span");
                if (words) { button.dataset.was = words.textContent; words.textContent = button.dataset.sending; }
            });
        });
    }
}

// A page shown again by the back button must be usable again.
addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of all("form[data-sent]")) {
        delete form.dataset.sent;
        for (const button of all("button[type=submit]", form)) {
            button.removeAttribute("aria-disabled");
            if (button.dataset.was) button.querySelector("span").textContent = button.dataset.was;
        }
    }
});

function buttons(within) {
    for (const button of all("[data-print]", within)) {
        button.hidden = false;
        button.addEventListener("click", () => print());
    }
    for (const button of navigator.clipboard ? all("[data-copy]", within) : []) {
        button.hidden = false;
        button.addEventListener("click", async () => {
            await navigator.clipboard.writeText(button.dataset.copy);
            const words = button.querySelector("span") ?? button;
            const before = words.textContent;
            words.textContent = button.dataset.done;
            button.setAttribute("aria-live", "polite");
            setTimeout(() => { words.textContent = before; }, 2500);
        });
    }
    for (const button of all("[data-reveal]", within)) {
        const control = document.getElementById(button.dataset.reveal);
        if (!control) continue;
        const shown = button.textContent;
        button.hidden = false;
        button.setAttribute("aria-pressed", "false");
        button.addEventListener("click", () => {
            const reveal = control.type === "password";
            control.type = reveal ? "text" : "password";
            button.textContent = reveal ? button.dataset.hide : shown;
            button.setAttribute("aria-pressed", String(reveal));
        });
    }
}

function menus() {
    const open = () => all("details.hy-menu[open]");
    addEventListener("click", (event) => {
        for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
    addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        for (const menu of open()) { menu.open = false; menu.querySelector("summary").focus(); }
    });
}

function improve(within) {
    sentDrafts(within);
    counters(within);
    forms(within);
    buttons(within);
    tick();
}

improve(document);
menus();
setInterval(tick, 20000);
document.querySelector("[data-focus]")?.focus();
// A part that htmx put in has to be improved like the page it came into.
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) improve(event.target); });
