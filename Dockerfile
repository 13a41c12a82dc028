# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# The context has no .git; `make docker` says what make would ask git for.
ARG VERSION COMMIT DATE TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH make build && bench/deploy/packages/notices.sh > NOTICES

FROM scratch
ARG VERSION COMMIT DATE SOURCE
LABEL org.opencontainers.image.title="mock-openai" \
      org.opencontainers.image.description="A mock of the OpenAI API for load tests" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.created="$DATE"
# For `mock-openai bench` of an https URL.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/LICENSE /src/NOTICES /licenses/
COPY --from=build /src/mock-openai /mock-openai
USER 65532:65532
# The health check sees a port and TLS that are set by variables, not by flags.
ENV MOCK_OPENAI_HOST=0.0.0.0 MOCK_OPENAI_PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/mock-openai", "health"]
ENTRYPOINT ["/mock-openai"]
