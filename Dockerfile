FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build

FROM scratch
COPY --from=build /src/mock-openai /mock-openai
USER 65532:65532
EXPOSE 3000
ENV MOCK_OPENAI_HOST=0.0.0.0
ENTRYPOINT ["/mock-openai"]
