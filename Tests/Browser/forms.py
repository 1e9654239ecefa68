"""Filling forms as a person does, whatever kind of control stands behind a name."""


def fill(page, values):
    """Answers the questions of the form shown; a value is a text, an option's value, or a label to look for."""
    for name, value in values.items():
        controls = page.locator(f'main [name="{name}"]')
        first = controls.first
        kind = first.evaluate("control => control.tagName + ' ' + (control.type || '')").lower()
        if kind.startswith("select"):
            choose(first, value)
        elif kind.endswith("file"):
            first.set_input_files(value)
        elif "radio" in kind or "checkbox" in kind:
            wanted = page.locator(f'main [name="{name}"][value="{value}"]') if isinstance(value, str) else first
            # By keyboard: a click by place may miss what moves while the page is still being laid out.
            if not wanted.is_checked():
                wanted.press("Space")
            assert wanted.is_checked(), f"{name} {value} was not chosen"
        else:
            first.fill(value)


def choose(select, value):
    values = select.locator("option").evaluate_all("options => options.map(option => [option.value, option.text])")
    for candidate, text in values:
        if candidate == value or (candidate and value in text):
            select.select_option(candidate)
            return
    raise AssertionError(f"no option {value!r} among {values}")


def send(page):
    """Presses the main button of the form in the middle of the page."""
    page.locator("main form[method=post] [type=submit]:not([name])").last.click()


def step(page, case, noun, values):
    """Opens the form of a step, answers it, and must come back to the case."""
    page.goto(f"{case}/{noun}")
    fill(page, values)
    page.locator(f'main form[action="{case}/{noun}"] [type=submit]:not([name])').last.click()
    page.wait_for_url(lambda url: url.split("?")[0].split("#")[0].endswith(case))


TALK = {"place": "电话", "mode": "phone", "matter": "说明收到和下一步"}
