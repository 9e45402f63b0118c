# The whole product in two commands: `make run` and `make test`. `make help` lists the rest.

# Caches live outside the clone; finished binaries stay inside it (./target), so two clones never mix.
SUFLER_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/sufler
export SUFLER_CACHE
export CARGO_BUILD_BUILD_DIR ?= $(SUFLER_CACHE)/build
export PATH := $(SUFLER_CACHE)/tools/bin:$(PATH)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = 1

WEB_SOURCES := $(shell find web/src web/public web/index.html web/*.json web/*.ts web/.npmrc -type f 2>/dev/null)
NIGHTLY_SEED := $(or $(NIGHTLY_SEED),$(shell date +%s))
NIGHTLY_CASES ?= 100000
NEXTEST := $(shell command -v cargo-nextest 2>/dev/null)

.PHONY: help run web test check fmt rust-test web-test third-party browser-test nightly bench bench-messenger audit screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: tools-run web/dist/index.html ## build and start the product with the demo shop; prints the addresses
	@tools/say "Building Sufler (the first time takes a few minutes)"
	@cargo build --locked --profile demo -p sufler
	@exec target/demo/sufler demo

tools-run:
	@tools/install run

web/node_modules/.package-lock.json: web/package-lock.json
	@tools/say "Fetching the web packages"
	@cd web && npm ci --no-progress
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	@tools/say "Building the web page"
	@cd web && npm run --silent build

web: web/dist/index.html ## build the web page

test: ## install what is missing, check everything, run every test
	@tools/install test
	@$(MAKE) --no-print-directory check rust-test web-test third-party browser-test
	@tools/say "All tests passed"

check: web/dist/index.html ## formats, lints, docs, licences, web checks
	@tools/say "Formats"
	@cargo fmt --all --check
	@tools/say "Lints"
	@cargo clippy --workspace --all-targets --locked -- -D warnings
	@tools/say "Docs"
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet
	@tools/say "Licences and sources"
	@cargo deny --offline check --hide-inclusion-graph licenses bans sources
	@tools/say "Web: format, lint, types, dead code, size"
	@cd web && npm run --silent check

fmt: ## format everything
	@cargo fmt --all
	@cd web && npm run --silent format

rust-test: web/dist/index.html ## Rust tests, end-to-end ones included
	@tools/say "Rust tests"
	@cargo build --locked -p sufler -p sufler-sandbox
ifneq ($(NEXTEST),)
	@cargo nextest run --workspace --locked
else
	@cargo test --workspace --locked
endif

web-test: web/node_modules/.package-lock.json ## web unit tests
	@tools/say "Web tests"
	@cd web && npm test --silent

third-party: ## other people's Avito clients and the OpenAPI proxy against our simulator and client
	@tools/say "Third-party clients and contract proxy"
	@cargo build --locked -p sufler-sandbox
	@cargo build --locked -p sufler-channels --example avito_client_tour
	@tests/third_party/run.sh

browser-test: web/dist/index.html ## stories in a real browser
	@tools/say "Browser stories"
	@cargo build --locked -p sufler -p sufler-sandbox
	@cd tests/browser && npm ci --no-progress --silent && npm test --silent

nightly: ## property tests with 100,000 other cases each (hours; NIGHTLY_CASES=… sets the number)
	@tools/say "Property tests, seed $(NIGHTLY_SEED)"
	@PROPTEST_CASES=$(NIGHTLY_CASES) PROPTEST_RNG_SEED=$(NIGHTLY_SEED) cargo test --locked --profile demo -p sufler-dsl -p sufler-lsp
	@PROPTEST_CASES=$(NIGHTLY_CASES) PROPTEST_RNG_SEED=$(NIGHTLY_SEED) cargo test --locked --profile demo -p sufler-store --test contract -- races --nocapture

bench: web/dist/index.html ## speed: engine, bare ceiling, server; figures and ratios
	@tools/install test
	@benches/run

bench-messenger: web/dist/index.html ## the messenger over 100,000 conversations and 5,000,000 messages (SQLite, then PostgreSQL)
	@tools/install test
	@cargo build --locked --profile dist -p sufler -p sufler-tests --bins
	@cd tests/browser && npm ci --no-progress --silent
	@SUFLER_BIN=$(CURDIR)/target/dist/sufler target/dist/crowd sqlite
	@SUFLER_BIN=$(CURDIR)/target/dist/sufler target/dist/crowd postgres

screenshots: web/dist/index.html ## pictures of every page into test-results/screenshots
	@cargo build --locked -p sufler
	@cd tests/browser && npm ci --no-progress --silent && npm run --silent screenshots

audit: ## known vulnerabilities (needs a network)
	@cargo deny check advisories

clean: ## remove what was built in this clone
	@rm -rf target web/dist web/node_modules tests/browser/node_modules test-results
