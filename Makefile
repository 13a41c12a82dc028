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

.PHONY: lint
lint: ## Check formatting, go vet, staticcheck and go.mod.
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not gofmt-clean: $$unformatted"; exit 1; fi
	go vet ./...
	$(STATICCHECK) ./...
	go mod tidy -diff

.PHONY: bench
bench: ## Run all benchmarks; COUNT=6 repeats them for benchstat.
	go test -run '^$$' -bench . -benchmem -count $(or $(COUNT),1) ./...

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
