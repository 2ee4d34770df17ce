"""nginx of Debian, unpacked into a folder of its own: nothing is installed, and no service is touched."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = ("nginx", "nginx-common", "libnginx-mod-http-brotli-static")
BROTLI = "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"


def unpack(folder: Path) -> None:
    """Fill a folder with nginx; without Debian's packages the test fails."""
    command = ["apt-get", "download", *PACKAGES]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:  # the lists may be of yesterday, or not there yet
        subprocess.run(["apt-get", "update"], capture_output=True, timeout=300, check=True)
        subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], timeout=60, check=True)


@contextmanager
def serving(nginx: Path, work: Path, site: str) -> Iterator[str]:
    """Run nginx with one server; yields the address of its host.

    Args:
        nginx: folder into which it was unpacked.
        work: folder for what it writes.
        site: the configuration of the server, as in ``sites-available``, listening at port 80.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = " ".join(f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (work / "nginx.conf").write_text(
        f"load_module {nginx / BROTLI};\npid {work}/pid;\ndaemon off;\nworker_processes 1;\nuser root;\n"
        f"error_log {work}/error.log;\nevents {{}}\n"
        f"http {{\ninclude {nginx}/etc/nginx/mime.types;\naccess_log off;\n{kept}\n"
        f"{site.replace('listen 80;', f'listen 127.0.0.1:{port};')}\n}}\n"
    )
    command = [nginx / "usr/sbin/nginx", "-e", work / "error.log", "-c", work / "nginx.conf"]
    subprocess.run([*command, "-t"], capture_output=True, timeout=30, check=True)
    process = subprocess.Popen(command)
    try:
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
