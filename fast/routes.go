package fast

import (
	"bytes"

	"github.com/fasthttp/router"
	"github.com/valyala/fasthttp"
)

// routes is the whole of what the server answers.
func (s *Server) routes() *router.Router {
	r := router.New()
	r.RedirectTrailingSlash = false
	r.RedirectFixedPath = false
	r.HandleOPTIONS = false

	r.GET("/health", s.health)
	if !s.config.MetricsApart {
		r.GET(metricsPath, s.showMetrics())
	}
	r.GET("/v1/models", s.limited(s.listModels))
	r.GET(modelsPath+"{id:*}", s.limited(s.getModel))
	r.DELETE(modelsPath+"{id:*}", s.limited(s.deleteModel))
	r.POST("/v1/completions", s.generates(s.strictly(completionsEndpoint, s.completions)))
	r.POST("/v1/chat/completions", s.generates(s.strictly(chatEndpoint, s.chat)))
	r.POST("/v1/embeddings", s.generates(s.strictly(embeddingsEndpoint, s.embeddings)))
	r.POST("/v1/moderations", s.generates(s.strictly(moderationsEndpoint, s.moderations)))
	r.POST("/v1/responses", s.generates(s.strictly(responsesEndpoint, s.responses)))
	r.GET(responsePath, s.limited(s.getResponse))
	r.DELETE(responsePath, s.limited(s.deleteResponse))
	r.POST(responsePath+"/cancel", s.limited(s.cancelResponse))
	r.GET(responsePath+"/input_items", s.limited(s.listInputItems))

	r.POST("/api/v1/chat/completions", s.generates(s.openRouterChat))
	r.POST("/api/v1/completions", s.generates(s.openRouterCompletions))
	r.GET("/api/v1/models", s.limited(s.listOffers))
	r.GET(offerPath+"{id:*}", s.limited(s.getOffer))

	for _, m := range s.models.items {
		if !bytes.ContainsAny(m.id, "{}") {
			r.GET(modelsPath+string(m.id), s.limited(s.getModel)) // a path without a parameter allocates nothing
		}
	}

	r.NotFound = s.notFound
	r.MethodNotAllowed = s.methodNotAllowed
	return r
}

// generates is the handler of a POST that has something made up.
func (s *Server) generates(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return s.limited(s.admitted(next))
}
