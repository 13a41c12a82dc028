STATICCHECK = go run honnef.co/go/tools/cmd/staticcheck@v0.8.2

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  = -s -w -X mock-openai/cmd.version=$(VERSION)
FUZZTIME ?= 30s

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list.
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build and serve on http://127.0.0.1:3000; ARGS="--seed 1" passes flags.
	@exec ./mock-openai $(ARGS)

.PHONY: build
build: ## Build the static binary ./mock-openai.
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o mock-openai .

.PHONY: test
test: ## Run the tests.
	go test ./...

.PHONY: race
race: ## Run the tests under the race detector.
	go test -race ./...

.PHONY: test-sdk
test-sdk: ## Run the official clients for Node and Python against the server.
	bench/sdk/run.sh

.PHONY: lint
lint: ## Check formatting, go vet, staticcheck and go.mod.
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not gofmt-clean: $$unformatted"; exit 1; fi
	go vet ./...
	$(STATICCHECK) ./...
	go mod tidy -diff

.PHONY: bench
bench: ## Run all benchmarks; COUNT=6 repeats them for benchstat.
	go test -run '^$$' -bench . -benchmem -count $(or $(COUNT),1) ./...

.PHONY: bench-pinned
bench-pinned: build ## Measure CPU per request on pinned cores (20 min); refreshes BENCHMARKS.md. ARGS="--rounds 2 --requests chat".
	go run ./bench/pinned run --raw bench/pinned.json --into BENCHMARKS.md $(ARGS)
	go run ./bench/chart -o bench/chart.svg bench/pinned.json

.PHONY: bench-memory
bench-memory: build ## Measure memory per idle connection and per stream; refreshes BENCHMARKS.md.
	go run ./bench/pinned memory --into BENCHMARKS.md $(ARGS)

.PHONY: bench-wires
bench-wires: build ## Measure what TLS and HTTP/2 add, with h2load (1 min); refreshes BENCHMARKS.md.
	go run ./bench/pinned wires --into BENCHMARKS.md $(ARGS)

.PHONY: bench-growth
bench-growth: build ## Watch memory over ten minutes of load; refreshes BENCHMARKS.md.
	go run ./bench/pinned growth --into BENCHMARKS.md $(ARGS)

.PHONY: chart
chart: ## Draw bench/chart.svg from bench/pinned.json.
	go run ./bench/chart -o bench/chart.svg bench/pinned.json

.PHONY: bench-compare
bench-compare: ## Compare benchmarks with another commit: OLD=ref, NEW=ref, BENCH=regexp, COUNT=6.
	@BENCH='$(or $(BENCH),.)' COUNT=$(or $(COUNT),6) bench/compare.sh $(or $(OLD),HEAD) $(NEW)

.PHONY: fuzz
fuzz: ## Run every fuzz target for FUZZTIME each.
	@for pkg in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

.PHONY: clean
clean: ## Remove what was built.
	rm -f mock-openai
