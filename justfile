# The recipes call the scripts, so that this file, the README and CI run the same thing.
set positional-arguments

# List the recipes
default:
    @just --list --unsorted

# Install what the build and the tests need
setup:
    scripts/setup all

# Everything that must pass: what CI runs
test:
    scripts/test

# The main job in a terminal: two replicas, offline, merged. `just demo --exit` does not stay
demo *args:
    scripts/demo "$@"

# Does it compile? The fastest answer
check:
    cargo check --workspace --all-targets

# Format the code
fmt:
    cargo fmt --all

# Formatting, clippy and the repository's own rules
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test --quiet --no-fail-fast -p linli-repository

# The figures, from a release binary: `just bench --json`
bench *args:
    cargo build --release --quiet -p linli-server -p linli-bench
    cargo run --release --quiet -p linli-bench -- bench "$@"

# Instructions of execute, merge, save, load and the wire against fixtures/instructions.json: `just instructions --update`
instructions *args:
    scripts/instructions "$@"

# Kill real servers and clients, cut their network, fill their disk: `just chaos --kills 20 --seed 3`
chaos *args:
    cargo build --release --quiet -p linli-server -p linli-cli -p linli-chaos
    cargo run --release --quiet -p linli-chaos -- "$@"

# Devices with valid keys that keep to nothing, against a real server: `just hostile 100000 --seed 3`
hostile requests='100000' *args:
    cargo build --release --quiet -p linli-server -p linli-cli -p linli-chaos
    cargo run --release --quiet -p linli-chaos -- --hostile "$@"

# Attack the promises: `just sim --seed 17` shows one life, `just sim --seeds 2000` lives many
sim *args:
    cargo run --quiet -p linli-simulator -- "$@"

# Does the simulator find planted bugs? `just teeth NAME` tries one of fixtures/mutants
teeth *args:
    scripts/teeth "$@"

# Would a test notice? Breaks the core in one place at a time; `just mutants sync` only one crate (hours for all)
mutants *args:
    scripts/mutants "$@"

# Which lines do the tests run? A row a crate; `just coverage --html` shows the lines
coverage *args:
    scripts/coverage "$@"

# Any bytes: libFuzzer on each target for a minute (nightly). `just fuzz wire` takes one; SECONDS_EACH=600
fuzz *targets:
    scripts/fuzz "$@"

# Does the running server keep to schemas/openapi.json? `just api --max-examples 5000 --seed 7` looks longer
api *args:
    scripts/api "$@"

# client-core must link in the browser
wasm:
    scripts/wasm

# Licences, advisories and banned crates (`cargo install --locked cargo-deny`)
deny:
    cargo deny --workspace check

# Dependencies that nothing uses
unused:
    cargo test --quiet -p linli-repository --test dependencies

# Write the JSON Schemas anew from the types
schemas:
    UPDATE=1 cargo test -p linli-documents --test schemas

# Are the golden hashes what the code produces? UPDATE=1 writes hashes of new entries; see CONTRIBUTING.md
golden:
    cargo test -p linli-documents --test golden
