package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/strict"
)

// routes are all endpoints that the server has, a row each.
func (s *Server) routes() *routeTable {
	rows := [countedRoutes]routeRow{
		routeChat:                {path: "/v1/chat/completions", post: s.generates(s.strictly(func() *strict.Rules { return strict.Chat(maxTokensUnsupported) }, s.chat)), get: s.limited(s.listCompletions)},
		routeStoredCompletion:    {path: completionsPath + "{id}", get: s.limited(s.getCompletion), post: s.limited(s.updateCompletion), delete: s.limited(s.deleteCompletion)},
		routeStoredMessages:      {path: completionsPath + "{id}/messages", get: s.limited(s.listMessages)},
		routeCompletions:         {path: "/v1/completions", post: s.generates(s.strictly(strict.Completions, s.completions))},
		routeEmbeddings:          {path: "/v1/embeddings", post: s.generates(s.strictly(strict.Embeddings, s.embeddings))},
		routeModerations:         {path: "/v1/moderations", post: s.generates(s.strictly(strict.Moderations, s.moderations))},
		routeResponses:           {path: "/v1/responses", post: s.generates(s.strictly(strict.Responses, s.responses))},
		routeResponse:            {path: responsesPath + "{id}", get: s.limited(s.getResponse), delete: s.limited(s.deleteResponse)},
		routeResponseCancel:      {path: responsesPath + "{id}/cancel", post: s.limited(s.cancelResponse)},
		routeResponseInputItems:  {path: responsesPath + "{id}/input_items", get: s.limited(s.listInputItems)},
		routeResponseInputTokens: {path: responsesPath + "input_tokens", post: s.generates(s.countInputTokens)},
		routeResponseCompact:     {path: responsesPath + "compact", post: s.generates(s.compact)},
		routeModels:              {path: "/v1/models", get: s.limited(s.listModels)},
		routeModel:               {path: modelsPath + "{id...}", get: s.limited(s.getModel), delete: s.limited(s.deleteModel)},

		routeOpenRouterChat:        {path: openRouterPath + "chat/completions", post: s.generates(s.openRouterChat)},
		routeOpenRouterCompletions: {path: openRouterPath + "completions", post: s.generates(s.openRouterCompletions)},
		routeOpenRouterEmbeddings:  {path: openRouterPath + "embeddings", post: s.generates(s.openRouterEmbeddings)},
		routeOffers:                {path: openRouterPath + "models", get: s.limited(s.listOffers)},
		routeOffer:                 {path: offerPath + "{id...}", get: s.limited(s.getOffer)},

		routeHealth:  {path: "/health", get: s.health},
		routeMetrics: {path: metricsPath, get: s.showMetrics()},
		routeOther:   {path: "other"},
	}
	if s.config.MetricsApart {
		rows[routeMetrics].get = nil
	}
	return newRouteTable(rows)
}

// dispatch answers a request as its row says.
func (s *Server) dispatch(ctx *fasthttp.RequestCtx) {
	r := s.routeIn(ctx)
	row := &s.table.rows[r]
	if handler := row.handler(ctx); handler != nil {
		handler(ctx)
	} else {
		s.unhandled(ctx, row)
	}
}

// generates is the handler of a POST that has something made up.
func (s *Server) generates(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return s.limited(s.admitted(next))
}
