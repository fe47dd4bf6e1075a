"""What scenarios say of the client programs that upload one file: score cards of whole suites, and
the bad line that some must get a file through."""

import os
import subprocess

from preparing import CLIENTS, HERE, KEPT, ROOT, Failed, upload_words

CARDS = ROOT / "scenarios" / "scorecards"
# The suite a client is judged by for its card; Cloud Storage's where nothing stands here.
SUITES = {
    "tuspy": "tus", "tusjs": "tus", "tus_java": "tus", "resumablejs_python": "resumablejs", "q2google": "photos",
    "photos_go": "photos", "gsutil": "gcs-xml", "resumablejs": "resumablejs", "rclone_photos": "photos", "genai": "x-goog",
    "firebase": "x-goog",
}
# A host of Google's is built into these.
BY_PROXY = ("rclone_photos", "gsutil")
# A client that speaks another protocol when told to: the client, the suite, what it is told.
ALSO_JUDGED = {
    "tusjs_ietf": ("tusjs", "ietf", "ietf-draft-05"), "curl_xml": ("curl", "gcs-xml", "xml"),
    "flowjs": ("resumablejs", "resumablejs", "flow"), "gsutil_json": ("gsutil", "gcs", "json"),
}
# The bad line it must get a file through.
BAD_LINES = {"tuspy": "tus-flaky-line", "tusjs": "tus-flaky-line", "tus_java": "tus-flaky-line"}
# By Google's own data; by other protocols, or what they check themselves; the same uploads as "go".
NOT_JUDGED = (
    "python_retry", "faults",
    "go_xml", "filepond", "tus_browser", "tus_peer", "tusd", "tls_python", "tls_node", "tls_go",
)


def run_under(program, what, words):
    """The exit code and the output of a client that uploads one file, under a suite or scenario."""
    done = subprocess.run(
        [str(word) for word in (
            program, "run", *what, "--seed", "7", "--timeout", "120s", "--", *words,
        )],
        env=dict(os.environ, NO_PROXY="*", no_proxy="*"), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    return done.returncode, done.stdout


def proxied(name):
    return ["--tls", "--proxy"] if name in BY_PROXY else []


def make_card(name, program):
    """Writes the card of a client under its suite; what was printed."""
    CARDS.mkdir(exist_ok=True)
    client, suite, *said = ALSO_JUDGED.get(name, (name, SUITES.get(name, "gcs")))
    words = [*upload_words(client, CLIENTS[client](client)), "{payload}", "{bucket}", *said]
    what = ["--suite", f"builtin:{suite}", "--jobs", "4", "--card", CARDS / f"{name}.json", *proxied(client)]
    code, printed = run_under(program, what, words)
    (KEPT / "logs" / f"{name}.{suite}.log").write_text(printed)
    if code not in (0, 1, 3, 5):
        raise Failed(f"ended with {code}\n{printed[-4000:]}")
    return printed


def on_a_bad_line(name, words, program):
    """The client that uploads one file gets it through all the same."""
    what = ["--scenario", f"builtin:{BAD_LINES[name]}"]
    code, printed = run_under(program, what, [*upload_words(name, words), "{payload}", "{bucket}"])
    if code != 0:
        raise Failed(f"{BAD_LINES[name]} ended with {code}\n{printed[-6000:]}")


def on_lossy_lines(name, words, program):
    """How many scenarios beside the client held: each says what this client makes of a fault that must fire."""
    files = sorted((HERE / name / "lossy").glob("*.json"))
    for file in files:
        client = [*upload_words(name, words), "{payload}", "{bucket}"]
        code, printed = run_under(program, ["--scenario", file, *proxied(name)], client)
        if code != 0:
            raise Failed(f"{file.name} ended with {code}\n{printed[-6000:]}")
    return len(files)
