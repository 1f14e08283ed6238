"""The files for operation are read by the programs they are for, where those are installed, and hold to the laws of the house."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.demanded import unavailable
from tests.rules.test_install import faults

from ldip.web.app import routers
from ldip.web.guard import UPLOADS
from ldip.web.settings import BODY, UPLOAD

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "guide" / "drift.md"
WANTED = "LDIP_KREV_DRIFT"  # set where systemd and nginx must be there
EXPOSED = 20  # tenths of the exposure systemd-analyze counts; a service without protection has 96


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/bin")
    return found or unavailable(f"{name} er ikke installert", WANTED)


@pytest.mark.parametrize("unit", ["ldip.service", "ldip-rydd.service", "ldip-rydd.timer"])
def test_units_are_sound(unit: str, tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    for file in DEPLOY.glob("ldip*.*"):  # the program itself is not installed here
        (tmp_path / file.name).write_text(
            file.read_text(encoding="utf-8").replace("/opt/ldip/venv/bin/ldip", "/bin/true"), encoding="utf-8"
        )
    done = subprocess.run([analyze, "verify", str(tmp_path / unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_service_is_confined() -> None:
    analyze = program("systemd-analyze")
    command = [analyze, "security", "--offline=true", f"--threshold={EXPOSED}", str(DEPLOY / "ldip.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_service_has_limits_and_starts_a_command_that_exists() -> None:
    unit = text("ldip.service")
    for setting in ("MemoryMax=", "TasksMax=", "UMask=0077", "ProtectSystem=strict", "User=ldip", "NoNewPrivileges=yes"):
        assert re.search(rf"^{re.escape(setting)}", unit, re.MULTILINE), setting
    assert "LDIP_METRIKK_NOEKKEL=" not in unit, "hemmeligheter står i en egen fil"
    from tests.cli.documented import KNOWN

    for name in ("ldip.service", "ldip-rydd.service"):
        words = re.search(r"^ExecStart=/opt/ldip/venv/bin/ldip (.*)$", text(name), re.MULTILINE)
        assert words, name
        path, args = words[1].replace("${LDIP_VERT_NAVN}", "plan.kommunen.no").split(), 1 if words[1].startswith("serve") else 2
        KNOWN[tuple(path[:args])].make_context("x", path[args:])


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    nginx, openssl = program("nginx"), program("openssl")
    key = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem"), "-subj", "/CN=plan.kommunen.no"]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *key], check=True, capture_output=True
    )
    ours = text("nginx.conf").replace("/etc/ssl/ldip", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    temporary = "\n".join(f"{n}_temp_path {tmp_path}/{n};" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = (
        f"error_log {tmp_path}/error.log;\npid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\n{ours}\n}}\n"
    )
    (tmp_path / "hele.conf").write_text(whole, encoding="utf-8")
    command = [nginx, "-t", "-c", str(tmp_path / "hele.conf"), "-p", str(tmp_path), "-e", f"{tmp_path}/error.log"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_proxy_has_the_limits_of_the_server() -> None:
    """A limit in front that is lower would refuse what the server accepts; a higher one would let through what it refuses."""
    conf = text("nginx.conf")
    sizes = [int(m) * 2**20 for m in re.findall(r"client_max_body_size (\d+)m;", conf)]
    assert sizes == [BODY, UPLOAD]
    uploads = re.search(r"location ~ (\^/api/planer/\(opplasting\S+) \{", conf)
    streams = re.search(r"location ~ (\^/api/\.\*/hendelser\$) \{", conf)
    assert uploads and streams
    paths = {r.path for router in routers().values() for r in router.routes if hasattr(r, "path")}
    concrete = {p: re.sub(r"\{(?:plan|versjon|kjoering)\}", "1", p).replace("{gren}", unquote("Ap")) for p in paths}
    assert {p for p, c in concrete.items() if re.search(uploads[1], c)} == {p for p in paths if p.endswith(UPLOADS)} and UPLOADS
    assert {p for p, c in concrete.items() if re.search(streams[1], c)} == {p for p in paths if p.endswith("hendelser")}
    (shut,) = re.findall(r"location ~ (\^/\(metrics\S+) \{\s+return 404", conf)
    assert all(re.search(shut, path) for path in ("/metrics", "/helse", "/helse/lever"))
    assert "$request_uri" not in conf.partition("log_format")[2].partition(";")[0], "delte lenker har tegnet i adressen"
    assert "X-Forwarded-For $remote_addr" in conf and "proxy_add_x_forwarded_for" not in conf


def test_the_container_follows_the_locks_and_is_no_root() -> None:
    made = text("Containerfile")
    assert faults(re.sub(r"(?m)^RUN .*?python -m pip", "pip", made)) == []
    assert made.count("--require-hashes") == 2 and "npm ci" in made
    last = made.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0\b|root\b)\d+:\d+$", last, re.MULTILINE) and "pip install" not in last and "npm" not in last
    copied = [Path(p) for line in re.findall(r"^COPY (?!--)(.*)$", made, re.MULTILINE) for p in line.split()[:-1]]
    assert len(copied) > 8 and all((ROOT / p).exists() for p in copied), "alt som kopieres, finnes"
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert {"*.db", "*.noekkel", ".git", "frontend/node_modules"} <= set(ignored)


def test_the_keys_are_kept_in_a_place_of_their_own() -> None:
    """Beside the database they would follow every copy of its folder."""
    assert re.search(r"LDIP_LAGER=/lager/\S+ LDIP_NOEKKEL=/noekler/\S+", text("Containerfile"))
    places = re.search(r"^StateDirectory=(.*)$", text("ldip.service"), re.MULTILINE)
    told = re.findall(r"^LDIP_(?:LAGER|NOEKKEL)=/var/lib/([^/]+)/", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert places and places[1].split() == told and len(set(told)) == 2


def test_host_based_access_is_refused_last_and_never_without_a_check() -> None:
    lines = [line.split() for line in text("pg_hba.conf").splitlines() if line and not line.startswith("#")]
    assert [line[-1] for line in lines[-3:]] == ["reject"] * 3 and not [x for x in lines if x[-1] in ("trust", "md5", "password")]
    assert all(line[0] == "hostssl" for line in lines if line[0].startswith("host") and line[-1] != "reject")


def test_the_guide_has_every_file_and_every_setting() -> None:
    """Settings of the program, read from its source: one that is not in the guide is not known to those who run it."""
    told = GUIDE.read_text(encoding="utf-8")
    assert not [f.name for f in DEPLOY.iterdir() if f"deploy/{f.name}" not in told]
    source = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src" / "ldip").rglob("*.py"))
    settings = set(re.findall(r"[\"'](LDIP_[A-Z_]+)[\"']", source))
    pages = "\n".join(p.read_text(encoding="utf-8") for p in GUIDE.parent.glob("*.md"))
    assert len(settings) > 8 and sorted(s for s in settings if s not in pages) == []
