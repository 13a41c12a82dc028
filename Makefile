STATICCHECK = go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  = go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
K6          = go.k6.io/k6@v1.8.1
HELM        = helm.sh/helm/v4/cmd/helm@v4.3.1
PROMTOOL    = github.com/prometheus/prometheus/cmd/promtool@v0.316.0
NFPM        = github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.0
GOVULNCHECK = go run golang.org/x/vuln/cmd/govulncheck@v1.9.0

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  ?= $(shell git rev-parse HEAD 2>/dev/null)
DATE    ?= $(shell TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null)
LDFLAGS  = -s -w -X mock-openai/cmd.version=$(VERSION) -X mock-openai/cmd.commit=$(COMMIT) -X mock-openai/cmd.date=$(DATE)
FUZZTIME ?= 30s

# A module of its own for tests that need third-party libraries, so that importers of
# package fast do not get them.
BLACKBOX = fast/blackbox

PACKAGING = bench/deploy/packages
DIST ?= dist

# The maintainer that the packages name.
export MAINTAINER ?= mock-openai maintainers <noreply@localhost>

# The platforms of a release. None needs cgo.
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list.
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build and serve on http://127.0.0.1:3000; ARGS="--seed 1" passes flags.
	@exec ./mock-openai $(ARGS)

.PHONY: build
build: ## Build the static binary ./mock-openai.
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o mock-openai .

.PHONY: docker
docker: ## Build the image mock-openai.
	docker build --build-arg VERSION=$(VERSION) --build-arg COMMIT=$(COMMIT) --build-arg DATE=$(DATE) --build-arg SOURCE=$(SOURCE) -t mock-openai .

# What a release holds besides the image. SOURCE is the URL of the repository.
.PHONY: release
# One order of names, whatever the locale.
release archives packages: export LC_ALL = C
release: ## Build archives, packages, their checksums, and with SOURCE=URL a formula into dist/.
	rm -rf $(DIST)
	$(MAKE) archives packages
	cd $(DIST) && sha256sum -- $$(ls | grep -E '\.(tar\.gz|zip|deb|rpm)$$') > checksums.txt
	@if [ -n "$(SOURCE)" ]; then VERSION=$(VERSION) SOURCE=$(SOURCE) $(PACKAGING)/formula.sh $(DIST)/checksums.txt > $(DIST)/mock-openai.rb; fi

