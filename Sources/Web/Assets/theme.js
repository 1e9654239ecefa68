// Tabler knows light and dark only; with the choice `auto` the device decides, now and whenever it changes.
const root = document.documentElement;
if (root.dataset.themeChoice === "auto") {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
    dark.addEventListener("change", follow);
    follow();
}
