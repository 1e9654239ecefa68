"""What lies in deploy/ can be used as it is: files that are copied exist, and the programs that read it accept it."""

import pathlib
import re
import subprocess
import sys

import pytest

from harness import ROOT

DEPLOY = ROOT / "deploy"
# Laid beside Python by bin/setup --tests.
NGINX = pathlib.Path(sys.executable).with_name("nginx")


def packages(text):
    return set(re.findall(r"\blib[a-z0-9-]+-dev\b|\bpkg-config\b|\bbootstrap-icons\b|\bpython3-venv\b", text))


def test_the_image_is_built_from_what_is_there():
    text = (DEPLOY / "Dockerfile").read_text()
    for words in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in words.split()[:-1]:
            assert (ROOT / source).exists(), f"{source} is copied into the image and not there"
    for script in re.findall(r"(?<![\w/])bin/[a-z-]+(?:\.[a-z]+)?", text):
        assert (ROOT / script).exists(), f"{script} is called and not there"
    # What this machine built or keeps, its keys and cases too, does not go into an image.
    left_out = {line.removeprefix("**/").rstrip("/") for line in (ROOT / ".dockerignore").read_text().split()}
    own = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split() if line.endswith("/")}
    assert own <= left_out, own - left_out
    wanted = packages((ROOT / "bin" / "setup").read_text())
    assert wanted and not wanted - packages(text), "bin/setup needs what the image does not install"


def test_every_file_the_guide_names_is_there():
    guide = (ROOT / "docs" / "operations.md").read_text()
    named = set(re.findall(r"`?(deploy/[A-Za-z0-9_./-]*[A-Za-z0-9_])", guide))
    assert len(named) > 5
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_option_of_the_environment_is_known_to_the_program():
    told = set(re.findall(r"^#?(HUIYIN_[A-Z_]+)=", (DEPLOY / "huiyin.env").read_text(), re.MULTILINE))
    source = "".join(path.read_text() for path in (ROOT / "Sources").rglob("*.swift"))
    assert len(told) >= 4 and not [name for name in told if f'"{name}"' not in source]


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").iterdir()))
def test_systemd_reads_each_unit(unit, tmp_path):
    # The program need not be installed where the tests run.
    for path in (DEPLOY / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/huiyin/huiyin", "/bin/true"))
    name = unit.replace("@.", "@8080.")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / name], capture_output=True, text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"})
    about = [line for line in done.stderr.splitlines() if "huiyin" in line]
    assert done.returncode == 0 and not about, done.stderr


def test_nginx_reads_its_file(tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout",
         tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"], check=True, capture_output=True)
    text = (DEPLOY / "nginx" / "huiyin.conf").read_text()
    text = text.replace("/etc/huiyin/tls", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    # The folders an installed nginx has.
    own = f"access_log {tmp_path}/access;\n" + "".join(
        f"{what}_temp_path {tmp_path}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{own}{text}\n}}\n")
    done = subprocess.run(
        [NGINX, "-t", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr.replace("could not open error log", ""), done.stderr
