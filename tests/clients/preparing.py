"""Brings what the client programs need into .clients/ at the top of the tree, where a later run
finds it, and says with which words each is started."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KEPT = ROOT / ".clients"
GO_NEEDED = (1, 26)


class Failed(Exception):
    """One client cannot be run, or did not pass; the text says why."""


def command(*words, cwd=None, env=None):
    """Runs a set-up step; its output is only shown when it fails."""
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout[-4000:]}")
    return done.stdout


def system_packages(*names):
    command(ROOT / "dev", "setup", *names)


def unchanged(folder, *sources):
    """True when `folder` was last filled from these very files; says how to note that it was."""
    stamp = folder / ".filled-from"
    wanted = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    return stamp.exists() and stamp.read_text() == wanted, lambda: stamp.write_text(wanted)


def prepare_python(name):
    folder = KEPT / name
    done, note = unchanged(folder, HERE / name / "requirements.txt")
    if not done:
        shutil.rmtree(folder, ignore_errors=True)
        try:
            command(sys.executable, "-m", "venv", folder)
        except Failed:
            system_packages("python3-venv")
            command(sys.executable, "-m", "venv", folder)
        command(folder / "bin/pip", "install", "--quiet", "-r", HERE / name / "requirements.txt")
        note()
    return [folder / "bin/python", HERE / name / "client.py"]


def prepare_faults(name):
    """The same library as apiclient's, so the same packages."""
    return [*prepare_python("apiclient")[:-1], HERE / name / "client.py"]


def prepare_browser(name):
    if not any(shutil.which(program) for program in ("chromium", "chromium-browser", "google-chrome")):
        system_packages("chromium")
    words = prepare_node(name)
    for shown in (HERE / "browser.mjs", HERE / name / "page.html"):
        shutil.copy(shown, KEPT / name)
    return words


def prepare_node(name):
    if not shutil.which("npm"):
        system_packages("nodejs", "npm")
    folder = KEPT / name
    sources = [HERE / name / "package.json", HERE / name / "package-lock.json"]
    done, note = unchanged(folder, *sources)
    if not done:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for source in sources:
            shutil.copy(source, folder)
        command("npm", "ci", "--no-audit", "--no-fund", cwd=folder)
        note()
    # The program stands beside its packages, because that is where Node looks for them.
    shutil.copy(HERE / name / "client.mjs", folder)
    return ["node", folder / "client.mjs"]


def go_version(go):
    text = command(go, "env", "GOVERSION").strip().removeprefix("go")
    return tuple(int(part) for part in text.split(".")[:2])


def prepare_go(name):
    if not shutil.which("go"):
        system_packages("golang-go", "ca-certificates")
    go = "go"
    if go_version(go) < (1, 21):  # from 1.21 on, go brings the version that go.mod asks for itself
        go = newer_go()
    env = dict(os.environ, GOFLAGS="-buildvcs=false -modcacherw")
    program = KEPT / name / "client"
    command(go, "build", "-o", program, ".", cwd=HERE / name, env=env)
    return [program]


def prepare_go_xml(name):
    """The same program; its reads go the library's own way."""
    return [*prepare_go("go"), "-xml"]


def prepare_go_tls(name):
    prepare_go("go")
    return upload_words("go", [], "tls")


def prepare_node_tls(name):
    prepare_node("node")
    shutil.copy(HERE / "node" / "tls.mjs", KEPT / "node")
    return ["node", KEPT / "node" / "tls.mjs"]


def prepare_tusd(name):
    """The Go program that is the reference server, and the transcript that asks it and us."""
    return [*prepare_node("tus_peer"), *prepare_go(name)]


def prepare_java(name):
    """Maven brings the jars; the program is compiled as it is started."""
    if not shutil.which("mvn"):
        system_packages("default-jdk-headless", "maven")
    folder = KEPT / name
    done, note = unchanged(folder, HERE / name / "pom.xml")
    if not done:
        shutil.rmtree(folder, ignore_errors=True)
        command("mvn", "-q", "-B", "-f", HERE / name / "pom.xml", "dependency:copy-dependencies",
                f"-DoutputDirectory={folder}")
        note()
    return ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{folder}/*", HERE / name / "Client.java"]


def newer_go():
    """An old go cannot read today's modules, but it can fetch a newer go, which is a module too."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine)
    version = f"v0.0.1-go{GO_NEEDED[0]}.{GO_NEEDED[1]}.0.linux-{machine}"
    folder = KEPT / "go-toolchain"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module toolchain\n")
    said = json.loads(command("go", "mod", "download", "-json", f"golang.org/toolchain@{version}", cwd=folder))
    root = folder / "root"
    if not root.exists():
        shutil.copytree(said["Dir"], root)
        for tool in [*(root / "bin").iterdir(), *(root / "pkg/tool").rglob("*")]:
            tool.chmod(0o755)
    return root / "bin/go"


def upload_words(name, words, what="upload"):
    """The client that uploads one file, for scenarios: beside the one that is checked."""
    if name == "go_xml":
        name, what = "go", "read"
    if name in ("go", "photos_go"):
        env = dict(os.environ, GOFLAGS="-buildvcs=false -modcacherw")
        go = "go" if go_version("go") >= (1, 21) else KEPT / "go-toolchain" / "root" / "bin" / "go"
        program = KEPT / name / what
        command(go, "build", "-o", program, f"./{what}", cwd=HERE / name, env=env)
        return [program]
    if words[0] == "node":
        shutil.copy(HERE / name / "upload.mjs", KEPT / name)
        return ["node", KEPT / name / "upload.mjs"]
    if words[0] == "java":
        return [*words[:-1], HERE / name / "Upload.java"]
    kind = "upload.sh" if name in ("rclone", "curl", "rclone_photos") else "upload.py"
    return [*words[:-1], HERE / name / kind]


def prepare_rclone(name):
    if not shutil.which("rclone"):
        system_packages("rclone")
    return [HERE / name / "client.sh"]


def prepare_curl(name):
    if not shutil.which("curl"):
        system_packages("curl")
    return [HERE / name / "client.sh"]


CLIENTS = {
    "tuspy": prepare_python,
    "tusjs": prepare_node,
    "tus_browser": prepare_browser,
    "filepond": prepare_browser,
    "tus_java": prepare_java,
    "tus_peer": prepare_node,
    "tusd": prepare_tusd,
    "python": prepare_python,
    "python_retry": prepare_python,
    "q2google": prepare_python,
    "genai": prepare_python,
    "firebase": prepare_node,
    "drive": prepare_python,
    "apiclient": prepare_python,
    "faults": prepare_faults,
    "node": prepare_node,
    "go": prepare_go,
    "go_xml": prepare_go_xml,
    "photos_go": prepare_go,
    "gsutil": prepare_python,
    "resumablejs": prepare_browser,
    "resumablejs_python": prepare_python,
    "tls_python": prepare_python,
    "tls_node": prepare_node_tls,
    "tls_go": prepare_go_tls,
    "rclone": prepare_rclone,
    "rclone_photos": prepare_rclone,
    "curl": prepare_curl,
}