# A folder in $(DIST)/build for each platform, with what its archive holds.
.PHONY: binaries
binaries:
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $(DIST)/build/mock-openai .
	VERSION=$(VERSION) DATE=$(DATE) $(PACKAGING)/docs.sh $(DIST)/build/mock-openai $(DIST)/build/docs
	$(PACKAGING)/notices.sh > $(DIST)/build/NOTICES
	@set -e; \
	for platform in $(PLATFORMS); do \
		os=$${platform%/*} arch=$${platform#*/}; \
		folder=$(DIST)/build/mock-openai_$(VERSION)_$${os}_$$arch; binary=mock-openai; \
		mkdir -p $$folder; cp README.md LICENSE $(DIST)/build/NOTICES $$folder; \
		if [ $$os = windows ]; then binary=mock-openai.exe; else cp $(DIST)/build/docs/* $$folder; fi; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -ldflags '$(LDFLAGS)' -o $$folder/$$binary .; \
		chmod -R u=rwX,go=rX $$folder; find $$folder -exec touch --date '$(or $(DATE),@0)' {} +; \
	done

.PHONY: archives
archives: binaries ## Build an archive for each platform into dist/.
	@set -e; cd $(DIST)/build; for platform in $(PLATFORMS); do \
		name=mock-openai_$(VERSION)_$${platform%/*}_$${platform#*/}; \
		case $$platform in \
		windows/*) archive=$$name.zip; rm -f ../$$archive; find $$name -type f | sort | TZ=UTC zip -9Xq ../$$archive -@ ;; \
		*) archive=$$name.tar.gz; tar --sort=name --owner=0 --group=0 --numeric-owner -cf - $$name | gzip -n9 > ../$$archive ;; \
		esac; \
		echo $(DIST)/$$archive; \
	done

.PHONY: packages
packages: binaries ## Build packages for Debian and Fedora into dist/.
	GOBIN=$(CURDIR)/bench/deploy/build go install $(NFPM)
	@set -e; for arch in $(patsubst linux/%,%,$(filter linux/%,$(PLATFORMS))); do \
		folder=$(DIST)/build/packages_$$arch; rm -rf $$folder; mkdir $$folder; \
		cp $(PACKAGING)/* .github/CHANGELOG.md $$folder; \
		cp $(DIST)/build/mock-openai_$(VERSION)_linux_$$arch/* $$folder; \
		cd $$folder; \
		export ARCH=$$arch SOURCE=$(SOURCE) SOURCE_DATE_EPOCH=$$(date --date '$(or $(DATE),@0)' +%s) \
			PACKAGE_VERSION=$(if $(filter v%,$(VERSION)),$(VERSION),0.0.0-g$(VERSION)); \
		./changelog.sh > changelog; \
		gzip -9n mock-openai.1 NOTICES CHANGELOG.md changelog; \
		chmod -R u=rwX,go=rX .; \
		for packager in deb rpm; do $(CURDIR)/bench/deploy/build/nfpm package --packager $$packager --target ../..; done; \
		cd $(CURDIR); \
	done

.PHONY: chart-package
chart-package: PACK_CHART = go run $(HELM)
chart-package: ## Package the Helm chart for IMAGE into dist/.
	rm -rf $(DIST)/build/helm && mkdir -p $(DIST)/build && cp -r bench/deploy/helm $(DIST)/build
	sed -i 's|^  repository: mock-openai$$|  repository: $(IMAGE)|' $(DIST)/build/helm/values.yaml
	find $(DIST)/build/helm -exec touch --date '$(or $(DATE),@0)' {} +
	$(PACK_CHART) package $(DIST)/build/helm --destination $(DIST) --version $(VERSION:v%=%) --app-version $(VERSION)

.PHONY: test
# The tests of fast take the longest, so they start first. Many tests wait, so one package more
# than there are cores is tested at a time.
test: ## Run the tests.
	go test -p $$(($$(getconf _NPROCESSORS_ONLN) + 1)) ./fast ./...
	cd $(BLACKBOX) && go test ./...

.PHONY: race
# What the tests of commands and of bench/pinned run are processes, which the race detector
# of a test does not see.
race: PACKAGES = $(shell go list ./... | grep -vE '/cmd(/internal/(benchmark|health|record|serve))?$$|/bench/pinned$$')
race: ## Run the tests under the race detector, without the long arithmetic ones.
	CGO_ENABLED=1 go test -race -short -timeout 20m ./fast $(PACKAGES)
	cd $(BLACKBOX) && CGO_ENABLED=1 go test -race -short -timeout 20m ./openaigo

.PHONY: quirks
quirks: ## Try every quirk on eleven clients, and write how they react into the topic quirks.
	bench/quirks/run.sh

.PHONY: test-sdk
test-sdk: ## Run the official clients for Node, Python and Go; check every answer against JSON Schemas.
	bench/sdk/run.sh
	cd $(BLACKBOX) && go test ./openaigo

.PHONY: test-suites
test-suites: ## Run the test suites of the official clients, from checkouts beside this one.
	bench/sdk/suites.sh $(ARGS)

.PHONY: test-deploy
# Installs a tool that runs for seconds only: it compiles faster without optimization.
test-deploy: INSTALL_TOOL = GOBIN=$(CURDIR)/bench/deploy/build go install -ldflags='-s -w' -gcflags='all=-N -l'
test-deploy: ## Try what bench/deploy holds, and the packages; needs nginx, dpkg-deb and rpm.
	@for tool in nginx dpkg-deb rpm; do command -v $$tool >/dev/null || { echo "$$tool is not installed"; exit 1; }; done
	$(INSTALL_TOOL) $(K6)
	$(INSTALL_TOOL) $(HELM)
	command -v promtool >/dev/null || $(INSTALL_TOOL) -tags remove_all_sd $(PROMTOOL)
	cd bench/deploy && PATH="$(CURDIR)/bench/deploy/build:$$PATH" go test -count=1 ./...

.PHONY: lint
lint: ## Check formatting, go vet, staticcheck, go.mod and the workflows, and known vulnerabilities if vuln.go.dev can be reached.
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not gofmt-clean: $$unformatted"; exit 1; fi
	go vet ./...
	$(STATICCHECK) ./...
	go mod tidy -diff
	$(ACTIONLINT)
	cd bench/deploy && go vet ./... && $(STATICCHECK) ./... && go mod tidy -diff
	cd $(BLACKBOX) && go vet ./... && $(STATICCHECK) ./... && go mod tidy -diff
	@if curl -sfo /dev/null -m 5 https://vuln.go.dev/index/db.json; then $(MAKE) vuln; else echo "vuln.go.dev is out of reach: govulncheck is skipped"; fi

.PHONY: vuln
vuln: ## Look for known vulnerabilities in what is built; asks vuln.go.dev.
	$(GOVULNCHECK) ./...

.PHONY: bench
bench: ## Run all benchmarks; COUNT=6 repeats them for benchstat.
	go test -run '^$$' -bench . -benchmem -count $(or $(COUNT),1) ./...

.PHONY: bench-pinned
bench-pinned: build ## Measure CPU per request on pinned cores (20 min); refreshes BENCHMARKS.md. ARGS="--rounds 2 --requests chat".
	go run ./bench/pinned run --raw bench/pinned.json --into BENCHMARKS.md $(ARGS)
	go run ./bench/chart -o bench/chart.svg bench/pinned.json
	@[ -n "$(ARGS)" ] || $(MAKE) bench-dialects

.PHONY: bench-dialects
bench-dialects: build ## The same for the APIs of other providers (10 min). bench-pinned without ARGS includes it.
	go run ./bench/pinned dialects --into BENCHMARKS.md $(ARGS)

.PHONY: bench-rates
bench-rates: build ## Measure CPU per request at set rates, with h2load (6 min); refreshes BENCHMARKS.md.
	go run ./bench/pinned rates --into BENCHMARKS.md $(ARGS)

.PHONY: bench-tails
bench-tails: build ## Measure how long the slowest answers of full cores take (10 min; needs wrk); refreshes BENCHMARKS.md.
	go run ./bench/pinned tails --into BENCHMARKS.md $(ARGS)

.PHONY: bench-generators
bench-generators: build ## Compare the load generator with wrk, h2load and oha (8 min); refreshes BENCHMARKS.md.
	go run ./bench/pinned generators --into BENCHMARKS.md $(ARGS)

.PHONY: bench-memory
bench-memory: build ## Measure memory per idle connection and per stream; refreshes BENCHMARKS.md.
	go run ./bench/pinned memory --into BENCHMARKS.md $(ARGS)

.PHONY: bench-wires
bench-wires: build ## Measure what TLS and HTTP/2 add, with h2load (2 min); refreshes BENCHMARKS.md.
	go run ./bench/pinned wires --into BENCHMARKS.md $(ARGS)

.PHONY: bench-lateness
bench-lateness: build ## Measure how late paced events are (10 min); refreshes BENCHMARKS.md. ARGS="--rounds 1".
	go run ./bench/pinned lateness --into BENCHMARKS.md $(ARGS)

.PHONY: bench-paced
bench-paced: build ## Compare paced events with a loop in C (5 min; needs cc); refreshes BENCHMARKS.md.
	go run ./bench/pinned paced --into BENCHMARKS.md $(ARGS)

.PHONY: bench-cores
bench-cores: build ## Measure throughput on 1, 2, 4, 8 and 16 cores, as far as there are twice as many; refreshes BENCHMARKS.md.
	go run ./bench/pinned cores --into BENCHMARKS.md $(ARGS)

.PHONY: bench-capacity
bench-capacity: build ## Measure what a core and a GB are enough for (5 min; needs wrk); refreshes BENCHMARKS.md.
	go run ./bench/pinned capacity --into BENCHMARKS.md $(ARGS)

.PHONY: bench-growth
bench-growth: build ## Watch memory over ten minutes of load; refreshes BENCHMARKS.md.
	go run ./bench/pinned growth --into BENCHMARKS.md $(ARGS)

.PHONY: soak
soak: build ## Run faults and misbehaving clients for DURATION=10m, then check that the server recovers; refreshes BENCHMARKS.md.
	go run ./bench/pinned soak --duration $(or $(DURATION),10m) --into BENCHMARKS.md $(ARGS)

.PHONY: chart
chart: ## Draw bench/chart.svg from bench/pinned.json.
	go run ./bench/chart -o bench/chart.svg bench/pinned.json

.PHONY: bench-compare
bench-compare: ## Compare benchmarks with another commit: OLD=ref, NEW=ref, BENCH=regexp, COUNT=6.
	@BENCH='$(or $(BENCH),.)' COUNT=$(or $(COUNT),6) bench/compare.sh $(or $(OLD),HEAD) $(NEW)

.PHONY: fuzz
fuzz: ## Run every fuzz target of all modules for FUZZTIME each.
	@for module in $$(git ls-files 'go.mod' '*/go.mod' | xargs -n 1 dirname); do (cd $$module && \
		for pkg in $$(go list ./...); do \
			for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
				echo "$$pkg $$target"; \
				go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
			done; \
		done) || exit 1; \
	done

.PHONY: clean
clean: ## Remove the binary and the release.
	rm -rf mock-openai $(DIST)
