// A place to sign with finger, pen or mouse. What is drawn goes into the form's field `signature` as a picture; the page
// offers paper to whoever has no script.
for (const place of document.querySelectorAll("[data-sign]")) {
    const canvas = place.querySelector("[data-sign-pad]");
    const form = place.closest("form");
    const field = form?.querySelector('input[name="signature"]');
    const pen = canvas?.getContext("2d");
    if (!field || !pen) continue;
    place.hidden = false;
    const state = place.querySelector("[data-sign-state]");
    const tell = () => { state.textContent = field.value ? state.dataset.drawn : ""; };
    const wipe = () => {
        pen.fillStyle = "#ffffff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.strokeStyle = "#10243a";
        pen.fillStyle = "#10243a";
        pen.lineWidth = 7;
        pen.lineCap = "round";
        pen.lineJoin = "round";
    };
    wipe();
    // What was drawn before the form came back is shown again.
    if (field.value.startsWith("data:image/png;base64,")) {
        const before = new Image();
        before.addEventListener("load", () => pen.drawImage(before, 0, 0, canvas.width, canvas.height));
        before.src = field.value;
    } else {
        field.value = "";
    }
    tell();
    let last = null;
    const spot = (event) => {
        const box = canvas.getBoundingClientRect();
        return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    canvas.addEventListener("pointerdown", (event) => {
        if (!event.isPrimary) return;
        event.preventDefault();
        try { canvas.setPointerCapture(event.pointerId); } catch { /* the pointer is gone already */ }
        last = spot(event);
        pen.beginPath();
        pen.arc(last[0], last[1], 3.5, 0, 2 * Math.PI);
        pen.fill();
    });
    canvas.addEventListener("pointermove", (event) => {
        if (!last || !event.isPrimary) return;
        const steps = event.getCoalescedEvents?.() ?? [];
        for (const step of steps.length > 0 ? steps : [event]) {
            const next = spot(step);
            pen.beginPath();
            pen.moveTo(...last);
            pen.lineTo(...next);
            pen.stroke();
            last = next;
        }
    });
    const lift = () => {
        if (!last) return;
        last = null;
        field.value = canvas.toDataURL("image/png");
        const drawn = form.querySelector('input[name="outcome"][value="drawn"]');
        if (drawn) drawn.checked = true;
        tell();
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    place.querySelector("[data-sign-clear]")?.addEventListener("click", () => { wipe(); field.value = ""; tell(); });
}
