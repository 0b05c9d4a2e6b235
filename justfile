# Every developer command; `just` lists them.

lock_options := "--quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command 'just lock'"

# Compile the locked, hashed requirements.
lock:
    uv pip compile {{lock_options}} requirements/test.in -o requirements/test.txt
    uv pip compile {{lock_options}} -c requirements/test.txt requirements/run.in -o requirements/run.txt
    uv pip compile {{lock_options}} requirements/node.in -o requirements/node.txt
    uv pip compile {{lock_options}} requirements/uv.in -o requirements/uv.txt
    uv pip compile {{lock_options}} requirements/audit.in -o requirements/audit.txt

# Style, types, architecture, templates.
check:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    .venv/bin/djlint src --lint --quiet

# Tests without a browser.
test *arguments:
    .venv/bin/python -m pytest -m "not e2e" {{arguments}}

# Figures, each beside a peer or a target.
bench *arguments:
    .venv/bin/python -m pytest tests/benchmarks -m bench {{arguments}}

# Known vulnerabilities of the locked packages, in an environment of its own (needs a network).
audit:
    uv venv --quiet .cache/audit
    uv pip install --quiet --python .cache/audit/bin/python --require-hashes -r requirements/audit.txt
    .cache/audit/bin/pip-audit --require-hashes --disable-pip -r requirements/run.txt
