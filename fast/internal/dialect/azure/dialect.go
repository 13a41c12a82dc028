// Package azure is Azure OpenAI's API where it differs from OpenAI's: paths that name
// deployments, results of content filters, headers and errors of the gateway.
package azure

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
)

// Path is what the paths of deployments, and those of V1, begin with.
const (
	Path        = "/openai/"
	Deployments = Path + "deployments/"
	V1          = Path + "v1/"
	Responses   = Path + "responses"
)

// Dialect is what all endpoints of Azure OpenAI share.
var Dialect = &dialect.Dialect{
	Name:       "azure",
	Credential: credential,
	Challenge:  `Bearer realm="Azure OpenAI"`,
	Headers: header.Style{
		RequestID: "X-Request-Id: ",
		TraceID:   "Apim-Request-Id: ",
		UUID:      true,
		Lines:     []string{"X-Ms-Region: East US", "X-Ms-Rai-Invoked: true"},
	},
	Limits:      limits,
	Filtered:    filtered,
	AppendError: appendError,
}

// ResponsesDialect is the dialect of the Responses API, whose error for a filtered prompt
// differs.
var ResponsesDialect = func() *dialect.Dialect {
	d := *Dialect
	d.Filtered = filteredResponse
	return &d
}()

var (
	keyAPIKey     = []byte("Api-Key")
	keyDeployment = []byte("X-Ms-Deployment-Name")
)

// credential returns the key in api-key, or else the bearer token.
func credential(h *fasthttp.RequestHeader) []byte {
	if key := h.PeekCanonical(keyAPIKey); len(key) > 0 {
		return key
	}
	return header.Bearer(h)
}

// SetDeployment sets the header that has the name of the deployment.
func SetDeployment(h *fasthttp.ResponseHeader, c *dialect.Session) {
	h.SetCanonical(keyDeployment, c.BaseModel)
}
